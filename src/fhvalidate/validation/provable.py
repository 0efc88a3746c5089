"""Until when the present proofs hold: the process of 5.6.3, at the times when something ends.

It is not worked out but tried: the signatures are judged anew, by what is at hand now, just after
each certificate, algorithm, trust anchor or item of revocation data that they rest on ends.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from fhvalidate.conclusion import Indication
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.signature import SignatureKind
from fhvalidate.times import shifted
from fhvalidate.trust.anchors import FOREVER, Purpose
from fhvalidate.validation.algorithms import chain_material
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.chains import Chain, Link
from fhvalidate.validation.context import Context
from fhvalidate.validation.process import SignatureResult, validate_long_term
from fhvalidate.validation.time_stamp import TimeStampResult
from fhvalidate.validation.time_stamps import JudgedTimeStamps, judge_time_stamps
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.revocation.revocation_answer import NEVER, RevocationAnswer

SECOND = timedelta(seconds=1)
MAX_TRIED = 32  # times at which one document is judged anew; what is not reached is not promised

PASSING = frozenset({Indication.PASSED, Indication.TOTAL_PASSED})


class EndedBy(StrEnum):
    """What makes present proofs no longer hold."""

    CERTIFICATE = "certificate"
    TIME_STAMP_AUTHORITY = "time-stamp-authority"
    ALGORITHM = "algorithm"
    REVOCATION_DATA = "revocation-data"
    TRUST_ANCHOR = "trust-anchor"


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of something that proofs may rest on.

    Attributes:
        last: the last second of it.
        after: the first second without it, with what the policy tolerates.
        subject: the subject of the certificate, or the name of the algorithm.
    """

    last: datetime
    after: datetime
    by: EndedBy
    subject: str


@dataclass(frozen=True, slots=True)
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


def provable_until(
    results: tuple[SignatureResult, ...], data: bytes, poes: ProofsOfExistence, context: Context
) -> tuple[Provable | None, ...]:
    """For each result, until when it passes; None for one that does not pass now.

    Args:
        results: of every signature and document time-stamp of one document.
        data: the bytes of the file.
        poes: what is proven from outside, as the results were judged by.
        context: likewise.
    """
    tried: dict[datetime, tuple[bool, ...]] = {}

    def try_at(time: datetime) -> tuple[bool, ...] | None:
        if time not in tried:
            if len(tried) >= MAX_TRIED:
                return None
            tried[time] = _passing_at(time, results, data, poes, context)
        return tried[time]

    endings = _endings_in(context)
    found: list[Provable | None] = []
    for index, result in enumerate(results):
        if result.conclusion.indication not in PASSING:
            found.append(None)
            continue
        proofs = _proofs_of(index, results)
        ends = {e for each in proofs for e in endings(each.basic, Purpose.TIMESTAMP)}
        own = Purpose.TIMESTAMP if result.signature.token is not None else Purpose.SIGNATURE
        ends |= set(endings(result.basic, own))
        ending = _first_fatal(index, ends, try_at)
        found.append(_provable(ending, _extendable_from(proofs, context)))
    return tuple(found)


def _passing_at(
    time: datetime,
    results: tuple[SignatureResult, ...],
    data: bytes,
    poes: ProofsOfExistence,
    context: Context,
) -> tuple[bool, ...]:
    """Whether each passes at another time, by the same proofs and evidence."""
    then = context.at_time(time)
    signatures = tuple(result.signature for result in results)
    judged = judge_time_stamps(signatures, data, replace(poes, now=time), then)
    return tuple(
        result.signature.supported and _passes(index, result, data, judged, then)
        for index, result in enumerate(results)
    )


def _passes(
    index: int, result: SignatureResult, data: bytes, judged: JudgedTimeStamps, context: Context
) -> bool:
    signature, verified = result.signature, result.basic.verified
    if signature.kind is SignatureKind.DOCUMENT_TIMESTAMP:
        conclusion = judged.of(index)[0].conclusion
    else:
        then = validate_long_term(index, signature, data, judged, context, verified=verified)
        conclusion = then.conclusion
    return conclusion.indication is Indication.PASSED


def _provable(ending: Ending | None, extend_from: datetime) -> Provable:
    if ending is None:
        return Provable(None, None, None, extend_from)
    return Provable(ending.last, ending.by, ending.subject, min(extend_from, ending.last))


def _first_fatal(
    index: int,
    endings: Iterable[Ending],
    try_at: Callable[[datetime], tuple[bool, ...] | None],
) -> Ending | None:
    """The first ending after which the signature does not pass; None: after all it still does.

    Halved and halved again: what has ceased to pass does not begin again.
    """
    by_time: dict[datetime, Ending] = {}
    for ending in sorted(endings, key=lambda e: (e.after, e.by, e.subject)):
        by_time.setdefault(ending.after, ending)
    times = list(by_time)
    passes, fails = -1, len(times)
    while fails - passes > 1:
        middle = (passes + fails) // 2
        judged = try_at(times[middle])
        if judged is None:  # enough was tried: no more is promised than was seen
            fails = passes + 1
        elif judged[index]:
            passes = middle
        else:
            fails = middle
    return by_time[times[fails]] if fails < len(times) else None


def _proofs_of(index: int, results: tuple[SignatureResult, ...]) -> tuple[TimeStampResult, ...]:
    """The time-stamps that prove something of the signature: its own, and those over its bytes."""
    own = results[index]
    end = own.signature.covered_end
    over = (r for r in results if r is not own and r.signature.covered_end > end)
    stamps = (*own.timestamps, *(s for r in over if r.signature.token for s in r.timestamps))
    return tuple(stamp for stamp in stamps if stamp.proven_time is not None)


def _extendable_from(proofs: Iterable[TimeStampResult], context: Context) -> datetime:
    newest = max(proofs, key=lambda stamp: stamp.proven_time or context.at, default=None)
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


def _endings_in(context: Context) -> Callable[[BasicResult, Purpose], tuple[Ending, ...]]:
    """A function that gives the endings to come of all that a result may rest on."""

    @cache
    def of_chains(signer: Certificate, purpose: Purpose) -> tuple[Ending, ...]:
        found = context.chains(signer, purpose).chains
        return tuple(ending for chain in found for ending in _of_chain(chain, purpose, context))

    def endings(basic: BasicResult, purpose: Purpose) -> tuple[Ending, ...]:
        if basic.signer is None:
            return ()
        used = {(m.algorithm, m.size) for m in basic.materials}
        found = (*of_chains(basic.signer, purpose), *_of_algorithms(used, context))
        return tuple(e for e in found if e.after > context.at)

    return endings


def _of_chain(chain: Chain, purpose: Purpose, context: Context) -> Iterator[Ending]:
    stamping = purpose is Purpose.TIMESTAMP
    kind = EndedBy.TIME_STAMP_AUTHORITY if stamping else EndedBy.CERTIFICATE
    for certificate in chain.path[:-1] or chain.path:
        yield _of_certificate(certificate, kind, context)
    anchor = chain.path[-1]
    for belief in context.trust.beliefs_in(anchor, purpose):
        if belief.until < FOREVER:
            after = shifted(belief.until, SECOND)
            yield Ending(belief.until, after, EndedBy.TRUST_ANCHOR, anchor.subject)
    answers = [(link, answer) for link in chain.links for answer in link.answers]
    for link, answer in answers:
        yield from _of_answer(answer, link.certificate.subject, context)
    material = chain_material(chain, (answer for _, answer in answers))
    yield from _of_algorithms({(m.algorithm, m.size) for m in material}, context)


def _of_certificate(certificate: Certificate, by: EndedBy, context: Context) -> Ending:
    after = shifted(shifted(certificate.not_after, context.policy.x509.clock_skew), SECOND)
    return Ending(certificate.not_after, after, by, certificate.subject)


def _of_answer(answer: RevocationAnswer, subject: str, context: Context) -> Iterator[Ending]:
    constraints = context.policy.x509
    maximum = constraints.revocation_freshness
    if maximum is None and answer.next_update is not None:
        maximum = answer.next_update - answer.this_update
    if maximum is not None:
        stale = shifted(answer.this_update, maximum)
        after = shifted(stale, constraints.clock_skew + SECOND)
        yield Ending(stale, after, EndedBy.REVOCATION_DATA, subject)
    if answer.signer_not_after < NEVER:
        end = answer.signer_not_after
        yield Ending(end, shifted(end, SECOND), EndedBy.REVOCATION_DATA, subject)
    for other in answer.read_with:
        yield from _of_answer(other, subject, context)


def _of_algorithms(used: Iterable[tuple[str, int]], context: Context) -> Iterator[Ending]:
    for name, size in used:
        end = context.policy.cryptography.end_of_life(name, size=size)
        if end is not None:
            shown = f"{name}-{size}" if size else name
            yield Ending(shifted(end, -SECOND), end, EndedBy.ALGORITHM, shown)
