"""Passwords: where they come from and where they never go."""

import io
from pathlib import Path

import pytest

from fhvalidate.cli import password
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language
from tests.report import sample


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"hemligt\n", "hemligt"),
        ("lösen ord \r\nandra raden".encode(), "lösen ord "),
        (b"\xef\xbb\xbfhemligt", "hemligt"),
        (b"", ""),
    ],
)
def test_it_is_the_first_line_of_the_file(tmp_path: Path, content: bytes, secret: str) -> None:
    path = tmp_path / "password"
    path.write_bytes(content)

    assert password.from_file(str(path)) == secret


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"hemligt\nresten")))

    assert password.from_file("-") == "hemligt"


def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        password.from_file(str(tmp_path / "missing"))

    assert raised.value.code == "password-file-unreadable"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_file_in_another_encoding_is_told_as_such(tmp_path: Path, encoding: str) -> None:
    """As Notepad and PowerShell can save it."""
    path = tmp_path / "password"
    mark = b"\xfe\xff" if encoding.endswith("be") else b""
    path.write_bytes(mark + "hemligt\r\n".encode(encoding))

    with pytest.raises(UsageError) as raised:
        password.from_file(str(path))

    assert raised.value.code == "password-file-encoding"
    assert "UTF-8" in raised.value.message("sv")
    assert "hemligt" not in raised.value.message("sv")


def test_an_error_never_shows_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_bytes(b"hemligt\xff\n")

    with pytest.raises(UsageError) as raised:
        password.from_file(str(path))

    assert "hemligt" not in repr(raised.value)
    assert raised.value.__suppress_context__


def test_it_is_wanted_only_where_the_document_lacks_it() -> None:
    assert password.is_wanted(sample.unreadable("password-needed"))
    assert password.is_wanted(sample.unreadable("password-wrong"))
    assert not password.is_wanted(sample.unreadable("not-a-pdf"))


def test_nobody_is_asked_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())

    assert not password.can_ask()


def test_declining_is_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(prompt: str) -> str:
        assert prompt == r"Lösenord till a\x1b.pdf: "
        raise EOFError

    monkeypatch.setattr("getpass.getpass", closed)

    assert password.ask("a\x1b.pdf", Language.SV) is None
