"""The run of `batch extend`: the due files, some at a time, until there are none or no time-stamps.

The authority that makes the time-stamps is somebody's service: each worker asks for one at a time,
waits longer and longer where it is told to come back, and when several files in a row got none, the
run ends and says so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from fhvalidate.batch.extension import extend_entry
from fhvalidate.batch.extension_journal import LEFT, Due, Entry
from fhvalidate.batch.extension_plan import Extends, NotExtended, Outcome, Plan
from fhvalidate.batch.extension_settling import recover
from fhvalidate.batch.run import Watch
from fhvalidate.batch.threads import Threads
from fhvalidate.errors import FetchError
from fhvalidate.frozen import frozen

WAITS = (2.0, 8.0, 30.0, 60.0)  # seconds before each new try; two minutes carry over a restart
MAX_TOLD = 300  # seconds that the authority may tell us to wait
MAX_WAITED = 900  # seconds in all since the authority last answered, of all workers
MAX_IN_A_ROW = 3  # files that got no time-stamp, tries and all, before the run ends
Wait = Callable[[float], bool]  # so many seconds, or until the run is to end: whether it is
Tell = Callable[[str, float], None]  # why there is no answer now, and how long is waited
Stamp = Callable[[bytes, str], bytes]  # a token over a digest, by the algorithm of that name
# What the authority may have got over when it is asked again.
_PASSING = frozenset({"busy", "timeout", "not-reached", "name-not-resolved"})


def patient(
    stamp: Stamp, wait: Wait, waits: tuple[float, ...] = WAITS, *, tell: Tell = lambda _, __: None
) -> Stamp:
    """The same, which asks again after a while where the authority does not answer now.

    The while is the longer of ours and the one that the authority tells, as far as that is borne.
    When an authority has been waited for `MAX_WAITED` since it last gave a time-stamp, nobody
    waits for it any more: each file is then told of at once.

    Args:
        stamp: what asks the authority.
        wait: waits.
        waits: seconds before each new try.
        tell: is told before each, with why and for how many seconds.
    """
    waited = 0.0

    def asked(digest: bytes, algorithm: str) -> bytes:
        nonlocal waited
        token = stamp(digest, algorithm)
        waited = 0.0
        return token

    def stamped(digest: bytes, algorithm: str) -> bytes:
        nonlocal waited
        for least in waits:
            try:
                return asked(digest, algorithm)
            except FetchError as error:
                seconds = max(least, min(error.wait or 0, MAX_TOLD))
                if error.reason not in _PASSING or waited + seconds > MAX_WAITED:
                    raise
                waited += seconds
                tell(error.reason, seconds)
                if wait(seconds):
                    raise
        return asked(digest, algorithm)

    return stamped


@frozen
class Summary:
    """How the run ended.

    Attributes:
        recovered: how many files an earlier run was broken off at.
        left: how many are still due.
        reason: why the run ended before its end; None: it did not.
    """

    extended: int
    already: int
    refused: int
    recovered: int
    left: int
    reason: NotExtended | None = None
    interrupted: bool = False


@dataclass(slots=True)
class _Work:
    """What the threads share."""

    entries: Iterator[Entry]
    threads: Threads[tuple[str, Outcome]]
    lock: Lock = field(default_factory=Lock)
    in_a_row: int = 0
    reason: NotExtended | None = None

    def next(self) -> Entry | None:
        """The next file, unless the run is to end."""
        with self.lock:
            return None if self.threads.stop.is_set() else next(self.entries, None)

    def note(self, outcome: Outcome, reason: NotExtended | None) -> None:
        """Counts the files in a row that got no time-stamp; ends the run when there are enough."""
        with self.lock:
            if outcome is not Outcome.LEFT:
                self.in_a_row = 0 if outcome is Outcome.EXTENDED else self.in_a_row
                return
            self.in_a_row += 1
            if self.in_a_row >= MAX_IN_A_ROW and not self.threads.stop.is_set():
                self.reason = reason
                self.threads.stop.set()


def run(
    due: Iterator[Due],
    plan: Plan,
    extenders: Sequence[Extends],
    watch: Watch,
    *,
    stop: Event,
) -> Summary:
    """Extends every due file; each extender is asked one thing at a time.

    Args:
        due: what the radar names.
        plan: where the files are.
        extenders: what extends a file, each in a process of its own.
        watch: who is told how far it has come.
        stop: ends the run between two files when it is set, by whoever gives it or by the run.

    Raises:
        UsageError: the call is wrong, as an extender finds out.
    """
    recovered = recover(plan)
    watch.expect(plan.journal.plan(due, out=plan.place))
    work = _Work(plan.journal.entries(*LEFT), Threads(stop))
    threads = [Thread(target=_each, args=(each, plan, work), daemon=True) for each in extenders]
    work.threads.start(threads)
    counts = dict.fromkeys(Outcome, 0)

    def finish(done: tuple[str, Outcome]) -> None:
        counts[done[1]] += 1
        watch.finish(*done)

    # What is running at a second Ctrl-C is left as it is: the journal knows what is open.
    interrupted = work.threads.watch(len(threads), finish, watch.tick)
    if work.threads.failures:
        raise work.threads.failures[0]
    return Summary(
        extended=counts[Outcome.EXTENDED],
        already=counts[Outcome.ALREADY],
        refused=counts[Outcome.REFUSED],
        recovered=recovered,
        left=sum(map(plan.journal.count, LEFT)),
        reason=work.reason,
        interrupted=interrupted,
    )


def _each(extend: Extends, plan: Plan, work: _Work) -> None:
    """Takes one file after another until there are none, or until told to stop."""
    with work.threads.doing() as done:
        while (entry := work.next()) is not None:
            outcome, reason = extend_entry(entry, plan, extend)
            work.note(outcome, reason)
            done((entry.path, outcome))
