"""What an address is told as: nobody reads the password that somebody put in it."""

from pathlib import Path

import pytest

from fhvalidate.conclusion import Finding
from fhvalidate.errors import UsageError
from fhvalidate.report.finding_words import finding_in_words
from fhvalidate.report.messages import Language
from fhvalidate.words.addresses import without_credentials
from tests.cli.shell import Shell

SECRET = "hemligt"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://anna:hemligt@tsa.example/x", "https://…@tsa.example/x"),
        ("https://hemligt@tsa.example/x", "https://…@tsa.example/x"),
        ("http://u:hemligt/1@tsa.example/", "http://…@tsa.example/"),
        ("http://u:hemligt#?@tsa.example/", "http://…@tsa.example/"),
        ("http://u:a@hemligt@tsa.example/", "http://…@tsa.example/"),
        ("https://tsa.example/a?to=x@y.example", "https://tsa.example/a?to=x@y.example"),
        ("https://tsa.example:8443/a", "https://tsa.example:8443/a"),
        ("s3://u:hemligt@host/k: why", "s3://…@host/k: why"),
        ("anna@example.se", "anna@example.se"),
    ],
)
def test_an_address_is_told_without_a_name_and_a_password(address: str, told: str) -> None:
    assert without_credentials(address) == told


def test_errors_and_findings_never_hold_the_password() -> None:
    error = UsageError("extend-no-time-stamp", url=f"http://a:{SECRET}@b/", reason="timeout")
    found = Finding.warning("fetch-failed", url=f"http://a:{SECRET}@b/", reason="timeout")
    told = finding_in_words(found, str)

    assert SECRET not in str(error) + repr(error) + error.message(Language.EN)
    assert SECRET not in str(told)


@pytest.mark.parametrize(
    "command",
    [
        ("extend", "{}", "--level", "lta", "-o", "{}.out", "--tsa"),
        ("svt", "issue", "{}", "--key", "k.pem", "-o", "{}.out", "--tsa"),
        ("{}", "--json", "--evidence-out", "{}.bag", "--seal"),
    ],
)
def test_no_command_echoes_the_password_of_an_address(
    shell: Shell, command: tuple[str, ...]
) -> None:
    given = shell.file("a.pdf", b"%PDF-1.7\n")

    code, said = shell.run(
        *(each.replace("{}", given) for each in command), f"http://anna:{SECRET}@127.0.0.1:1/"
    )

    assert code != 0
    assert SECRET not in said


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)
