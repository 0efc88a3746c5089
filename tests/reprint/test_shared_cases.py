"""The 210 files of ../shared/reprint with known truth: the confusion matrix, and every miss."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from fhvalidate import (
    Holds,
    Language,
    Report,
    ReprintVerdict,
    TextRecognition,
    TrustAnchors,
    Verdict,
    validate,
)
from fhvalidate.pdf.pages.page_content import ContentKind, read_pages_and_contents
from fhvalidate.report.text import render
from fhvalidate.reprint.unread import pages_to_recognise
from fhvalidate.reprint.verdict import LOST
from tests.reprint.judged import anonymous, needs_recognition
from tests.shared import SHARED

CASES = SHARED / "reprint"
AT = datetime(2026, 12, 1, tzinfo=UTC)  # after the youngest signature in the files
V = ReprintVerdict
RIGHT = {
    "INTACT": {V.ORIGINAL},
    "TAMPERED": {V.ALTERED},
    "RESAVED": {V.RESAVED},
    "SIGNATURES_STRIPPED": {V.STRIPPED},
    "REPRINTED_DIGITAL": {V.REPRINTED},
    "REPRINTED_SCAN": {V.SCANNED},
    "RESIGNED": {V.RESEALED},
    "SIGNED_ATTACHMENT": {V.SIGNED_ATTACHMENT},
    "INCOMPLETE": {V.INCOMPLETE},
    "SIGPAGE_MISSING": {V.SIGNATURE_PAGE_MISSING},
    "NEVER_SIGNED": {V.UNSIGNED, V.UNKNOWN},
}
ALSO_RIGHT = {"A__hybrid_scanned_sigpage.pdf": V.SCANNED}
SIGNATURES_LOST = {"RESAVED", "SIGNATURES_STRIPPED", "REPRINTED_DIGITAL", "REPRINTED_SCAN"}


@dataclass(frozen=True, slots=True)
class Case:
    """One file, its truth and the answer."""

    file: str
    truth: str
    report: Report

    @property
    def verdict(self) -> ReprintVerdict:
        """The answer's reprint verdict."""
        return self.report.reprint.verdict

    @property
    def is_right(self) -> bool:
        """Whether the answer is the truth."""
        return self.verdict in RIGHT[self.truth] or ALSO_RIGHT.get(self.file) is self.verdict


@pytest.fixture(scope="module", autouse=True)
def _cases_are_there() -> None:
    if not (CASES / "cases.jsonl").is_file():
        pytest.skip(f"{CASES} is not there")


@cache
def rows() -> tuple[tuple[str, str], ...]:
    lines = (CASES / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple((row["file"], row["truth"]) for row in map(json.loads, lines))


def answer(data: bytes | Path, choice: TextRecognition) -> Report:
    trust = TrustAnchors.from_path(CASES / "pki" / "root.pem")
    return validate(data, trust=trust, at=AT, text_recognition=choice)


@cache
def cases(choice: TextRecognition) -> tuple[Case, ...]:
    if choice is TextRecognition.OFF:
        return tuple(Case(file, truth, answer(CASES / file, choice)) for file, truth in rows())
    return tuple(
        replace(case, report=answer(CASES / case.file, choice)) if is_poor(case.file) else case
        for case in cases(TextRecognition.OFF)
    )


def is_poor(file: str) -> bool:
    """Whether a page is recognised where recognition is asked for; else it changes nothing."""
    data = (CASES / file).read_bytes()
    _, contents = read_pages_and_contents(data, password="", max_pages=50)
    return bool(pages_to_recognise(contents))


def told(found: tuple[Case, ...]) -> str:
    """The confusion matrix, and each file whose answer is not the truth."""
    matrix = Counter((case.truth, case.verdict.value, case.report.verdict.value) for case in found)
    lines = [f"{count:4} {' '.join(key)}" for key, count in sorted(matrix.items())]
    lines += [
        f"miss: {case.file}: {case.truth} judged {case.verdict}: "
        + ", ".join(item.code for item in case.report.reprint.evidence)
        for case in found
        if not case.is_right
    ]
    return "\n".join(lines)


def assert_nothing_is_dangerous(found: tuple[Case, ...]) -> None:
    wrong = {V.UNSIGNED, V.ORIGINAL}
    lost = [case for case in found if case.truth in SIGNATURES_LOST]
    never = [case for case in found if case.truth == "NEVER_SIGNED"]
    assert [c.file for c in lost if c.verdict in wrong or c.report.verdict is Verdict.VALID] == []
    assert [case.file for case in never if case.verdict in LOST] == []
    resealed = [case for case in found if case.truth == "RESIGNED"]
    assert [case.file for case in resealed if case.report.verdict is Verdict.VALID] == []


def test_with_recognition_95_of_a_hundred_verdicts_are_exact() -> None:
    needs_recognition()

    found = cases(TextRecognition.IF_AVAILABLE)

    print(told(found))  # noqa: T201 - pytest shows it with -s, and when the test fails
    assert_nothing_is_dangerous(found)
    assert sum(case.is_right for case in found) >= 0.95 * len(found), told(found)


def test_without_recognition_80_of_a_hundred_are_exact_and_the_rest_unknown() -> None:
    found = cases(TextRecognition.OFF)

    print(told(found))  # noqa: T201 - pytest shows it with -s, and when the test fails
    assert_nothing_is_dangerous(found)
    assert sum(case.is_right for case in found) >= 0.80 * len(found), told(found)
    assert {case.verdict for case in found if not case.is_right} <= {V.UNKNOWN}, told(found)


def test_every_person_in_a_report_has_a_name_that_can_be_read_or_none_at_all() -> None:
    people = {"Åsa Björkström", "Örjan Kåhlmärk", "Gun-Britt Sjöö Äng"}
    for case in cases(TextRecognition.OFF):
        page = case.report.signature_page
        listed = [signer.name for signer in page.signers] if page else []
        named = {*listed, *(row.name for row in case.report.signers)}
        assert named <= {*people, ""}, case.file
        assert "\ufffd" not in render(case.report, language=Language.SV), case.file


def test_a_file_that_was_saved_anew_names_its_signers_by_their_certificates() -> None:
    saved = [case for case in cases(TextRecognition.OFF) if case.truth == "RESAVED"]

    assert saved
    for case in saved:
        signed = [row for row in case.report.signers if row.signature is not None]
        assert all(row.name and row.holds is not Holds.YES for row in signed), case.file


def test_without_producers_and_dates_no_coarse_verdict_changes() -> None:
    changed = []
    for case in cases(TextRecognition.OFF):
        # A signed file cannot be rewritten without losing its signatures: those have no producer
        # to lose their verdict by, for cryptography decides on them.
        if case.report.signatures:
            continue
        verdict = answer(anonymous((CASES / case.file).read_bytes()), TextRecognition.OFF)
        if (verdict.reprint.verdict in LOST) != (case.verdict in LOST):
            changed.append(case.file)

    assert changed == []


def test_what_was_never_signed_has_no_signature_page() -> None:
    never = [case for case in cases(TextRecognition.IF_AVAILABLE) if case.file.startswith("N")]

    assert len(never) == 20
    assert [case.file for case in never if case.report.signature_page is not None] == []


def test_every_kind_of_page_is_told_from_the_others() -> None:
    kinds = {
        "A.pdf": ContentKind.TEXT,
        "A__gs_pdfwrite.pdf": ContentKind.DAMAGED,
        "A__gs_raster24.pdf": ContentKind.IMAGE,
        "A__hybrid_scanned_sigpage.pdf": ContentKind.IMAGE,
    }
    for name, kind in kinds.items():
        data = (CASES / name).read_bytes()
        _, contents = read_pages_and_contents(data, password="", max_pages=50)
        assert contents[-1].kind is kind, name
