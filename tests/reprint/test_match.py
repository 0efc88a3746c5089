"""A copy beside its original: how much of it there is, and every word that differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate import TextRecognition, UsageError, match
from fhvalidate.reprint.match import Likeness, UnreadPages
from fhvalidate.reprint.word_differences import differing_spans
from tests.pki.minutes import DECISIONS, Decision, Minutes, Vendor, minutes
from tests.reprint.judged import fixture, needs_recognition, scanned

ORIGINAL = Minutes(vendor=Vendor.KNOWIT)
CORRECTED = Decision(
    title=DECISIONS[1].title,
    decision=DECISIONS[1].decision.replace("avslag", "bifall"),
    summary=DECISIONS[1].summary,
    reference=DECISIONS[1].reference,
)
WORDS = st.lists(st.sampled_from(["att", "beslut", "nämnd", "§", "12", "13"]), max_size=60)


def test_a_print_has_every_word_of_its_original() -> None:
    found = match(fixture("minutes-signed.pdf"), fixture("minutes-printed.pdf"))

    assert found.contained > 0.9
    assert not [item for item in found.differences if item.original]  # nothing is missing
    assert [page.copy_page for page in found.pages] == [1, 2, 3, 4]
    assert set(found.signers.both) == {"Anna Exempel", "Bo Testsson"} or not found.signers.both


def test_a_print_that_lost_its_swedish_letters_differs_only_where_text_is_uncertain() -> None:
    found = match(fixture("minutes-signed.pdf"), fixture("minutes-printed-ghostscript.pdf"))

    assert found.likeness is not Likeness.ANOTHER
    assert not [item for item in found.differences if item.original and not item.uncertain]


def test_a_corrected_version_is_not_taken_for_a_copy() -> None:
    corrected = Minutes(vendor=Vendor.KNOWIT, decisions=(DECISIONS[0], CORRECTED, *DECISIONS[2:]))

    found = match(minutes(ORIGINAL), minutes(corrected))

    assert found.contained > 0.9
    assert found.likeness is Likeness.DIFFERS
    assert [(item.original, item.copy) for item in found.differences] == [("avslag", "bifall")]


def test_another_meeting_is_another_text() -> None:
    found = match(fixture("minutes-signed.pdf"), fixture("minutes-penneo.pdf"))
    other = match(minutes(Minutes(decisions=DECISIONS[:2])), minutes(Minutes(decisions=())))

    assert found.likeness in {Likeness.DIFFERS, Likeness.ANOTHER}
    assert other.contained < 1


def test_scans_that_nobody_read_are_not_called_the_same_or_another() -> None:
    scan = scanned(fixture("minutes-signed.pdf"))

    beside_itself = match(scan, scan, text_recognition=TextRecognition.OFF)
    beside_its_original = match(
        fixture("minutes-signed.pdf"), scan, text_recognition=TextRecognition.OFF
    )

    assert beside_itself.likeness is Likeness.NOT_READ
    assert beside_its_original.likeness is Likeness.NOT_READ
    assert beside_its_original.unread == UnreadPages((), (1, 2, 3, 4))


def test_a_scan_is_compared_by_its_recognised_text() -> None:
    needs_recognition()
    image = scanned(fixture("minutes-signed.pdf"))

    found = match(fixture("minutes-signed.pdf"), image)

    assert found.contained > 0.75
    assert all(item.uncertain for item in found.differences)


def test_what_is_no_pdf_cannot_be_compared() -> None:
    with pytest.raises(UsageError) as caught:
        match(fixture("minutes-signed.pdf"), b"no PDF at all")

    assert caught.value.code == "file-not-comparable"


@given(WORDS, WORDS)
def test_the_spans_turn_one_text_into_the_other(original: list[str], copy: list[str]) -> None:
    made, at = [], 0
    for span in differing_spans(original, copy):
        made += original[at : span.original_start] + copy[span.copy_start : span.copy_end]
        at = span.original_end

    assert made + original[at:] == copy


@given(WORDS)
def test_a_text_does_not_differ_from_itself(words: list[str]) -> None:
    assert list(differing_spans(words, words)) == []
