"""Signature acceptance validation (ETSI EN 319 102-1, 5.2.8): are the algorithms believed?"""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from fhvalidate.cms.signed_data import SignedData
from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.policy import CryptographicConstraints
from fhvalidate.x509.algorithms import SignatureAlgorithm, signature_algorithm
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path
from fhvalidate.x509.public_key import strength

CLAUSE = "EN 319 102-1, 5.2.8"


def accept_algorithms(
    signed_data: SignedData | None,
    signer: Certificate,
    *,
    at: datetime,
    constraints: CryptographicConstraints,
) -> Conclusion:
    """PASSED when every algorithm of the signature is believed at `at`."""
    if signed_data is None:
        algorithm = SignatureAlgorithm("1.2.840.113549.1.1.1", "rsa", "sha1")
        findings = tuple(_not_accepted(algorithm, signer, at, constraints))
    else:
        findings = (
            *_not_accepted(signed_data.signature_algorithm, signer, at, constraints),
            *_digest_not_accepted(signed_data.digest_algorithm, at, constraints),
        )
    return _conclusion(findings)


def accept_path(path: Path, *, at: datetime, constraints: CryptographicConstraints) -> Conclusion:
    """PASSED when the signature on every certificate below the anchor is believed at `at`."""
    findings: list[Finding] = []
    for certificate, issuer in pairwise(path):
        algorithm = signature_algorithm(certificate.asn1["signature_algorithm"])
        findings.extend(_not_accepted(algorithm, issuer, at, constraints))
    return _conclusion(tuple(findings))


def _conclusion(findings: tuple[Finding, ...]) -> Conclusion:
    if findings:
        unique = {(f.code, f.detail["algorithm"]): f for f in findings}
        sub_indication = SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE
        return Conclusion.indeterminate(sub_indication, *unique.values())
    return Conclusion.passed()


def _not_accepted(
    algorithm: SignatureAlgorithm,
    key_of: Certificate,
    at: datetime,
    constraints: CryptographicConstraints,
) -> Iterator[Finding]:
    size = strength(key_of.public_key).size
    if not constraints.accepts(algorithm.family, at=at, size=size):
        yield _finding(f"{algorithm.family}-{size}", constraints, algorithm.family, size)
    if algorithm.digest is not None:
        yield from _digest_not_accepted(algorithm.digest, at, constraints)


def _digest_not_accepted(
    digest: str | None, at: datetime, constraints: CryptographicConstraints
) -> Iterator[Finding]:
    if digest is not None and not constraints.accepts(digest, at=at):
        yield _finding(digest, constraints, digest, 0)


def _finding(shown: str, constraints: CryptographicConstraints, name: str, size: int) -> Finding:
    until = constraints.end_of_life(name, size=size)
    never = until is not None and until.year == 1
    return Finding.error(
        "algorithm-not-accepted", CLAUSE, algorithm=shown, until=None if never else until
    )
