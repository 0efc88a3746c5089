"""As of when: a time, or a day, which is its end in Sweden."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from fhvalidate.batch.manifest import held_since_of
from fhvalidate.cli.main import run
from fhvalidate.cli.moments import as_of, first, last, names_today
from fhvalidate.days import day_of
from fhvalidate.errors import UsageError
from tests.batch.places import FILES
from tests.cli.shell import Shell
from tests.cli.test_trust import ROOT, signed_minutes

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SIGNED = str(FILES / "minutes-signed.pdf")
SECOND = timedelta(seconds=1)
TRUST = ("--trust", str(FILES / "root.pem"))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-03", datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC)),
        ("2026-03-29", datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)),  # the clocks go forward
        ("20260303", datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)),
        ("2026-W10-2", datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)),
        ("2026W102", datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)),
        (" 2026-03-03 ", datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)),
        ("2030-01-01", datetime(2030, 1, 1, 22, 59, 59, tzinfo=UTC)),
        ("2026-03-03T10:00:00+01:00", datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("9999-12-31", datetime(9999, 12, 31, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_is_its_end_in_sweden(text: str, time: datetime) -> None:
    assert as_of(text, option="--at", now=NOW) == time


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (NOW, "2026-11-29"),
        (datetime(2026, 11, 29, 23, 30, tzinfo=UTC), "2026-11-30"),  # past midnight in Sweden
        (datetime(2026, 11, 29, 22, 30, tzinfo=UTC), "2026-11-29"),
    ],
)
def test_today_is_now_since_its_end_lies_ahead(now: datetime, day: str) -> None:
    assert as_of(day, option="--at", now=now) == now
    assert names_today(day, now=now)
    assert day_of(now).isoformat() == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-3-3", "time-malformed"),
        ("igår", "time-malformed"),
        ("٢٠٢٦-٠٣-٠٣", "time-malformed"),
        ("2026-W10", "time-without-zone"),  # a week is no day
        ("2026-03-03T10:00", "time-without-zone"),
    ],
)
def test_a_wrong_day_is_told_in_clear_words(
    text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError) as raised:
        as_of(text, option="--at", now=NOW)
    assert raised.value.code == code

    for argv in ([SIGNED], ["batch", SIGNED, "--out=r"]):
        assert run([*argv, f"--at={text}", "--lang=sv"]) == 2
        assert "Bara dagen går också bra: --at 2026-03-03 är dess slut" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize(("language", "words"), [("sv", "Prövat per"), ("en", "Validated as of")])
def test_the_report_says_as_of_when_with_the_zone(
    form: str, language: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run([SIGNED, *TRUST, "--at=2026-03-03", f"--format={form}", f"--lang={language}"])

    assert code == 0
    assert f"{words} 2026-03-03 23:59:59 CET" in " ".join(capsys.readouterr().out.split())


def test_the_json_has_that_time_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    run([SIGNED, *TRUST, "--at=2026-03-03", "--json"])

    assert json.loads(capsys.readouterr().out)["validation_time"] == "2026-03-03T22:59:59Z"


@pytest.mark.parametrize(
    "text", ["2026-02-30", "0000-01-01", "20260230", "2026-W60-1", "2026-02-30T10:00:00+01:00"]
)
def test_a_day_that_no_calendar_has_is_told_as_that(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for option in ("--at", "--held-since"):
        assert run([SIGNED, f"{option}={text}", "--lang=sv"]) == 2
        said = capsys.readouterr().err
        assert f"{text.partition('T')[0]} efter {option} är en dag som inte finns." in said
        assert "9999" not in said


@pytest.mark.parametrize("day", ["2026-03-03", "2026-07-01", "2026-03-29", "2026-10-25"])
def test_a_day_is_the_same_wherever_it_is_named(day: str) -> None:
    ends = as_of(day, option="--at", now=NOW)

    assert as_of(day, option="--held-since", now=NOW) == ends
    assert last(day, option="--until") == ends
    assert held_since_of(day, at=NOW) == ends
    begins = first(day, option="--since")
    assert day_of(begins).isoformat() == day == day_of(ends).isoformat()
    assert day_of(begins - SECOND).isoformat() < day < day_of(ends + SECOND).isoformat()


def test_what_the_archive_has_held_since_today_it_has_held_by_now() -> None:
    assert as_of("2026-11-29", option="--held-since", now=NOW) == NOW
    assert held_since_of("2026-11-29", at=NOW) == NOW


def test_a_file_that_came_in_on_a_day_is_proven_as_of_that_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = run([SIGNED, *TRUST, "--at=2026-03-03", "--held-since=2026-03-03", "--json"])

    assert code == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    (held,) = (each for each in findings if each["code"] == "held-since")
    assert held["detail"]["held_since"] == "2026-03-03T22:59:59Z"


def test_an_anchor_is_believed_on_the_first_and_on_the_last_day(shell: Shell) -> None:
    root = shell.file("a.pem", ROOT.pem)
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))
    days = ("--since", "2026-03-03", "--until", "2026-03-04")
    assert shell.run("trust", "add", root, *days)[0] == 0

    def code(at: str) -> int:
        return shell.run(document, "--at", at)[0]

    assert code("2026-03-02") == 3
    assert code("2026-03-03") == 0
    assert code("2026-03-04") == 0
    assert code("2026-03-05") == 3
    told = shell.run("trust", "list")[1]
    assert "2026-03-03 00:00:00 CET" in told
    assert "2026-03-04 23:59:59 CET" in told


def test_a_time_before_the_clocks_agreed_is_told_in_utc(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run([SIGNED, "--at=0001-01-01", "--lang=sv"])

    said = capsys.readouterr().out
    assert "LMT" not in said
    assert "UTC" in said
