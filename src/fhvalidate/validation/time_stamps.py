"""Every time-stamp of a document, newest first, and what they prove (EN 319 102-1, 5.6.3.4, 5)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import partial
from types import MappingProxyType

from fhvalidate.conclusion import (
    Conclusion,
    Finding,
    Indication,
    SubIndication,
    first_failure,
)
from fhvalidate.constraints import TokenUse
from fhvalidate.frozen import frozen
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.signature import (
    AttachedTimeStamp,
    Signature,
    SignatureKind,
    TimeStampKind,
    covered_parts,
)
from fhvalidate.trust.anchors import Purpose
from fhvalidate.validation.basic import misformed
from fhvalidate.validation.context import Context
from fhvalidate.validation.cryptographic_verification import Parts
from fhvalidate.validation.format_checking import check_format
from fhvalidate.validation.past_signature import PAST_CANDIDATES, validate_past_signature
from fhvalidate.validation.proofs import (
    protected_by_document_time_stamp,
    protected_by_signature_time_stamp,
)
from fhvalidate.validation.svt.token import judge_token
from fhvalidate.validation.time_stamp import TimeStampResult, purpose_of, validate_time_stamp
from fhvalidate.validation.time_stamp_order import DOCUMENT, Key, contradictions
from fhvalidate.validation.with_time import softened

# ISO 32000-2, table 262, note 2: what a /TS of a /VRI entry is over, where it says anything.
OVER_THE_VALUE = frozenset({TimeStampKind.SIGNATURE, TimeStampKind.VRI})


@frozen
class JudgedTimeStamps:
    """What came of every time-stamp, and what they prove.

    Attributes:
        alone: of each, by 5.4 alone; keys are the signature's index and the time-stamp's.
        final: of each, with what newer time-stamps prove.
        poes: what is proven to have existed, and since when.
        contradicted: what is concluded on those that another one contradicts.
    """

    alone: Mapping[Key, TimeStampResult]
    final: Mapping[Key, TimeStampResult]
    poes: ProofsOfExistence
    contradicted: Mapping[Key, Conclusion] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, index: int) -> tuple[TimeStampResult, ...]:
        """The final results of the time-stamps of one signature."""
        return tuple(result for (at, _), result in self.final.items() if at == index)

    def alone_of(self, index: int) -> tuple[TimeStampResult, ...]:
        """The results by 5.4 alone of the time-stamps of one signature."""
        return tuple(result for (at, _), result in self.alone.items() if at == index)

    def order_of(self, index: int) -> Conclusion:
        """Whether no time-stamp of one signature contradicts another one of the document."""
        found = (conclusion for (at, _), conclusion in self.contradicted.items() if at == index)
        return next(found, Conclusion.passed())


def judge_time_stamps(
    signatures: Iterable[Signature], data: bytes, poes: ProofsOfExistence, context: Context
) -> JudgedTimeStamps:
    """Each time-stamp judged once, and the proofs of existence that follow."""
    signatures = tuple(signatures)
    judged = _judge(signatures, data, poes, context, without=MappingProxyType({}))
    skew = context.policy.signature.claimed_time_skew
    found = contradictions(signatures, judged.final, skew=skew)
    # What contradicted each other proves nothing, and what rested on it is judged anew.
    return _judge(signatures, data, poes, context, without=found) if found else judged


def _judge(
    signatures: tuple[Signature, ...],
    data: bytes,
    poes: ProofsOfExistence,
    context: Context,
    *,
    without: Mapping[Key, Conclusion],
) -> JudgedTimeStamps:
    alone: dict[Key, TimeStampResult] = {}
    final: dict[Key, TimeStampResult] = {}
    # a) The newest time-stamp that has not been processed.
    for key, stamp in _newest_first(signatures):
        signature = signatures[key[0]]
        parts = context.once(
            ("parts", signature, stamp.kind, data), partial(_parts, signature, stamp, data)
        )
        result = _validate(signature, stamp, parts, context)
        if key in without:
            result = replace(result, conclusion=without[key].noting(*result.conclusion.findings))
        alone[key] = result
        # b) PASSED, or c) passed in the past with the proofs there are: it proves more.
        result = _in_the_past(result, poes, context)
        result = _with_token(result, signature, signatures, data, context=context, poes=poes)
        final[key] = result
        if result.proven_time is not None:
            objects = context.once(
                ("protected", signature, stamp.kind, *signatures),
                partial(protected_by, signature, stamp.kind, signatures),
            )
            poes = poes.adding(objects, at=result.proven_time)
        # d) In all other cases it is ignored, and e) the next one is taken.
    return JudgedTimeStamps(alone, final, poes, without)


def _newest_first(
    signatures: tuple[Signature, ...],
) -> Iterator[tuple[Key, AttachedTimeStamp]]:
    """Document time-stamps from the end of the file, then the others by their times."""
    documents = [
        ((index, DOCUMENT), AttachedTimeStamp(TimeStampKind.DOCUMENT, signature.token))
        for index, signature in enumerate(signatures)
        if signature.kind is SignatureKind.DOCUMENT_TIMESTAMP and signature.supported
    ]
    documents.sort(key=lambda item: signatures[item[0][0]].covered_end, reverse=True)
    attached = [
        ((index, number), stamp)
        for index, signature in enumerate(signatures)
        for number, stamp in enumerate(signature.timestamps)
    ]
    readable = [item for item in attached if item[1].token is not None]
    readable.sort(
        key=lambda item: item[1].token.generation_time if item[1].token else 0, reverse=True
    )
    yield from documents
    yield from readable
    yield from (item for item in attached if item[1].token is None)


def _validate(
    signature: Signature, stamp: AttachedTimeStamp, parts: Parts, context: Context
) -> TimeStampResult:
    if stamp.kind is TimeStampKind.DOCUMENT:
        checked = check_format(signature)
        if checked.indication is not Indication.PASSED:
            basic = misformed(signature, checked)
            return TimeStampResult(stamp.kind, stamp.token, basic, checked)
    may_carry = stamp.kind is TimeStampKind.DOCUMENT
    return validate_time_stamp(stamp.kind, stamp.token, parts, context, may_carry=may_carry)


def _with_token(
    result: TimeStampResult,
    signature: Signature,
    signatures: tuple[Signature, ...],
    data: bytes,
    *,
    context: Context,
    poes: ProofsOfExistence,
) -> TimeStampResult:
    """The result with the token that a document time-stamp carries: all of it holds, or nothing."""
    token = result.token
    if token is None or result.kind is not TimeStampKind.DOCUMENT:
        return result
    if purpose_of(token) is not Purpose.SVT:
        return result
    judged = judge_token(
        signature, token, result.basic, signatures, data, context=context, poes=poes
    )
    conclusion = result.conclusion
    if judged.errors:
        void = Conclusion.indeterminate(SubIndication.SIG_CONSTRAINTS_FAILURE)
        conclusion = first_failure((conclusion, void))
    elif context.policy.signature.svt is TokenUse.IGNORE:
        told = Finding.warning("svt-ignored-by-policy", "RFC 9321, 5")
        ignored = Conclusion.indeterminate(SubIndication.CUSTOM, told)
        conclusion = first_failure((conclusion, ignored))
    return replace(result, conclusion=conclusion.noting(*judged.findings), svt=judged)


def _in_the_past(
    result: TimeStampResult, poes: ProofsOfExistence, context: Context
) -> TimeStampResult:
    if result.conclusion.sub_indication not in PAST_CANDIDATES:
        return result
    stamping = context.for_purpose(purpose_of(result.token))
    past = validate_past_signature(result.basic, result.conclusion, poes, stamping)
    concluded = past.conclusion
    if concluded.indication is Indication.PASSED:
        concluded = concluded.noting(*map(softened, result.conclusion.findings))
    return replace(result, conclusion=concluded, past=past)


def _parts(signature: Signature, stamp: AttachedTimeStamp, data: bytes) -> Parts:
    """The bytes that the time-stamp is to be over."""
    if stamp.kind in OVER_THE_VALUE and signature.signed_data is not None:
        return (memoryview(signature.signed_data.signature),)
    return covered_parts(data, signature)


def protected_by(
    signature: Signature, kind: TimeStampKind, signatures: tuple[Signature, ...]
) -> frozenset[str]:
    """What a time-stamp of that kind, on the signature, proves to have existed if it passes."""
    match kind:
        case TimeStampKind.DOCUMENT:
            return protected_by_document_time_stamp(signature, signatures)
        case TimeStampKind.SIGNATURE | TimeStampKind.VRI:
            return protected_by_signature_time_stamp(signature)
        case TimeStampKind.CONTENT:
            return frozenset()
