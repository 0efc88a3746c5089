"""Where a DER value in padded bytes ends, and whether it is DER (ITU-T X.690)."""

from dataclasses import dataclass

from asn1crypto import parser

from fhvalidate.errors import Asn1Error

LONG_FORM = 0x80
_LONG_TAG = 0x1F  # all bits of a tag's number set: the number follows in octets of its own
_LENGTH_OCTETS = 4  # of a plain length at most: no file is longer
Element = tuple[int, int, int]  # where it starts, where its contents start, where it ends


@dataclass(frozen=True, slots=True)
class Encoding:
    """The place of a value at the start of some bytes.

    Attributes:
        length: of the value, in bytes.
        trailing: how many bytes after it are not zero: zeros are padding.
        is_ber: whether its outermost length is indefinite, so that it is BER and not DER.
    """

    length: int
    trailing: int
    is_ber: bool


def read_encoding(data: bytes) -> Encoding:
    """The place of the value that the bytes start with.

    Raises:
        Asn1Error: they start with none.
    """
    try:
        _, _, _, header, content, trailer = parser.parse(data, strict=False)
    except (ValueError, TypeError, IndexError) as error:
        raise Asn1Error("encoding") from error
    length = len(header) + len(content) + len(trailer)
    rest = data[length:]
    return Encoding(length, len(rest) - rest.count(0), header[1:2] == bytes([LONG_FORM]))


def plain_elements(data: bytes, start: int, end: int) -> list[Element] | None:
    """The elements that stand one after another from `start` to `end`.

    None where they are not all plain, with a tag of one octet and a definite length that ends
    within: what else it may be is for a whole decoder to say.
    """
    found: list[Element] = []
    while start < end:
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
        found.append((start, contents, contents + length))
        start = contents + length
    return found
