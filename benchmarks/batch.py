"""Batches beside pyHanko: documents per second, memory, cold and warm, in turns.

python -m benchmarks.batch [--documents 2000] [--folder FOLDER] [--turns 3] [--sample 400]

Speeds decide nothing in the tests; what was measured stands in docs/scaling.md. The machine may be
shared, so the two are run in turns over the same documents and the ratio is what counts. Every
document is distinct and the results start empty: nothing is answered from an earlier run.
"""

import argparse
import json
import multiprocessing
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.archive import make_archive

POLL = 0.1  # seconds between looks at the memory


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: documents per second and the largest memory seen, in megabytes.

    `rate` is cold: starting is part of it. `warm` is that of the last four fifths.
    """

    rate: float
    warm: float
    parent: float
    worker: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fh-archive")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--sample", type=int, default=0, help="documents for each turn; 0: all")
    asked = parser.parse_args()
    make_archive(asked.folder, asked.documents)
    at = json.loads((asked.folder / "archive.json").read_text())["at"]
    documents = sorted((asked.folder / "documents").iterdir())
    step = max(1, len(documents) // (asked.sample or len(documents)))
    documents = documents[::step]
    print(f"{len(documents)} documents, {sum(d.stat().st_size for d in documents) >> 20} MB")
    for workers in (1, 2):
        ratios, warm = [], []
        for turn in range(asked.turns):
            ours = measure_ours(documents, asked.folder / "trust", at, workers)
            theirs = measure_pyhanko(documents, asked.folder / "trust", at, workers)
            ratios.append(ours.rate / theirs.rate)
            warm.append(ours.warm / theirs.warm)
            print(
                f"{workers} workers, turn {turn + 1}: fhvalidate {ours.rate:.1f}/s cold, "
                f"{ours.warm:.1f}/s warm "
                f"(parent {ours.parent:.0f} MB, worker {ours.worker:.0f} MB), "
                f"pyHanko {theirs.rate:.1f}/s, {theirs.warm:.1f}/s ({theirs.worker:.0f} MB): "
                f"{ratios[-1]:.2f} and {warm[-1]:.2f} times",
                flush=True,
            )
        cold_median, warm_median = statistics.median(ratios), statistics.median(warm)
        print(f"{workers} workers: {cold_median:.2f} times pyHanko cold, {warm_median:.2f} warm")


def measure_ours(documents: list[Path], trust: Path, at: str, workers: int) -> Measured:
    """`fhvalidate batch` with empty results."""
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable, "-m", "fhvalidate", "batch", "-0", "--out", out, "--trust", str(trust),
            "--at", at, "--workers", str(workers), "--quiet", "--exit-zero",
        ]  # fmt: skip
        started = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert process.stdin is not None
        process.stdin.write("\0".join(map(str, documents)).encode())
        process.stdin.close()
        parent = worker = 0.0
        while process.poll() is None:
            parent = max(parent, resident(process.pid))
            worker = max([worker, *map(resident, children(process.pid))])
            with suppress(subprocess.TimeoutExpired):
                process.wait(POLL)
        assert process.returncode == 0
        rate = len(documents) / (time.monotonic() - started)
        with closing(sqlite3.connect(Path(out) / "results.sqlite")) as connection:
            found = connection.execute("SELECT produced_at FROM documents").fetchall()
    times = [datetime.fromisoformat(text).timestamp() for (text,) in found]
    return Measured(rate, warm_rate(times), parent, worker)


def warm_rate(times: list[float]) -> float:
    """Documents per second after the first fifth."""
    late = sorted(times)[len(times) // 5 :]
    return (len(late) - 1) / max(late[-1] - late[0], 0.001)


def measure_pyhanko(documents: list[Path], trust: Path, at: str, workers: int) -> Measured:
    """pyHanko's validation with matching checks, in a pool of as many processes."""
    context = multiprocessing.get_context("spawn")
    started = time.monotonic()
    with context.Pool(workers, initializer=prepare_pyhanko, initargs=(str(trust), at)) as pool:
        told = pool.map(validate_pyhanko, map(str, documents), chunksize=8)
    rate = len(documents) / (time.monotonic() - started)
    return Measured(rate, warm_rate([at for _, at in told]), 0, max(peak for peak, _ in told))


_PREPARED = {}


def prepare_pyhanko(trust: str, at: str) -> None:
    """Reads the anchors once for each process."""
    import logging

    from pyhanko.keys import load_certs_from_pemder

    logging.disable(logging.CRITICAL)
    anchors = list(load_certs_from_pemder([str(path) for path in sorted(Path(trust).iterdir())]))
    _PREPARED.update(anchors=anchors, at=datetime.fromisoformat(at))


def validate_pyhanko(path: str) -> tuple[float, float]:
    """Each signature: integrity, chain, revocation from the file, time-stamps, later changes."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import (
        DocumentSecurityStore,
        validate_pdf_signature,
        validate_pdf_timestamp,
    )
    from pyhanko.sign.validation.errors import NoDSSFoundError
    from pyhanko_certvalidator import ValidationContext

    with Path(path).open("rb") as stream:
        reader = PdfFileReader(stream)
        settings = {
            "trust_roots": _PREPARED["anchors"],
            "moment": _PREPARED["at"],
            "allow_fetching": False,
            "revocation_mode": "soft-fail",
        }
        try:
            context = DocumentSecurityStore.read_dss(reader).as_validation_context(settings)
        except NoDSSFoundError:
            context = ValidationContext(**settings)
        for signature in reader.embedded_regular_signatures:
            validate_pdf_signature(signature, context, ts_validation_context=context)
        for signature in reader.embedded_timestamp_signatures:
            validate_pdf_timestamp(signature, context)
    return resident(os.getpid(), peak=True), time.time()


def resident(pid: int, *, peak: bool = False) -> float:
    """Megabytes of memory that the process has, or had at most."""
    name = "VmHWM:" if peak else "VmRSS:"
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0


def children(pid: int) -> list[int]:
    """The processes that the process started."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


if __name__ == "__main__":
    main()
