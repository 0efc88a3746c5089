"""Until when the present proofs hold: the process of 5.6.3, at the times when something ends.

It is not worked out but tried: the signatures are judged anew, by what is at hand now, just after
each certificate, algorithm, trust anchor or item of revocation data that they rest on ends.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from operator import itemgetter

from fhvalidate.conclusion import Indication
from fhvalidate.frozen import frozen
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.signature import SignatureKind
from fhvalidate.trust.anchors import Purpose
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.chains import Link
from fhvalidate.validation.context import Context
from fhvalidate.validation.endings import (
    MAY_BEGIN_AGAIN,
    EndedBy,
    Ending,
    by_time,
    endings_in,
)
from fhvalidate.validation.process import SignatureResult, validate_with_tokens
from fhvalidate.validation.time_stamp import TimeStampResult, purpose_of
from fhvalidate.validation.time_stamps import JudgedTimeStamps, judge_time_stamps
from fhvalidate.validation.token_words import Carrier, carriers_of

DOCUMENT = -1  # in place of a signature's number: all of them together
MAX_TRIED = 32  # times at which one document is judged anew; what is not reached is not promised

PASSING = frozenset({Indication.PASSED, Indication.TOTAL_PASSED})


@frozen
class Provable:
    """Until when a signature that passes now does so by what is at hand now.

    Attributes:
        until: the last second; None when nothing that is known ends it.
        ended_by, subject: what ends it.
        extend_from: from when it can be extended: when revocation data from after its newest proof
            is to be had for all that this rests on.
    """

    until: datetime | None
    ended_by: EndedBy | None
    subject: str | None
    extend_from: datetime


@frozen
class Provables:
    """Until when each signature passes, and the document is valid by them; None: it is not now."""

    each: tuple[Provable | None, ...] = ()
    document: Provable | None = None


def provable_until(
    results: tuple[SignatureResult, ...], data: bytes, poes: ProofsOfExistence, context: Context
) -> Provables:
    """Until when each result passes, and all of them and their time-stamps do.

    Args:
        results: of every signature and document time-stamp of one document.
        data: the bytes of the file.
        poes: what is proven from outside, as the results were judged by.
        context: likewise.
    """
    endings_of = endings_in(context)
    proofs = [_proofs_of(index, results) for index in range(len(results))]
    own = [
        {
            *endings_of(result.basic, _purpose_of(result)),
            *(
                e
                for stamp in proofs[index]
                for basic in _rests_on(stamp)
                for e in endings_of(basic, purpose_of(stamp.token))
            ),
        }
        for index, result in enumerate(results)
    ]
    every = {ending for endings in own for ending in endings}
    trial = _Trial(results, data, poes, context, by_time(every))
    passes = [_counts(result) for result in results]
    fatal = [
        trial.first_fatal(index, own[index], _likeliest(own[index], proofs[index], endings_of))
        if passing
        else None
        for index, passing in enumerate(passes)
    ]
    each = tuple(
        _provable(ending, stamps, context) if passing else None
        for ending, stamps, passing in zip(fatal, proofs, passes, strict=True)
    )
    if not results or not all(map(_holds, results)):
        return Provables(each)
    newest = tuple(stamp for stamps in proofs for stamp in stamps)
    first = min((ending.after for ending in fatal if ending is not None), default=None)
    return Provables(each, _provable(trial.first_fatal(DOCUMENT, every, first), newest, context))


def _likeliest(
    endings: Iterable[Ending],
    proofs: tuple[TimeStampResult, ...],
    endings_of: Callable[[BasicResult, Purpose], tuple[Ending, ...]],
) -> datetime | None:
    """The time that is tried first: when something of its newest proof ends, or of itself.

    Revocation data on a time-stamp is asked about its own time, so its age ends nothing.
    """
    newest = _newest(proofs)
    if newest is None:
        return min((ending.after for ending in endings), default=None)
    of_proof = endings_of(newest.basic, Purpose.TIMESTAMP)
    lasting = (e.after for e in of_proof if e.by is not EndedBy.REVOCATION_DATA)
    return min(lasting, default=None)


def _purpose_of(result: SignatureResult) -> Purpose:
    is_stamp = result.signature.kind is SignatureKind.DOCUMENT_TIMESTAMP
    return purpose_of(result.signature.token) if is_stamp else Purpose.SIGNATURE


def _holds(result: SignatureResult) -> bool:
    """Whether the result, with its time-stamps, lets the document be valid."""
    stamps = (stamp.conclusion.indication for stamp in result.timestamps)
    if result.is_vouched_for:  # its own time-stamps may lack what the token makes up for
        return True
    return _counts(result) and all(each in PASSING for each in stamps)


def _counts(result: SignatureResult) -> bool:
    """Whether it passes, by itself or on the word of a token's issuer."""
    return result.conclusion.indication in PASSING or result.is_vouched_for


def _rests_on(stamp: TimeStampResult) -> Iterator[BasicResult]:
    """What a time-stamp rests on, and the token that it carries: its algorithms, and its key."""
    token = stamp.svt
    if token is None:
        yield stamp.basic
        return
    yield replace(stamp.basic, materials=(*stamp.basic.materials, *token.materials))
    if token.issuer is not None:
        yield replace(stamp.basic, signer=token.issuer)


@dataclass(slots=True)
class _Trial:
    """Judges the signatures of one document anew, by the same evidence, at other times.

    Attributes:
        endings: what ends that one of them may rest on, in order, by the first second without it.
        tried: what came of it: of each, and last of all of them together.
    """

    results: tuple[SignatureResult, ...]
    data: bytes
    poes: ProofsOfExistence
    context: Context
    endings: Mapping[datetime, Ending]
    tried: dict[datetime, tuple[bool, ...]] = field(default_factory=dict)

    def first_fatal(
        self, index: int, endings: Iterable[Ending], likeliest: datetime | None = None
    ) -> Ending | None:
        """The first ending after which it does not pass; None: after all it still does.

        Trust in an anchor may begin again, and a suspension be lifted, so those are tried in
        order. Between them the times are halved, and halved again: what else has ceased to pass
        does not begin again. So it does not matter which are tried first: the likeliest and the
        one before it, for mostly that is all that it takes.
        """
        times = list(self.endings)
        own = by_time(endings)
        may_begin_again = (
            n for n, time in enumerate(times) if self.endings[time].by in MAY_BEGIN_AGAIN
        )
        failed = (n for n in may_begin_again if not self._passes(index, times[n]))
        passes, fails = -1, next(failed, len(times))
        guesses = [] if likeliest is None else [(at := bisect_left(times, likeliest)) - 1, at]
        while fails - passes > 1:
            guess = guesses.pop() if guesses else fails
            middle = guess if passes < guess < fails else (passes + fails) // 2
            if self._passes(index, times[middle]):
                passes = middle
            else:
                fails = middle
        if fails == len(times):
            return None
        # What another signature proves can end too.
        return own.get(times[fails]) or self.endings[times[fails]]

    def _passes(self, index: int, time: datetime) -> bool:
        """Whether it passes at the time; not, where enough was tried: no more is promised."""
        if time not in self.tried:
            if len(self.tried) >= MAX_TRIED:
                return False
            self.tried[time] = _passing_at(time, self)
        return self.tried[time][index]


def _passing_at(time: datetime, trial: _Trial) -> tuple[bool, ...]:
    """Whether each passes then, and whether all do with their time-stamps."""
    then = trial.context.at_time(time)
    signatures = tuple(result.signature for result in trial.results)
    judged = judge_time_stamps(signatures, trial.data, replace(trial.poes, now=time), then)
    carriers = carriers_of(signatures, judged)
    judge = partial(_judged, judged=judged, data=trial.data, context=then, carriers=carriers)
    now = [judge(index, result) for index, result in enumerate(trial.results)]
    found = [each is not None and _counts(each) for each in now]
    stamps = (
        stamp.conclusion.indication in PASSING
        for index, each in enumerate(now)
        if each is None or not each.is_vouched_for
        for stamp in judged.of(index)
    )
    return (*found, all(found) and all(stamps))


def _judged(
    index: int,
    result: SignatureResult,
    *,
    judged: JudgedTimeStamps,
    data: bytes,
    context: Context,
    carriers: tuple[Carrier, ...],
) -> SignatureResult | None:
    """The result with the conclusion then; None for what is not supported."""
    signature = result.signature
    if not signature.supported:
        return None
    if signature.kind is SignatureKind.DOCUMENT_TIMESTAMP:
        return replace(result, conclusion=judged.of(index)[0].conclusion)
    return validate_with_tokens(index, signature, data, judged, context, carriers=carriers)


def _provable(
    ending: Ending | None, proofs: tuple[TimeStampResult, ...], context: Context
) -> Provable:
    extend_from = _extendable_from(proofs, context)
    if ending is None:
        return Provable(None, None, None, extend_from)
    # The policy tolerates clocks that are wrong: within that it still passes.
    until = max(ending.last, context.at)
    return Provable(until, ending.by, ending.subject, min(extend_from, until))


def _proofs_of(index: int, results: tuple[SignatureResult, ...]) -> tuple[TimeStampResult, ...]:
    """The time-stamps that prove something of the signature: its own, and those over its bytes."""
    own = results[index]
    end = own.signature.covered_end
    over = (r for r in results if r is not own and r.signature.covered_end > end)
    stamps = (*own.timestamps, *(s for r in over if r.signature.token for s in r.timestamps))
    return tuple(stamp for stamp in stamps if stamp.proven_time is not None)


def _newest(proofs: Iterable[TimeStampResult]) -> TimeStampResult | None:
    proven = ((stamp.proven_time, stamp) for stamp in proofs)
    timed = ((time, stamp) for time, stamp in proven if time is not None)
    return max(timed, key=itemgetter(0), default=(None, None))[1]


def _extendable_from(proofs: Iterable[TimeStampResult], context: Context) -> datetime:
    newest = _newest(proofs)
    if newest is None or newest.basic.certified is None or newest.proven_time is None:
        return context.at
    chain = newest.basic.certified.chain
    links = () if chain is None else chain.links
    proven = newest.proven_time
    return max((_renewed(link, proven, context) for link in links), default=context.at)


def _renewed(link: Link, proven: datetime, context: Context) -> datetime:
    """When there is revocation data on the certificate from after the proof."""
    known = [a for a in link.answers if a.speaks_of(link.certificate)]
    if link.exempt or not known or any(answer.this_update >= proven for answer in known):
        return context.at
    due = max(answer.next_update or context.at for answer in known)
    return max(due, context.at)
