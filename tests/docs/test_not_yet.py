"""What docs/explanation/not-yet.md and SECURITY.md say is not done is not done.

An untrue claim fails here. A point of the pages without a test fails as well, and so does a test of
what they no longer say.
"""

import re
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import fhvalidate
from fhvalidate import Policy, Report, TextRecognition, TrustAnchors
from fhvalidate.cli.every_parser import every_parser
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.main import run
from fhvalidate.report.messages import Language
from fhvalidate.reprint.unread import MAX_PAGES
from fhvalidate.words.catalogue import sentence
from tests.attacks.test_pictures import image
from tests.docs.examples import ROOT
from tests.pdf.handmade import ONE_PAGE, PAGE, document, stream
from tests.validation.judging import codes, judged
from tests.validation.test_looks import PICTURES, signed_twice
from tests.validation.test_policy_bevaras import to_be_preserved

NOT_YET = (ROOT / "docs" / "explanation" / "not-yet.md").read_text("utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")
NOT_DEFENDED = SECURITY.split("## What is not defended yet\n")[1].split("\n## ")[0]
FILES = ROOT / "tests" / "fixtures" / "files"
SOURCE = ROOT / "src" / "fhvalidate"
SIGNED = str(FILES / "minutes-signed.pdf")


def report_on(data: str | bytes, policy: str = "default") -> Report:
    return fhvalidate.validate(
        data,
        trust=TrustAnchors.from_path(FILES / "trust"),
        at=datetime(2026, 3, 3, 9, tzinfo=UTC),
        policy=Policy.named(policy),
        text_recognition=TextRecognition.OFF,
    )


def read_by_the_code(*words: str) -> list[str]:
    """The modules that name one of the words, or object identifiers, in any case."""
    sought = re.compile("|".join(map(re.escape, words)), flags=re.IGNORECASE)
    return [path.name for path in SOURCE.rglob("*.py") if sought.search(path.read_text("utf-8"))]


def options(command: str) -> set[str]:
    return set(every_parser(Language.EN)[command]._option_string_actions)


def evidence_records() -> None:
    # RFC 4998, appendix A: the unsigned attributes that carry one.
    oids = ("1.2.840.113549.1.9.16.2.49", "1.2.840.113549.1.9.16.2.50", "evidence_record")
    assert read_by_the_code(*oids) == []


def archive_time_stamps() -> None:
    # ETSI EN 319 122-1, 5.5.3, and the older ones of TS 101 733.
    oids = ("0.4.0.1733.2.4", "1.2.840.113549.1.9.16.2.48", "1.2.840.113549.1.9.16.2.27")
    assert read_by_the_code(*oids) == []


def unknown_formats() -> None:
    report = report_on(str(FILES / "unknown-subfilter.pdf"))

    assert report.verdict == "indeterminate"
    assert report.signatures[0].indication == "INDETERMINATE"


def pictures_in_looks() -> None:
    report = judged(signed_twice(PICTURES["a drawing"]))

    assert report.verdict == "valid"
    assert "look-with-picture" in codes(report)


def pdf_a_by_itself() -> None:
    report = report_on(to_be_preserved(), policy="bevaras")

    named = [
        f.detail["constraint"] for f in report.findings if f.code == "constraint-not-evaluated"
    ]
    assert report.verdict == "indeterminate"
    assert named == ["pdf-a"]


def scans() -> None:
    page = PAGE.replace(b"/Font <<", b"/XObject << /Im0 6 0 R >> /Font <<")
    scan = {**ONE_PAGE, 3: page, 4: stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q"), 6: image(1)}

    assert report_on(document(scan)).verdict == "indeterminate"


def long_scans() -> None:
    assert MAX_PAGES == 6


def the_standards_text() -> None:
    clauses = (ROOT / "docs" / "clauses.md").read_text("utf-8")

    assert "No step was checked against the standard's own text" in " ".join(clauses.split())


def tls_and_logins() -> None:
    assert not [name for name in options("serve") if "ssl" in name or "cert-file" in name]
    served = [path.read_text(encoding="utf-8") for path in (SOURCE / "web").rglob("*.py")]

    assert not [text for text in served if "ssl_certfile" in text or "oidc" in text.lower()]


def passwords_in_a_batch() -> None:
    assert "--password-file" in options("")
    assert not [name for name in options("batch") if "password" in name]


def where_it_was_run() -> None:
    told = "It runs here: mend the claim in not-yet.md and install.md, and this test."

    assert sys.platform == "linux", told
    assert sys.version_info < (3, 14), told


def the_live_location() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert "--disable-socket" in settings["tool"]["pytest"]["ini_options"]["addopts"]


def in_your_process() -> None:
    calls = (SOURCE / "api.py").read_text("utf-8")

    assert "isolated" not in calls
    assert "Process" not in calls


def no_sandbox() -> None:
    assert read_by_the_code("seccomp", "landlock", "unshare", "bwrap", "nsjail") == []


def one_engine() -> None:
    assert (
        read_by_the_code("import fitz", "import pymupdf", "pdftoppm", "pdftocairo", "mutool") == []
    )


def time_is_yours() -> None:
    at = datetime(2099, 1, 1, tzinfo=UTC)

    later = fhvalidate.validate(SIGNED, trust=TrustAnchors.none(), at=at)

    assert later.validation_time == at


def the_archives_word() -> None:
    at = datetime(2026, 3, 3, 9, tzinfo=UTC)
    report = fhvalidate.validate(SIGNED, trust=TrustAnchors.none(), at=at, held_since=at)

    assert "held-since" in codes(report)


TESTED: dict[str, Callable[[], None]] = {
    "Evidence records": evidence_records,
    "Archive time-stamps in unsigned attributes": archive_time_stamps,
    "Signatures of unknown formats": unknown_formats,
    "Pictures in a later signer's look": pictures_in_looks,
    "PDF/A by itself": pdf_a_by_itself,
    "Scans without text recognition": scans,
    "Long scans": long_scans,
    "EN 319 102-1 itself": the_standards_text,
    "TLS and logins in the service": tls_and_logins,
    "A batch with passwords": passwords_in_a_batch,
    "Windows, macOS and Python 3.14": where_it_was_run,
    "The live EU location": the_live_location,
}
TESTED_OF_SECURITY: dict[str, Callable[[], None]] = {
    "`fhvalidate.validate` is in your process": in_your_process,
    "No sandbox.": no_sandbox,
    "One engine draws.": one_engine,
    "Pictures and drawings in a later signer's look": pictures_in_looks,
    "Time is yours.": time_is_yours,
    "What the archive states is believed": the_archives_word,
}
ELSEWHERE = {"A batch elsewhere than on Linux", "Limits elsewhere than on Linux"}


@pytest.mark.parametrize(
    ("page", "tested"),
    [(NOT_YET, {*TESTED, *ELSEWHERE}), (NOT_DEFENDED, {*TESTED_OF_SECURITY})],
    ids=["not-yet.md", "SECURITY.md"],
)
def test_every_point_of_the_page_has_a_test_and_no_test_is_of_another(
    page: str, tested: set[str]
) -> None:
    points = re.findall(r"^- \*\*(.+?)\*\*", page, flags=re.MULTILINE)

    assert sorted(points) == sorted(tested)
    assert page.count("\n- ") == len(points), "a point has its name in bold"


@pytest.mark.parametrize("claim", [*TESTED, *TESTED_OF_SECURITY])
def test_what_is_said_not_to_be_done_is_not_done(claim: str) -> None:
    {**TESTED, **TESTED_OF_SECURITY}[claim]()


@pytest.mark.isolated
def test_elsewhere_than_on_linux_a_batch_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    assert run(["batch", SIGNED, "--out", str(tmp_path / "out"), "--lang", "en"]) == ExitCode.USAGE
    assert sentence(Language.EN, "isolation-unavailable", {"platform": "win32"}) in told(capsys)


@pytest.mark.isolated
def test_elsewhere_than_on_linux_a_file_is_examined_without_limits_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    assert (
        run([SIGNED, "--lang", "en", "--at", "2026-03-03", "--ocr", "off"])
        == ExitCode.INDETERMINATE
    )
    assert sentence(Language.EN, "not-isolated") in told(capsys)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said on standard error, in one line."""
    return " ".join(capsys.readouterr().err.split())
