"""Cryptographic constraints on the material of a validation: who uses what, believed until when.

Part of ETSI EN 319 102-1, 5.2.8, and of every step that applies the cryptographic constraints.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

from fhvalidate.cms.signed_data import SignedData
from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.constraints import ECDSA, CryptographicConstraints
from fhvalidate.frozen import frozen
from fhvalidate.validation.chains import Chain
from fhvalidate.validation.cryptographic_verification import unsupported
from fhvalidate.validation.signing_certificate import digests_of_reference
from fhvalidate.x509.certificates.certificate import CERTIFICATES_KEPT, Certificate
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm, is_known
from fhvalidate.x509.paths.path_building import Path, working_keys
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer, algorithms_of

CLAUSE = "EN 319 102-1, 5.2.8"
NO_END = datetime.max.replace(tzinfo=UTC)


@frozen
class Material:
    """Something that rests on an algorithm: a signature, a certificate, revocation data.

    Attributes:
        name: the digest by which proofs of existence name it.
        algorithm, size: in the policy's terms; the size is that of the key, 0 for a digest.
    """

    name: str
    algorithm: str
    size: int


def signature_material(
    name: str, signed_data: SignedData | None, signer: Certificate
) -> tuple[Material, ...]:
    """The material that a signature or a time-stamp itself is."""
    if signed_data is None:
        algorithm = SignatureAlgorithm("1.2.840.113549.1.1.1", "rsa", "sha1")
    else:
        algorithm = signed_data.signature_algorithm
    used = algorithms_of(algorithm, signer.public_key)
    digest = signed_data.digest_algorithm if signed_data is not None else None
    if digest is not None:
        used = (*used, (digest, 0))
    # The reference to the certificate is as strong as its digest; SHA-1 is told of and no more.
    used = (*used, *((digest, 0) for digest in digests_of_reference(signed_data)))
    return _materials(name, used)


def chain_material(chain: Chain, used: Iterable[RevocationAnswer]) -> tuple[Material, ...]:
    """The material that a chain below its anchor is, with the revocation data relied on.

    Of that data, the chains of those who signed it too (rule R15).
    """
    certificates = (
        m for i in chain.links for m in _certificate_material(i.certificate, i.issuer_key)
    )
    return (*certificates, *(m for answer in used for m in _answer_material(answer)))


def path_material(path: Path) -> tuple[Material, ...]:
    """The material that a path below its last certificate is, and by which that one was signed.

    Of an issuer that is not at hand nobody knows the key; the digest is known all the same.
    """
    below = zip(path, working_keys(path)[1:], strict=False)
    found = tuple(m for each, key in below for m in _certificate_material(each, key))
    last = path[-1]
    digest = last.signature_algorithm.digest
    if last.is_self_issued or digest is None:
        return found
    return (*found, Material(last.sha256, digest, 0))


def _answer_material(answer: RevocationAnswer) -> Iterator[Material]:
    yield from _materials(answer.sha256, answer.algorithms)
    above = working_keys(answer.signer_path)[1:]
    for certificate, key in zip(answer.signer_path, above, strict=False):  # the anchor has none
        yield from _certificate_material(certificate, key)
    for other in answer.read_with:
        yield from _answer_material(other)


@lru_cache(maxsize=CERTIFICATES_KEPT)
def _certificate_material(certificate: Certificate, issuer_key: bytes) -> tuple[Material, ...]:
    used = algorithms_of(certificate.signature_algorithm, issuer_key)
    return _materials(certificate.sha256, used)


def believed_until(
    materials: Iterable[Material], constraints: CryptographicConstraints
) -> datetime:
    """The latest time up to which every algorithm of the materials is believed."""
    ends = (constraints.end_of_life(m.algorithm, size=m.size) for m in materials)
    return min((end for end in ends if end is not None), default=NO_END)


def not_believed(
    materials: Iterable[Material], *, at: datetime, constraints: CryptographicConstraints
) -> tuple[Material, ...]:
    """The materials whose algorithm is no longer believed at `at`."""
    materials = tuple(materials)
    used = {(m.algorithm, m.size) for m in materials}  # a chain has two or three, ten times over
    refused = {
        (name, size) for name, size in used if not constraints.accepts(name, at=at, size=size)
    }
    return tuple(m for m in materials if (m.algorithm, m.size) in refused)


def accept_algorithms(
    materials: Iterable[Material], *, at: datetime, constraints: CryptographicConstraints
) -> Conclusion:
    """PASSED when every algorithm is believed at `at`."""
    refused = not_believed(materials, at=at, constraints=constraints)
    if not refused:
        return Conclusion.passed()
    unique = {(m.algorithm, m.size): m for m in refused}
    # What nobody here can compute is not called weak: cryptographic verification says what it is.
    known = [m for m in unique.values() if is_known(m.algorithm)]
    if not known:
        return unsupported(*(m.algorithm for m in unique.values()))
    findings = (_finding(m, constraints) for m in known)
    return Conclusion.indeterminate(SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, *findings)


def _materials(name: str, used: Iterable[tuple[str, int]]) -> tuple[Material, ...]:
    return tuple(Material(name, algorithm, size) for algorithm, size in dict.fromkeys(used))


def _finding(material: Material, constraints: CryptographicConstraints) -> Finding:
    until = constraints.end_of_life(material.algorithm, size=material.size)
    sized = material.size and not material.algorithm.startswith(f"{ECDSA}-")
    shown = f"{material.algorithm}-{material.size}" if sized else material.algorithm
    if until is not None and until.year == 1:
        return Finding.error("algorithm-not-listed", CLAUSE, algorithm=shown)
    return Finding.error("algorithm-not-accepted", CLAUSE, algorithm=shown, until=until)
