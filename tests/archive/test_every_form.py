"""What holds for every form that an archive takes."""

import ast
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from fhvalidate.archive import archivematica, erms, mets, premis, svkgs
from fhvalidate.archive.files import files_of
from fhvalidate.cli.main import run
from fhvalidate.conclusion import Verdict
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import ARCHIVE_FORMS
from tests.archive.reports import NAMES, report_on
from tests.archive.schemas import errors
from tests.fixtures.make import FILES
from tests.report import sample

FORMS: dict[str, Any] = {"premis": premis, "mets": mets, "erms": erms, "svkgs": svkgs}
SCHEMAS = {
    "premis": "premis-v3.xsd",
    "mets": "mets.xsd",
    "erms": "ERMS_v3.xsd",
    "svkgs": "svk/ERMS-SVK-element.xsd",
}
AS_OF = ("--trust", str(FILES / "root.pem"), "--at", "2026-03-03T09:00:00Z")
SIGNED, ALTERED = (str(FILES / name) for name in ("minutes-signed.pdf", "minutes-altered.pdf"))


def faults(form: str, report: Report) -> list[str]:
    return errors(SCHEMAS[form], FORMS[form](report))


@pytest.mark.parametrize("form", SCHEMAS)
@pytest.mark.parametrize("name", NAMES)
def test_every_file_gives_what_its_schema_takes(name: str, form: str) -> None:
    assert faults(form, report_on(name)) == []


@pytest.mark.parametrize("form", SCHEMAS)
@pytest.mark.parametrize("name", sorted(sample.ALL))
def test_every_kind_of_report_gives_what_its_schema_takes(name: str, form: str) -> None:
    assert faults(form, sample.ALL[name]) == []


@pytest.mark.parametrize("form", ARCHIVE_FORMS)
def test_the_same_report_gives_the_same_bytes(form: str) -> None:
    report = report_on("minutes-signed.pdf")

    again = Report.from_json(report.to_json())

    assert files_of(report, form, "a") == files_of(again, form, "a")


def test_neither_zone_nor_locale_changes_a_byte(tmp_path: Path) -> None:
    report = report_on("minutes-signed.pdf")
    here = [file.data for form in ARCHIVE_FORMS for file in files_of(report, form, "a")]
    (tmp_path / "report.json").write_text(report.to_json(), encoding="utf-8")
    program = (
        "import sys; from fhvalidate.report.model import Report;"
        "from fhvalidate.archive.files import ARCHIVE_FORMS, files_of;"
        "r = Report.from_json(open(sys.argv[1], encoding='utf-8').read());"
        "sys.stdout.buffer.write(b''.join("
        "f.data for form in ARCHIVE_FORMS for f in files_of(r, form, 'a')))"
    )
    argv = [sys.executable, "-W", "ignore", "-c", program, str(tmp_path / "report.json")]
    elsewhere = {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}

    done = subprocess.run(argv, env=os.environ | elsewhere, capture_output=True, check=True)

    assert done.stdout == b"".join(here)


@pytest.mark.parametrize("form", ["premis", "erms", "svkgs", "archivematica"])
def test_the_command_writes_the_bytes_that_the_function_gives(
    form: str, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    target = tmp_path / "file"

    shown = run([SIGNED, *AS_OF, "--format", form])
    printed = capfdbinary.readouterr().out
    written = run([SIGNED, *AS_OF, "--format", form, "--output", str(target)])

    assert shown == written == 0
    assert printed.decode("utf-8").count("\n") == target.read_bytes().decode("utf-8").count("\n")
    assert target.stat().st_mode & 0o077 == 0
    if form != "archivematica":
        assert errors(SCHEMAS[form], printed) == errors(SCHEMAS[form], target.read_bytes()) == []


def test_several_files_want_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    argv = [SIGNED, ALTERED, *AS_OF, "--format", "premis"]

    assert run(argv) == 2
    assert "--output" in capsys.readouterr().err
    assert run([*argv, "--output", str(tmp_path / "out")]) == 1
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["minutes-altered.pdf.premis.xml", "minutes-signed.pdf.premis.xml"]


def test_mets_comes_with_the_file_that_it_refers_to(tmp_path: Path) -> None:
    assert run([SIGNED, *AS_OF, "--format", "mets"]) == 2
    assert run([SIGNED, *AS_OF, "--format", "mets", "--output", str(tmp_path)]) == 0

    fragment = etree.parse(tmp_path / "minutes-signed.pdf.mets.xml")
    references = list(fragment.iter("{http://www.loc.gov/METS/}mdRef"))
    assert [each.get("MDTYPE") for each in references] == ["PREMIS", "OTHER"]
    for reference in references:
        record = tmp_path / Path(reference.get("{http://www.w3.org/1999/xlink}href")).name
        assert int(reference.get("SIZE")) == record.stat().st_size
        assert reference.get("CHECKSUM") == hashlib.sha256(record.read_bytes()).hexdigest()


def test_one_file_with_mets_wants_a_folder_for_its_several_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = [SIGNED, *AS_OF, "--format", "mets", "--lang", "en"]

    assert run([*argv, "--output", str(tmp_path / "minutes.xml")]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "with the form mets there are several files" in told
    assert "page" not in told


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("minutes-signed.pdf", "pass"),
        ("minutes-b-t.pdf", "partial pass"),
        ("minutes-altered.pdf", "fail"),
        ("minutes-printed.pdf", "fail"),
        ("minutes-never-signed.pdf", "fail"),
        ("garbage.pdf", "fail"),
    ],
)
def test_archivematica_is_told_every_verdict_with_code_0(
    name: str, outcome: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code = run([str(FILES / name), *AS_OF, "--format", "archivematica"])

    told = ast.literal_eval(capfd.readouterr().out)
    assert code == 0
    assert set(told) == {"eventOutcomeInformation", "eventOutcomeDetailNote"}
    assert told["eventOutcomeInformation"] == outcome


def test_archivematica_is_told_by_the_code_what_no_verdict_was_given_on() -> None:
    assert run(["missing.pdf", *AS_OF, "--format", "archivematica"]) == 2


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.VALID])
def test_archivematica_passes_nothing_that_is_not_valid(verdict: Verdict) -> None:
    from dataclasses import replace

    report = replace(report_on("minutes-signed.pdf"), verdict=verdict)

    told = ast.literal_eval(archivematica(report).decode("ascii"))

    assert told["eventOutcomeInformation"] != "pass"


@pytest.mark.parametrize("form", ["premis", "mets", "erms", "svkgs"])
def test_that_a_masked_name_is_not_the_files_is_said(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = tmp_path / "19811228-9874.pdf"
    named.write_bytes(Path(SIGNED).read_bytes())
    argv = [str(named), *AS_OF, "--format", form, "--output", str(tmp_path / "out"), "--lang", "en"]
    if form == "mets":
        (tmp_path / "out").mkdir()

    assert run(argv) == 0
    told = capsys.readouterr().err
    assert "--show-personnummer" in told
    assert "9874" not in told
    assert run([*argv, "--show-personnummer"]) == 0
    assert "masked" not in capsys.readouterr().err
    assert run([*argv, "--quiet"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("form", ["premis", "mets", "erms", "svkgs"])
def test_files_of_one_name_in_several_folders_each_have_their_own_and_say_where_they_lie(
    form: str, tmp_path: Path
) -> None:
    for folder in ("in/a", "in/b"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "p.pdf").write_bytes(Path(SIGNED).read_bytes())
    files = [str(tmp_path / folder / "p.pdf") for folder in ("in/a", "in/b")]

    assert run([*files, *AS_OF, "--format", form, "--output", str(tmp_path / "out")]) == 0

    written = sorted((tmp_path / "out").glob(f"*.{form}.xml"), key=lambda each: len(each.name))
    assert len(written) == 2
    for place, file in zip(("a/p.pdf", "b/p.pdf"), written, strict=True):
        assert place in file.read_text(encoding="utf-8")
    if form == "mets":
        for place, file in zip(("a/p.pdf", "b/p.pdf"), written, strict=True):
            record = file.with_name(file.name.replace(".mets.", ".premis."))
            assert f"objects/{place}" in record.read_text(encoding="utf-8")
