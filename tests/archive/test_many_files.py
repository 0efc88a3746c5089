"""Every form over files of many makers, by the schemas."""

import json
from functools import cache

import pytest

import fhvalidate
from fhvalidate.archive.files import files_of
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import ARCHIVE_FORMS
from tests.archive.schemas import errors
from tests.archive.test_every_form import SCHEMAS
from tests.pki.times import VALIDATED_AT
from tests.shared import CORPUS, SHARED

MANY = 50
FEW = slice(3, 5)


@cache
def corpus_files() -> tuple[str, ...]:
    """Files of the corpus, as many of each maker as it takes, the same each time."""
    if not (CORPUS / "cases.jsonl").is_file():
        return ()
    rows = map(json.loads, (CORPUS / "cases.jsonl").read_text(encoding="utf-8").splitlines())
    by_maker: dict[str, list[str]] = {}
    for name in sorted({row["file"] for row in rows}):
        if (CORPUS / name).is_file():
            by_maker.setdefault(name.partition("/")[0], []).append(name)
    turns = max(map(len, by_maker.values()), default=0)
    mixed = [
        names[turn] for turn in range(turns) for names in by_maker.values() if turn < len(names)
    ]
    return tuple(f"corpus/{name}" for name in mixed[:MANY])


@cache
def reprints() -> tuple[str, ...]:
    folder = SHARED / "reprint"
    found = sorted(path.relative_to(SHARED).as_posix() for path in folder.rglob("*.pdf"))
    step = max(1, len(found) // MANY)
    return tuple(found[::step][:MANY])


def faults(report: Report) -> dict[str, list[str]]:
    """What no schema takes of any form, by the form."""
    found = {}
    for form in ARCHIVE_FORMS:
        *_, file = files_of(report, form, "document")
        if form in SCHEMAS and (told := errors(SCHEMAS[form], file.data)):
            found[form] = told
    return found


def report_on(name: str) -> Report:
    path = CORPUS / name.removeprefix("corpus/") if name.startswith("corpus/") else SHARED / name
    trust = fhvalidate.TrustAnchors.none()
    return fhvalidate.validate(path, trust=trust, at=VALIDATED_AT, detail=fhvalidate.Detail.FULL)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*corpus_files(), *reprints()])
def test_a_file_of_any_maker_gives_what_the_schemas_take(name: str) -> None:
    assert faults(report_on(name)) == {}


@pytest.mark.slow
def test_there_are_as_many_files_as_are_asked_for() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared files are not here")
    assert (len(corpus_files()), len(reprints())) == (MANY, MANY)


@pytest.mark.parametrize("name", [*corpus_files()[FEW], *reprints()[FEW]])
def test_some_of_them_at_every_turn(name: str) -> None:
    assert faults(report_on(name)) == {}
