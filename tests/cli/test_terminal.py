"""What the terminal can show."""
# ruff: noqa: RUF001 - Swedish has a dash

import io
from typing import Any

import pytest

from fhvalidate.cli import terminal


class Screen(io.StringIO):
    """A terminal without a window."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "sv"}, "sv"),
        ({"LANG": "sv_FI@euro"}, "sv"),
        ({"LC_MESSAGES": "sv_SE", "LANG": "en_GB"}, "sv"),
        ({"LC_ALL": "C", "LANG": "sv_SE.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "svx_XX"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_swedish_where_the_locale_is(
    environment: dict[str, str], language: str
) -> None:
    assert terminal.language(environment) == language


@pytest.mark.parametrize(
    ("stream", "environment", "colour"),
    [
        (Screen(), {}, True),
        (Screen(), {"NO_COLOR": ""}, True),
        (Screen(), {"NO_COLOR": "1"}, False),
        (Screen(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colour_is_for_a_terminal_whose_user_has_not_declined(
    stream: io.StringIO, environment: dict[str, str], *, colour: bool
) -> None:
    assert terminal.colour_wanted(stream, environment) is colour


def test_a_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()

    assert not terminal.is_terminal(stream)
    assert terminal.width(stream) == terminal.DEFAULT_WIDTH
    assert terminal.width(Screen()) == terminal.DEFAULT_WIDTH


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "”Åke” håller – …"),
        ("latin-1", '"Åke" håller - ...'),
        ("ascii", '"Ake" haller - ...'),
    ],
)
def test_what_the_encoding_lacks_is_shown_by_its_likeness(encoding: str, shown: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)

    terminal.make_safe(stream)
    stream.write("”Åke” håller – …")
    stream.flush()

    assert raw.getvalue().decode(encoding) == shown


def test_what_has_no_likeness_is_escaped() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")

    terminal.make_safe(stream, io.StringIO())
    stream.write("漢\ud800")
    stream.flush()

    assert raw.getvalue() == rb"\u6f22\ud800"


def test_json_is_utf_8_whatever_the_locale() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="latin-1")

    terminal.make_utf8(stream)
    stream.write("å")
    stream.flush()

    assert raw.getvalue() == "å".encode()


def test_a_decoding_error_is_none_of_its_business() -> None:
    terminal.make_safe()
    handler: Any = "fhvalidate-plain"

    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", errors=handler)
