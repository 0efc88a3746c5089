"""How fast whole files are validated beside peers, in turns, as ratios. It decides nothing.

python benchmarks/run.py [--corpus PATH] [--rounds N] [--files N]

The corpus is found as the tests find it: FHVALIDATE_CORPUS, by default beside the project.
"""

import argparse
import io
import logging
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fhvalidate import TrustAnchors, validate

ROOT = Path(__file__).parent.parent
AT = datetime(2026, 11, 23, tzinfo=UTC)
MANY = "dss/lt-short.pdf"  # 24 signatures with document time-stamps
PDFSIG = shutil.which("pdfsig") or ""
GIVEN_UP = 60.0  # seconds of one file in a peer's process
Validate = Callable[[Path], None]


@dataclass(slots=True)
class Tally:
    """What one validator took for the files it got through."""

    seconds: float = 0.0
    wall: float = 0.0
    done: int = 0
    refused: int = 0
    each: dict[Path, float] = field(default_factory=dict)


def ours(path: Path) -> None:
    """The whole of it, pages and people too."""
    validate(path, trust=TrustAnchors.none(), at=AT)


def pyhanko(path: Path) -> None:
    """Each signature as pyHanko validates it, with chains, revocation and differences."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import (
        DocumentSecurityStore,
        validate_pdf_signature,
        validate_pdf_timestamp,
    )
    from pyhanko_certvalidator import ValidationContext

    options: dict[str, Any] = {
        "trust_roots": [],
        "moment": AT,
        "allow_fetching": False,
        "revocation_mode": "require",
    }
    reader = PdfFileReader(io.BytesIO(path.read_bytes()), strict=False)
    context = ValidationContext(**options, crls=[], ocsps=[])
    if "/DSS" in reader.root:
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(options)
    for signature in reader.embedded_regular_signatures:
        validate_pdf_signature(signature, context, context)
    for stamp in reader.embedded_timestamp_signatures:
        validate_pdf_timestamp(stamp, context)


def pyhanko_ades(path: Path) -> None:
    """What `pyhanko sign adesverify` does for long-term availability, in this process."""
    import asyncio

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.ades import ades_lta_validation
    from pyhanko.sign.validation.policy_decl import (
        PdfSignatureValidationSpec,
        SignatureValidationSpec,
    )
    from pyhanko_certvalidator.context import CertValidationPolicySpec
    from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
    from pyhanko_certvalidator.registry import SimpleTrustManager

    trusting = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=[]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(cert_validation_policy=trusting, ts_cert_validation_policy=trusting)
    )
    reader = PdfFileReader(io.BytesIO(path.read_bytes()), strict=False)
    for signature in reader.embedded_regular_signatures:
        asyncio.run(ades_lta_validation(signature, spec))


def pdfsig(path: Path) -> None:
    """Poppler's program, which checks far less; its start is part of it."""
    subprocess.run(
        [PDFSIG, "-nocert", str(path)],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=GIVEN_UP,
    )


def timed(tally: Tally, run: Validate, path: Path) -> None:
    """One file: CPU seconds of this process and its children, and those by the clock."""
    before, clock = os.times(), time.perf_counter()
    try:
        run(path)
        tally.done += 1
    except Exception:  # noqa: BLE001 - a peer that raises has answered too
        tally.refused += 1
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    tally.seconds += cpu
    tally.wall += time.perf_counter() - clock
    tally.each[path] = cpu


def in_turns(paths: Iterable[Path], runs: dict[str, Validate], rounds: int) -> dict[str, Tally]:
    """Every file by each validator before the next file, so that a busy machine slows all alike."""
    tallies = {name: Tally() for name in runs}
    for _ in range(rounds):
        for path in paths:
            for name, run in runs.items():
                timed(tallies[name], run, path)
    return tallies


def told(tallies: dict[str, Tally]) -> None:
    """Prints a line a validator."""
    base = tallies["fhvalidate"]
    for name, tally in tallies.items():
        count = tally.done + tally.refused
        ratio = tally.seconds / base.seconds if base.seconds else 0.0
        print(
            f"{name:12} {count / tally.wall:7.1f} documents/s  {tally.seconds:7.2f} CPU s  "
            f"{ratio:5.2f} x fhvalidate's  {tally.refused} raised"
        )


def corpus(named: str | None) -> Path:
    """Where the files are."""
    shared = Path(os.environ.get("FHVALIDATE_SHARED", ROOT.parent / "shared"))
    return Path(named or os.environ.get("FHVALIDATE_CORPUS") or shared / "corpus")


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--files", type=int, default=0, help="the first so many; 0: all")
    parser.add_argument("--without-ades", action="store_true", help="its minute is left out")
    chosen = parser.parse_args()
    folder = corpus(chosen.corpus)
    paths = sorted(folder.rglob("*.pdf"))[: chosen.files or None]
    if not paths:
        print(f"no corpus at {folder}")
        return 2
    # A peer's complaints are no part of its speed, nor of this table.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    runs: dict[str, Validate] = {"fhvalidate": ours, "pyHanko": pyhanko}
    if PDFSIG:
        runs["pdfsig"] = pdfsig
    for run in runs.values():  # imports and caches of the libraries themselves
        timed(Tally(), run, paths[0])
    print(f"{len(paths)} files, {chosen.rounds} round(s), each file by each in turn")
    told(in_turns(paths, runs, chosen.rounds))
    many = folder / MANY
    if many.is_file():
        print(f"\n{MANY}")
        peers: dict[str, Validate] = {"fhvalidate": ours, "pyHanko": pyhanko}
        if not chosen.without_ades:
            peers["adesverify"] = pyhanko_ades
        told(in_turns([many], peers, 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
