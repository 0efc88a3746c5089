"""The values of signed attributes that nothing is judged by, as trees of DER (RFC 5652, 11)."""

from collections.abc import Iterable

from asn1crypto import core

from fhvalidate.cms.attribute_encoding import in_der, in_der_order
from fhvalidate.cms.strict_der import INTEGER, SEQUENCE, SET, TYPE, Value, read_der, whole_number
from fhvalidate.errors import Asn1Error
from fhvalidate.x509.certificates.der import LONG_FORM, dotted, plain_elements
from fhvalidate.x509.certificates.general_names import names_at, readable_general_name
from fhvalidate.x509.certificates.names import string_text

MAX_VALUE = 131_072  # bytes read of one signature's; attribute certificates have a few thousand
MAX_VALUES = 100  # of one kind that are read; real signatures have one or two
MAX_TEXT = 10_000  # characters of a text; real ones have below 300
MAX_NUMBER = 128  # octets of a whole number; RFC 5280, 4.1.2.2 has twenty
_PARTS = 2  # of an attribute: its type and its values


def values_by_type(signed_attributes: bytes | None, types: Iterable[str]) -> dict[str, list[bytes]]:
    """The values of these attribute types, as encoded; of what is no plain SET OF attributes none.

    Those that together are larger than any that are meant are left out.

    Args:
        signed_attributes: the SET OF, in whatever encoding; None when there are none.
        types: the object identifiers that are asked for.
    """
    asked = {bytes(core.ObjectIdentifier(oid).dump()): oid for oid in types}
    found: dict[str, list[bytes]] = {}
    room = MAX_VALUE
    for attribute in _elements(standing_in_order(signed_attributes or b""), SET):
        parts = _elements(attribute, SEQUENCE)
        oid = asked.get(parts[0]) if len(parts) == _PARTS else None
        if oid is None:
            continue
        room -= len(attribute)
        if room >= 0:
            found.setdefault(oid, []).extend(_elements(parts[1], SET))
    return found


def standing_in_order(signed_attributes: bytes) -> bytes:
    """The SET OF in the order of DER, which is what is signed; as it stands where it is none."""
    try:
        return in_der_order(signed_attributes)
    except Asn1Error:
        return signed_attributes


def read_value(encoded: bytes) -> Value:
    """The value as a tree, encoded anew where it is BER.

    Raises:
        Asn1Error: it is neither.
    """
    try:
        return read_der(encoded)
    except Asn1Error:
        whole = bytes([SET, LONG_FORM]) + encoded + b"\0\0"
        return read_der(in_der(whole)).parts[0]


def text_of(value: Value) -> str | None:
    """The text of a string, of at most `MAX_TEXT` characters; None where it is no string."""
    text = string_text(value.tag, value.contents)
    return None if text is None else text[:MAX_TEXT]


def texts_of(values: Iterable[Value]) -> tuple[str, ...]:
    """The texts of those that are strings."""
    return tuple(text for text in map(text_of, values) if text is not None)


def type_of(value: Value) -> str:
    """The object identifier.

    Raises:
        Asn1Error: it is none.
        ValueError: it is longer than any that is meant.
    """
    if value.tag != TYPE:
        raise Asn1Error("attribute")
    return dotted(value.encoded)


def hexadecimal(value: Value) -> str | None:
    """A whole number in hexadecimal; None where it is none, or larger than any that is meant."""
    if value.tag != INTEGER or not 0 < len(value.contents) <= MAX_NUMBER:
        return None
    return f"{whole_number(value):x}"


def general_name_of(encoded: bytes) -> str | None:
    """A GeneralName for people; None where its form is no text, or it is none."""
    try:
        (name,) = names_at(encoded, plain_elements(encoded, 0, len(encoded)) or [])
        text = readable_general_name(name)
    except ValueError:
        return None
    return None if text is None else text[:MAX_TEXT]


def general_names_of(values: Iterable[Value]) -> str | None:
    """The GeneralNames that are text, one after another; None where none is."""
    texts = [text for text in (general_name_of(value.encoded) for value in values) if text]
    return ", ".join(texts)[:MAX_TEXT] or None


def _elements(encoded: bytes, tag: int) -> list[bytes]:
    """The elements within the one element of that tag; none where it is anything else."""
    whole = plain_elements(encoded, 0, len(encoded))
    if whole is None or len(whole) != 1 or encoded[0] != tag:
        return []
    places = plain_elements(encoded, whole[0][1], whole[0][2]) or []
    return [encoded[start:end] for start, _, end in places]
