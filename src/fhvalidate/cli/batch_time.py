"""As of when a batch judges: now, a time that is asked for, or that of an earlier run."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.batch.history import Begun, unfinished
from fhvalidate.days import day_of
from fhvalidate.frozen import frozen

if TYPE_CHECKING:
    from fhvalidate.batch.store import Store
    from fhvalidate.cli.batch_arguments import BatchArguments

NOW, RUN = "now", "run"


@frozen
class AsOf:
    """As of when the run judges, and why.

    Attributes:
        keeps_earlier: whether what an earlier run settled stands as of its own time.
        sentence: the code of what is said of it; empty: nothing.
    """

    begun: Begun
    now: datetime
    keeps_earlier: bool = False
    sentence: str = ""


def as_of(arguments: "BatchArguments", store: "Store") -> AsOf:
    """The time of this run; it is noted, so that the run can be gone on with if it is broken off.

    A run that was broken off goes on as of its own time, so that a job resumed on Monday judges as
    on Friday. The time of the first run, or the last that was asked for, is that of `--at run`.
    """
    found = _chosen(arguments, store, datetime.now(UTC))
    first = store.get("at")
    asked = found.begun.given and arguments.at_word != RUN
    if first is None or asked:
        store.set("at", found.begun.at.isoformat())
    store.begin(found.begun, found.now)
    return found


def _chosen(arguments: "BatchArguments", store: "Store", now: datetime) -> AsOf:
    first = None if (text := store.get("at")) is None else datetime.fromisoformat(text)
    broken = unfinished(store.connection)
    number = store.run
    if arguments.at_word == NOW:
        return AsOf(
            Begun(number, now, given=False, job=number),
            now,
            keeps_earlier=True,
            sentence="batch-as-of-now",
        )
    if arguments.at_word == RUN and first is not None:
        return AsOf(Begun(number, first, given=True, job=number), now, sentence="batch-as-of-run")
    if broken is not None and (arguments.at is None or _is_today(arguments, broken.at, now)):
        begun = Begun(number, broken.at, given=broken.given, job=broken.job)
        return AsOf(begun, now, keeps_earlier=not broken.given, sentence="batch-as-of-broken-off")
    if arguments.at is None:
        again = "batch-as-of-now" if first is not None else "batch-as-of-first"
        return AsOf(
            Begun(number, now, given=False, job=number), now, keeps_earlier=True, sentence=again
        )
    at = first if first is not None and _is_today(arguments, first, now) else arguments.at
    return AsOf(Begun(number, at, given=True, job=number), now)


def _is_today(arguments: "BatchArguments", begun: datetime, now: datetime) -> bool:
    """Whether today was asked for, and that is when the run was begun."""
    return arguments.today and day_of(begun) == day_of(now)
