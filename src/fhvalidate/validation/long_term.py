"""Whether a file has what it takes to validate a certificate later (ETSI EN 319 142-1, 5.4, 6.3).

It says what is there, by the certificates that the file carries: no anchor decides.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import TypeVar

from fhvalidate.constraints import Limits
from fhvalidate.errors import Asn1Error, UnsupportedAlgorithmError
from fhvalidate.pdf.document.security_store import SecurityStore
from fhvalidate.signature import Signature
from fhvalidate.validation.chains import needs_no_data
from fhvalidate.validation_data import ValidationData, from_security_store
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.algorithms import digest_of
from fhvalidate.x509.paths.path_building import Path, build_paths, is_issued_by
from fhvalidate.x509.revocation.answers import (
    RevocationData,
    names_issuer_of,
    responder_certificates,
)
from fhvalidate.x509.revocation.certificate_list import read_list
from fhvalidate.x509.revocation.ocsp_response import SingleResponse, read_response

Item = TypeVar("Item")
FindPaths = Callable[[Certificate], tuple[Path, ...]]


def carried_certificates(
    signatures: Iterable[Signature], store: SecurityStore, limits: Limits
) -> tuple[Certificate, ...]:
    """Every certificate in the file: of signatures, time-stamps, store and OCSP responses."""
    found: dict[str, Certificate] = {}
    for data in (*carried_in(signatures), from_store(store, limits)):
        responders = responder_certificates(data.revocation)
        found |= {each.sha256: each for each in (*data.certificates, *responders)}
    return tuple(found.values())


def carried_in(signatures: Iterable[Signature]) -> tuple[ValidationData, ...]:
    """What the signatures carry in their CMS, and their time-stamps in theirs."""
    return tuple(
        data
        for signature in signatures
        for data in (
            signature.validation_data,
            *(stamp.validation_data for stamp in signature.timestamps),
        )
    )


def from_store(store: SecurityStore, limits: Limits) -> ValidationData:
    """What the document security store holds."""
    return from_security_store(store, limit=limits.certificates_in_dss)


def path_finder(certificates: Iterable[Certificate], limits: Limits) -> FindPaths:
    """A function that gives a certificate's paths among these certificates.

    They end in one that signed itself or, where none does, as far as issuers are at hand. A file
    that has roots has left out no anchor: in it, a certificate without its issuer has no path.
    """
    pool = tuple(certificates)
    ends = tuple(each for each in pool if each.is_self_issued and is_issued_by(each, each))
    has_roots = any(each.is_authority for each in ends)

    @cache
    def paths_of(certificate: Certificate) -> tuple[Path, ...]:
        found = build_paths(
            certificate,
            pool=pool,
            anchors=ends,
            max_length=limits.path_length,
            max_checks=limits.path_signature_checks,
        )
        is_alone = len(found.longest) == 1 and not found.complete
        if is_alone and has_roots and not needs_no_data(certificate):
            return ()
        return found.complete or (found.longest,)

    return paths_of


def has_data_on(path: Path, data: RevocationData) -> bool:
    """Whether some revocation data tells of the certificate that the path starts with.

    Of what any anchor would ask for it is the least. Where a path ends is a matter of trust:
    trusted lists have authorities of every rank as anchors, and files leave out their anchors.
    So nothing is asked of those above. Nor of a certificate that says that it needs nothing (RFC
    9608), or that signed itself.
    """
    certificate, *above = path
    if needs_no_data(certificate) or (not above and certificate.is_self_issued):
        return True
    return names_issuer_of(certificate, above[0], data) if above else _is_named(certificate, data)


def _is_named(certificate: Certificate, data: RevocationData) -> bool:
    """The same of a certificate whose issuer the file leaves out."""
    return any(each.may_name(certificate) for each in _read(read_list, data.crls)) or any(
        _is_of(single, certificate)
        for each in _read(read_response, data.ocsp_responses)
        for single in each.singles
    )


def _is_of(single: SingleResponse, certificate: Certificate) -> bool:
    if single.serial_number != certificate.serial_number or single.hash_algorithm is None:
        return False
    name = certificate.asn1.issuer.dump()
    try:
        return digest_of(name, single.hash_algorithm) == single.issuer_name_hash
    except UnsupportedAlgorithmError:
        return False


def _read(read: Callable[[bytes], Item], ders: Iterable[bytes]) -> Iterator[Item]:
    for der in ders:
        with suppress(Asn1Error):
            yield read(der)
