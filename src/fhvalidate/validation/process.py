"""Validation of one signature or document time-stamp, with the time-stamps it carries."""

from dataclasses import dataclass
from datetime import datetime

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.signature import (
    KSI_FILTERS,
    Integrity,
    Signature,
    SignatureKind,
    TimeStampKind,
    covered_parts,
)
from fhvalidate.validation.basic import BasicResult, validate_basic_signature
from fhvalidate.validation.context import Context
from fhvalidate.validation.format_checking import check_format
from fhvalidate.validation.time_stamp import TimeStampResult, validate_time_stamp
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path


@dataclass(frozen=True, slots=True)
class SignatureResult:
    """The conclusion on one signature, and what it rests on.

    Attributes:
        conclusion: in the terms of a whole signature, or of a time-stamp for a document
            time-stamp.
        path: from the signing certificate on; `complete` when it ends with an anchor.
        best_signature_time: the earliest time that it is proven to have existed.
    """

    signature: Signature
    conclusion: Conclusion
    integrity: Integrity
    signer: Certificate | None
    path: Path
    complete: bool
    timestamps: tuple[TimeStampResult, ...]
    best_signature_time: datetime


def validate_signature(signature: Signature, data: bytes, context: Context) -> SignatureResult:
    """The conclusion on a signature of the file `data`, by the evidence at hand."""
    context = context.with_data(signature.validation_data)
    if not signature.supported:
        return _unsupported(signature, context)
    if signature.kind is SignatureKind.DOCUMENT_TIMESTAMP:
        return _validate_document_time_stamp(signature, data, context)
    basic = validate_basic_signature(signature, data, context)
    timestamps = _attached(signature, data, context)
    notes = (*_time_stamp_notes(timestamps), *_claimed_time_notes(signature, basic, context))
    return SignatureResult(
        signature=signature,
        conclusion=basic.conclusion.as_total().noting(*notes),
        integrity=basic.integrity,
        signer=basic.signer,
        path=basic.path,
        complete=basic.complete,
        timestamps=timestamps,
        best_signature_time=best_signature_time(timestamps, context),
    )


def best_signature_time(timestamps: tuple[TimeStampResult, ...], context: Context) -> datetime:
    """The earliest time that a passed time-stamp over the signature proves, else now (5.5.4)."""
    times = [s.proven_time for s in timestamps if s.kind is not TimeStampKind.CONTENT]
    return min((context.at, *(time for time in times if time is not None)))


def _unsupported(signature: Signature, context: Context) -> SignatureResult:
    field = signature.placed.field
    ksi = bool({field.filter, field.subfilter} & KSI_FILTERS)
    code = "timestamp-ksi-not-local" if ksi else "subfilter-unsupported"
    finding = Finding.error(
        code, "ISO 32000-2, table 255", subfilter=field.subfilter or field.filter
    )
    # A byte range that fits nothing is broken whatever the sub-filter says.
    checked = check_format(signature) if not ksi else Conclusion.passed()
    broken = bool(signature.placed.shape.defects) and not ksi
    conclusion = (
        checked.noting(finding)
        if broken
        else Conclusion.indeterminate(SubIndication.CUSTOM, finding)
    )
    total = signature.kind is SignatureKind.SIGNATURE
    return SignatureResult(
        signature=signature,
        conclusion=conclusion.as_total() if total else conclusion,
        integrity=Integrity.BROKEN if broken else Integrity.UNKNOWN,
        signer=None,
        path=(),
        complete=False,
        timestamps=(),
        best_signature_time=context.at,
    )


def _validate_document_time_stamp(
    signature: Signature, data: bytes, context: Context
) -> SignatureResult:
    checked = check_format(signature)
    if checked.indication is Indication.FAILED:
        broken = bool(signature.placed.shape.defects)
        result = TimeStampResult(TimeStampKind.DOCUMENT, signature.token, checked)
        integrity = Integrity.BROKEN if broken else Integrity.UNKNOWN
    else:
        parts = covered_parts(data, signature)
        result = validate_time_stamp(TimeStampKind.DOCUMENT, signature.token, parts, context)
        integrity = _integrity(result)
    return SignatureResult(
        signature=signature,
        conclusion=result.conclusion.noting(*checked.findings),
        integrity=integrity,
        signer=result.path[0] if result.path else None,
        path=result.path,
        complete=result.complete,
        timestamps=(result,),
        best_signature_time=best_signature_time((result,), context),
    )


def _integrity(result: TimeStampResult) -> Integrity:
    """A time-stamp whose signer's path was looked at had an imprint and a value that were right."""
    if result.conclusion.indication is Indication.FAILED:
        return Integrity.BROKEN
    return Integrity.INTACT if result.path else Integrity.UNKNOWN


def _attached(signature: Signature, data: bytes, context: Context) -> tuple[TimeStampResult, ...]:
    """The time-stamps in the CMS: over the signature value, or over the content before signing."""
    results = []
    for stamp in signature.timestamps:
        value = signature.signed_data.signature if signature.signed_data is not None else b""
        signed = stamp.kind is TimeStampKind.SIGNATURE
        parts = (memoryview(value),) if signed else covered_parts(data, signature)
        at_hand = context.with_data(stamp.validation_data)
        results.append(validate_time_stamp(stamp.kind, stamp.token, parts, at_hand))
    return tuple(results)


def _time_stamp_notes(timestamps: tuple[TimeStampResult, ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding.warning(
            "timestamp-not-passed",
            "EN 319 102-1, 5.5.4",
            sub_indication=str(stamp.conclusion.sub_indication),
        )
        for stamp in timestamps
        if stamp.conclusion.indication is not Indication.PASSED
    )


def _claimed_time_notes(
    signature: Signature, basic: BasicResult, context: Context
) -> tuple[Finding, ...]:
    """Whether the claimed signing time can be true (rule R6: checked for sense)."""
    claimed = signature.claimed_time
    if claimed is None:
        return ()
    skew = context.policy.signature.claimed_time_skew
    if claimed > context.at + skew:
        return (Finding.warning("signing-time-in-future", "EN 319 122-1, 5.2.1", claimed=claimed),)
    signer = basic.signer
    if signer is not None and not signer.not_before - skew <= claimed <= signer.not_after + skew:
        clause = "EN 319 102-1, 5.2.8"
        return (Finding.warning("signing-time-outside-certificate", clause, claimed=claimed),)
    return ()
