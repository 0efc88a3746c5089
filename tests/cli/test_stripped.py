"""`--original` says of a copy without signatures that its original was valid."""

from pathlib import Path

import pytest
from lxml import etree

from fhvalidate import TrustAnchors, validate
from fhvalidate.archive import erms, svkgs
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.main import run
from tests.fixtures.make import FILES
from tests.pki.times import VALIDATED_AT

SIGNED, ALTERED, COPY, PRINTED = (
    str(FILES / f"minutes-{name}.pdf") for name in ("signed", "altered", "never-signed", "printed")
)
AS_OF = ("--trust", str(FILES / "root.pem"), "--at", "2026-03-03T09:00:00Z", "--lang", "en")
WRITERS = {"erms": erms, "svkgs": svkgs}
UNSIGNED, REPRINTED = ExitCode.UNSIGNED, ExitCode.REPRINTED


def report_as_json(folder: Path, path: str = SIGNED) -> str:
    target = folder / "report.json"
    run([path, *AS_OF, "--json", "--output", str(target)])
    return str(target)


def written(folder: Path, original: str, *options: str, copy: str = COPY) -> tuple[int, bytes]:
    """The code, and what was written, if anything."""
    target = folder / "out.xml"
    asked = [copy, *AS_OF, "--original", original, "--output", str(target), *options]
    code = run(asked if "--format" in options else [*asked, "--format", "erms"])
    return code, target.read_bytes() if target.exists() else b""


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("as_report", [False, True], ids=["the original", "the report on it"])
def test_the_command_writes_what_the_function_gives(
    form: str, as_report: bool, tmp_path: Path
) -> None:
    original = report_as_json(tmp_path) if as_report else SIGNED

    code, xml = written(tmp_path, original, "--format", form)

    trust = TrustAnchors.from_path(FILES / "root.pem")
    copy, signed = (validate(path, trust=trust, at=VALIDATED_AT) for path in (COPY, SIGNED))

    def without_time(data: bytes) -> list[bytes]:
        return [line for line in data.splitlines() if b"2026-" not in line or b"2026-03" in line]

    assert code == UNSIGNED
    assert without_time(xml) == without_time(WRITERS[form](copy, original=signed))
    (appendix,) = etree.fromstring(xml).iter("{*}appendix")
    assert appendix.get("eSignatureHasExisted") == "true"


def test_the_code_is_that_of_the_copy_and_never_that_of_the_original(tmp_path: Path) -> None:
    assert written(tmp_path, SIGNED)[0] == UNSIGNED != 0
    assert written(tmp_path, SIGNED, copy=PRINTED)[0] == REPRINTED != 0


@pytest.mark.parametrize("as_report", [False, True], ids=["the original", "the report on it"])
def test_of_an_original_that_is_not_valid_nothing_is_written(
    as_report: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = report_as_json(tmp_path, ALTERED) if as_report else ALTERED

    assert written(tmp_path, original) == (2, b"")
    assert "is not valid" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("copy", [SIGNED, ALTERED, str(FILES / "minutes-b-t.pdf")])
def test_a_file_that_has_signatures_is_no_copy_without_them(copy: str, tmp_path: Path) -> None:
    assert written(tmp_path, SIGNED, copy=copy) == (2, b"")


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "premis"),
        ("--format", "etsi"),
        ("--format", "json"),
        ("--held-since", "2026-03-02"),
        ("--evidence-out", "bundle"),
        (PRINTED,),
    ],
)
def test_where_it_would_say_nothing_or_too_much_it_is_refused(
    options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert written(tmp_path, SIGNED, *options) == (2, b"")
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize("content", [b"{}", b'{"verdict": "valid"}', b"", None])
def test_what_is_no_report_and_no_original_is_refused(
    content: bytes | None, tmp_path: Path
) -> None:
    original = tmp_path / "original"
    if content is not None:
        original.write_bytes(content)

    assert written(tmp_path, str(original)) == (2, b"")


@pytest.mark.parametrize("form", WRITERS)
def test_a_number_that_the_report_on_the_original_shows_is_masked_unless_asked_for(
    form: str, tmp_path: Path
) -> None:
    report = Path(report_as_json(tmp_path))
    shown = report.read_text("utf-8").replace("Anna Exempel", "Anna Exempel 19121212-1212")
    report.write_text(shown, encoding="utf-8")

    _, masked = written(tmp_path, str(report), "--format", form)
    _, asked_for = written(tmp_path, str(report), "--format", form, "--show-personnummer")

    assert b"Anna Exempel" in masked
    assert b"1212-1212" not in masked
    assert b"19121212-1212" in asked_for
