"""The results as files, made from a store that is filled by hand: nothing is judged here."""

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import jsonschema
import pytest

from fhvalidate.batch import export
from fhvalidate.batch.actions import (
    Todo,
    todo,
    todo_with_manifest,
    todo_without_report,
)
from fhvalidate.batch.diff import Change, Why, changes
from fhvalidate.batch.inbox import DONE
from fhvalidate.batch.inputs import InputDigests
from fhvalidate.batch.manifest import ManifestRow
from fhvalidate.batch.opening import open_results, open_store
from fhvalidate.batch.outcome_rows import Inputs
from fhvalidate.batch.page import parts_of, write_page
from fhvalidate.batch.page_parts import Page
from fhvalidate.batch.page_todo import group_advice
from fhvalidate.batch.rows import meeting_of
from fhvalidate.batch.spreadsheet import write_excel_csv
from fhvalidate.batch.store import PathEntry, Store
from fhvalidate.batch.watch import folder_for
from fhvalidate.cli.batch_end import issuer_lines, summary_line
from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.errors import UsageError
from fhvalidate.isolated import Cause, Digest, Judged, NotJudged
from fhvalidate.reconcile.signers import SignerSource
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language, words
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import NOTHING_LEFT, Step, next_step, short_advice
from fhvalidate.report.schema import schema
from fhvalidate.reprint.verdict import ReprintVerdict
from fhvalidate.signature import Level
from fhvalidate.words.catalogue import Message
from tests.report import sample

PASSWORD_NEEDED = Finding.error("password-needed")
HOSTILE = "/arkiv/\x1b[31m=<script>alert(1)</script>\u202e.pdf"
DIGESTS = InputDigests(
    "2026-03-03T09:00:00Z", "default", "p", "t", "e", "f", "none", "1", False, "default"
)


def open_filled(folder: Path, reports: dict[str, Report | NotJudged], **digests: str) -> Store:
    """A store with these outcomes, by path."""
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(folder, limits="60 s, 1024 MB")
    told = InputDigests(**asdict(DIGESTS) | digests)
    store.use_settings(told)
    for number, (path, outcome) in enumerate(reports.items()):
        sha256 = f"{number:064x}"
        found: Judged | NotJudged = (
            outcome
            if isinstance(outcome, NotJudged)
            else Judged(sha256, outcome.to_json(), json.loads(outcome.to_json()))
        )
        key = told.with_document(sha256, None)
        known = store.add_document(Inputs(key, Digest(sha256, 10), None), found)
        row = ManifestRow(path, sha256, "", "=1+1", '{"nämnd": "@SUM"}')
        store.add_path(PathEntry(path, known.id, row=row))
    return store


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    reports: dict[str, Report | NotJudged] = {
        f"/arkiv/{name}.pdf": report for name, report in sample.ALL.items()
    }
    reports[HOSTILE] = sample.ALL["hostile"]
    reports["/arkiv/hang.pdf"] = NotJudged(Cause.TIMEOUT, "60 s")
    store = open_filled(tmp_path / "res", reports)
    store.load_manifest([ManifestRow("saknas.pdf", "0" * 64, "", "", '{"nämnd": ""}')])
    with closing(store):
        yield store.connection


def test_the_signers_of_the_csv_are_those_whose_signature_is_in_the_file(tmp_path: Path) -> None:
    valid = sample.ALL["valid"]
    anna, bo = valid.signers
    field = valid.signatures[1].field
    unnamed = replace(bo, name=field or "", sources=(SignerSource.SIGNATURE_PAGE,))
    reports: dict[str, Report | NotJudged] = {
        "/both": valid,
        "/field": replace(valid, signers=(anna, unnamed)),
        "/none": replace(valid, signers=(anna, replace(bo, signature=None))),
        "/page": sample.ALL["reprinted"],
    }
    store = open_filled(tmp_path / "res", reports)
    with closing(store):
        signers = {
            row["path"]: row["signers"] for row in export.rows_of(store.connection, Language.SV)
        }

    both = "Anna Exempel; Bo Testsson"
    one = "Anna Exempel"
    assert signers == {"/both": both, "/field": one, "/none": one, "/page": None}


def test_each_signature_has_its_level_and_what_of_it_is_confirmed(tmp_path: Path) -> None:
    first, second = sample.ALL["valid"].signatures
    long_term = replace(first, level=Level.LT, confirmed_level=Level.T)
    broken = replace(second, level=Level.B, confirmed_level=None)
    report = replace(sample.ALL["valid"], signatures=(long_term, broken))
    unsigned = sample.ALL["reprinted"]
    store = open_filled(tmp_path / "res", {"/signed": report, "/unsigned": unsigned})

    with closing(store):
        rows = {row["path"]: row for row in export.rows_of(store.connection, Language.SV)}

    assert rows["/signed"]["level"] == "PAdES-BASELINE-LT; PAdES-BASELINE-B"
    assert rows["/signed"]["confirmed_level"] == "PAdES-BASELINE-T; none"
    assert (rows["/unsigned"]["level"], rows["/unsigned"]["confirmed_level"]) == (None, None)


def test_a_batch_that_takes_no_password_asks_for_none() -> None:
    locked = replace(sample.ALL["unreadable"], findings=(sample.finding(PASSWORD_NEEDED),))

    said = todo(locked)

    assert said.action is Step.PASSWORD
    assert "--password-file" not in said.reason.sv + said.reason.en


def test_no_cell_of_the_csv_starts_a_formula(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    export.write_csv(connection, tmp_path / "r.csv", Language.SV)

    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert len(table) == len(sample.ALL) + 2
    assert not [c for row in table for c in row.values() if c.startswith(("=", "+", "-", "@"))]
    assert {row["reference"] for row in table} == {"'=1+1"}
    assert {row["manifest.nämnd"] for row in table} == {"'@SUM"}
    assert "\x1b" not in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
        " =1",
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_quoted(text: str) -> None:
    assert export.harmless(text).startswith("'")


def test_each_line_of_the_ndjson_holds_a_report_of_its_path(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    export.write_ndjson(connection, tmp_path / "r.ndjson", Language.SV)

    lines = [json.loads(line) for line in (tmp_path / "r.ndjson").read_text().splitlines()]
    validator = jsonschema.Draft202012Validator(schema())
    reports = [line["report"] for line in lines if line["report"] is not None]
    assert len(reports) == len(lines) - 1
    for report in reports:
        validator.validate(report)
    assert lines[0]["report"]["document"]["name"] == Path(lines[0]["path"]).name


def test_a_manifest_that_disagrees_keeps_a_path_from_being_valid(tmp_path: Path) -> None:
    store = open_filled(tmp_path, {"/a.pdf": sample.valid()})
    finding = Finding.error("manifest-digest-mismatch", stated="00")
    store.add_path(PathEntry("/b.pdf", 1, verdict="indeterminate", finding=finding))

    lines = [json.loads(line) for line in export.lines_of(store.connection)]
    store.close()

    assert [line["verdict"] for line in lines] == ["valid", "indeterminate"]
    assert [line["report"]["verdict"] for line in lines] == ["valid", "indeterminate"]
    assert lines[1]["report"]["findings"][0]["code"] == "manifest-digest-mismatch"


def test_parquet_has_the_rows_of_the_csv(connection: sqlite3.Connection, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")

    export.write_parquet(connection, tmp_path / "r.parquet", Language.EN)

    paths = [row["path"] for row in export.rows_of(connection, Language.EN)]
    assert parquet.read_table(tmp_path / "r.parquet")["path"].to_pylist() == paths


def test_an_export_that_cannot_be_written_leaves_nothing(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="output-not-writable"):
        export.write_csv(connection, tmp_path / "no" / "r.csv", Language.SV)


@pytest.mark.parametrize("language", Language)
def test_nothing_hostile_reaches_the_page(
    language: Language, connection: sqlite3.Connection, tmp_path: Path
) -> None:
    page = write_page(connection, tmp_path, language).read_text(encoding="utf-8")

    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert page.count("<script>") == 1
    assert 'href="./' in page
    assert "javascript:" not in page


def test_the_page_names_its_script_and_style_by_digest_and_loads_nothing(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    page = "".join(parts_of(Page(connection, tmp_path, Language.SV)))

    assert "default-src 'none'" in page
    assert page.count("'sha256-") == 2
    assert " style=" not in page
    assert " src=" not in page
    assert "onclick" not in page


def test_every_path_that_needs_action_is_on_the_page_under_what_to_do(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    page = "".join(parts_of(Page(connection, tmp_path, Language.EN)))

    assert f'id="{Step.EXAMINE_AGAIN}"' in page
    assert "hang.pdf" in page
    assert "/arkiv/valid.pdf" not in page.partition('<section id="done">')[0]


def test_valid_files_are_on_the_page_folded_with_signers_and_the_day_of_the_verdict(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    page = "".join(parts_of(Page(connection, tmp_path, Language.SV)))

    done = page.partition('<section id="done">')[2].partition("</section>")[0]
    assert "<details><summary>Visa filerna</summary>" in done
    for text in ("/arkiv/valid.pdf", "Anna Exempel; Bo Testsson", "2026-03-03"):
        assert text in done
    assert "/arkiv/reprinted.pdf" not in done


def test_runs_by_the_same_rules_are_told_of_together_with_the_first_and_last_time(
    tmp_path: Path,
) -> None:
    store = open_filled(tmp_path, {"/a.pdf": sample.valid()})
    store.close()
    store = open_filled(tmp_path, {"/b.pdf": sample.valid()}, at="2026-03-04T09:00:00Z")
    with closing(store):
        page = "".join(parts_of(Page(store.connection, tmp_path, Language.SV)))

    assert page.count('<dl class="facts">') == 1
    assert "2026-03-03 10:00:00 CET \N{EN DASH} 2026-03-04 10:00:00 CET" in page


def test_the_year_is_that_of_the_minutes_or_of_signing_and_never_that_of_the_file() -> None:
    copy = json.loads(sample.ALL["reprinted"].to_json())
    copy["minutes"] = None
    copy["signatures"] = []
    copy["document"]["created"] = "2025-01-01T00:00:00Z"
    unsaid = meeting_of(copy)
    copy["signers"][0]["signed_at"] = "2024-05-05T10:00:00Z"

    assert unsaid.year is None
    assert meeting_of(copy).year == 2024


def test_a_row_of_the_manifest_without_a_file_is_a_path_that_needs_action(tmp_path: Path) -> None:
    store = open_filled(tmp_path / "res", {"/arkiv/valid.pdf": sample.valid()})
    outcome = NotJudged(Cause.LISTED_ONLY)
    said = todo_without_report(outcome)
    with closing(store):
        store.add_path(PathEntry("/arkiv/saknas.pdf", None, outcome, todo=said))

        page = "".join(parts_of(Page(store.connection, tmp_path, Language.EN)))

    assert f'id="{Step.NEW_COPY}"' in page
    assert "/arkiv/saknas.pdf" in page
    assert "Rows of the manifest whose file was not met: 1." in page


def test_what_the_manifest_says_wrong_is_told_with_what_the_document_asks_for() -> None:
    unclear = Todo(Step.ADD_TRUST, Message("Ankare.", "Anchor."))
    time = Finding.warning("manifest-held-since-malformed", value="igår")
    other = Finding.error("manifest-digest-mismatch", stated="00")

    fine = todo_with_manifest(Todo(Step.PRESERVE, Message("", "")), time)
    both = todo_with_manifest(unclear, time)
    compared = todo_with_manifest(unclear, other)
    refused = todo_with_manifest(Todo(Step.DO_NOT_ACCEPT, Message("Nej.", "No.")), other)

    assert fine.action is Step.COMPARE_MANIFEST
    assert "igår" in fine.reason.sv
    assert (both.action, both.reason.sv[:7]) == (Step.ADD_TRUST, "Ankare.")
    assert "igår" in both.reason.sv
    assert (compared.action, compared.reason.sv[-7:]) == (Step.COMPARE_MANIFEST, "Ankare.")
    assert (refused.action, refused.reason.sv[:4]) == (Step.DO_NOT_ACCEPT, "Nej.")


def test_a_change_of_verdict_is_told_with_what_else_changed(tmp_path: Path) -> None:
    before = open_filled(
        tmp_path / "a", {"/1.pdf": sample.valid(), "/2.pdf": sample.valid(), "/4": sample.valid()}
    )
    after = open_filled(
        tmp_path / "b",
        {"/1.pdf": sample.valid(), "/2.pdf": sample.ALL["invalid"], "/3.pdf": sample.valid()},
        trust_sha256="other",
        at="2027-01-01T00:00:00Z",
    )

    found = list(changes(before.connection, after.connection))
    before.connection.close()
    after.connection.close()

    assert found == [
        Change("/2.pdf", "valid", "invalid", (Why.TRUST, Why.TIME)),
        Change("/3.pdf", "", "valid", (Why.ADDED,)),
        Change("/4", "valid", "", (Why.REMOVED,)),
    ]


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_something_to_do_and_words(cause: Cause) -> None:
    said = todo_without_report(NotJudged(cause, "x"))

    assert said.action is not Step.PRESERVE
    assert said.reason.sv.endswith(".")
    assert not said.reason.sv.startswith("not-judged")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (NotJudged(Cause.ARCHIVE_LIMIT, "members > 10000"), "fler filer än 10000"),
        (NotJudged(Cause.ARCHIVE_LIMIT, "nesting > 1"), "fler nivåer än 1"),
        (NotJudged(Cause.ARCHIVE_DAMAGED, "BadZipFile"), "innehållsförteckningen kan inte läsas"),
        (NotJudged(Cause.CRASH, "exit"), "den avslutade sig själv"),
        (NotJudged(Cause.NOT_READABLE, "permission-denied"), "behörighet saknas"),
    ],
)
def test_why_a_file_was_not_judged_is_told_in_words(outcome: NotJudged, said: str) -> None:
    reason = todo_without_report(outcome).reason.sv

    assert said in reason
    assert outcome.detail not in reason


def test_a_folder_without_results_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="results-missing"):
        open_results(tmp_path)


def test_results_of_another_version_are_left_alone(tmp_path: Path) -> None:
    store = open_filled(tmp_path, {})
    store.set("schema", "99")
    store.close()

    with pytest.raises(UsageError, match="results-other-version"):
        open_results(tmp_path)


def test_files_that_lack_the_same_issuer_are_one_row_with_how_many_and_what_for(
    tmp_path: Path,
) -> None:
    """On the terminal and on the page, and both end with the command to paste."""
    waiting, other = sample.indeterminate(), sample.ALL["valid"]
    reports: dict[str, Report | NotJudged] = {f"/arkiv/{n}.pdf": waiting for n in range(3)}
    folder = tmp_path / "res"

    with closing(open_filled(folder, {**reports, "/arkiv/v.pdf": other})) as store:
        told = issuer_lines(store.connection, Language.SV, width=200, show=False)
        page = write_page(store.connection, folder, Language.SV).read_text()

    assert told[1].endswith(", för underskrifter: 3 filer")
    assert told[-1] == "    fhvalidate trust add CERTIFIKAT --purpose signature"
    assert page.count('<details class="issuer">') == 1
    assert told[1].strip() in page
    assert told[-1].strip() in page
    assert page.count("/arkiv/1.pdf") == 1


def test_no_issuer_is_told_of_where_none_is_awaited(tmp_path: Path) -> None:
    with closing(open_filled(tmp_path, {"/v.pdf": sample.valid()})) as store:
        assert issuer_lines(store.connection, Language.SV, width=80, show=False) == []
        assert "trust add" not in write_page(store.connection, tmp_path, Language.SV).read_text()


def lacking(code: str, *names: str) -> Report:
    """An intact file of which a signature lacks that, of these issuers."""
    report = sample.indeterminate()
    found = tuple(sample.finding(Finding.error(code, issuer=name)) for name in names)
    one = replace(report.signatures[0], findings=found, timestamps=())
    return replace(report, findings=(), signatures=(one,), signers=())


def somebody_missing() -> Report:
    """A valid file in which one of those who were to sign has not."""
    report = sample.valid()
    absent = replace(report.signers[1], signature=None)
    return replace(report, signers=(report.signers[0], absent))


KINDS = {
    **sample.ALL,
    "missing": somebody_missing(),
    "stamped": lacking("no-time-stamp-certificate-chain", "CN=Tid"),
    "attached": replace(
        sample.unsigned(),
        reprint=replace(sample.unsigned().reprint, verdict=ReprintVerdict.SIGNED_ATTACHMENT),
    ),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", KINDS)
def test_a_batch_asks_for_what_the_report_on_the_file_asks_for(
    name: str, language: Language, tmp_path: Path
) -> None:
    """In the same words on the page and in the tables for people; by its code in results.csv."""
    report = KINDS[name]
    step = next_step(report)
    told = short_advice(report, Style(language, colour=False, width=80))

    with closing(open_filled(tmp_path, {"/a.pdf": report})) as store:
        write_excel_csv(store.connection, tmp_path / "excel.csv", language)
        (row,) = export.rows_of(store.connection, language)
        page = write_page(store.connection, tmp_path, language).read_text()

    delimiter = {Language.SV: ";", Language.EN: ","}[language]
    table = (tmp_path / "excel.csv").read_text(encoding="utf-8-sig").splitlines()
    (cells,) = csv.DictReader(table, delimiter=delimiter)
    assert cells[words(language, "batch-table", "action")] == told
    assert row["action"] == step
    assert bool(row["reason"]) is (step not in NOTHING_LEFT)
    assert not re.search(r"\b[A-Z]{1,2}=|[A-Z]+_[A-Z]+", str(row["reason"]))
    assert (f'<div class="group" id="{step}"><h3>{told} (1)</h3>' in page) is (
        step not in NOTHING_LEFT
    )
    if report.verdict is Verdict.VALID:
        assert (folder_for(report) == DONE) is (step in NOTHING_LEFT)


def test_a_valid_file_that_lacks_a_signature_says_whose(tmp_path: Path) -> None:
    report = somebody_missing()

    said = todo(report)

    assert said.action is Step.CHECK_MISSING
    assert said.reason.sv == f"I filen saknas underskrift av {report.signers[1].name}."
    with closing(open_filled(tmp_path, {"/a.pdf": report})) as store:
        assert "Att åtgärda: 1." in summary_line(store.connection, 1, Language.SV)


def test_a_reason_has_the_readable_name_and_the_whole_one_folded(tmp_path: Path) -> None:
    whole = "C=SE, O=Provmyndigheten, CN=Provets <rot>"

    report = lacking("no-certificate-chain", whole)
    with closing(open_filled(tmp_path, {"/a.pdf": report})) as store:
        page = write_page(store.connection, tmp_path, Language.SV).read_text()

    seen = re.sub(r'<details class="names">.*?</details>', "", page)
    assert "C=SE" not in seen
    assert "Provets &lt;rot&gt;" in seen
    assert "<div>C=SE, O=Provmyndigheten, CN=Provets &lt;rot&gt;</div>" in page


def test_each_group_of_the_page_is_advised_without_a_gap_for_a_name() -> None:
    for step in set(Step) - set(NOTHING_LEFT):
        for language in Language:
            assert "{" not in group_advice(step, language)


def test_an_issuer_of_time_stamps_is_added_for_them(tmp_path: Path) -> None:
    """Also where the file waits first for the issuer of a signature."""
    both = lacking("no-certificate-chain", "CN=Rot")
    stamp = sample.finding(Finding.error("no-time-stamp-certificate-chain", issuer="CN=Tid"))
    one = replace(both.signatures[0], findings=(*both.signatures[0].findings, stamp))
    both = replace(both, signatures=(one,))

    with closing(open_filled(tmp_path, {"/a.pdf": both})) as store:
        page = write_page(store.connection, tmp_path, Language.SV).read_text()

    assert "Rot, för underskrifter: 1 fil" in page
    for purpose in ("signature", "timestamp"):
        assert f"fhvalidate trust add CERTIFIKAT --purpose {purpose}" in page


def test_a_report_that_fits_the_schema_and_not_the_model_is_no_report(tmp_path: Path) -> None:
    report = json.loads(sample.valid().to_json())
    report["signers"][0]["signature"] = 99
    inputs = Inputs("k", Digest("0" * 64, 10), None)

    with closing(open_store(tmp_path, limits="")) as store:
        store.use_settings(DIGESTS)
        known = store.add_document(inputs, Judged("0" * 64, json.dumps(report), report))

    assert known.verdict == "not-judged"
