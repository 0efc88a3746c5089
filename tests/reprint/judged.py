"""Files judged as the command judges them, with the project's own trust and time."""

import io
import os
import shutil
import subprocess
import tempfile
import warnings
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from fhvalidate import Report, TextRecognition, TrustAnchors, validate
from fhvalidate.ocr.engine import NotInstalled, engine_at_hand
from tests.pki.times import VALIDATED_AT

FILES = Path(__file__).parents[1] / "fixtures" / "files"


@cache
def trust() -> TrustAnchors:
    """Those who are believed in the fixtures."""
    return TrustAnchors.from_path(FILES / "root.pem")


def fixture(name: str) -> bytes:
    """The bytes of a committed file."""
    return (FILES / name).read_bytes()


def judged(data: bytes, *, recognised: bool = False) -> Report:
    """The report on the bytes."""
    choice = TextRecognition.IF_AVAILABLE if recognised else TextRecognition.OFF
    return validate(data, trust=trust(), at=VALIDATED_AT, text_recognition=choice)


def codes(report: Report) -> list[str]:
    """What speaks for the verdict."""
    return [item.code for item in report.reprint.evidence]


def needs_recognition() -> None:
    """Skips where no engine is installed."""
    if isinstance(engine_at_hand(), NotInstalled):
        pytest.skip("no text recognition: install tesseract-ocr-swe and fhvalidate[ocr]")


def through(command: list[str], data: bytes, *, suffix: str = "pdf") -> bytes:
    """What the tool makes of the PDF: `{given}`, `{made}` and `{folder}` stand for its files."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder, "given.pdf"), Path(folder, "out", f"given.{suffix}")
        made.parent.mkdir()
        given.write_bytes(data)
        arguments = [part.format(given=given, made=made, folder=made.parent) for part in command]
        done = subprocess.run(
            arguments,
            check=False,
            capture_output=True,
            timeout=900,
            env={**os.environ, "HOME": folder},
        )
        if not made.exists():
            pytest.skip(f"{command[0]} made nothing: {done.stderr[-200:]!r}")
        return made.read_bytes()


def anonymous(data: bytes) -> bytes:
    """The file without document information and metadata."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of widgets that no form leads to: that is the point
            pdf.save(file)
    return file.getvalue()


def scanned(data: bytes) -> bytes:
    """The pages as pictures."""
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfimage8", "-r150",
               "-sOutputFile={made}", "{given}"]  # fmt: skip
    return through(command, data)
