"""What of a signature's level its validation confirmed (ETSI EN 319 142-1, 6; EN 319 102-1, 5.6).

Whatever is decided by a level is decided by this one: by `level` anybody can say anything.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from itertools import chain

from fhvalidate.conclusion import Indication
from fhvalidate.constraints import X509Constraints
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.security_store import SecurityStore
from fhvalidate.policy import Policy
from fhvalidate.signature import Integrity, Level, SignatureKind, TimeStampKind
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.chains import Link
from fhvalidate.validation.level import levels_of
from fhvalidate.validation.level_rungs import (
    Climb,
    Rung,
    added_after,
    archiving,
    ladder_of,
    rung_of,
)
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.proofs import objects_of_signature, objects_of_store
from fhvalidate.validation.revocation_freshness import is_fresh
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer

FAILED = frozenset({Indication.FAILED, Indication.TOTAL_FAILED})
NOTHING_KNOWN = frozenset({Level.UNKNOWN, Level.KSI})
_COUNTED = frozenset({TimeStampKind.CONTENT, TimeStampKind.SIGNATURE})


@frozen
class Levels:
    """The level by a signature's elements, and what of it was confirmed.

    `confirmed` is None where not even the form was.
    """

    level: Level
    confirmed: Level | None


def confirmed_levels_of(
    results: Iterable[SignatureResult], store: SecurityStore, policy: Policy
) -> tuple[Levels, ...]:
    """The level of each signature, and what of it was confirmed: never more than the level.

    Of B, that the signed bytes are those that were signed; of T, that
    a time-stamp passed; of LT, that the signature passed, by authentic revocation data in the
    file on every certificate below the anchors; of LTA, that a document time-stamp over that
    data passed.

    Args:
        results: of every signature of the file.
        store: the document security store, as the last revision has it.
        policy: how recent data must be, and the limits of the building of paths.
    """
    results = tuple(results)
    levels = levels_of((result.signature for result in results), store, policy.limits)
    carried = frozenset(chain.from_iterable(objects_of_signature(r.signature) for r in results))
    objects_of = cache(lambda held_in: carried | objects_of_store(held_in))
    return tuple(
        Levels(
            level,
            _confirmed(
                result,
                level,
                results,
                store,
                objects_of=objects_of,
                constraints=policy.x509,
            ),
        )
        for result, level in zip(results, levels, strict=True)
    )


def _confirmed(
    result: SignatureResult,
    level: Level,
    results: tuple[SignatureResult, ...],
    store: SecurityStore,
    *,
    objects_of: Callable[[SecurityStore], frozenset[str]],
    constraints: X509Constraints,
) -> Level | None:
    failed = result.conclusion.indication in FAILED
    if level in NOTHING_KNOWN or result.integrity is not Integrity.INTACT or failed:
        return None
    ladder = ladder_of(level)
    if ladder is None:
        return level
    passed = result.conclusion.indication is Indication.TOTAL_PASSED

    def has_data(basic: BasicResult, held_in: SecurityStore) -> bool:
        at = basic.fresh_for or result.best_signature_time
        return passed and _is_answered(basic, objects_of(held_in), at, constraints)

    reached = rung_of(_climb(result, results, store), has_data)
    # The last of the rungs that have the name: an extended form has one name for several.
    highest = max(rung for rung in Rung if ladder[rung] is level)
    return ladder[min(reached, highest)]


def _climb(
    result: SignatureResult, results: tuple[SignatureResult, ...], store: SecurityStore
) -> Climb[BasicResult]:
    """The signature and those of its time-stamps that passed."""
    signature = result.signature
    own = [
        stamp
        for stamp in result.timestamps
        if stamp.kind in _COUNTED and stamp.conclusion.indication is Indication.PASSED
    ]
    passed = {
        id(each.signature): each
        for each in results
        if each.signature.kind is SignatureKind.DOCUMENT_TIMESTAMP
        and each.conclusion.indication is Indication.PASSED
    }
    later = archiving(signature, (each.signature for each in passed.values()))
    return Climb(
        signature=result.basic,
        attached=tuple(stamp.basic for stamp in own),
        is_stamped=any(stamp.kind is TimeStampKind.SIGNATURE for stamp in own),
        documents=tuple(
            (passed[id(each)].basic, added_after(signature, each.placed.store)) for each in later
        ),
        store=added_after(signature, store),
    )


def _is_answered(
    basic: BasicResult, held: frozenset[str], at: datetime, constraints: X509Constraints
) -> bool:
    """Whether these objects are all that it takes to tell the status of the chain's certificates.

    That is each certificate below the anchor, and on each an authentic answer, recent enough for
    the time in question.
    """
    certified = basic.certified
    if certified is None or certified.chain is None:
        return False

    def tells(answer: RevocationAnswer, link: Link) -> bool:
        return (
            held.issuperset(answer.names)
            and answer.speaks_of(link.certificate)
            and is_fresh(answer, at=at, constraints=constraints)
        )

    return all(
        link.certificate.sha256 in held
        and (link.exempt or any(tells(answer, link) for answer in link.answers))
        for link in certified.chain.links
    )
