"""How far a batch has come: a bar on a terminal, plain lines elsewhere, nothing when quiet."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fhvalidate.cli.terminal import is_terminal
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from fhvalidate.batch.run import Watch

LINE_SECONDS = 10.0  # between plain lines; a log of a weekend stays readable
REFRESH_SECONDS = 0.2


@contextmanager
def progress(language: Language, *, quiet: bool, table: str = "batch-verdict") -> "Iterator[Watch]":
    """What is told how far the run has come; `table` of the catalogues has the words for counts."""
    if quiet:
        yield Silent()
        return
    if is_terminal(sys.stderr) and find_spec("rich") is not None:
        with _bar(language, table) as bar:
            yield bar
        return
    lines = Lines(language, table=table)
    yield lines
    lines.say()


@dataclass(slots=True)
class Silent:
    """Tells nobody."""

    def expect(self, total: int) -> None:
        """Nothing."""

    def finish(self, path: str, verdict: str) -> None:
        """Nothing."""

    def tick(self) -> None:
        """Nothing."""


@dataclass(slots=True)
class Lines:
    """A line on standard error now and then."""

    language: Language
    counts: Counter[str] = field(default_factory=Counter)
    total: int = 0
    started: float = field(default_factory=time.monotonic)
    said: float = field(default_factory=time.monotonic)
    table: str = "batch-verdict"

    def expect(self, total: int) -> None:
        """So many files have been listed by now."""
        self.total = total

    def finish(self, _path: str, verdict: str) -> None:
        """One path has its verdict."""
        self.counts[verdict] += 1

    def tick(self) -> None:
        """Says a line if it is time."""
        if time.monotonic() - self.said >= LINE_SECONDS:
            self.say()

    def say(self) -> None:
        """How many, how fast, and how many of each verdict."""
        self.said = time.monotonic()
        done = self.counts.total()
        rate = done / max(self.said - self.started, 0.001)
        with suppress(OSError):
            print(
                f"{done}/{max(self.total, done)}  {rate:.1f}/s  "
                + told(self.counts, self.language, self.table),
                file=sys.stderr,
                flush=True,
            )


def told(counts: Counter[str], language: Language, table: str = "batch-verdict") -> str:
    """The counts in words, the largest first."""
    return ", ".join(
        f"{words(language, table, verdict)} {count}" for verdict, count in counts.most_common()
    )


@dataclass(slots=True)
class Bar:
    """A bar with rate, remaining time and counts."""

    bar: Any
    task: Any
    language: Language
    counts: Counter[str] = field(default_factory=Counter)
    shown: float = 0.0
    table: str = "batch-verdict"

    def expect(self, total: int) -> None:
        """So many files have been listed by now."""
        self.bar.update(self.task, total=total)

    def finish(self, _path: str, verdict: str) -> None:
        """One path has its verdict."""
        self.counts[verdict] += 1

    def tick(self) -> None:
        """Shows the newest, a few times a second."""
        now = time.monotonic()
        if now - self.shown >= REFRESH_SECONDS:
            self.shown = now
            self.show()

    def show(self) -> None:
        """How far, how fast, how long, and how many of each verdict."""
        done = self.counts.total()
        speed = next(task.speed for task in self.bar.tasks if task.id == self.task)
        self.bar.update(
            self.task,
            completed=done,
            rate=f"{speed or 0:.1f}/s",
            counts=told(self.counts, self.language, self.table),
        )


@contextmanager
def _bar(language: Language, table: str) -> Iterator[Bar]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[counts]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None, rate="", counts="")
        shown = Bar(bar, task, language, table=table)
        yield shown
        shown.show()
