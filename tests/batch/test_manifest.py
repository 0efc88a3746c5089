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


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("path,sha256\na.pdf,\n,ab\n", "path-empty", "3"),
        ("path,sha256\na.pdf,ab,mer\n", "too-many-cells", "2"),
        ('path,sha256\na.pdf,ab\nb.pdf,"ab\nc.pdf,ab\n', "quote-not-closed", "3"),
        ('path,sha256\nb.pdf,"ab\nc.pdf,ab"\n', "quote-not-closed", "2"),
        ('path,sha256,x\na.pdf,,\nb.pdf,,"KS\nc.pdf,,KS"\n', "quote-not-closed", "3"),
        ('path,sha256,x\nb.pdf,,"KS\nc.pdf,,"KS"\n', "not-csv", "2"),
    ],
)
def test_a_row_that_cannot_be_told_apart_is_refused_by_its_line(
    text: str, reason: str, line: str
) -> None:
    with pytest.raises(UsageError) as refused:
        rows(text)

    assert refused.value.code == "manifest-malformed"
    assert (refused.value.detail["reason"], refused.value.detail["line"]) == (reason, line)


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="manifest-column-repeated"):
        rows(f"path,sha256,sha256\na.pdf,{DIGEST},\n")


def test_empty_rows_and_cells_of_several_lines_are_no_mistake() -> None:
    text = 'path;sha256;not\n;;\n\na.pdf;;"två\nrader"\nb.pdf;;;;\nc.pdf\n'

    found = rows(text)

    assert [row.path for row in found] == ["a.pdf", "b.pdf", "c.pdf"]
    assert found[0].columns == '{"not": "två\\nrader"}'


def test_a_path_has_one_spelling() -> None:
    text = "path,sha256\n./a//b.pdf,\na.zip!/../b.pdf,\ns3://x//b.pdf,\n"

    assert [row.path for row in rows(text)] == ["a/b.pdf", "a.zip!/../b.pdf", "s3://x//b.pdf"]


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("", "manifest-digest-absent"),
        ("zz", "manifest-digest-malformed"),
        ("cd" * 32, "manifest-digest-mismatch"),
    ],
)
def test_a_digest_that_is_none_is_told_as_what_it_is(stated: str, code: str) -> None:
    row = ManifestRow("a.pdf", stated, "2024-05-01", "", "{}")

    claim = claim_of(row, sha256=DIGEST, at=NOW, now=NOW)

    assert claim.held_since is None
    assert claim.finding is not None
    assert (claim.finding.code, claim.finding.severity) == (code, "error")


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
    found = held_since_of("0001-01-01", at=NOW)

    assert found is not None
    assert found.year == 1


@pytest.mark.parametrize(
    ("at", "held"),
    [
        # The day that the verdict is for, at its end; while it lasts; and the day after it.
        (
            datetime(2024, 7, 1, 21, 59, 59, tzinfo=UTC),
            datetime(2024, 7, 1, 21, 59, 59, tzinfo=UTC),
        ),
        (datetime(2024, 7, 1, 10, tzinfo=UTC), datetime(2024, 7, 1, 10, tzinfo=UTC)),
        (datetime(2024, 7, 2, 10, tzinfo=UTC), datetime(2024, 7, 1, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_file_that_came_in_on_the_day_of_the_verdict_is_held_by_then(
    at: datetime, held: datetime
) -> None:
    row = ManifestRow("a.pdf", DIGEST, "2024-07-01", "", "{}")

    claim = claim_of(row, sha256=DIGEST, at=at, now=NOW)

    assert claim.finding is None
    assert claim.held_since is not None
    assert claim.held_since.time == held


def test_a_day_after_that_of_the_verdict_proves_nothing() -> None:
    row = ManifestRow("a.pdf", DIGEST, "2024-07-02", "", "{}")

    claim = claim_of(row, sha256=DIGEST, at=datetime(2024, 7, 1, 10, tzinfo=UTC), now=NOW)

    assert claim.held_since is None
    assert claim.finding is not None
    assert claim.finding.code == "manifest-held-since-later"


def test_a_day_is_taken_to_its_end_in_swedish_time() -> None:
    assert held_since_of("2024-07-01", at=NOW) == datetime(2024, 7, 1, 21, 59, 59, tzinfo=UTC)
    assert held_since_of("2024-01-01", at=NOW) == datetime(2024, 1, 1, 22, 59, 59, tzinfo=UTC)


@given(st.text())
def test_no_text_is_more_than_a_time_or_nothing(text: str) -> None:
    found = held_since_of(text, at=NOW)

    assert found is None or found.tzinfo is not None
