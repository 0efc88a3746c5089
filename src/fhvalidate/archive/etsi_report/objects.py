"""The objects that a validation had at hand, with their own reports (TS 119 102-2, 4.4)."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta

from fhvalidate.archive.etsi_report.elements import Element, digest, if_any, text, time, vr
from fhvalidate.archive.etsi_report.known import Known, KnownObject, SignedRevocation
from fhvalidate.archive.etsi_report.names import OBJECT_TYPES, time_stamp_qualification_uri
from fhvalidate.archive.etsi_report.signature import signature_digest, type_of_proof
from fhvalidate.archive.etsi_report.status import constraints, status, status_of
from fhvalidate.conclusion import Indication
from fhvalidate.report.details_model import ObjectKind
from fhvalidate.report.signature_report import TimestampReport
from fhvalidate.times import shifted


def validation_objects(known: Known) -> Element | None:
    """Every object, in the order of their ids; None where there is none."""
    tokens, revocations = known.tokens, known.revocations
    ordered = sorted(known.objects.values(), key=lambda each: each.id)
    return if_any(
        vr(
            "SignatureValidationObjects",
            *(
                _object(each, known, tokens.get(each.sha256), revocations.get(each.sha256))
                for each in ordered
            ),
        )
    )


def _object(
    each: KnownObject, known: Known, stamp: TimestampReport | None, said: SignedRevocation | None
) -> Element:
    own_report = None
    if each.kind is ObjectKind.TIME_STAMP and stamp is not None:
        own_report = _token_report(stamp, each.id, known)
    elif said is not None:
        own_report = _revocation_report(said, known)
    return vr(
        "ValidationObject",
        vr("ObjectType", OBJECT_TYPES[each.kind]),
        vr("ValidationObjectRepresentation", _representation(each)),
        _proof(each, known),
        None if stamp is None else _provisioning(stamp, known),
        own_report,
        id=each.id,
    )


def _representation(each: KnownObject) -> Element:
    """The bytes, or their digest. The bytes that were signed are the document's: never they."""
    if each.der is not None:
        return vr("base64", base64.b64encode(each.der).decode())
    return vr("DigestAlgAndValue", *digest("sha256", each.sha256))


def _proof(each: KnownObject, known: Known) -> Element:
    proof = each.proof
    return vr(
        "POE",
        time("POETime", known.report.validation_time if proof is None else proof.exists_since),
        vr("TypeOfProof", type_of_proof(proof)),
        None if proof is None else known.reference("POEObject", proof.proven_by),
    )


def _provisioning(stamp: TimestampReport, known: Known) -> Element | None:
    """What a time-stamp proves to have existed; one that does not pass proves nothing."""
    covers = frozenset(() if stamp.details is None else stamp.details.covers)
    proven = _proven_time(stamp)
    if stamp.indication is not Indication.PASSED or proven is None:
        return None
    return vr(
        "POEProvisioning",
        time("POETime", proven),
        *(
            known.reference("ValidationObject", each)
            for each in known.of_kind(covers, *OBJECT_TYPES)
        ),
        *_signature_references(covers, known),
    )


def _proven_time(stamp: TimestampReport) -> datetime | None:
    """The latest time that the token can be from, which is all that it proves."""
    if stamp.generation_time is None or stamp.details is None:
        return None
    accuracy = timedelta(microseconds=stamp.details.accuracy_microseconds or 0)
    return shifted(stamp.generation_time, accuracy)


def _signature_references(covers: frozenset[str], known: Known) -> Iterator[Element]:
    """Signatures by the digest of what was signed, or by their field."""
    for signature in known.report.signatures:
        if signature.id not in covers or signature.details is None:
            continue
        made = signature_digest(signature.details)
        if made is not None:
            method, value = made
            yield vr(
                "SignatureReference",
                vr("DigestMethod", method.get("Algorithm")),
                vr("DigestValue", value.text),
            )
        elif signature.field:
            yield vr("SignatureReference", vr("PAdESFieldName", signature.field))


def _token_report(stamp: TimestampReport, subject: str, known: Known) -> Element:
    details, tsa = stamp.details, stamp.tsa
    certificate = known.reference("SignerCertificate", tsa.certificate_sha256) if tsa else None
    blocks = () if details is None else constraints(details.building_blocks, stamp.findings)
    return vr(
        "ValidationReport",
        if_any(vr("ValidationConstraintsEvaluationReport", *blocks)),
        None
        if tsa is None or certificate is None
        else vr("SignerInformation", certificate, text("Signer", tsa.common_name or tsa.subject)),
        None
        if details is None
        else vr(
            "SignatureQuality",
            vr(
                "SignatureQualityInformation",
                time_stamp_qualification_uri(qualified=details.qualified),
            ),
        ),
        status_of(stamp, subject, known),
    )


def _revocation_report(signed: SignedRevocation, known: Known) -> Element | None:
    """Of data that a certificate's status rests on: whose it is. Its signature was verified."""
    certificate = known.reference("SignerCertificate", signed.said.signed_by)
    if certificate is None:
        return None
    between = [each for each in signed.signers[1:] if each != signed.anchor]
    return vr(
        "ValidationReport",
        vr("SignerInformation", certificate, text("Signer", signed.said.issuer)),
        status(
            Indication.PASSED,
            None,
            vr(
                "AssociatedValidationReportData",
                known.reference("TrustAnchor", signed.anchor),
                vr(
                    "CertificateChain",
                    known.reference("SigningCertificate", signed.said.signed_by),
                    *(known.reference("IntermediateCertificate", each) for each in between),
                    known.reference("TrustAnchor", signed.anchor),
                ),
            ),
        ),
    )
