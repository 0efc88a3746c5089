"""Time-stamps that contradict each other (EN 319 102-1, 5.5.4, 4) e), for those of a document)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.signature import Signature, TimeStampKind
from fhvalidate.times import shifted
from fhvalidate.validation.proofs import objects_of_store
from fhvalidate.validation.time_stamp import TimeStampResult

CLAUSE = "EN 319 102-1, 5.5.4"
DOCUMENT = -1  # the place of a document time-stamp's own token, beside those attached to it
Key = tuple[int, int]


def contradictions(
    signatures: tuple[Signature, ...], results: Mapping[Key, TimeStampResult], *, skew: timedelta
) -> Mapping[Key, Conclusion]:
    """What is to be concluded on each time-stamp that another one contradicts.

    A document time-stamp cannot be older than a time-stamp that lies in the bytes it is over. Both
    are genuine, so one of the clocks is wrong, and nobody can tell which: neither proves a time.
    Each has the accuracy that it states.

    Args:
        signatures: every signature and document time-stamp of the file.
        results: of their time-stamps, by the signature's index and the time-stamp's.
        skew: how far two clocks may be apart.
    """
    found: dict[Key, Conclusion] = {}
    for (index, number), outer in results.items():
        time = outer.proven_time
        if number != DOCUMENT or time is None:
            continue
        for key, inner in _within(index, signatures, results):
            if inner > shifted(time, skew):
                finding = Finding.error("timestamp-order", CLAUSE, document=time, covered=inner)
                order = SubIndication.TIMESTAMP_ORDER_FAILURE
                conclusion = Conclusion.indeterminate(order, finding)
                found.setdefault(key, conclusion)
                found[index, number] = conclusion
    return found


def _within(
    stamp: int, signatures: tuple[Signature, ...], results: Mapping[Key, TimeStampResult]
) -> Iterator[tuple[Key, datetime]]:
    """The time-stamps that passed and lie in the bytes of the document time-stamp."""
    placed = signatures[stamp].placed
    before = (placed.field.byte_range or (0, 0))[1]
    related = any(result.kind is TimeStampKind.VRI for result in results.values())
    stored = objects_of_store(placed.store) if related else frozenset()
    for (index, number), result in results.items():
        if index == stamp or result.proven_time is None or result.token is None:
            continue
        if result.kind is TimeStampKind.VRI:
            inside = result.token.name in stored
        else:
            inside = 0 < signatures[index].covered_end <= before
        if inside:
            yield (index, number), result.token.earliest_time
