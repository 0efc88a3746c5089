"""Signed and unsigned attributes of a signerInfo, read one by one, unjudged (RFC 5652, 11)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import cms, core, tsp

from fhvalidate.errors import Asn1Error
from fhvalidate.x509.algorithms import digest_name

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
REFERENCES_KEPT = 512  # read; each time-stamp of an authority has the same
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class CertificateReference:
    """One ESSCertID: by it the signer says which certificate is meant (RFC 5035, 4 and 5).

    `attribute` is the object identifier of the attribute that it stands in.
    """

    attribute: str
    digest_algorithm: str | None
    digest: bytes
    serial_number: int | None


@dataclass(frozen=True, slots=True)
class StatedPolicy:
    """The signature policy that a signature names (EN 319 122-1, 5.2.9).

    `oid` is IMPLIED where it says that there is one, and not which.
    """

    oid: str
    digest: bytes


def attributes_of(attributes: Any) -> dict[str, list[Any]]:
    """The values of each attribute type; a repeated attribute adds its values to the first's."""
    found: dict[str, list[Any]] = {}
    if isinstance(attributes, core.Void):
        return found
    for attribute in attributes:
        try:
            values = list(attribute["values"])
        except MALFORMED:
            values = []
        found.setdefault(attribute["type"].dotted, []).extend(values)
    return found


def repeated_attributes(attributes: Any) -> frozenset[str]:
    """The attribute types that stand there more than once, whether or not they can be read."""
    if isinstance(attributes, core.Void):
        return frozenset()
    met = Counter(attribute["type"].dotted for attribute in attributes)
    return frozenset(kind for kind, count in met.items() if count > 1)


class _Elements(core.SetOf):  # type: ignore[misc]
    _child_spec = core.Any


def in_der_order(attributes: bytes) -> bytes:
    """A SET OF attributes with its elements in the order of DER (ITU-T X.690, 11.6).

    Raises:
        Asn1Error: the bytes are no SET OF.
    """
    try:
        elements = _Elements.load(attributes)
        ordered = sorted(element.dump() for element in elements)
        header = len(attributes) - len(elements.contents)
    except MALFORMED as error:
        raise Asn1Error("attributes") from error
    return b"".join((attributes[:header], *ordered))


def first_value(attributes: dict[str, list[Any]], oid: str, read: Any) -> Any:
    """What `read` makes of the first value; None when it is missing or malformed."""
    values = attributes.get(oid)
    try:
        return read(values[0]) if values else None
    except MALFORMED:
        return None


def as_object_identifier(value: Any) -> str:
    """An attribute value as an object identifier."""
    return str(core.ObjectIdentifier.load(value.dump()).dotted)


def as_octets(value: Any) -> bytes:
    """An attribute value as an octet string."""
    return bytes(core.OctetString.load(value.dump()).native)


def as_time(value: Any) -> datetime | None:
    """An attribute value as a time; without a zone it is UTC."""
    time = cms.Time.load(value.dump()).native
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
    if value.dump() == core.Null().dump():
        return StatedPolicy(IMPLIED, b"")
    stated = _StatedPolicy.load(value.dump())
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
            archival = _RevocationArchival.load(value.dump())
            for name, target in (("crls", crls), ("ocsp_responses", responses)):
                if not isinstance(archival[name], core.Void):
                    target.extend(item.dump() for item in archival[name])
        except MALFORMED:
            continue
    return crls, responses


def certificate_references(signed: dict[str, list[Any]]) -> Iterator[CertificateReference]:
    """The references in the signing-certificate attributes, the newer form first."""
    for oid, structure in (
        (SIGNING_CERTIFICATE_V2, tsp.SigningCertificateV2),
        (SIGNING_CERTIFICATE, tsp.SigningCertificate),
    ):
        for value in signed.get(oid, [])[:1]:
            try:
                der = value.dump()
            except MALFORMED:
                continue
            yield from _references_in(der, oid, structure)


@lru_cache(maxsize=REFERENCES_KEPT)
def _references_in(der: bytes, oid: str, structure: Any) -> tuple[CertificateReference, ...]:
    """The references in one attribute value, as far as they can be read."""
    found: list[CertificateReference] = []
    with suppress(*MALFORMED):
        for entry in structure.load(der)["certs"]:
            found.append(_reference(oid, entry))  # noqa: PERF401 - those before a bad one stay
    return tuple(found)


def _reference(oid: str, entry: Any) -> CertificateReference:
    algorithm: str | None = "sha1"
    if isinstance(entry, tsp.ESSCertIDv2):
        algorithm = digest_name(entry["hash_algorithm"]["algorithm"].dotted)
    serial = None
    if not isinstance(entry["issuer_serial"], core.Void):
        serial = int(entry["issuer_serial"]["serial_number"].native)
    return CertificateReference(oid, algorithm, bytes(entry["cert_hash"].native), serial)


def protects_others(signed: dict[str, list[Any]], *, digest: str, signature: str) -> bool:
    """Whether an algorithm-protection attribute names other algorithms than these (RFC 6211, 3).

    One that cannot be read protects nothing that is known.
    """
    if ALGORITHM_PROTECTION not in signed:
        return False
    values = signed[ALGORITHM_PROTECTION]
    return not values or any(_protected(value) != (digest, signature) for value in values)


def _protected(value: Any) -> tuple[str, str] | None:
    try:
        stated = cms.CMSAlgorithmProtection.load(value.dump())
        digest, signature = stated["digest_algorithm"], stated["signature_algorithm"]
        return digest["algorithm"].dotted, signature["algorithm"].dotted
    except MALFORMED:
        return None


def encoded_values(values: list[Any]) -> Iterator[bytes]:
    """The values as they are encoded."""
    for value in values:
        try:
            yield value.dump()
        except MALFORMED:
            continue
