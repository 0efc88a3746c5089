"""Whether a file has what it takes to validate a certificate later (ETSI EN 319 142-1, 5.4, 6.3).

It says what is there, by the certificates that the file carries: no anchor decides.
"""

from collections.abc import Callable, Iterable
from functools import cache

from fhvalidate.constraints import Limits
from fhvalidate.pdf.document.security_store import SecurityStore
from fhvalidate.signature import Signature
from fhvalidate.validation_data import ValidationData, from_security_store
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path, build_paths, is_issued_by
from fhvalidate.x509.revocation import RevocationData, names_issuer_of, responder_certificates

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

    They end in one that signed itself or, where none does, as far as issuers are at hand.
    """
    pool = tuple(certificates)
    ends = tuple(each for each in pool if each.is_self_issued and is_issued_by(each, each))

    @cache
    def paths_of(certificate: Certificate) -> tuple[Path, ...]:
        found = build_paths(
            certificate,
            pool=pool,
            anchors=ends,
            max_length=limits.path_length,
            max_checks=limits.path_signature_checks,
        )
        return found.complete or (found.longest,)

    return paths_of


def has_data_on(path: Path, data: RevocationData) -> bool:
    """Whether some revocation data tells of the certificate that the path starts with.

    Of what any anchor would ask for it is the least. Where a path ends is a matter of trust, and
    trusted lists have authorities of every rank as anchors; so nothing is asked of those above.
    Nor of a certificate that says that it needs nothing (RFC 9608), or that signed itself. One
    whose issuer is not at hand is another matter: whatever tells of it cannot be verified.
    """
    certificate, *above = path
    if is_exempt(certificate):
        return True
    if not above:
        return certificate.is_self_issued
    return names_issuer_of(certificate, above[0], data)


def is_exempt(certificate: Certificate) -> bool:
    """Whether its issuer says that there is no revocation data to be had (RFC 9608, 3)."""
    return certificate.no_revocation_available and not certificate.is_authority
