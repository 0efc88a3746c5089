"""The command line."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from fhvalidate.cli.arguments import Arguments, help_text, language_of, parse
from fhvalidate.cli.commands import MODULES
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language

SINCE = "2026-03-03T09:00:00Z"


def wrong(*argv: str) -> str:
    with pytest.raises(UsageError) as raised:
        parse(argv, Language.SV)
    return raised.value.code


def test_a_bare_file_is_the_default_command() -> None:
    assert parse(["a.pdf"], Language.SV) == Arguments(files=("a.pdf",), language=Language.SV)


def test_options_and_files_may_stand_in_any_order() -> None:
    argv = ["a.pdf", "--trust", "x", "b.pdf", "--trust=y", "--format", "json", "c.pdf"]

    arguments = parse(argv, Language.EN)

    assert arguments.files == ("a.pdf", "b.pdf", "c.pdf")
    assert arguments.trust == ("x", "y")
    assert arguments.format == "json"


def test_after_a_double_dash_everything_is_a_file() -> None:
    assert parse(["--debug", "--", "-x.pdf", "--lang"], Language.EN).files == ("-x.pdf", "--lang")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-03T10:00:00+01:00", datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("2026-03-03T09:00:00Z", datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("2026-03-03 10:00+01:00", datetime(2026, 3, 3, 10, tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_a_time_with_a_zone_is_read(text: str, time: datetime) -> None:
    assert parse(["a.pdf", "--at", text], Language.EN).at == time


def test_what_was_held_is_named_by_its_digest() -> None:
    argv = ["a.pdf", f"--held-since={SINCE}", "--held-sha256", "aB" * 32]

    arguments = parse(argv, Language.EN)

    assert arguments.held_since == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert arguments.held_sha256 == "aB" * 32


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        ([], "file-not-named"),
        (["--trust", "x"], "file-not-named"),
        (["a.pdf", "--at", "2026-03-03T10:00:00"], "time-without-zone"),
        (["a.pdf", "--held-since", "2026-03-03T10:00:00"], "time-without-zone"),
        (["a.pdf", "--at", "2026-02-30"], "day-unknown"),
        (["a.pdf", "--at", "igår"], "time-malformed"),
        (["a.pdf", "--at", "0001-01-01T00:00:00+14:00"], "time-malformed"),
        (["a.pdf", "--at", "9999-12-31T23:59:59-14:00"], "time-malformed"),
        (["a.pdf", "--held-sha256", "0" * 64], "held-sha256-alone"),
        (["a.pdf", f"--held-since={SINCE}", "--held-sha256", "0" * 63], "held-sha256-malformed"),
        (["a.pdf", f"--held-since={SINCE}", "--held-sha256="], "option-needs-value"),
        (["a.pdf", "b.pdf", "--held-sha256", "0" * 64], "option-for-one-file"),
        (["a.pdf", "--format", "xml"], "option-value-unknown"),
        (["a.pdf", "--lang", "de"], "option-value-unknown"),
        (["a.pdf", "--nope=1"], "option-unknown"),
        (["a.pdf", "--form", "json"], "option-unknown"),
        (["a.pdf", "--at"], "option-needs-value"),
        (["a.pdf", "--trust", "--debug"], "option-needs-value"),
        (["a.pdf", "--debug=1"], "option-takes-no-value"),
    ],
)
def test_a_wrong_command_line_is_a_usage_error_with_its_reason(argv: list[str], code: str) -> None:
    assert wrong(*argv) == code


@pytest.mark.parametrize(
    ("argv", "language"),
    [
        (["--lang", "sv"], "sv"),
        (["--lang=sv", "a.pdf"], "sv"),
        (["a.pdf", "--lang", "xx"], "en"),
        (["--lang"], "en"),
        (["sv"], "en"),
        (["--", "--lang", "sv"], "en"),
    ],
)
def test_errors_follow_the_language_asked_for(argv: list[str], language: str) -> None:
    assert language_of(argv, Language.EN) == language


@pytest.mark.parametrize("language", Language)
def test_help_fits_a_terminal_and_names_every_option_and_code(language: Language) -> None:
    text = help_text(language)

    assert max(map(len, text.splitlines())) <= 80
    for option in ("--trust", "--at", "--policy", "--format", "--lang", "--password-file"):
        assert f"{option} " in text
    for code in (0, 1, 2, 3, 4, 5, 6, 70, 130):
        assert f" {code}  " in text


@pytest.mark.parametrize("language", Language)
def test_help_names_every_command(language: Language) -> None:
    lines = help_text(language).splitlines()

    for name in ("signers", *MODULES):
        assert [line for line in lines if line.startswith(f"  {name} ")], name


def test_help_is_swedish_for_swedes() -> None:
    assert help_text(Language.SV).startswith("Användning: fhvalidate FIL|-...")
    assert "usage" not in help_text(Language.SV).lower()
