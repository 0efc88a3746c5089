"""Batches beside pyHanko: documents per second, processor time, memory, cold and warm, in turns.

python -m benchmarks.batch [--documents 2000] [--folder FOLDER] [--turns 3] [--sample 400]

Speeds decide nothing in the tests; what was measured stands in docs/scaling.md. The machine may be
shared, so all are run in turns over the same documents and the ratio is what counts. Every
document is distinct and the results start empty: nothing is answered from an earlier run.

What each does with a document:

- fhvalidate: `fhvalidate batch`, as it is used. Every signature by EN 319 102-1, 5.6.3 (long-term
  availability: time-stamps, past signatures, revocation required and judged for freshness), chains
  to the same two anchors, revocation data from the file, what later revisions changed. Beyond what
  the peers do: limits and a process of its own, the pages' text, minutes, people, reprint, reports
  in two languages, checked and committed, and the pages and tables at the end.
- fhvalidate's signatures alone: what of that the peers do too, as they do it: in the same pool,
  without a process and limits for each document, words, people, reprint, reports and results. The
  earlier revisions and what changed are compared, the chains and proofs of existence judged.
- pyHanko: `validate_pdf_signature` for each signature, `validate_pdf_timestamp` for each document
  time-stamp, at the same time, with revocation required, one context with the DSS's certificates,
  CRLs and OCSP responses for the whole document, difference analysis. It judges at the one time:
  no proofs of existence, no past signatures.
- pyHanko AdES: `ades_lta_validation` for each signature, the peer's own EN 319 102-1, 5.6.3, at the
  same time, with the same anchors and revocation required. (It finds the long-term documents
  here INDETERMINATE, NO_POE; the time is of getting there.)
"""

import argparse
import asyncio
import compileall
import json
import multiprocessing
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import fhvalidate
from benchmarks.archive import make_archive

POLL = 0.1  # seconds between looks at the memory


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: documents per second and the largest memory seen, in megabytes.

    `rate` is cold: starting is part of it. `warm` is that of the last four fifths. `cpu` is
    milliseconds of processor a document, of all processes, starting included.
    """

    rate: float
    warm: float
    cpu: float
    parent: float
    worker: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fh-archive")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--sample", type=int, default=0, help="documents for each turn; 0: all")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    asked = parser.parse_args()
    make_archive(asked.folder, asked.documents)
    # As pip does when it installs: a source tree need not have been compiled.
    compileall.compile_dir(Path(fhvalidate.__file__).parent, quiet=1)
    at = json.loads((asked.folder / "archive.json").read_text())["at"]
    documents = sorted((asked.folder / "documents").iterdir())
    # At random: what each document is follows from its number.
    random.Random(len(documents)).shuffle(documents)
    documents = documents[: asked.sample or len(documents)]
    trust = asked.folder / "trust"
    print(f"{len(documents)} documents, {sum(d.stat().st_size for d in documents) >> 20} MB")
    for workers in asked.workers:
        turns: dict[str, list[Measured]] = {}
        for turn in range(asked.turns):
            ours = measure_ours(documents, trust, at, workers)
            turns.setdefault("fhvalidate", []).append(ours)
            told(f"{workers} workers, turn {turn + 1}: fhvalidate", ours, ours)
            alone = measure_peer(validate_signatures_alone, documents, trust, at, workers)
            turns.setdefault(ALONE, []).append(alone)
            told(f"{workers} workers, turn {turn + 1}: {ALONE}", alone, ours)
            for name, validate in PEERS.items():
                theirs = measure_peer(validate, documents, trust, at, workers)
                turns.setdefault(name, []).append(theirs)
                told(f"{workers} workers, turn {turn + 1}: {name}", theirs, ours)
        for ours_name, name in product(("fhvalidate", ALONE), PEERS):
            pairs = list(zip(turns[ours_name], turns[name], strict=True))
            cold, warm, cpu = (
                statistics.median(ratios)
                for ratios in (
                    [ours.rate / theirs.rate for ours, theirs in pairs],
                    [ours.warm / theirs.warm for ours, theirs in pairs],
                    [theirs.cpu / ours.cpu for ours, theirs in pairs],
                )
            )
            print(
                f"{workers} workers, {ours_name}: {cold:.2f} times {name}'s rate cold, "
                f"{warm:.2f} warm; {cpu:.2f} times its work for the same processor time"
            )


def told(name: str, one: Measured, ours: Measured) -> None:
    """Prints one run."""
    print(
        f"{name}: {one.rate:.1f}/s cold, {one.warm:.1f}/s warm, {one.cpu:.1f} ms of processor "
        f"({one.cpu / ours.cpu:.2f} times ours), parent {one.parent:.0f} MB, "
        f"worker {one.worker:.0f} MB",
        flush=True,
    )


def measure_ours(documents: list[Path], trust: Path, at: str, workers: int) -> Measured:
    """`fhvalidate batch` with empty results."""
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable, "-m", "fhvalidate", "batch", "-0", "--out", out, "--trust", str(trust),
            "--at", at, "--workers", str(workers), "--quiet", "--exit-zero",
        ]  # fmt: skip
        started, used = time.monotonic(), processor()
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
        cpu = 1000 * (processor() - used) / len(documents)
        with closing(sqlite3.connect(Path(out) / "results.sqlite")) as connection:
            found = connection.execute("SELECT produced_at FROM documents").fetchall()
    times = [datetime.fromisoformat(text).timestamp() for (text,) in found]
    return Measured(rate, warm_rate(times), cpu, parent, worker)


def warm_rate(times: list[float]) -> float:
    """Documents per second after the first fifth."""
    late = sorted(times)[len(times) // 5 :]
    return (len(late) - 1) / max(late[-1] - late[0], 0.001)


def measure_peer(
    validate: Callable[[str], tuple[float, float]],
    documents: list[Path],
    trust: Path,
    at: str,
    workers: int,
) -> Measured:
    """A peer in a pool of as many processes."""
    context = multiprocessing.get_context("spawn")
    ready = prepare_alone if validate is validate_signatures_alone else prepare
    started, used = time.monotonic(), processor()
    with context.Pool(workers, initializer=ready, initargs=(str(trust), at)) as pool:
        told = pool.map(validate, map(str, documents), chunksize=8)
        pool.close()
        pool.join()
    rate = len(documents) / (time.monotonic() - started)
    cpu = 1000 * (processor() - used) / len(documents)
    peaks, times = zip(*told, strict=True)
    return Measured(rate, warm_rate(list(times)), cpu, resident(os.getpid()), max(peaks))


_PREPARED: dict[str, Any] = {}


def prepare_alone(trust: str, at: str) -> None:
    """Reads the anchors once for each process."""
    from fhvalidate import Policy, TrustAnchors
    from fhvalidate.report.assembly import Circumstances

    moment = datetime.fromisoformat(at)
    policy, anchors = Policy.named("default"), TrustAnchors.from_path(trust)
    circumstances = Circumstances("", moment, moment, policy, anchors, mask=str)
    _PREPARED.update(circumstances=circumstances)


def prepare(trust: str, at: str) -> None:
    """Reads the anchors once for each process."""
    import logging

    from pyhanko.keys import load_certs_from_pemder

    logging.disable(logging.CRITICAL)
    anchors = list(load_certs_from_pemder([str(path) for path in sorted(Path(trust).iterdir())]))
    _PREPARED.update(anchors=anchors, at=datetime.fromisoformat(at))


def validate_pyhanko(path: str) -> tuple[float, float]:
    """Each signature and document time-stamp, as it stands at the time."""
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
            "revocation_mode": "require",
        }
        try:
            context = DocumentSecurityStore.read_dss(reader).as_validation_context(settings)
        except NoDSSFoundError:
            context = ValidationContext(**settings, crls=[], ocsps=[])
        for signature in reader.embedded_regular_signatures:
            validate_pdf_signature(signature, context, ts_validation_context=context)
        for signature in reader.embedded_timestamp_signatures:
            validate_pdf_timestamp(signature, context)
    return resident(os.getpid(), peak=True), time.time()


def validate_pyhanko_ades(path: str) -> tuple[float, float]:
    """Each signature for long-term availability; document time-stamps are part of that."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.ades import ades_lta_validation
    from pyhanko.sign.validation.policy_decl import (
        PdfSignatureValidationSpec,
        SignatureValidationSpec,
    )
    from pyhanko_certvalidator.context import CertValidationPolicySpec
    from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
    from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
    from pyhanko_certvalidator.registry import SimpleTrustManager

    trusting = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=_PREPARED["anchors"]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(cert_validation_policy=trusting, ts_cert_validation_policy=trusting)
    )
    at = _PREPARED["at"]
    timing = ValidationTimingInfo(at, at, point_in_time_validation=True)
    with Path(path).open("rb") as stream:
        for signature in PdfFileReader(stream).embedded_regular_signatures:
            asyncio.run(ades_lta_validation(signature, spec, timing_info=timing))
    return resident(os.getpid(), peak=True), time.time()


def validate_signatures_alone(path: str) -> tuple[float, float]:
    """What of fhvalidate's work the peers do too."""
    from fhvalidate.examination import Inputs, judged_signatures

    judged_signatures(Inputs(Path(path).read_bytes()), _PREPARED["circumstances"])
    return resident(os.getpid(), peak=True), time.time()


ALONE = "fhvalidate's signatures alone"
PEERS = {"pyHanko": validate_pyhanko, "pyHanko AdES": validate_pyhanko_ades}


def processor() -> float:
    """Seconds of processor that processes which have ended took, with those that they awaited."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
