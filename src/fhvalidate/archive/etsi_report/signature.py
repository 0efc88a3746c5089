"""The report on one signature (TS 119 102-2, 4.2)."""

from fhvalidate.archive.etsi_report.attributes import attributes_of
from fhvalidate.archive.etsi_report.elements import (
    Element,
    boolean,
    digest,
    ds,
    if_any,
    text,
    time,
    vr,
    xades,
)
from fhvalidate.archive.etsi_report.known import Known
from fhvalidate.archive.etsi_report.names import (
    BY_VALIDATION,
    NO_SIGNATURE,
    NOT_READ,
    PROCESSES,
    PROVIDED,
    indication_uri,
    qualification_uri,
)
from fhvalidate.archive.etsi_report.other import (
    document_verdict,
    identity_information,
    signature_information,
)
from fhvalidate.archive.etsi_report.status import constraints, status_in_document
from fhvalidate.conclusion import Indication, Verdict
from fhvalidate.report.details_model import ObjectReport, ProvenBy, SignatureDetails
from fhvalidate.report.model import PolicyReport, Report
from fhvalidate.report.signature_report import SignatureReport


def no_signature(report: Report) -> Element:
    """The one report of a document without signatures; the document's verdict stands beside.

    Only of what was read to its end it is said that there is none.
    """
    main, sub = NO_SIGNATURE, None
    if report.verdict is Verdict.UNREADABLE:
        main, sub = indication_uri(Indication.INDETERMINATE), NOT_READ
    return vr(
        "SignatureValidationReport",
        vr("SignatureValidationStatus", vr("MainIndication", main), text("SubIndication", sub)),
        vr("OtherInformation", document_verdict(report)),
    )


def signature_report(
    signature: SignatureReport, details: SignatureDetails, subject: str, known: Known
) -> Element:
    """The report on one signature.

    Args:
        signature: of the report.
        details: of it.
        subject: its id in the XML.
        known: what may be referred to.
    """
    report = known.report
    return vr(
        "SignatureValidationReport",
        _identifier(signature, details, subject),
        vr(
            "ValidationConstraintsEvaluationReport",
            _policy(report.policy),
            *constraints(details.building_blocks, signature.findings),
        ),
        _times(signature, known),
        _signers_document(details, known),
        attributes_of(signature, details, known),
        _signer(signature, details, known),
        _quality(signature),
        _process(details),
        status_in_document(signature, subject, known),
        vr(
            "OtherInformation",
            document_verdict(report),
            signature_information(signature),
        ),
    )


def signature_digest(details: SignatureDetails) -> tuple[Element, Element] | None:
    """The digest of what was signed: the DER of the signed attributes."""
    if details.signed_attributes_digest is None or details.signed_bytes is None:
        return None
    return digest(details.signed_bytes.digest_algorithm, details.signed_attributes_digest)


def _identifier(signature: SignatureReport, details: SignatureDetails, subject: str) -> Element:
    made = signature_digest(details)
    value = details.signature_value
    return vr(
        "SignatureIdentifier",
        None if made is None else vr("DigestAlgAndValue", *made),
        None if value is None else ds("SignatureValue", value),
        vr("HashOnly", boolean(value=False)),
        vr("DocHashOnly", boolean(value=False)),
        text("DAIdentifier", signature.field),
        id=subject,
    )


def _policy(policy: PolicyReport) -> Element:
    """The policy by the name of its digest (RFC 6920), which the report has it by."""
    return vr(
        "SignatureValidationPolicy",
        vr(
            "SignaturePolicyIdentifier",
            xades(
                "SignaturePolicyId",
                xades("SigPolicyId", xades("Identifier", policy.uri)),
                xades("SigPolicyHash", *digest("sha256", policy.sha256)),
            ),
        ),
        text("PolicyName", policy.name),
    )


def _times(signature: SignatureReport, known: Known) -> Element:
    at = known.report.validation_time
    best = signature.best_signature_time or at
    since = known.proofs.get(signature.id or "")
    proof = since if since is not None and since.exists_since == best else None
    return vr(
        "ValidationTimeInfo",
        time("ValidationTime", at),
        vr(
            "BestSignatureTime",
            time("POETime", best),
            vr("TypeOfProof", type_of_proof(proof)),
            None if proof is None else known.reference("POEObject", proof.proven_by),
        ),
    )


def type_of_proof(proof: ObjectReport | None) -> str:
    """How it is proven: by the validation, or by what the archive states."""
    stated = proof is not None and proof.proof is ProvenBy.HELD_SINCE
    return PROVIDED if stated else BY_VALIDATION


def _signers_document(details: SignatureDetails, known: Known) -> Element | None:
    signed = details.signed_bytes
    if signed is None:
        return None
    return vr(
        "SignersDocument",
        vr("DigestAlgAndValue", *digest(signed.digest_algorithm, signed.digest)),
        known.reference("SignersDocumentRepresentation", signed.id),
    )


def _signer(signature: SignatureReport, details: SignatureDetails, known: Known) -> Element | None:
    signer = signature.signer
    certificate = None if signer is None else signer.certificate_sha256
    found = known.reference("SignerCertificate", certificate)
    if signer is None or found is None:
        return None
    identity = signature.identity
    return vr(
        "SignerInformation",
        found,
        text("Signer", signer.common_name or signer.subject),
        None
        if identity is None
        else if_any(vr("OtherInformation", identity_information(identity))),
        Pseudonym=None if details.pseudonym is None else boolean(value=details.pseudonym),
    )


def _quality(signature: SignatureReport) -> Element | None:
    if signature.qualification is None:
        return None
    uri = qualification_uri(signature.qualification.value)
    return vr("SignatureQuality", vr("SignatureQualityInformation", uri))


def _process(details: SignatureDetails) -> Element | None:
    """The furthest process that was gone into."""
    gone = [each.process for each in details.processes if each.indication is not None]
    uris = [PROCESSES[each] for each in gone if each in PROCESSES]
    if not uris:
        return None
    return vr("SignatureValidationProcess", vr("SignatureValidationProcessID", uris[-1]))
