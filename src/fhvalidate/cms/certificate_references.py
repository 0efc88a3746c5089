"""Which certificate the signer means: the signing-certificate attributes (RFC 5035)."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from asn1crypto import core, tsp

from fhvalidate.cms.attributes import (
    MALFORMED,
    SIGNING_CERTIFICATE,
    SIGNING_CERTIFICATE_V2,
    Attributes,
    der_of,
)
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.names import name_key_of
from fhvalidate.x509.keys.algorithms import digest_name

REFERENCES_KEPT = 512  # read; each time-stamp of an authority has the same


@frozen
class CertificateReference:
    """One ESSCertID: by it the signer says which certificate is meant (RFC 5035, 4 and 5).

    Attributes:
        attribute: the object identifier of the attribute that it stands in.
        digest_algorithm: its name, or its object identifier when it is not known.
        issuer_keys: the directory names that issuerSerial has, in the form that compares; None
            when there is no issuerSerial.
        serial_number: the one in issuerSerial.
    """

    attribute: str
    digest_algorithm: str
    digest: bytes
    issuer_keys: tuple[str, ...] | None
    serial_number: int | None


def certificate_references(signed: Attributes) -> Iterator[CertificateReference]:
    """The references in the signing-certificate attributes, the newer form first."""
    for oid, structure in (
        (SIGNING_CERTIFICATE_V2, tsp.SigningCertificateV2),
        (SIGNING_CERTIFICATE, tsp.SigningCertificate),
    ):
        for value in signed.get(oid, [])[:1]:
            try:
                der = der_of(value)
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
    algorithm = "sha1"
    if isinstance(entry, tsp.ESSCertIDv2):
        written = entry["hash_algorithm"]["algorithm"].dotted
        algorithm = digest_name(written) or written
    digest = bytes(entry["cert_hash"].native)
    stated = entry["issuer_serial"]
    if isinstance(stated, core.Void):
        return CertificateReference(oid, algorithm, digest, None, None)
    serial = int(stated["serial_number"].native)
    return CertificateReference(oid, algorithm, digest, _issuer_keys(stated["issuer"]), serial)


def _issuer_keys(names: Any) -> tuple[str, ...]:
    """The directory names; none where they cannot be read, which name nobody."""
    try:
        directory = [name for name in names if name.name == "directory_name"]
        return tuple(name_key_of(name.chosen.untag().dump()) for name in directory)
    except MALFORMED:
        return ()
