"""Verdicts at the ends of the calendar: the caller's own times, and those that a file states."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache

import pytest

from fhvalidate import HeldSince, Report, validate
from fhvalidate.cli.main import run
from fhvalidate.conclusion import Verdict
from fhvalidate.errors import UsageError
from tests.pki import VALIDATED_AT
from tests.validation.scenes import signed_b_b, stored, trust_of, world

AHEAD, BEHIND = timezone(timedelta(hours=14)), timezone(timedelta(hours=-14))
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
ENDS = [
    LAST,
    datetime.max.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=BEHIND),
    datetime.max.replace(tzinfo=AHEAD),
    datetime.min.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=AHEAD),
    datetime.min.replace(tzinfo=BEHIND),
]
BEGINNINGS = ENDS[4:]


@cache
def signed() -> bytes:
    made = world()
    told = [each.crl() for each in (made.root, made.authority)]
    return stored(signed_b_b(made.chair), told)


def judged(data: bytes, **options: object) -> Report:
    given = {"trust": trust_of(world()), "at": VALIDATED_AT, **options}
    return validate(data, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("at", ENDS, ids=str)
def test_a_verdict_can_be_asked_for_any_time(at: datetime) -> None:
    report = judged(signed(), at=at)

    assert report.verdict in {Verdict.INDETERMINATE, Verdict.INVALID}
    assert report.validation_time.year in {1, 9999}
    assert report.to_json()


@pytest.mark.parametrize("held", BEGINNINGS, ids=str)
@pytest.mark.parametrize("form", [lambda time: time, HeldSince])
def test_bytes_held_since_the_beginning_of_time_are_contradicted_by_what_they_hold(
    held: datetime, form: type
) -> None:
    report = judged(signed(), held_since=form(held))

    assert "held-since-contradicted" in {finding.code for finding in report.findings}
    assert report.signatures == judged(signed()).signatures


@pytest.mark.parametrize("held", ENDS[:4], ids=str)
@pytest.mark.parametrize("at", [VALIDATED_AT, LAST], ids=str)
def test_bytes_held_since_the_end_of_time_are_a_wrong_call(held: datetime, at: datetime) -> None:
    with pytest.raises(UsageError, match="held-since-later"):
        judged(signed(), held_since=held, at=at)


@pytest.mark.parametrize(
    "claimed", [LAST - timedelta(days=1), datetime(1, 1, 1, tzinfo=UTC)], ids=str
)
def test_a_claimed_time_at_the_ends_of_time_ends_in_a_report(claimed: datetime) -> None:
    data = signed_b_b(world().chair, at=claimed)

    for at in (VALIDATED_AT, *ENDS):
        assert judged(data, at=at).to_json()


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--at", "9999-12-31T23:59:59Z", None),
        ("--at", "0001-01-01T00:00:00Z", None),
        ("--at", "0001-01-01", None),
        ("--at", "9999-12-31T23:59:59-14:00", 2),
        ("--at", "0001-01-01T00:00:00+14:00", 2),
        ("--held-since", "9999-12-31T23:59:59Z", 2),
        ("--held-since", "9999-12-31T23:59:59-14:00", 2),
        ("--held-since", "0001-01-01T00:00:00Z", None),
        ("--held-since", "0001-01-01T00:00:00+14:00", 2),
    ],
)
def test_the_command_answers_for_any_time(
    option: str,
    value: str,
    code: int | None,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path_factory.mktemp("ends")
    (folder / "a.pdf").write_bytes(signed())
    (folder / "root.pem").write_bytes(world().root.pem)

    found = run([str(folder / "a.pdf"), "--trust", str(folder / "root.pem"), option, value])

    said = capsys.readouterr()
    assert "Overflow" not in said.out + said.err
    assert found == code if code is not None else found not in {2, 70}
