"""What the archive says of its files, and what that proves."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.batch.manifest import Claim, ManifestRow, claim_of, held_since_of, read_manifest
from fhvalidate.errors import UsageError
from fhvalidate.poe import HeldSince

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
DIGEST = "ab" * 32


def rows(text: str) -> list[ManifestRow]:
    return list(read_manifest(io.BytesIO(text.encode()), path="m.csv"))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_are_read_whatever_parts_the_columns(mark: str) -> None:
    text = f"path,sha256,held_since,reference,nämnd\na.pdf,{DIGEST.upper()},2024-05-01,KS 1,KS\n"

    assert rows(text.replace(",", mark)) == [
        ManifestRow("a.pdf", DIGEST, "2024-05-01", "KS 1", '{"nämnd": "KS"}')
    ]


@pytest.mark.parametrize(
    ("text", "code"), [("", "column"), ("path\na", "column"), ("path,sha256\n\0", "malformed")]
)
def test_a_manifest_that_cannot_be_used_is_told(text: str, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        rows(text)


def test_held_since_counts_only_for_the_bytes_that_the_row_names() -> None:
    row = ManifestRow("a.pdf", DIGEST, "2024-05-01T10:00:00+02:00", "", "{}")

    right = claim_of(row, sha256=DIGEST, at=NOW, now=NOW)
    wrong = claim_of(row, sha256="cd" * 32, at=NOW, now=NOW)

    assert right.held_since == HeldSince(datetime(2024, 5, 1, 8, tzinfo=UTC))
    assert wrong.held_since is None
    assert wrong.finding is not None
    assert (wrong.finding.code, wrong.finding.severity) == ("manifest-digest-mismatch", "error")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("igår", "manifest-held-since-malformed"),
        ("2024-05-01T10:00:00", "manifest-held-since-malformed"),
        ("2027-01-01", "manifest-held-since-later"),
    ],
)
def test_a_time_that_proves_nothing_is_told(text: str, code: str) -> None:
    row = ManifestRow("a.pdf", DIGEST, text, "", "{}")

    claim = claim_of(row, sha256=DIGEST, at=NOW, now=NOW)

    assert claim.held_since is None
    assert claim.finding is not None
    assert claim.finding.code == code


@pytest.mark.parametrize(
    ("held_since", "held_sha256", "code"),
    [
        ("2024-05-01", "ab", "manifest-held-sha256-malformed"),
        ("2024-05-01", "xy" * 32, "manifest-held-sha256-malformed"),
        ("", "xy" * 32, "manifest-held-sha256-malformed"),
        ("", "cd" * 32, "manifest-held-sha256-alone"),
        ("igår", "cd" * 32, "manifest-held-since-malformed"),
        ("2027-01-01", "cd" * 32, "manifest-held-since-later"),
    ],
)
def test_a_digest_of_what_was_held_that_proves_nothing_is_told(
    held_since: str, held_sha256: str, code: str
) -> None:
    row = ManifestRow("a.pdf", DIGEST, held_since, "", "{}", held_sha256)

    claim = claim_of(row, sha256=DIGEST, at=NOW, now=NOW)

    assert claim.held_since is None
    assert claim.finding is not None
    assert claim.finding.code == code


def test_the_row_can_name_the_revision_that_was_held() -> None:
    text = f"path,sha256,held_since,held_sha256\na.pdf,{DIGEST},2024-05-01T10:00:00Z,{'CD' * 32}\n"
    (row,) = rows(text)

    claim = claim_of(row, sha256=DIGEST, at=NOW, now=NOW)

    assert claim == Claim(HeldSince(datetime(2024, 5, 1, 10, tzinfo=UTC), "cd" * 32))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9999-12-31", "manifest-held-since-later"),
        ("9999-12-31T23:59:59Z", "manifest-held-since-later"),
        ("9999-12-31T23:59:59-14:00", "manifest-held-since-malformed"),
        ("0001-01-01T00:00:00+14:00", "manifest-held-since-malformed"),
        ("0000-12-31", "manifest-held-since-malformed"),
        ("10000-01-01", "manifest-held-since-malformed"),
    ],
)
def test_a_time_at_the_ends_of_the_calendar_is_told(text: str, code: str) -> None:
    row = ManifestRow("a.pdf", DIGEST, text, "", "{}")

    claim = claim_of(row, sha256=DIGEST, at=datetime.max.replace(tzinfo=UTC), now=NOW)

    assert claim.finding is not None
    assert claim.finding.code == code


def test_the_first_day_of_the_calendar_is_a_day() -> None:
    found = held_since_of("0001-01-01")

    assert found is not None
    assert found.year == 1


def test_a_day_is_taken_to_its_end_in_swedish_time() -> None:
    assert held_since_of("2024-07-01") == datetime(2024, 7, 1, 22, tzinfo=UTC)
    assert held_since_of("2024-01-01") == datetime(2024, 1, 1, 23, tzinfo=UTC)


@given(st.text())
def test_no_text_is_more_than_a_time_or_nothing(text: str) -> None:
    found = held_since_of(text)

    assert found is None or found.tzinfo is not None
