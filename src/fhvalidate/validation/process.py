"""Validation of signatures providing long-term availability (ETSI EN 319 102-1, 5.6.3)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from fhvalidate.conclusion import Conclusion, Finding, SubIndication, first_failure
from fhvalidate.frozen import frozen
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.signature import Integrity, Signature, SignatureKind, TimeStampKind, is_ksi
from fhvalidate.validation.basic import (
    BasicResult,
    misformed,
    validate_basic_signature,
)
from fhvalidate.validation.changes import NOT_JUDGED, ChangeJudgement, judge_changes
from fhvalidate.validation.context import Context
from fhvalidate.validation.format_checking import check_format
from fhvalidate.validation.later_looks import Signed, judge_later_looks
from fhvalidate.validation.notes import claimed_time_notes, proof_notes, time_stamp_notes
from fhvalidate.validation.past_signature import (
    PAST_CANDIDATES,
    PastSignature,
    validate_past_signature,
)
from fhvalidate.validation.svt.result import TokenWord
from fhvalidate.validation.time_stamp import TimeStampResult
from fhvalidate.validation.time_stamps import JudgedTimeStamps, judge_time_stamps
from fhvalidate.validation.token_words import (
    Carrier,
    Standing,
    carriers_of,
    is_vouched_for,
    words_on,
)
from fhvalidate.validation.with_time import (
    check_delay,
    check_order,
    proven_times,
    softened,
    validate_with_time,
)
from fhvalidate.x509.certificates.certificate import Certificate


@frozen
class SignatureResult:
    """The conclusion on one signature or document time-stamp, and what it rests on.

    Attributes:
        conclusion: in the terms of a whole signature, or of a time-stamp for a document
            time-stamp.
        timestamps: of each time-stamp on it; for a document time-stamp, first its own token.
        best_signature_time: the earliest time that it is proven to have existed.
        at_claimed_time: the conclusion if it had been validated when it claims to be made.
        current: what validation with time gave (5.5); None where it was not gone into.
        past: what past signature validation gave (5.6.2.4), likewise.
        changes: what follows from what later revisions did to what it signed.
        svt: what signature validation tokens say of it, newest first.
        is_vouched_for: whether the one to go by makes up for what keeps `conclusion` open.
    """

    signature: Signature
    conclusion: Conclusion
    basic: BasicResult
    timestamps: tuple[TimeStampResult, ...]
    best_signature_time: datetime
    at_claimed_time: Conclusion | None = None
    changes: ChangeJudgement = NOT_JUDGED
    current: Conclusion | None = None
    past: PastSignature | None = None
    svt: tuple[TokenWord, ...] = ()
    is_vouched_for: bool = False

    @property
    def integrity(self) -> Integrity:
        """Whether the signed bytes are those that were signed."""
        return self.basic.integrity

    @property
    def signer(self) -> Certificate | None:
        """The signing certificate, where one was identified."""
        return self.basic.signer


def anchors_of(results: Iterable[SignatureResult]) -> tuple[Certificate, ...]:
    """The anchors that the chains of signatures and time-stamps end in, each once."""
    basics = (b for r in results for b in (r.basic, *(stamp.basic for stamp in r.timestamps)))
    found = (basic.path[-1] for basic in basics if basic.reaches_anchor)
    return tuple({anchor.sha256: anchor for anchor in found}.values())


def validate_signatures(
    signatures: Iterable[Signature], data: bytes, poes: ProofsOfExistence, context: Context
) -> tuple[SignatureResult, ...]:
    """The conclusion on every signature and document time-stamp of the file `data`.

    Args:
        signatures: all of them.
        data: the bytes of the file.
        poes: what is proven from outside: the archive's own statement (5.6.3.2, input).
        context: time, trust, policy and validation data.
    """
    signatures = tuple(signatures)
    judged = judge_time_stamps(signatures, data, poes, context)
    carriers = carriers_of(signatures, judged)
    results = [
        _validate(index, each, data, judged, context, carriers=carriers)
        for index, each in enumerate(signatures)
    ]
    later = judge_later_looks([Signed(each.signature, each.signer) for each in results])
    return tuple(
        replace(
            result,
            changes=judge_changes(
                result.signature.placed, context.policy.changes, later_looks=looks
            ),
        )
        for result, looks in zip(results, later, strict=True)
    )


def validate_long_term(
    index: int,
    signature: Signature,
    data: bytes,
    judged: JudgedTimeStamps,
    context: Context,
) -> SignatureResult:
    """Clause 5.6.3.4 for one signature; step 5 was done for the whole document (`judged`)."""
    poes = judged.poes
    # 1) There are no evidence records in PAdES that this validates.
    # 2) Everything exists at the current time: what `poes` says of what it does not know.
    # 3) Validation with time and long-term validation material (5.5).
    alone = judged.alone_of(index)
    content = proven_times(alone, TimeStampKind.CONTENT)
    basic = validate_basic_signature(signature, data, context, content_times=content)
    current = validate_with_time(basic, alone, signature.claimed_time, context)
    conclusion, past = current, None
    best = poes.earliest(signature.name)
    if current.sub_indication in PAST_CANDIDATES:
        # 4), 5), 6) Best-signature-time is the earliest time that the proofs give.
        # 7) Past signature validation.
        past = validate_past_signature(basic, current, poes, context)
        # 8) Time-stamp order and delay. 9) Signature acceptance was part of 7).
        delay = check_delay(judged.of(index), signature.claimed_time, best, context)
        order = check_order(judged.of(index), context)
        conclusion = first_failure((past.conclusion, order, delay))
        conclusion = conclusion.noting(*_told(current, settled=conclusion.sub_indication is None))
    # 8) Its time-stamps among those of the document: none is contradicted by another.
    conclusion = first_failure((conclusion, judged.order_of(index)))
    # 10) The conclusion, and what it rests on.
    return SignatureResult(
        signature=signature,
        conclusion=conclusion,
        basic=basic,
        timestamps=judged.of(index),
        best_signature_time=best,
        current=current,
        past=past,
    )


def validate_with_tokens(
    index: int,
    signature: Signature,
    data: bytes,
    judged: JudgedTimeStamps,
    context: Context,
    *,
    carriers: tuple[Carrier, ...],
) -> SignatureResult:
    """`validate_long_term`, and what tokens say of the signature beside it (RFC 9321)."""
    result = validate_long_term(index, signature, data, judged, context)
    said = words_on(index, carriers)
    standing = Standing(index, signature.claimed_time, result.best_signature_time, judged)
    counts = is_vouched_for(said, result.conclusion, result.basic, standing, context)
    return replace(result, svt=said, is_vouched_for=counts)


def _told(current: Conclusion, *, settled: bool) -> tuple[Finding, ...]:
    """What stood against the signature now: answered by the past, it only explains."""
    if not settled:
        return current.findings
    return tuple(softened(finding) for finding in current.findings)


def _validate(
    index: int,
    signature: Signature,
    data: bytes,
    judged: JudgedTimeStamps,
    context: Context,
    *,
    carriers: tuple[Carrier, ...],
) -> SignatureResult:
    if not signature.supported:
        return _unsupported(signature, context)
    if signature.kind is SignatureKind.DOCUMENT_TIMESTAMP:
        return _document_time_stamp(index, signature, judged)
    result = validate_with_tokens(index, signature, data, judged, context, carriers=carriers)
    notes = (
        *proof_notes(result.conclusion, result.best_signature_time, context),
        *time_stamp_notes(result.timestamps),
        *claimed_time_notes(signature, result.basic, context),
    )
    return replace(
        result,
        conclusion=result.conclusion.as_total().noting(*notes),
        at_claimed_time=_at_claimed_time(signature, data, context),
    )


def _at_claimed_time(signature: Signature, data: bytes, context: Context) -> Conclusion | None:
    """The same process at the time that the signer claims, where no time-stamp was yet made."""
    claimed = signature.claimed_time
    if claimed is None or claimed > context.at:
        return None
    then = context.at_time(claimed)
    basic = validate_basic_signature(signature, data, then)
    return validate_with_time(basic, (), claimed, then).as_total()


def _document_time_stamp(
    index: int, signature: Signature, judged: JudgedTimeStamps
) -> SignatureResult:
    results = judged.of(index)
    result = results[0]
    notes = check_format(signature).findings if result.basic.signer is not None else ()
    return SignatureResult(
        signature=signature,
        conclusion=result.conclusion.noting(*notes),
        basic=result.basic,
        timestamps=results,
        best_signature_time=min(
            judged.poes.earliest(signature.name), result.proven_time or judged.poes.now
        ),
        past=result.past,
    )


def _unsupported(signature: Signature, context: Context) -> SignatureResult:
    field = signature.placed.field
    ksi = is_ksi(signature.placed)
    code = "timestamp-ksi-not-local" if ksi else "subfilter-unsupported"
    name = field.subfilter or field.filter
    finding = Finding.error(code, "ISO 32000-2, table 255", subfilter=name)
    # A byte range that fits nothing is broken whatever the sub-filter says.
    if signature.placed.shape.defects and not ksi:
        basic = misformed(signature, check_format(signature).noting(finding))
    else:
        conclusion = Conclusion.indeterminate(SubIndication.CUSTOM, finding)
        basic = BasicResult(conclusion, Integrity.UNKNOWN, signature.name)
    total = signature.kind is SignatureKind.SIGNATURE
    return SignatureResult(
        signature=signature,
        conclusion=basic.conclusion.as_total() if total else basic.conclusion,
        basic=basic,
        timestamps=(),
        best_signature_time=context.at,
    )
