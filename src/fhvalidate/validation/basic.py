"""Validation process for basic signatures (ETSI EN 319 102-1, 5.3), for time-stamps too (5.4)."""

from collections.abc import Iterable
from dataclasses import field, replace
from datetime import datetime

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication, first_failure
from fhvalidate.frozen import frozen
from fhvalidate.signature import (
    PKCS7_SHA1,
    Integrity,
    Signature,
    covered_parts,
)
from fhvalidate.validation.acceptance import accept_signature
from fhvalidate.validation.algorithms import (
    Material,
    signature_material,
)
from fhvalidate.validation.building_blocks import Concluded, concluded_in_order
from fhvalidate.validation.context import Context, initialize_context
from fhvalidate.validation.cryptographic_verification import (
    Parts,
    verify_detached,
    verify_digest_enclosed,
    verify_plain,
)
from fhvalidate.validation.format_checking import check_content, check_format
from fhvalidate.validation.signing_certificate import Identified, identify
from fhvalidate.validation.x509_validation import X509Result, validate_certificate
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import Path

CLAUSE = "EN 319 102-1, 5.3.4"
NOT_FOUND, UNREADABLE = "signing-certificate-not-found", "signing-certificate-unreadable"


@frozen
class BasicResult:
    """The conclusion of the basic process, and what it was reached on.

    Attributes:
        name: the digest by which proofs of existence name the signature.
        certified: what X.509 validation gave; None when it was not reached.
        verified: what cryptographic verification gave, whatever the time; None when not reached.
        materials: the algorithms that the signature itself rests on.
        beside: of everything but the certificate: what no proof of time answers, and last what
            is said of the algorithms, which one may.
        fresh_for: the time that revocation data had to be recent enough for, where that was not
            the validation time.
        blocks: what each building block that ran concluded.
    """

    conclusion: Conclusion
    integrity: Integrity
    name: str
    signer: Certificate | None = None
    certified: X509Result | None = None
    verified: Conclusion | None = None
    materials: tuple[Material, ...] = ()
    fresh_for: datetime | None = None
    beside: Conclusion = field(default_factory=Conclusion.passed)
    blocks: Concluded = ()

    @property
    def path(self) -> Path:
        """The certificates from the signer's on: to the anchor, or as far as they lead."""
        if self.certified is not None:
            return self.certified.path
        return (self.signer,) if self.signer is not None else ()

    @property
    def reaches_anchor(self) -> bool:
        """Whether the last certificate of the path is an anchor."""
        return self.certified is not None and self.certified.chain is not None


@frozen
class _Settled:
    """What no time changes of a signature: its signer, and the conclusions of the blocks."""

    signer: Certificate
    checked: Conclusion
    identified: Conclusion
    initialized: Conclusion
    verified: Conclusion
    materials: tuple[Material, ...]


def validate_basic_signature(
    signature: Signature,
    data: bytes,
    context: Context,
    *,
    content_times: Iterable[datetime] = (),
) -> BasicResult:
    """The basic process for one signature over the bytes of its file.

    Args:
        signature: the signature.
        data: the bytes of the file.
        context: time, trust, policy and validation data.
        content_times: the times that content time-stamps prove: nothing was signed before them.
    """
    # 1) Format checking. 2) Identification of the signing certificate.
    # 3) Validation context initialization.
    settled = context.once(
        ("signature", signature, data, context.data, context.policy),
        lambda: _settled(signature, data, context),
    )
    if isinstance(settled, BasicResult):
        return settled
    signer, checked, identified = settled.signer, settled.checked, settled.identified
    initialized, verified, materials = settled.initialized, settled.verified, settled.materials
    # 4) X.509 certificate validation.
    certified = validate_certificate(signer, context)
    certified = _after_content_time_stamps(certified, signer, tuple(content_times))
    # 5) Cryptographic verification was done with what comes before. 6) Signature acceptance.
    accepted = accept_signature(signature, signer, materials, context, tuple(content_times))
    # 7) What was broken decides before what cannot be established. (The clause returns at the
    # first failure above; a signature whose value is wrong is TOTAL-FAILED in both readings.)
    order = (verified, initialized, certified.conclusion, accepted, identified, checked)
    return BasicResult(
        conclusion=first_failure(order),
        integrity=integrity_by(verified),
        name=signature.name,
        signer=signer,
        certified=certified,
        verified=verified,
        materials=materials,
        beside=first_failure((verified, initialized, identified, checked, accepted)),
        blocks=concluded_in_order(
            checked, identified, initialized, certified.conclusion, verified, accepted
        ),
    )


def _settled(signature: Signature, data: bytes, context: Context) -> _Settled | BasicResult:
    """What no time changes: steps 1, 2, 3 and 5; the whole result where 1 or 2 ends the process."""
    # 1) Format checking.
    parts = covered_parts(data, signature)
    checked = check_format(signature)
    if checked.indication is Indication.PASSED:
        checked = first_failure((check_content(signature, parts), checked))
    if checked.indication is not Indication.PASSED:
        return misformed(signature, checked)
    # 2) Identification of the signing certificate.
    identified = identify_signer(signature, context)
    signer = identified.certificate
    if signer is None:
        conclusion = identified.conclusion.noting(*checked.findings)
        ran = concluded_in_order(checked, identified.conclusion)
        return BasicResult(conclusion, Integrity.UNKNOWN, signature.name, blocks=ran)
    return _Settled(
        signer=signer,
        checked=checked,
        identified=identified.conclusion,
        # 3) Validation context initialization.
        initialized=initialize_context(signature.signed_data, context),
        # 5) Cryptographic verification.
        verified=verify_signature_value(signature, parts, signer),
        materials=_materials(signature, signer),
    )


def _materials(signature: Signature, signer: Certificate) -> tuple[Material, ...]:
    materials = signature_material(signature.name, signature.signed_data, signer)
    if signature.placed.field.subfilter != PKCS7_SHA1:
        return materials
    # ISO 32000-2, 12.8.3.3.1: what is signed is the SHA-1 of the bytes.
    return (*materials, Material(signature.name, "sha1", 0))


def misformed(signature: Signature, checked: Conclusion) -> BasicResult:
    """What is said of a signature whose format fails: a byte range that fits nothing is broken."""
    broken = bool(signature.placed.shape.defects)
    integrity = Integrity.BROKEN if broken else Integrity.UNKNOWN
    ran = concluded_in_order(checked)
    return BasicResult(checked, integrity, signature.name, blocks=ran)


def identify_signer(signature: Signature, context: Context) -> Identified:
    """The signing certificate, among those that the signature carries and those at hand."""
    carried = signature.validation_data.certificates
    if signature.signed_data is None:
        # ISO 32000-2, 12.8.3.2: the first certificate in /Cert is the signer's.
        if carried and signature.plain_signature is not None:
            return Identified(Conclusion.passed(), carried[0])
        finding = Finding.error(NOT_FOUND, CLAUSE)
        not_found = SubIndication.NO_SIGNING_CERTIFICATE_FOUND
        return _as_found(Identified(Conclusion.indeterminate(not_found, finding), None), signature)
    unique = {c.sha256: c for c in (*carried, *context.data.certificates)}
    return _as_found(identify(signature.signed_data, unique.values()), signature)


def _as_found(identified: Identified, signature: Signature) -> Identified:
    """The same; what is there and cannot be read is not said to be missing."""
    if identified.certificate is not None or not signature.validation_data.unreadable:
        return identified
    told = (
        replace(finding, code=UNREADABLE) if finding.code == NOT_FOUND else finding
        for finding in identified.conclusion.findings
    )
    return replace(identified, conclusion=replace(identified.conclusion, findings=tuple(told)))


def verify_signature_value(signature: Signature, parts: Parts, signer: Certificate) -> Conclusion:
    """Cryptographic verification in the form that the sub-filter asks for."""
    if signature.signed_data is None:
        return verify_plain(signature.plain_signature or b"", parts, signer)
    if signature.placed.field.subfilter == PKCS7_SHA1:
        return verify_digest_enclosed(signature.signed_data, parts, signer)
    return verify_detached(signature.signed_data, parts, signer)


def _after_content_time_stamps(
    certified: X509Result, signer: Certificate, times: tuple[datetime, ...]
) -> X509Result:
    """5.3.4, 4): nothing was signed before the content time-stamp that it carries."""
    latest = max(times, default=None)
    if latest is None:
        return certified
    decided = certified.deciding
    findings = certified.conclusion.findings
    match certified.conclusion.sub_indication:
        case SubIndication.REVOKED_NO_POE:
            at = decided.answer.revoked_at if decided and decided.answer else None
            if at is not None and latest > at:
                return _failed(certified, SubIndication.REVOKED, findings)
        case SubIndication.OUT_OF_BOUNDS_NO_POE | SubIndication.OUT_OF_BOUNDS_NOT_REVOKED:
            if latest > signer.not_after:
                return _failed(certified, SubIndication.EXPIRED, findings)
        case _:
            pass
    return certified


def _failed(
    certified: X509Result, sub_indication: SubIndication, findings: tuple[Finding, ...]
) -> X509Result:
    return replace(certified, conclusion=Conclusion.failed(sub_indication, *findings))


def integrity_by(verified: Conclusion) -> Integrity:
    """Whether the signed bytes are those that were signed, by cryptographic verification.

    A value that verifies in a form that is not accepted is the signer's all the same.
    """
    if verified.sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE:
        return Integrity.INTACT
    match verified.indication:
        case Indication.PASSED:
            return Integrity.INTACT
        case Indication.FAILED:
            return Integrity.BROKEN
        case _:
            return Integrity.UNKNOWN
