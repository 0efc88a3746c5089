"""Each file of the corpus by this package and by pyHanko in turns: ratios, slow files, memory.

nice python -m benchmarks.corpus [--corpus PATH] [--files N] [--step N] [--ocr]

Beside `benchmarks/run.py`, which adds all up, this names the files that are slow or large. Only a
file on which both end in a verdict is counted, and only where pyHanko looks at a signature: a kind
that it does not know it passes over. Pages are not recognised unless `--ocr` asks for it.
"""

import argparse
import io
import logging
import resource
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

from benchmarks.run import AT, Validate, corpus, pyhanko
from fhvalidate import TextRecognition, TrustAnchors, Verdict, validate

FEW = 10  # signatures
FACTOR = 2.0  # of what pyHanko takes, for a file with few signatures
SECONDS = 2.0  # of processor, for any file
MEGABYTES = 300
WORST = 10
AGAIN = 5  # rounds, for a file that seems slow
CLEAR, PEAK_ALONE = Path("/proc/self/clear_refs"), "5"  # proc(5): sets the peak to what is held


@dataclass(slots=True)
class File:
    """What was measured of one file: processor seconds of each, and the process's peak in MB."""

    path: Path
    verdict: str
    megabytes: float = 0.0
    signatures: int = 0
    ours: float = 0.0
    theirs: float = 0.0
    is_judged: bool = False

    @property
    def ratio(self) -> float:
        """How many times pyHanko's processor time."""
        return self.ours / self.theirs


def examined(path: Path, recognition: TextRecognition) -> File:
    """The file by this package alone, in a process that has examined the others before it."""
    CLEAR.write_text(PEAK_ALONE, encoding="ascii")
    report = validate(path, trust=TrustAnchors.none(), at=AT, text_recognition=recognition)
    return File(path, str(report.verdict), _peak())


def _peak() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def looked_at(path: Path) -> int:
    """How many signatures and time-stamps of the file pyHanko looks at."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(path.read_bytes()), strict=False)
        return len(reader.embedded_regular_signatures) + len(reader.embedded_timestamp_signatures)
    except Exception:  # noqa: BLE001 - it ends in no verdict, then
        return 0


def compare(file: File, ours: Validate, rounds: int) -> None:
    """Fills in the processor time of each: the least of the rounds."""
    file.signatures = looked_at(file.path)
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        own, _ = _spent(ours, file.path)
        theirs, is_answered = _spent(pyhanko, file.path)
        times.append((own, theirs))
        file.is_judged = is_answered and file.signatures > 0
    file.ours, file.theirs = (min(column) for column in zip(*times, strict=True))


def _spent(run: Validate, path: Path) -> tuple[float, bool]:
    """Processor seconds, those of children counted, to the microsecond; and whether it answered."""
    before = _used()
    try:
        run(path)
    except Exception:  # noqa: BLE001 - a peer that raises has answered too
        return _used() - before, False
    return _used() - before, True


def _used() -> float:
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def told(files: list[File]) -> bool:
    """Prints the sums and the worst; whether every file keeps what is asked of it."""
    both = [f for f in files if f.is_judged and f.verdict != Verdict.UNREADABLE]
    few = [f for f in both if f.signatures <= FEW]
    ours, theirs = sum(f.ours for f in both), sum(f.theirs for f in both)
    print(f"{len(files)} files; both end in a verdict on {len(both)}: {ours:.2f} s, ", end="")
    print(f"pyHanko {theirs:.2f} s, ratio {ours / theirs:.2f}")
    all_few, all_theirs = sum(f.ours for f in few), sum(f.theirs for f in few)
    print(f"{len(few)} of them with at most {FEW} signatures: {all_few:.2f} s, ", end="")
    print(f"pyHanko {all_theirs:.2f} s, ratio {all_few / all_theirs:.2f}")
    over = [f for f in few if f.ratio > FACTOR]
    print(f"{len(over)} of those take more than {FACTOR:g} times as long as pyHanko; the worst:")
    for f in sorted(few, key=lambda f: -f.ratio)[:WORST]:
        print(f"  {f.ratio:5.1f}  {f.ours:.3f} s  {f.theirs:.3f} s  {f.signatures}  {f.path.name}")
    slow = max(files, key=lambda f: f.ours)
    large = max(files, key=lambda f: f.megabytes)
    print(f"slowest: {slow.ours:.2f} s, {slow.path.name}")
    print(f"most memory: {large.megabytes:.0f} MB, {large.path.name}")
    return not over and slow.ours <= SECONDS and large.megabytes <= MEGABYTES


def main() -> int:
    """Prints the tables; 1 when a file takes more than is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus")
    parser.add_argument("--files", type=int, default=0, help="the first so many; 0: all")
    parser.add_argument("--step", type=int, default=1, help="each so manieth alone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ocr", action="store_true", help="recognise pages without text, too")
    chosen = parser.parse_args()
    paths = sorted(corpus(chosen.corpus).rglob("*.pdf"))[: chosen.files or None : chosen.step]
    if not paths:
        print("no corpus")
        return 2
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    recognition = TextRecognition.IF_AVAILABLE if chosen.ocr else TextRecognition.OFF

    def ours(path: Path) -> None:
        validate(path, trust=TrustAnchors.none(), at=AT, text_recognition=recognition)

    files = [examined(path, recognition) for path in paths]  # before pyHanko is imported
    _spent(pyhanko, paths[0])  # what it imports
    for file in files:
        compare(file, ours, chosen.rounds)
        if file.is_judged and file.ratio > FACTOR:  # a single reading is a look for garbage, too
            compare(file, ours, AGAIN)
    return 0 if told(files) else 1


if __name__ == "__main__":
    sys.exit(main())
