"""How what a file costs grows with what is in it: pages, signatures, revisions, objects, bytes.

python -m benchmarks.growth [--only NAME ...] [--runs N]

Of each kind files are made over a factor of 64, each judged in a fresh process. Processor seconds
are net of the start: a small file is judged first, so that what is imported at the first use is
there. The exponent is the slope of the least squares over the logarithms: 1 is in proportion,
2 is the square. Exits 1 when one is over 1.15. What takes less than `FLOOR` seconds says nothing
of growth, and counts as `FLOOR`.
"""

import argparse
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import fhvalidate

AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
STEPS = (1, 2, 4, 8, 16, 32, 64)
STEEPEST = 1.15
FLOOR = 0.01  # seconds; the clock of the processor is no finer than some milliseconds
WARM_UP = 3  # revisions of the file that is judged first


@dataclass(frozen=True, slots=True)
class Kind:
    """What files have more and more of.

    Attributes:
        case: the name of the limit whose files these are, in `benchmarks.limit_files`.
        least: how many the smallest has; the largest has 64 times as many, within the limit.
        what: what is counted.
    """

    case: str
    least: int
    what: str


KINDS = {
    "pages": Kind("pages", 300, "pages with a line of text"),
    "signatures": Kind("signatures", 3, "signatures, each over those before"),
    "revisions": Kind("revisions", 7, "revisions after one signature"),
    "objects": Kind("objects", 3_000, "objects"),
    "bytes": Kind("file_size", 3_000_000, "bytes of the file"),
    "fields": Kind("later_objects", 180, "fields of a page, filled in afterwards"),
    "characters": Kind("text_characters", 75_000, "characters of pages"),
    "content": Kind("decoded_structure", 1_000_000, "bytes of a page's content"),
    "store": Kind("certificates_in_dss", 7, "certificates in the store"),
    "lists": Kind("revocation_entries_in_dss", 7, "CRLs in the store"),
}


@dataclass(frozen=True, slots=True)
class Growth:
    """What the files of one kind took."""

    kind: Kind
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """The slope of the logarithms."""
        return slope(STEPS, tuple(max(each, FLOOR) for each in self.seconds))

    def __str__(self) -> str:
        took = " | ".join(f"{each:.2f}" for each in self.seconds)
        steep = " (!)" if self.exponent > STEEPEST else ""
        first, last = self.kind.least, self.kind.least * STEPS[-1]
        return f"| {self.kind.what} | {first:,}-{last:,} | {took} | {self.exponent:.2f}{steep} |"


def slope(amounts: Sequence[float], seconds: Sequence[float]) -> float:
    """The exponent of the power of the amounts that the seconds are nearest to."""
    across, up = ([math.log(each) for each in values] for values in (amounts, seconds))
    middle, height = sum(across) / len(across), sum(up) / len(up)
    run = sum((x - middle) ** 2 for x in across)
    return sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True)) / run


def growths(names: Sequence[str], runs: int) -> Iterator[Growth]:
    """Each kind's figures, as they are taken: the least of so many runs."""
    with tempfile.TemporaryDirectory() as folder:
        small = _made(KINDS["revisions"].case, WARM_UP, Path(folder, "small.pdf"))
        for name in names or KINDS:
            kind = KINDS[name]
            took = []
            for step in STEPS:
                file = _made(kind.case, kind.least * step, Path(folder, "file.pdf"))
                took.append(min(_seconds(small, file) for _ in range(runs)))
            yield Growth(kind, tuple(took))


def _made(case: str, amount: int, path: Path) -> Path:
    roots = str(path.with_suffix(".pem"))
    _run("benchmarks.limit_files.making", case, str(amount), str(path), roots)
    return path


def _seconds(small: Path, file: Path) -> float:
    return float(_run("benchmarks.growth", "--judge", str(small), str(file)))


def _run(module: str, *arguments: str) -> bytes:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def judge(small: Path, file: Path) -> float:
    """The processor seconds of judging the file, after the small one."""
    _judge(small)
    before = time.process_time()
    _judge(file)
    return time.process_time() - before


def _judge(file: Path) -> None:
    trust = fhvalidate.TrustAnchors.from_path(file.with_suffix(".pem"))
    fhvalidate.validate(file, trust=trust, at=AT)


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", nargs="+", choices=KINDS, metavar="NAME", default=[])
    parser.add_argument("--runs", type=int, default=1, help="of each file; the least counts")
    parser.add_argument("--judge", nargs=2, type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.judge:
        print(judge(*chosen.judge))
        return 0
    times = " | ".join(f"x{step}: CPU s" for step in STEPS)
    print(f"| what | from-to | {times} | exponent |")
    print("|---" * (len(STEPS) + 3) + "|", flush=True)
    steep = 0
    for growth in growths(chosen.only, chosen.runs):
        steep += growth.exponent > STEEPEST
        print(growth, flush=True)
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
