"""What a worker writes for another program to read is nobody else's to read."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fhvalidate import TrustAnchors, isolated
from fhvalidate.isolated import Judged
from tests.attacks.test_pictures import image
from tests.pdf.handmade import ONE_PAGE, PAGE, document, stream

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
# Tells the permissions of what lies in the temporary folder, and does as the real one.
WATCHING = """#!/bin/sh
stat -c '%a %n' "$TMPDIR"/tess_* >> "{seen}" 2>/dev/null
exec "{real}" "$@"
"""


def test_the_pictures_that_tesseract_reads_are_the_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pytesseract")
    real = shutil.which("tesseract")
    if real is None:
        pytest.skip("tesseract is not installed")
    seen, folder, temporary = tmp_path / "seen", tmp_path / "bin", tmp_path / "tmp"
    folder.mkdir()
    temporary.mkdir()
    (folder / "tesseract").write_text(WATCHING.format(seen=seen, real=real), encoding="utf-8")
    (folder / "tesseract").chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)  # the folder was chosen before; choose again
    before = os.umask(0o022)

    try:
        judged = isolated.validate(scan(), trust=TrustAnchors.none(), at=AT)
    finally:
        os.umask(before)

    permissions = {line.split()[0] for line in seen.read_text(encoding="utf-8").splitlines()}
    assert isinstance(judged, Judged)
    assert permissions == {"600"}
    assert list(temporary.iterdir()) == []


def scan() -> bytes:
    page = PAGE.replace(b"/Font <<", b"/XObject << /Im0 6 0 R >> /Font <<")
    drawn = stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    return document({**ONE_PAGE, 3: page, 4: drawn, 6: image(1)})
