"""Reports as values: copied, pickled, written as JSON and read again, they are the same."""

import ast
import copy
import inspect
import json
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Union

import pytest
from hypothesis import HealthCheck, given, settings

import fhvalidate
from fhvalidate import Detail, Report, TrustAnchors, UsageError, render_html, validate
from fhvalidate import errors as errors_module
from fhvalidate.api import revisions, side_by_side
from fhvalidate.conclusion import Finding
from fhvalidate.errors import FhvalidateError
from fhvalidate.frozen import FrozenMapping
from fhvalidate.isolated.answers import Cause, Judged, NotJudged, Unchecked
from fhvalidate.report.json import Json
from fhvalidate.report.messages import Language
from fhvalidate.report.model import AttachmentReport
from fhvalidate.report.reading import as_read, from_jsonable, read_value
from fhvalidate.report.reading_values import NotOfThisKindError
from tests.fixtures.make import FILES
from tests.pki import VALIDATED_AT
from tests.report import sample
from tests.report.any_value import any_of

SOURCE = Path(inspect.getfile(fhvalidate)).parent
TRUST = TrustAnchors.from_path(FILES / "trust")
FIXTURES = sorted(FILES.glob("*.pdf"))
SLOW_TO_MAKE = [HealthCheck.too_slow, HealthCheck.data_too_large]
UNHURRIED = settings(deadline=None, max_examples=15, suppress_health_check=SLOW_TO_MAKE)


def judged(path: Path) -> Iterator[Report]:
    for detail, shown in ((Detail.DEFAULT, False), (Detail.FULL, True)):
        yield validate(path, trust=TRUST, at=VALIDATED_AT, detail=detail, show_personnummer=shown)


def same(one: Report, other: Report) -> bool:
    """Equal, with the time that does not count when reports are compared."""
    return one == other and one.produced_at == other.produced_at


def round_trips(report: Report) -> None:
    assert same(Report.from_json(report.to_json()), report)
    assert same(Report.from_json(report.to_json(indent=2).encode()), report)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert same(pickle.loads(pickle.dumps(report, protocol)), report)
    assert same(copy.deepcopy(report), report)
    assert same(copy.copy(report), report)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_report_of_every_file_is_the_same_after_a_round_trip(path: Path) -> None:
    for report in judged(path):
        round_trips(report)
        again = Report.from_json(report.to_json())

        assert hash(again) == hash(report)

        for language in Language:
            assert render_html(again, language=language) == render_html(report, language=language)


@pytest.mark.parametrize(
    "make",
    [
        sample.valid,
        sample.indeterminate,
        sample.expired,
        sample.invalid,
        sample.reprinted,
        sample.unsigned,
        sample.unreadable,
    ],
)
def test_a_report_of_every_verdict_is_the_same_after_a_round_trip(make: Any) -> None:
    report = make()
    round_trips(report)
    round_trips(replace(report, attachments=(AttachmentReport("bilaga.pdf", sample.valid()),)))


@UNHURRIED
@given(any_of(Report))
def test_any_report_is_the_same_after_a_round_trip(report: Report) -> None:
    round_trips(report)


def test_a_text_that_is_written_as_a_time_is_the_time() -> None:
    written = "2026-03-03T09:00:00Z"
    for fact in (written, 10**400, float("inf"), 1.0, True, None, ("a",), (1, 2), ()):
        read = as_read(fact)
        assert as_read(read) == read
    assert as_read("2026-03-03 09:00") == "2026-03-03 09:00"
    assert as_read(written) == sample.SIGNED_AT


def test_what_another_version_has_written_is_read_too() -> None:
    report = sample.valid()
    later = json.loads(report.to_json())
    later["something_new"] = {"a": 1}
    later["document"]["something_new"] = [1]
    later["signatures"][0]["something_new"] = None
    earlier = json.loads(report.to_json())
    del earlier["signature_model"]
    del earlier["signatures"][0]["confirmed_level"]
    del earlier["trust"]["sources"][0]["kind"]

    assert Report.from_json(json.dumps(later)) == report
    assert Report.from_json(json.dumps(earlier)).document == report.document


@pytest.mark.parametrize("member", ["something_new", "signature_model"])
def test_what_a_worker_says_is_read_to_the_letter(member: str) -> None:
    said = json.loads(sample.valid().to_json())
    if member in said:
        del said[member]
    else:
        said[member] = 1

    with pytest.raises(NotOfThisKindError):
        read_value(Report, json.dumps(said))
    with pytest.raises(NotOfThisKindError):
        from_jsonable(Report, said)


WRONG: dict[str, Any] = {
    "nothing": "",
    "no JSON": "{",
    "no object": "[]",
    "a number": "1",
    "too deep": "[" * 100_000,
    "too large a number": "1" * 10_000,
    "not UTF-8": b"\xff\xfe\xff",
    "empty": "{}",
    "of another schema": {"schema": "fhvalidate/report/0"},
    "of a schema that is no text": {"schema": ["fhvalidate/report/2"]},
    "without a verdict": {"verdict": None},
    "with a verdict that there is not": {"verdict": "fine"},
    "with a text for a number": {"trust": {"anchors": "1", "sources": []}},
    "with a time that is none": {"produced_at": "i dag"},
    "with a yes that is none": {"document": {"encrypted": 1}},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_report_is_refused_in_words(name: str) -> None:
    wrong = WRONG[name]
    if isinstance(wrong, dict):
        wrong = json.dumps(json.loads(sample.valid().to_json()) | wrong)

    with pytest.raises(UsageError) as caught:
        Report.from_json(wrong)

    of_a_report = isinstance(WRONG[name], dict)
    code = "report-member-not-readable" if of_a_report else "report-not-readable"
    assert caught.value.code == code
    for language in Language:
        told = caught.value.message(language)
        assert "?" not in told
        assert "-)" not in told


@pytest.mark.parametrize("schema", ["fhvalidate/report/2", "fhvalidate/report/17"])
def test_a_report_of_a_later_schema_is_told_as_made_by_a_newer_version(schema: str) -> None:
    later = json.loads(sample.valid().to_json()) | {"schema": schema, "verdict": "another"}

    with pytest.raises(UsageError) as caught:
        Report.from_json(json.dumps(later))

    assert caught.value.code == "report-newer"
    assert schema in caught.value.message("en")


def test_a_report_is_read_from_text_or_bytes_alone() -> None:
    with pytest.raises(TypeError):
        Report.from_json({"schema": 1})  # type: ignore[arg-type]


def test_a_frozen_mapping_stays_as_it_was_made() -> None:
    made = {"a": 1}
    frozen = FrozenMapping(made)
    made["a"] = 2

    assert frozen == {"a": 1}
    assert frozen == {"a": 1}
    assert frozen != {"a": 2}
    assert hash(frozen) == hash(FrozenMapping({"a": 1}))
    assert FrozenMapping() == {}
    with pytest.raises(AttributeError):
        frozen._items = {}
    with pytest.raises(AttributeError):
        del frozen._items
    with pytest.raises(TypeError):
        frozen["a"] = 3  # type: ignore[index]


@pytest.mark.parametrize(
    "value",
    [
        NotJudged(Cause.TIMEOUT, "60"),
        Judged("0" * 64, "{}", {"a": [1, None]}),
        Finding.warning("code", "clause", number=1, names=("a", "b")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_answers_are_values_too(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value


def test_what_is_said_of_revisions_and_of_what_was_signed_are_values_too() -> None:
    found: tuple[object, ...] = (
        *revisions(FILES / "minutes-b-lta.pdf"),
        side_by_side(FILES / "minutes-altered.pdf"),
        fhvalidate.match(FILES / "minutes-printed.pdf", FILES / "minutes-signed.pdf"),
    )

    for value in found:
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value


ERRORS: tuple[FhvalidateError, ...] = (
    errors_module.UsageError("file-missing", path="a.pdf"),
    errors_module.UnreadableError("not-a-pdf", offset=3),
    errors_module.SettingsError("not-toml", where="3:1"),
    errors_module.PdfSyntaxError("name", 17),
    errors_module.FetchError("timeout"),
    errors_module.InternalError("ValueError in a.py:1"),
    errors_module.NotRegularFileError("a.pdf"),
    errors_module.FileTooLargeError(17),
    errors_module.PoolFullError(64),
    errors_module.Asn1Error("cut"),
    errors_module.UnsupportedAlgorithmError("md5"),
    errors_module.KeyRestrictionError("pss"),
    errors_module.TrustedListError("no"),
    errors_module.FhvalidateError("x"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_are_values_too(error: FhvalidateError) -> None:
    for again in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error), copy.copy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)
        assert again.args == error.args
        assert again == error
        assert {again, error} == {error}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_have_words_in_both_languages(error: FhvalidateError) -> None:
    swedish, english = error.message(Language.SV), error.message(Language.EN)

    assert swedish != english
    for text in (swedish, english):
        assert text[0].isupper() or text.startswith("a.pdf")
        assert text.endswith(".")
        assert "?" not in text
        assert "{" not in text
    assert error.message("sv") == swedish
    with pytest.raises(ValueError, match="fi"):
        error.message("fi")


FORBIDDEN = {
    "pickle",
    "_pickle",
    "cPickle",
    "marshal",
    "shelve",
    "copyreg",
    "dill",
    "cloudpickle",
    "multiprocessing",
    "joblib",
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__")
        ):
            yield from (str(a.value) for a in node.args if isinstance(a, ast.Constant))


def test_nothing_that_speaks_with_a_worker_can_unpickle() -> None:
    files = sorted((SOURCE / "isolated").rglob("*.py"))

    assert files
    for path in files:
        names = {name.partition(".")[0] for name in imported(path)}
        assert not names & FORBIDDEN, path.name
        assert "ProcessPoolExecutor" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("place", [-1, -7, 99])
def test_a_signer_with_a_signature_that_is_not_there_is_no_report(place: int) -> None:
    told = json.loads(sample.ALL["valid"].to_json())
    told["signers"][0]["signature"] = place

    with pytest.raises(UsageError) as raised:
        Report.from_json(json.dumps(told))
    assert raised.value.code == "report-member-not-readable"


def test_of_two_members_of_one_name_nobody_knows_which_is_meant() -> None:
    text = sample.ALL["valid"].to_json()

    with pytest.raises(UsageError):
        Report.from_json(text[:1] + '"verdict": "invalid", ' + text[1:])


def test_a_worker_that_tells_a_member_twice_has_told_no_report() -> None:
    text = sample.ALL["valid"].to_json()
    twice = text[:1] + '"verdict": "invalid", ' + text[1:]

    assert isinstance(Unchecked(None, text.encode()).checked(), Judged)
    assert Unchecked(None, twice.encode()).checked() == NotJudged(Cause.CRASH, "report")


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "2026-03-03T09:00:00Z", "a", [], {}])
def test_of_several_kinds_the_first_that_the_value_is_one_of_is_read(value: Json) -> None:
    kinds = (type(None), datetime, float, tuple[int, ...], Mapping[str, int], bool, str)

    def alone(kind: Any) -> list[object]:
        try:
            return [from_jsonable(kind, value)]
        except NotOfThisKindError:
            return []

    first = next(found for kind in kinds for found in alone(kind))

    assert from_jsonable(Union[kinds], value) == first  # noqa: UP007 - of kinds that are counted
