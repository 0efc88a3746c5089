"""When what a signature may rest on ends: certificates, algorithms, anchors, revocation data."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from fhvalidate.frozen import frozen
from fhvalidate.times import shifted
from fhvalidate.trust.anchors import FOREVER, Purpose
from fhvalidate.validation.algorithms import chain_material
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.chains import Chain
from fhvalidate.validation.context import Context
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.revocation.revocation_answer import NEVER, RevocationAnswer

SECOND = timedelta(seconds=1)


class EndedBy(StrEnum):
    """What makes present proofs no longer hold."""

    CERTIFICATE = "certificate"
    TIME_STAMP_AUTHORITY = "time-stamp-authority"
    ALGORITHM = "algorithm"
    REVOCATION = "revocation"
    REVOCATION_DATA = "revocation-data"
    TRUST_ANCHOR = "trust-anchor"


MAY_BEGIN_AGAIN = frozenset({EndedBy.REVOCATION, EndedBy.TRUST_ANCHOR})


@frozen
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


def endings_in(context: Context) -> Callable[[BasicResult, Purpose], tuple[Ending, ...]]:
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
    stamping = purpose is not Purpose.SIGNATURE
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
    if answer.revoked_at is not None:
        begins = answer.revoked_at
        yield Ending(shifted(begins, -SECOND), begins, EndedBy.REVOCATION, subject)
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


def by_time(endings: Iterable[Ending]) -> dict[datetime, Ending]:
    """One ending for each time, in order of the times."""
    found: dict[datetime, Ending] = {}
    for ending in sorted(
        endings, key=lambda e: (e.after, e.by not in MAY_BEGIN_AGAIN, e.by, e.subject)
    ):
        found.setdefault(ending.after, ending)
    return found
