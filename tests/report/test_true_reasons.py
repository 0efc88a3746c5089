"""The reason that is given is the true one, in the text and on the page alike."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from fhvalidate import Report, TrustAnchors, validate
from fhvalidate.conclusion import Finding, Indication, SubIndication, Verdict
from fhvalidate.report.closing import closing_row
from fhvalidate.report.html import render_html
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language
from fhvalidate.report.next_step import Step, next_step
from fhvalidate.report.text import render
from tests.report import sample

FILES = Path("tests/fixtures/files")
HELD = datetime(2026, 3, 4, tzinfo=UTC)
LATER = datetime(2028, 6, 1, tzinfo=UTC)  # when the signer's certificate has expired
NO_PROOF = {Language.SV: "inget styrker", Language.EN: "nothing proves"}
MISSING = {
    Language.SV: "spärruppgifter saknas eller är för gamla",
    Language.EN: "revocation data is missing or too old",
}


@cache
def judged(name: str, held: datetime | None = None, at: datetime = HELD) -> Report:
    trust = TrustAnchors.from_path(FILES / "trust")
    return validate(FILES / name, trust=trust, at=at, held_since=held)


def flat(report: Report, language: Language) -> str:
    return " ".join(render(report, language=language).split())


def page(report: Report, language: Language) -> str:
    made = render_html(report, language=language).partition("<details")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", made)).split())


@pytest.mark.parametrize("language", list(Language))
def test_what_the_archive_has_held_in_time_is_not_said_to_lack_proof_of_time(
    language: Language,
) -> None:
    """Given an expired certificate, when the archive has held the file since before it expired,
    then the reason is the revocation data that is missing; without its word, the expiry."""
    held = judged("minutes-b-b.pdf", HELD, LATER)
    unheld = judged("minutes-b-b.pdf", None, LATER)

    assert held.signatures[0].sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE
    for told in (flat(held, language), page(held, language)):
        assert NO_PROOF[language] not in told
        assert MISSING[language] in told
    assert NO_PROOF[language] in flat(unheld, language)
    assert NO_PROOF[language] in page(unheld, language)


def test_what_is_proven_only_after_the_expiry_still_lacks_proof_of_time() -> None:
    held = judged("minutes-b-b.pdf", HELD, LATER)
    end = held.signatures[0].chain[0].not_after
    late = replace(held.signatures[0], best_signature_time=end + timedelta(seconds=1))

    told = flat(replace(held, signatures=(late,)), Language.SV)
    assert NO_PROOF[Language.SV] in told


def test_a_valid_report_does_not_ask_for_more() -> None:
    report = judged("minutes-b-lt.pdf")

    assert report.verdict is Verdict.VALID
    assert "evidence-can-be-fetched" not in {finding.code for finding in report.findings}
    assert "--online" not in flat(report, Language.SV)


def test_what_is_open_and_could_be_fetched_says_so() -> None:
    found = {finding.code for finding in judged("minutes-b-b.pdf").findings}

    assert "evidence-can-be-fetched" in found


def test_errors_stand_before_what_is_open_and_that_before_warnings() -> None:
    bad, warning = Finding.error("digest-mismatch"), Finding.warning("evidence-can-be-fetched")
    report = replace(sample.invalid(), findings=(sample.finding(warning), sample.finding(bad)))

    told = flat(report, Language.SV)
    assert told.index("Fel") < told.index("Varning")


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            Language.SV,
            ["tidsstämplad 2026-03-02", "enligt protokollet: har ingen underskrift i filen",
             "Ska justera Bo Testsson"],
        ),
        (
            Language.EN,
            ["time-stamped 2026-03-02", "according to the minutes: has no signature in the file",
             "To verify Bo Testsson"],
        ),
    ],
)  # fmt: skip
def test_the_page_says_what_the_text_says(language: Language, wanted: list[str]) -> None:
    told = page(judged("minutes-b-lt.pdf"), language)

    for words in wanted:
        assert words in told


def test_the_page_marks_a_time_that_only_the_signer_states() -> None:
    report = judged("minutes-b-b.pdf")

    assert report.signatures[0].indication is Indication.INDETERMINATE
    assert "uppgiven tid 2026-03-02" in page(report, Language.SV)


@pytest.mark.parametrize("language", list(Language))
def test_whoever_lacks_proof_of_time_is_asked_since_when_and_not_for_revocation_data(
    language: Language,
) -> None:
    """Nothing that is fetched proves when it was made; with the archive's word data is lacking."""
    assert next_step(judged("minutes-b-b.pdf", None, LATER)) is Step.STATE_HELD_SINCE
    assert next_step(judged("minutes-b-b.pdf", HELD, LATER)) is Step.ADD_EVIDENCE
    assert "--held-since" in flat(judged("minutes-b-b.pdf", None, LATER), language)


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.SV, "Anna Exempel (2 underskrifter)"), (Language.EN, "Anna Exempel (2 signatures)")],
)
def test_who_signed_several_times_is_named_once(language: Language, said: str) -> None:
    report = sample.valid()
    twice = replace(report, signers=(report.signers[0], report.signers[0]))

    row = closing_row(twice, Style(language, colour=False, width=80))
    assert row.cells[2] == said
