"""`batch export` gives each document's file for an archive, one folder for each form."""

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import etree

from fhvalidate.cli.main import run
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.report.page_names import ARCHIVE_FORMS, OF_FULL_DETAIL, SEVERAL_FILES
from tests.archive.etsi_report.schema import what_is_wrong
from tests.archive.reports import report_on
from tests.archive.schemas import errors
from tests.archive.test_every_form import SCHEMAS
from tests.batch.test_results import open_filled
from tests.report import sample

OF_ANY_DETAIL = [form for form in ARCHIVE_FORMS if form not in OF_FULL_DETAIL]
NAMES = ("minutes-signed.pdf", "minutes-altered.pdf", "minutes-never-signed.pdf", "garbage.pdf")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    judged = {f"/arkiv/{name}.pdf": report for name, report in sample.ALL.items()}
    reports = judged | {"/arkiv/hung.pdf": NotJudged(Cause.TIMEOUT, "60 s")}
    open_filled(tmp_path / "results", reports).close()
    return tmp_path / "results"


@pytest.mark.parametrize("form", OF_ANY_DETAIL)
def test_each_judged_document_has_a_file(form: str, results: Path) -> None:
    assert run(["batch", "export", str(results), "--format", form]) == 0

    written = sorted(set((results / form).iterdir()) - {results / form / "index.csv"})
    each = 2 if form in SEVERAL_FILES else 1
    assert len(written) == each * len(sample.ALL)
    assert {file.stat().st_mode & 0o077 for file in written} == {0}
    own = [file for file in written if file.name.endswith(ARCHIVE_FORMS[form])]
    assert len(own) == len(sample.ALL)
    if form in SCHEMAS:
        assert [errors(SCHEMAS[form], file.read_bytes()) for file in own] == [[]] * len(own)


def test_the_second_time_the_bytes_are_the_same(results: Path, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        argv = ["batch", "export", str(results), "--format", "mets"]
        assert run([*argv, "--output", str(tmp_path / folder)]) == 0

    first, second = (
        {file.name: file.read_bytes() for file in (tmp_path / folder).iterdir()}
        for folder in ("first", "second")
    )
    assert first == second


def test_what_mets_refers_to_is_what_premis_is(results: Path) -> None:
    for form in ("premis", "mets"):
        assert run(["batch", "export", str(results), "--format", form]) == 0

    for file in (results / "premis").glob("*.xml"):
        assert file.read_bytes() == (results / "mets" / file.name).read_bytes()
    for file in (results / "mets").glob("*.mets.xml"):
        (reference,) = etree.parse(file).iter("{http://www.loc.gov/METS/}mdRef")
        name = reference.get("{http://www.w3.org/1999/xlink}href").rpartition("/")[2]
        assert name.endswith(".premis.xml")


def full(folder: Path) -> Path:
    """Results that were judged with `--detail full`."""
    judged = {f"/arkiv/{each}": report_on(each) for each in NAMES}
    open_filled(folder / "results", {**judged}, detail="full").close()
    return folder / "results"


def test_of_results_of_full_detail_each_document_has_a_validation_report(tmp_path: Path) -> None:
    results = full(tmp_path)

    assert run(["batch", "export", str(results), "--format", "etsi"]) == 0

    written = {file.name: file.read_bytes() for file in (results / "etsi").glob("*.xml")}
    assert set(written) == {f"{name}.etsi.xml" for name in NAMES}
    assert [what_is_wrong(xml) for xml in written.values()] == [[]] * len(NAMES)
    assert b"<base64" not in b"".join(written.values()), "digests alone: they hold no person's data"


def test_of_results_of_full_detail_mets_refers_to_the_validation_report_too(tmp_path: Path) -> None:
    results = full(tmp_path)

    for form in ("etsi", "mets"):
        assert run(["batch", "export", str(results), "--format", form]) == 0

    for file in (results / "etsi").glob("*.xml"):
        assert file.read_bytes() == (results / "mets" / file.name).read_bytes()
    for file in (results / "mets").glob("*.mets.xml"):
        references = list(etree.parse(file).iter("{http://www.loc.gov/METS/}mdRef"))
        assert [each.get("MDTYPE") for each in references] == ["PREMIS", "OTHER"]
        for each in references:
            name = each.get("{http://www.w3.org/1999/xlink}href").rpartition("/")[2]
            data = (results / "mets" / name).read_bytes()
            assert each.get("CHECKSUM") == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_of_results_of_default_detail_it_is_said_what_makes_them_enough(
    language: str, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["batch", "export", str(results), "--format", "etsi", "--lang", language]

    assert run(argv) == 2
    assert "fhvalidate batch … --detail full" in " ".join(capsys.readouterr().err.split())
    assert not (results / "etsi").exists()


def test_a_single_report_of_default_detail_is_enough_to_refuse(tmp_path: Path) -> None:
    results = full(tmp_path)
    open_filled(results, {"/arkiv/later.pdf": sample.ALL["valid"]}).close()

    assert run(["batch", "export", str(results), "--format", "etsi"]) == 2
    assert run(["batch", "export", str(results), "--format", "mets"]) == 0
    assert not (results / "mets" / "later.pdf.etsi.xml").exists()
    assert (results / "mets" / f"{NAMES[0]}.etsi.xml").exists()


PLACES = {
    "/arkiv/ks/protokoll.pdf": "ks/protokoll.pdf",
    "/arkiv/bn/protokoll.pdf": "bn/protokoll.pdf",
    "/arkiv/bn/äldre.zip!/2019/protokoll.pdf": "bn/äldre.zip/2019/protokoll.pdf",
}


@pytest.mark.parametrize(
    ("form", "tells"),
    [
        ("premis", lambda place: f"<premis:originalName>objects/{place}<"),
        ("mets", lambda place: f'xlink:href="{quote(place)}"'),
        ("erms", lambda place: f'path="{place}"'),
        ("svkgs", lambda place: f'path="{place}"'),
    ],
)
def test_files_of_one_name_tell_where_their_documents_lie(
    form: str, tells: Callable[[str], str], tmp_path: Path
) -> None:
    results = tmp_path / "results"
    kinds = list(sample.ALL.values())
    open_filled(results, dict(zip(PLACES, kinds, strict=False))).close()

    assert run(["batch", "export", str(results), "--format", form]) == 0

    with (results / form / "index.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["path"] for row in rows} == set(PLACES)
    assert len({row["file"] for row in rows}) == len(rows)
    for row in rows:
        if row["file"].endswith(ARCHIVE_FORMS[form]):
            text = (results / form / row["file"]).read_text(encoding="utf-8")
            assert tells(PLACES[row["path"]]) in text
            assert row["sha256"] in text or form in ("erms", "svkgs")


def test_a_number_in_a_path_is_masked_in_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results"
    paths = ["/arkiv/19811228-9874/protokoll.pdf", "/arkiv/protokoll.pdf"]
    open_filled(results, dict.fromkeys(paths, sample.ALL["valid"])).close()

    assert run(["batch", "export", str(results), "--format", "premis"]) == 0

    told = " ".join(capsys.readouterr().err.split())
    assert "(count: 1)" in told or "(antal: 1)" in told
    for file in (results / "premis").iterdir():
        assert "9874" not in file.read_text(encoding="utf-8")
