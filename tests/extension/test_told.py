"""What the commands that add to files say: until when it lasts, what is missing, what to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fhvalidate import Policy
from fhvalidate.extension.levels import why_not
from fhvalidate.extension.svt_lasting import lasting
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.svt.algorithms import ALGORITHMS
from tests.cli.shell import Shell
from tests.extension.issuing import bench_of_token, key_of

NOW = datetime(2026, 11, 29, tzinfo=UTC)
CONSTRAINTS = Policy.named("default").cryptography


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


@pytest.mark.parametrize("algorithm", ["RS256", "PS512"])
def test_a_token_by_rsa_ends_with_its_algorithm_and_that_is_soon(algorithm: str) -> None:
    found = lasting(key_of(algorithm).certificate, ALGORITHMS[algorithm], CONSTRAINTS)

    assert (found.until, found.by_algorithm) == (datetime(2029, 1, 1, tzinfo=UTC), True)
    assert found.is_soon(NOW)
    assert not found.is_soon(NOW - timedelta(days=4000))


def test_a_token_by_an_elliptic_curve_ends_with_its_certificate() -> None:
    own = key_of("ES256").certificate
    found = lasting(own, ALGORITHMS["ES256"], CONSTRAINTS)

    assert (found.until, found.by_algorithm, found.is_soon(own.not_after)) == (
        own.not_after,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("extend", "a.pdf", "--level", "lta", "-o", "b.pdf"), "--tsa"),
        (("extend", "a.pdf", "--tsa", "http://127.0.0.1/", "-o", "b.pdf"), "--renew"),
        (("extend", "a.pdf", "--renew", "--tsa", "http://x/", "-o", "-"), "standard output"),
        (("svt", "issue", "a.pdf", "--key", "k.pem", "-o", "-"), "standard output"),
    ],
)
def test_what_is_left_out_or_not_taken_is_said(
    shell: Shell, options: tuple[str, ...], told: str
) -> None:
    code, said = shell.run(*options)

    assert code == 2
    assert told in said


def test_a_token_that_nobody_is_believed_for_is_called_one() -> None:
    report = bench_of_token()

    codes = [each.code for each in why_not(report, Wanted(Goal.LTA))]

    assert "extend-token-not-trusted" in codes
    assert "extend-not-holding" not in codes
