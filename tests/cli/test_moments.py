"""As of when: a time, or a day, which is its end in Sweden."""

import json
from datetime import UTC, datetime

import pytest

from fhvalidate.cli.main import run
from fhvalidate.cli.moments import as_of, names_today, swedish_day
from fhvalidate.errors import UsageError
from tests.batch.places import FILES

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SIGNED = str(FILES / "minutes-signed.pdf")
TRUST = ("--trust", str(FILES / "root.pem"))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-03", datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC)),
        ("2026-03-29", datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)),  # the clocks go forward
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
    assert swedish_day(now).isoformat() == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-30", "time-malformed"),
        ("0000-01-01", "time-malformed"),
        ("2026-3-3", "time-malformed"),
        ("igår", "time-malformed"),
        ("٢٠٢٦-٠٣-٠٣", "time-malformed"),
        ("20260303", "time-without-zone"),
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


def test_since_when_the_archive_has_held_a_file_needs_its_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run([SIGNED, "--held-since=2026-03-03", "--lang=sv"]) == 2

    said = capsys.readouterr().err
    assert "saknar tidszon" in said
    assert "Bara dagen" not in said
