"""What a signer states of the signature: commitment, policy, place, content (EN 319 122-1, 5.2)."""

from collections.abc import Iterator
from contextlib import suppress

from fhvalidate.cms.attribute_values import (
    MAX_VALUES,
    read_value,
    text_of,
    texts_of,
    type_of,
)
from fhvalidate.cms.attributes import MALFORMED, SIGNATURE_POLICY
from fhvalidate.cms.strict_der import NULL, OCTETS, SEQUENCE, TYPE, Value
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.x509.keys.algorithms import digest_name

COMMITMENT_TYPE = "1.2.840.113549.1.9.16.2.16"
SIGNER_LOCATION = "1.2.840.113549.1.9.16.2.17"
CONTENT_HINTS = "1.2.840.113549.1.9.16.2.4"
# EN 319 122-1, 5.2.3 and TS 119 172-1, annex B: what the generic commitments are called.
_COMMITMENTS = {
    f"1.2.840.113549.1.9.16.6.{number}": f"proof-of-{what}"
    for number, what in enumerate(
        ("origin", "receipt", "delivery", "sender", "approval", "creation"), 1
    )
}
_URI, _NOTICE = "1.2.840.113549.1.9.16.5.1", "1.2.840.113549.1.9.16.5.2"
_DOCUMENT = "0.4.0.19122.2.1"
_COUNTRY, _LOCALITY, _ADDRESS = 0xA0, 0xA1, 0xA2  # explicit (RFC 5126, 5.11.3)
_FAULTY = (Asn1Error, *MALFORMED)


@frozen
class Commitment:
    """What the signer commits to: `name` is None where the type is not one of the generic six."""

    oid: str
    name: str | None


@frozen
class PolicyFacts:
    """The signature policy that is named (EN 319 122-1, 5.2.9).

    Attributes:
        oid: None where it is implied.
        digest_algorithm: its name, or its object identifier where it is not known.
        uris, notices: the qualifiers SPuri, and the texts of SPUserNotice.
        documents: what SPDocSpecification names: object identifiers and addresses.
    """

    oid: str | None
    digest_algorithm: str | None = None
    digest: bytes | None = None
    uris: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def is_implied(self) -> bool:
        """Whether it is only said that there is one."""
        return self.oid is None


@frozen
class SignerLocation:
    """Where the signer says to be (RFC 5126, 5.11.3)."""

    country: str | None
    locality: str | None
    postal_address: tuple[str, ...]


@frozen
class ContentHints:
    """What the signer says that the content is (RFC 2634, 2.9)."""

    description: str | None
    content_type: str


def commitments(values: dict[str, list[bytes]]) -> tuple[Commitment, ...]:
    """The commitment types that can be read, in the order that they stand."""
    found: list[Commitment] = []
    for encoded in values.get(COMMITMENT_TYPE, [])[:MAX_VALUES]:
        with suppress(*_FAULTY):
            oid = type_of(_sequence(read_value(encoded))[0])
            found.append(Commitment(oid, _COMMITMENTS.get(oid)))
    return tuple(found)


def policy_facts(values: dict[str, list[bytes]]) -> PolicyFacts | None:
    """The policy; None where several are named, for nobody can tell which is meant."""
    value = _single(values, SIGNATURE_POLICY)
    if value is None:
        return None
    if value.tag == NULL:
        return PolicyFacts(None)
    try:
        oid, hashed, *qualifiers = _sequence(value)
        algorithm, digest = _sequence(hashed)
        written = type_of(_sequence(algorithm)[0])
        if digest.tag != OCTETS:
            return None
        stated = [pair for held in qualifiers for pair in _qualifiers(held)]
        return PolicyFacts(
            oid=type_of(oid),
            digest_algorithm=digest_name(written) or written,
            digest=digest.contents,
            uris=tuple(text for kind, text in stated if kind == _URI),
            notices=tuple(text for kind, text in stated if kind == _NOTICE),
            documents=tuple(text for kind, text in stated if kind == _DOCUMENT),
        )
    except _FAULTY:
        return None


def signer_location(values: dict[str, list[bytes]]) -> SignerLocation | None:
    """The location; None where none is stated that can be read."""
    value = _single(values, SIGNER_LOCATION)
    if value is None or value.tag != SEQUENCE:
        return None
    held = {part.tag: part.parts[0] for part in value.parts if len(part.parts) == 1}
    country, locality = held.get(_COUNTRY), held.get(_LOCALITY)
    address = held.get(_ADDRESS)
    return SignerLocation(
        country=None if country is None else text_of(country),
        locality=None if locality is None else text_of(locality),
        postal_address=() if address is None else texts_of(address.parts[:MAX_VALUES]),
    )


def content_hints(values: dict[str, list[bytes]]) -> ContentHints | None:
    """The hints; None where none are stated that can be read."""
    value = _single(values, CONTENT_HINTS)
    try:
        *described, kind = () if value is None else _sequence(value)
        return ContentHints(text_of(described[0]) if described else None, type_of(kind))
    except _FAULTY:
        return None


def _single(values: dict[str, list[bytes]], oid: str) -> Value | None:
    stated = values.get(oid, [])
    try:
        return read_value(stated[0]) if len(stated) == 1 else None
    except _FAULTY:
        return None


def _sequence(value: Value) -> tuple[Value, ...]:
    if value.tag != SEQUENCE:
        raise Asn1Error("attribute")
    return value.parts


def _qualifiers(held: Value) -> Iterator[tuple[str, str]]:
    """The qualifiers of a policy that can be read: their kinds and texts."""
    for qualifier in held.parts[:MAX_VALUES]:
        with suppress(*_FAULTY):
            kind, value = _sequence(qualifier)
            oid = type_of(kind)
            for text in _texts(oid, value):
                yield oid, text


def _texts(kind: str, value: Value) -> Iterator[str]:
    if kind == _URI:
        yield from texts_of([value])
    elif kind == _NOTICE:
        # explicitText, and the organization in noticeRef
        for part in value.parts:
            yield from texts_of(part.parts if part.tag == SEQUENCE else [part])
    elif kind == _DOCUMENT:
        for part in value.parts:
            yield from [type_of(part)] if part.tag == TYPE else texts_of([part])
