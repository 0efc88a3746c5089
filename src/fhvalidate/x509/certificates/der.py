"""DER cut up directly, where a whole decoder would be slow or too strict (ITU-T X.690)."""

from functools import lru_cache

from asn1crypto import core

LONG_FORM = 0x80
PADDING = b"\0\r\n\t "  # after what a file or a stream holds
MAX_ELEMENTS = 10_000  # within one element that is cut up; real ones have tens
MAX_IDENTIFIER = 64  # octets of an object identifier; none in use has half as many
IDENTIFIERS_KEPT = 1024
_LONG_TAG = 0x1F  # all bits of a tag's number set: the number follows in octets of its own
_LENGTH_OCTETS = 4  # of a plain length at most: no file is longer
Element = tuple[int, int, int]  # where it starts, where its contents start, where it ends


def plain_elements(data: bytes, start: int, end: int) -> list[Element] | None:
    """The elements that stand one after another from `start` to `end`.

    None where they are not all plain, with a tag of one octet and a definite length that ends
    within: what else it may be is for a whole decoder to say.
    """
    found: list[Element] = []
    while start < end:
        element = plain_element(data, start, end)
        if element is None:
            return None
        found.append(element)
        start = element[2]
    return found


def plain_element(data: bytes, start: int, end: int) -> Element | None:
    """The plain element that starts at `start` and ends at or before `end`; None: there is none."""
    contents = start + 2
    if contents > end or data[start] & _LONG_TAG == _LONG_TAG:
        return None
    length = data[start + 1]
    if length >= LONG_FORM:
        octets = length - LONG_FORM
        if not 1 <= octets <= _LENGTH_OCTETS:
            return None
        length = int.from_bytes(data[contents : contents + octets], "big")
        contents += octets
    if contents + length > end:
        return None
    return start, contents, contents + length


def children(data: bytes) -> list[Element]:
    """The elements within the one element that the bytes are.

    Raises:
        ValueError: the bytes are not one plain element whose contents are plain elements, at most
            `MAX_ELEMENTS`.
    """
    whole = plain_element(data, 0, len(data))
    if whole is None or whole[2] != len(data):
        raise ValueError("no plain element")
    return within(data, whole)


def without_padding(data: bytes) -> bytes:
    """The element that the bytes start with, where only padding follows it; else all of them.

    Files and streams end in line ends and zeros that are no part of what they hold.
    """
    whole = plain_element(data, 0, len(data))
    if whole is None or data[whole[2] :].strip(PADDING):
        return data
    return data[: whole[2]]


def within(data: bytes, place: Element) -> list[Element]:
    """The elements within the element at that place.

    Raises:
        ValueError: they are not plain, or more than `MAX_ELEMENTS`.
    """
    _, start, end = place
    found: list[Element] = []
    while start < end:
        element = plain_element(data, start, end)
        if element is None or len(found) >= MAX_ELEMENTS:
            raise ValueError("no plain elements")
        found.append(element)
        start = element[2]
    return found


@lru_cache(maxsize=IDENTIFIERS_KEPT)
def dotted(der: bytes) -> str:
    """The object identifier in the bytes, with its tag (ITU-T X.690, 8.19).

    Raises:
        ValueError: it is none, or longer than `MAX_IDENTIFIER`: decoding takes quadratic time.
    """
    contents = der[2:]
    if len(der) > MAX_IDENTIFIER or not contents or contents[-1] >= LONG_FORM:
        raise ValueError("object identifier")
    padded = zip(contents, b"\0" + contents, strict=False)
    if any(octet == LONG_FORM and before < LONG_FORM for octet, before in padded):
        raise ValueError("object identifier")
    return str(core.ObjectIdentifier.load(der, strict=True).dotted)
