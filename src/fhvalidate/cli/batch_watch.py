"""`fhvalidate batch watch`: judges what comes into a folder, and puts it where it belongs."""

import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.cli.batch_progress import told
from fhvalidate.cli.complaints import tell_ahead
from fhvalidate.cli.exit_code import ExitCode, worst
from fhvalidate.cli.output import path_shown, say
from fhvalidate.cli.preparation import policy_of, settings_of
from fhvalidate.cli.watch_arguments import WatchArguments, parse_watch, watch_parser
from fhvalidate.errors import InternalError
from fhvalidate.frozen import frozen
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.messages import Language, sentence, words

if TYPE_CHECKING:
    from fhvalidate.batch.inbox import Since, Stamp
    from fhvalidate.batch.watch import Delivered, Waits, Watcher
    from fhvalidate.cli.batch_log import Log
    from fhvalidate.isolated import IsolatedWorker
    from fhvalidate.report.model import Report

LOOK = 1.0  # seconds between looks at the folder
TICK = 0.2  # seconds within which it is noticed that the command is to end
WIDTH = 80


@dataclass(slots=True)
class Stop:
    """Whether the command has been told to end."""

    _asked: bool = False

    def ask(self, *_: object) -> None:
        """Somebody asks: Ctrl-C, or the system that is being shut down."""
        self._asked = True

    def is_asked(self) -> bool:
        """Whether somebody has asked."""
        return self._asked


@dataclass(slots=True)
class Round:
    """What is known of the files, and what has been done.

    Attributes:
        seen: since when each file has been as it is.
        told: what has been said of files that stay, which is said once.
    """

    seen: "dict[str, Since]" = field(default_factory=dict)
    told: "dict[str, tuple[Stamp | None, str]]" = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate batch watch …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    arguments = parse_watch(argv, language)
    if arguments.help:
        sys.stdout.write(watch_parser(arguments.language).format_help())
        return ExitCode.VALID
    from fhvalidate.batch.inbox import made_inbox
    from fhvalidate.batch.lock import locked
    from fhvalidate.batch.moving import clear_partials, undo
    from fhvalidate.batch.watch import Watcher
    from fhvalidate.cli.batch_log import opened

    folder = Path(arguments.folder)
    if not arguments.quiet:
        tell_ahead(arguments.language, None)
    with opened(arguments.log) as log, _stopping() as stop, locked(folder):
        inbox = made_inbox(folder)
        teller = Teller(arguments, log)
        clear_partials(inbox)
        back = undo(inbox)
        if back is not None:
            teller.stays(back, "move-undone")
        with _examining(arguments) as (worker, examine):
            watcher = Watcher(inbox, worker, examine, arguments.language)
            teller.begin(inbox.waiting)
            done = _watch(watcher, arguments, teller, stop)
        teller.end(done)
    if stop.is_asked() and arguments.once:
        return ExitCode.INTERRUPTED
    if arguments.exit_zero or not arguments.once:
        return ExitCode.VALID
    names = {code.verdict: code for code in ExitCode if code.verdict}
    codes = [names[verdict] for verdict in done.counts]
    return worst([*codes, *[ExitCode.UNREADABLE] * bool(done.told), ExitCode.VALID])


@frozen
class Teller:
    """Says what becomes of the files, and writes it into the log."""

    arguments: WatchArguments
    log: "Log | None"

    def begin(self, waiting: Path) -> None:
        """From now on files are judged."""
        if self.log is not None:
            self.log.line("begin")
        if not self.arguments.quiet and not self.arguments.once:
            facts = {"path": self._shown(str(waiting))}
            say(sentence(self.arguments.language, "watch-waits", facts))

    def delivered(self, name: str, found: "Delivered") -> None:
        """A file has been judged and moved."""
        from fhvalidate.report.layout import Style
        from fhvalidate.report.next_step import short_advice

        language, report = self.arguments.language, found.report
        if self.log is not None:
            self.log.line(
                "file",
                path=mask_attribute(name),
                verdict=report.verdict,
                to=mask_attribute(f"{found.folder}/{found.name}"),
            )
        if self.arguments.quiet:
            return
        facts = {
            "name": self._shown(name),
            "place": self._shown(f"{found.folder}/{found.name}"),
            "verdict": words(language, "batch-verdict", report.verdict),
            "step": short_advice(report, Style(language, colour=False, width=WIDTH)),
        }
        with suppress(BrokenPipeError):
            print(words(language, "batch-watch", "delivered", **facts), flush=True)

    def stays(self, name: str, reason: str) -> None:
        """A file stays in `in`: said also when quiet, since nobody finds it elsewhere."""
        if self.log is not None:
            self.log.line("stays", path=mask_attribute(name), reason=reason)
        facts = {"path": self._shown(name), "reason": reason}
        say(sentence(self.arguments.language, "watch-stays", facts))

    def end(self, done: Round) -> None:
        """How many of each verdict."""
        facts: dict[str, str | int] = {
            "files": done.counts.total(),
            "verdicts": told(done.counts, self.arguments.language) or "-",
            "left": len(done.seen) + sum(stamp is None for stamp, _ in done.told.values()),
        }
        line = sentence(self.arguments.language, "watch-ended", facts)
        if self.log is not None:
            self.log.line("end", summary=line)
        if not self.arguments.quiet:
            with suppress(BrokenPipeError):
                print(line, flush=True)

    def _shown(self, name: str) -> str:
        return path_shown(name, show=self.arguments.show_personnummer)


def _watch(watcher: "Watcher", arguments: WatchArguments, teller: Teller, stop: Stop) -> Round:
    """Looks and judges until told to end; with `--once` what is there and no longer changes."""
    from fhvalidate.batch.inbox import look, seen_since, settled

    done = Round()
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=1) as thread:
        while not stop.is_asked():
            now = time.monotonic()
            found = look(watcher.inbox)
            done.seen = seen_since(done.seen, found, now)
            _tell_left(found.left, done, teller)
            for name in settled(done.seen, now, arguments.settle):
                if stop.is_asked():
                    break
                stamp = done.seen[name].stamp
                if done.told.get(name, (None, ""))[0] == stamp:
                    continue  # it was tried, and is as it was
                future = thread.submit(watcher.take, name, stamp)
                while wait((future,), timeout=TICK).not_done:
                    if stop.is_asked():
                        watcher.worker.stop()
                _note(name, stamp, future.result(), done, teller)
            if arguments.once and now - began >= arguments.settle:
                break
            _wait(min(LOOK, arguments.settle), stop)
    return done


def _note(
    name: str, stamp: "Stamp", answer: "Delivered | Waits", done: Round, teller: Teller
) -> None:
    """Keeps and tells what became of one file."""
    from fhvalidate.batch.watch import Delivered

    if isinstance(answer, Delivered):
        del done.seen[name]
        done.told.pop(name, None)
        done.counts[str(answer.report.verdict)] += 1
        teller.delivered(name, answer)
    elif answer.reason:
        done.told[name] = (stamp, answer.reason)
        teller.stays(name, answer.reason)


def _tell_left(left: Mapping[str, str], done: Round, teller: Teller) -> None:
    """Tells once of what is never taken; what is gone from the folder is forgotten."""
    there = {*left, *done.seen}
    for name in [name for name in done.told if name not in there]:
        del done.told[name]
    for name, reason in sorted(left.items()):
        if done.told.get(name) != (None, reason):
            done.told[name] = (None, reason)
            teller.stays(name, reason)


def _wait(seconds: float, stop: Stop) -> None:
    until = time.monotonic() + seconds
    while not stop.is_asked() and (left := until - time.monotonic()) > 0:
        time.sleep(min(TICK, left))


@contextmanager
def _stopping() -> Iterator[Stop]:
    """Has Ctrl-C and SIGTERM end the command between two steps, never within one."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _examining(
    arguments: WatchArguments,
) -> "Iterator[tuple[IsolatedWorker, Callable[[str], Report]]]":
    """The worker process, and what asks it for the report on a file, each as of its own now."""
    from fhvalidate.cli.isolation import Examiner
    from fhvalidate.isolated import Cause, Digest, IsolatedWorker, NotJudged, Place, ResourceLimits
    from fhvalidate.isolated.examiner import Asked
    from fhvalidate.isolated.unjudged import report_not_judged
    from fhvalidate.policy import Policy

    policy = policy_of(arguments.policy) or Policy.named("default")
    limits = ResourceLimits.of(policy, seconds=arguments.timeout, memory=arguments.memory)
    shows = arguments.show_personnummer
    chosen = settings_of(arguments).of_worker(at=datetime.now(UTC), show_personnummer=shows)
    worker = IsolatedWorker(chosen, limits)
    examiner = Examiner(worker)

    def examine(path: str) -> "Report":
        asked = Asked(at=datetime.now(UTC))
        try:
            return examiner(path, asked)
        except InternalError as error:
            # A defect of ours is told in the report, and keeps no other file waiting.
            outcome = NotJudged(Cause.INTERNAL, error.where)
            named = Asked(name=Path(path).name, at=asked.at)
            digest = worker.digest(Place(path))
            if not isinstance(digest, Digest):
                raise
            return report_not_judged(outcome, digest, named, chosen)

    with closing(worker):
        yield worker, examine
