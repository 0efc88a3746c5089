"""`batch export` gives each document's file for an archive, one folder for each form."""

from pathlib import Path

import pytest
from lxml import etree

from fhvalidate.cli.main import run
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.report.page_names import KEPT_FORMS, SEVERAL_FILES
from tests.archive.schemas import errors
from tests.archive.test_every_form import SCHEMAS
from tests.batch.test_results import open_filled
from tests.report import sample


@pytest.fixture
def results(tmp_path: Path) -> Path:
    judged = {f"/arkiv/{name}.pdf": report for name, report in sample.ALL.items()}
    reports = judged | {"/arkiv/hung.pdf": NotJudged(Cause.TIMEOUT, "60 s")}
    open_filled(tmp_path / "results", reports).close()
    return tmp_path / "results"


@pytest.mark.parametrize("form", KEPT_FORMS)
def test_each_judged_document_has_a_file(form: str, results: Path) -> None:
    assert run(["batch", "export", str(results), "--format", form]) == 0

    written = sorted((results / form).iterdir())
    each = 2 if form in SEVERAL_FILES else 1
    assert len(written) == each * len(sample.ALL)
    assert {file.stat().st_mode & 0o077 for file in written} == {0}
    own = [file for file in written if file.name.endswith(KEPT_FORMS[form])]
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

    for file in (results / "premis").iterdir():
        assert file.read_bytes() == (results / "mets" / file.name).read_bytes()
    for file in (results / "mets").glob("*.mets.xml"):
        (reference,) = etree.parse(file).iter("{http://www.loc.gov/METS/}mdRef")
        name = reference.get("{http://www.w3.org/1999/xlink}href").rpartition("/")[2]
        assert name.endswith(".premis.xml")
