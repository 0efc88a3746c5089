"""Signed and unsigned attributes of a signerInfo, read one by one, unjudged (RFC 5652, 11)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import cms, core

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.der import plain_elements

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14"
CONTENT_TIME_STAMP = "1.2.840.113549.1.9.16.2.20"
REVOCATION_ARCHIVAL = "1.2.840.113583.1.1.8"
SIGNATURE_POLICY = "1.2.840.113549.1.9.16.2.15"
ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
IMPLIED = "signaturePolicyImplied"  # RFC 5126, 5.8.1; EN 319 122-1 has writers name one
TYPES_KEPT = 64  # object identifiers read; content is of one of three types
# An attribute: its type, and its values in DER, or as asn1crypto has them where it is no plain one.
Attribute = tuple[str, list[bytes | Any]]
Attributes = dict[str, list[bytes | Any]]
_SEQUENCE, _SET = 0x30, 0x31
_OCTETS_IN_PIECES = 0x24
_PARTS = 2  # of an attribute: its type and its values
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)

# The attributes that are read or common, by the encoding of their types: their types, and the
# tags that their values may have.
_KNOWN: dict[bytes, tuple[str, frozenset[int]]] = {
    core.ObjectIdentifier(oid).dump(): (oid, frozenset(tags))
    for oid, tags in (
        (CONTENT_TYPE, (0x06,)),
        (MESSAGE_DIGEST, (0x04,)),
        (SIGNING_TIME, (0x17, 0x18)),
        (SIGNING_CERTIFICATE, (_SEQUENCE,)),
        (SIGNING_CERTIFICATE_V2, (_SEQUENCE,)),
        (SIGNATURE_TIME_STAMP, (_SEQUENCE,)),
        (CONTENT_TIME_STAMP, (_SEQUENCE,)),
        (REVOCATION_ARCHIVAL, (_SEQUENCE,)),
        (SIGNATURE_POLICY, (_SEQUENCE,)),
        (ALGORITHM_PROTECTION, (_SEQUENCE,)),
    )
}


@frozen
class StatedPolicy:
    """The signature policy that a signature names (EN 319 122-1, 5.2.9).

    `oid` is IMPLIED where it says that there is one, and not which.
    """

    oid: str
    digest: bytes


def attributes_of(attributes: Any) -> list[Attribute]:
    """Each attribute, in the order that they stand."""
    return [] if isinstance(attributes, core.Void) else list(map(_read_attribute, attributes))


def attributes_in(contents: bytes) -> list[Attribute] | None:
    """The same of the contents of a SET OF attributes; None where its elements are not plain."""
    places = plain_elements(contents, 0, len(contents))
    if places is None or any(_is_in_pieces(contents, *place) for place in places):
        return None
    return [_plain_attribute(contents, *place) for place in places]


def by_type(attributes: Iterable[Attribute]) -> Attributes:
    """The values of each attribute type; a repeated attribute adds its values to the first's."""
    found: Attributes = {}
    for oid, values in attributes:
        found.setdefault(oid, []).extend(values)
    return found


def repeated_types(attributes: Iterable[Attribute]) -> frozenset[str]:
    """The attribute types that stand there more than once, whether or not they can be read."""
    met = Counter(oid for oid, _ in attributes)
    return frozenset(oid for oid, count in met.items() if count > 1)


def _read_attribute(attribute: Any) -> Attribute:
    """The type and the values; none when they are not of the type's form."""
    try:
        values = list(attribute["values"])
    except MALFORMED:
        values = []
    return attribute["type"].dotted, values


def _is_in_pieces(data: bytes, start: int, contents: int, end: int) -> bool:
    """Whether its first value is an OCTET STRING in pieces, as BER may have a digest."""
    parts = plain_elements(data, contents, end) or []
    if len(parts) != _PARTS or data[start] != _SEQUENCE:
        return False
    _, value, after = parts[1]
    return value < after and data[value] == _OCTETS_IN_PIECES


def _plain_attribute(data: bytes, start: int, contents: int, end: int) -> Attribute:
    """The same; in DER where one of a known type has just the form that it should have."""
    parts = plain_elements(data, contents, end) if data[start] == _SEQUENCE else None
    if parts is not None and len(parts) == _PARTS:
        (oid, _, oid_end), (values, first, values_end) = parts
        known = _KNOWN.get(data[oid:oid_end])
        places = plain_elements(data, first, values_end) if data[values] == _SET else None
        if known is not None and places is not None:
            name, tags = known
            if all(data[place] in tags for place, _, _ in places):
                return name, [data[place:after] for place, _, after in places]
    return _read_attribute(cms.CMSAttribute.load(data[start:end]))


def der_of(value: bytes | Any) -> bytes:
    """The encoding of an attribute's value."""
    return value if isinstance(value, bytes) else bytes(value.dump())


def first_value(attributes: Attributes, oid: str, read: Any) -> Any:
    """What `read` makes of the first value; None when it is missing or malformed."""
    values = attributes.get(oid)
    try:
        return read(values[0]) if values else None
    except MALFORMED:
        return None


def as_object_identifier(value: Any) -> str:
    """An attribute value as an object identifier."""
    return dotted(der_of(value))


@lru_cache(maxsize=TYPES_KEPT)
def dotted(der: bytes) -> str:
    """The object identifier in the bytes."""
    return str(core.ObjectIdentifier.load(der).dotted)


def as_octets(value: Any) -> bytes:
    """An attribute value as an octet string."""
    return bytes(core.OctetString.load(der_of(value)).native)


def as_time(value: Any) -> datetime | None:
    """An attribute value as a time; without a zone it is UTC."""
    time = cms.Time.load(der_of(value)).native
    if not isinstance(time, datetime):
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


class _Hash(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.Any), ("value", core.OctetString)]  # noqa: RUF012 - a list is asked for


class _StatedPolicy(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012 - a list is asked for
        ("oid", core.ObjectIdentifier),
        ("hash", _Hash),
        ("qualifiers", core.Any, {"optional": True}),
    ]


def as_policy(value: Any) -> StatedPolicy:
    """An attribute value as a signature policy identifier."""
    if der_of(value) == core.Null().dump():
        return StatedPolicy(IMPLIED, b"")
    stated = _StatedPolicy.load(der_of(value))
    return StatedPolicy(stated["oid"].dotted, bytes(stated["hash"]["value"].native))


class _Items(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.Any


class _RevocationArchival(core.Sequence):  # type: ignore[misc]
    """Adobe's attribute (ISO 32000-2, 12.8.3.3.2)."""

    _fields = [  # noqa: RUF012 - a list is asked for
        ("crls", _Items, {"explicit": 0, "optional": True}),
        ("ocsp_responses", _Items, {"explicit": 1, "optional": True}),
        ("other", core.Any, {"explicit": 2, "optional": True}),
    ]


def archived_revocation(values: list[Any]) -> tuple[list[bytes], list[bytes]]:
    """The CRLs and OCSP responses in Adobe's archival attribute, DER."""
    crls: list[bytes] = []
    responses: list[bytes] = []
    for value in values:
        try:
            archival = _RevocationArchival.load(der_of(value))
            for name, target in (("crls", crls), ("ocsp_responses", responses)):
                if not isinstance(archival[name], core.Void):
                    target.extend(item.dump() for item in archival[name])
        except MALFORMED:
            continue
    return crls, responses


def protects_others(signed: Attributes, *, digest: str, signature: str) -> bool:
    """Whether an algorithm-protection attribute names other algorithms than these (RFC 6211, 3).

    One that cannot be read protects nothing that is known.
    """
    if ALGORITHM_PROTECTION not in signed:
        return False
    values = signed[ALGORITHM_PROTECTION]
    return not values or any(_protected(value) != (digest, signature) for value in values)


def _protected(value: bytes | Any) -> tuple[str, str] | None:
    try:
        stated = cms.CMSAlgorithmProtection.load(der_of(value))
        digest, signature = stated["digest_algorithm"], stated["signature_algorithm"]
        return digest["algorithm"].dotted, signature["algorithm"].dotted
    except MALFORMED:
        return None


def encoded_values(values: list[Any]) -> Iterator[bytes]:
    """The values as they are encoded."""
    for value in values:
        try:
            yield der_of(value)
        except MALFORMED:
            continue
