"""Real-world noise: PDFs that have nothing to do with signing are not said to have lost any."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fhvalidate import ReprintVerdict
from tests.reprint.judged import judged
from tests.shared import SHARED

WANTED = 200
MAX_SIZE = 3_000_000  # bytes; larger ones say nothing more and take long
PLACES = (
    Path(os.environ.get("FHVALIDATE_UNRELATED", "/usr/share/doc")),
    Path("/usr/share/texlive"),
    Path("/usr/share/texmf"),
    SHARED / "corpus",
)
HARMLESS = {ReprintVerdict.UNSIGNED, ReprintVerdict.UNKNOWN, ReprintVerdict.SIGNED_ATTACHMENT}


def unrelated() -> Iterator[bytes]:
    """Different PDFs in which no signature is, until there are enough."""
    seen: set[bytes] = set()
    for place in PLACES:
        for path in sorted(place.rglob("*.pdf")) if place.is_dir() else ():
            if not path.is_file() or path.stat().st_size > MAX_SIZE:
                continue
            data = path.read_bytes()
            digest = hashlib.sha256(data).digest()
            signing = b"/ByteRange" in data or b"/Sig" in data or b"/DSS" in data
            if digest in seen or signing:
                continue
            seen.add(digest)
            yield data
            if len(seen) >= WANTED:
                return


@pytest.mark.slow
def test_none_of_200_unrelated_pdfs_is_accused() -> None:
    found = list(unrelated())
    if len(found) < WANTED:
        pytest.skip(f"{len(found)} of {WANTED} PDFs: install texlive-humanities-doc or the like")

    accused = []
    for data in found:
        report = judged(data)
        if report.reprint.verdict not in HARMLESS and report.verdict != "unreadable":
            accused.append((hashlib.sha256(data).hexdigest(), str(report.reprint.verdict)))

    assert accused == []
