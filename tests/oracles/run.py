"""The oracles over many files: `python -m tests.oracles.run --count 20000 --seed 1 --jobs 2`.

Each case is made from the seed and its number, judged, and drawn by every engine when the verdict
is `valid`. What differs untold is printed, and kept where `--keep` says.
"""

import argparse
import multiprocessing
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fhvalidate import Verdict
from tests.oracles import kinds
from tests.oracles.atelier import Atelier
from tests.oracles.engines import KINDS
from tests.oracles.mutations import mutated
from tests.oracles.telling import UNSEEN, Untold, untold
from tests.validation.judging import judged

MUTATIONS = "mutation"
SHARE_OF_MUTATIONS = 0.6


@dataclass(frozen=True, slots=True)
class Case:
    """One file: what kind of case it is, what was done, and its bytes."""

    number: int
    kind: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case; `untold` is empty unless it is valid and shows otherwise."""

    number: int
    kind: str
    name: str
    verdict: str
    untold: tuple[Untold, ...] = ()
    drawn: bool = False
    data: bytes = field(default=b"", repr=False)


def made(seed: int, number: int) -> Case:
    """The case of that number: the same file each time, signatures aside."""
    rng = random.Random(f"{seed} {number}")
    if rng.random() < SHARE_OF_MUTATIONS:
        name, data = mutated(rng)
        return Case(number, MUTATIONS, name, data)
    kind = rng.choice(sorted(kinds.KINDS))
    name, data = kinds.KINDS[kind](rng)
    return Case(number, kind, name, data)


def tried(case: Case, atelier: Atelier) -> Outcome:
    """The case judged, and drawn where it is valid."""
    report = judged(case.data)
    told = (case.number, case.kind, case.name, report.verdict.value)
    if report.verdict is not Verdict.VALID:
        return Outcome(*told)
    missing = tuple(untold(report, case.data, atelier))
    return Outcome(*told, missing, drawn=True, data=case.data if missing else b"")


def outcomes(seed: int, numbers: Iterable[int], atelier: Atelier) -> Iterator[Outcome]:
    """What becomes of each case; one whose making or judging breaks off is told as such."""
    for number in numbers:
        try:
            case = made(seed, number)
        except Exception as error:  # noqa: BLE001 - the generator's own fault, counted
            yield Outcome(number, "not made", _place(error), "not made")
            continue
        try:
            yield tried(case, atelier)
        except Exception as error:  # noqa: BLE001 - a validator that breaks off is a finding
            yield Outcome(
                number, case.kind, f"{case.name}: {_place(error)}", "broken", (), data=case.data
            )


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {error} in {Path(last.filename).name}, {last.lineno}"


def table(found: Iterable[Outcome]) -> str:
    """The figures of each kind: made, valid, drawn, and untold by each engine."""
    names = [*(kind.name for kind in KINDS), UNSEEN]
    rows: dict[str, Counter[str]] = {}
    for outcome in found:
        row = rows.setdefault(outcome.kind, Counter())
        row.update(("made", *(["valid"] if outcome.verdict == "valid" else [])))
        row.update(["drawn"] if outcome.drawn else [])
        row.update(["broken"] if outcome.verdict == "broken" else [])
        row.update({each.engine for each in outcome.untold})
        row.update(["untold"] if outcome.untold else [])
    columns = ("made", "valid", "drawn", "broken", "untold", *names)
    total = sum(rows.values(), Counter())
    lines = ["kind      " + "".join(f"{column:>9}" for column in columns)]
    for kind, row in (*sorted(rows.items()), ("all", total)):
        lines.append(f"{kind:<10}" + "".join(f"{row[column]:>9}" for column in columns))
    return "\n".join(lines)


def _work(task: tuple[int, int, int, int, tuple[str, ...]]) -> list[Outcome]:
    seed, first, count, step, engines = task
    with Atelier(engines) as atelier:
        return list(outcomes(seed, range(first, first + count * step, step), atelier))


def _parts(count: int, jobs: int, *, first: int) -> Iterator[range]:
    size = max(min(500, count // jobs), 1)
    for start in range(first, first + count, size):
        yield range(start, min(start + size, first + count))


def all_outcomes(seed: int, count: int, jobs: int, *, first: int = 0) -> Iterator[Outcome]:
    """What becomes of all cases, part by part as the processes bring them."""
    tasks = [(seed, part.start, len(part), 1, ()) for part in _parts(count, jobs, first=first)]
    with multiprocessing.get_context("spawn").Pool(jobs, maxtasksperchild=10) as pool:
        for found in pool.imap_unordered(_work, tasks):
            yield from found


def main() -> int:
    """Run as the arguments say; 1 when something differs untold or breaks off."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--keep", type=Path, help="a folder for the files that fail")
    chosen = options.parse_args()
    found, since = [], time.monotonic()
    for outcome in all_outcomes(chosen.seed, chosen.count, chosen.jobs, first=chosen.first):
        found.append(outcome)
        if outcome.untold or outcome.verdict in {"broken", "not made"}:
            _tell(outcome, chosen.keep)
    sys.stdout.write(table(found) + f"\n{time.monotonic() - since:.0f} seconds\n")
    return 1 if any(each.untold or each.verdict == "broken" for each in found) else 0


def _tell(outcome: Outcome, keep: Path | None) -> None:
    where = "; ".join(map(str, outcome.untold)) or outcome.verdict
    sys.stdout.write(f"{outcome.number} {outcome.kind} {outcome.name}: {where}\n")
    sys.stdout.flush()
    if keep is not None and outcome.data:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{outcome.kind}-{outcome.number}.pdf").write_bytes(outcome.data)


if __name__ == "__main__":
    sys.exit(main())
