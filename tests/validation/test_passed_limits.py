"""A passed limit is told as what it is: not as a change, and not as anybody's fault."""

import dataclasses
from functools import cache
from pathlib import Path

import pytest

from fhvalidate import Policy, Report, TrustAnchors, validate
from fhvalidate.constraints import Limits
from fhvalidate.report.messages import Language
from fhvalidate.report.text import render
from fhvalidate.words.catalogue import catalogue
from tests.hostile.sealing import objects_of, seal, signature_value, write
from tests.hostile.writing import catalogue as root_with
from tests.pki import VALIDATED_AT
from tests.validation.judging import codes, judged

FILES = Path(__file__).parents[1] / "fixtures/files"
MINUTES = FILES / "minutes-signed.pdf"
NOT_COMPARED = {
    "objects": 41,
    "later_objects": 3,
    "revisions": 1,
    "pages": 1,
    "drawn_on_page": 3,
    "compared_pages": 0,
}
BLAME = (
    "ändrad efter",
    "har ändrats",
    "originalfilen",
    "saknar",
    "har inte undertecknat",
    "ingen underskrift omfattar",
    "på två sätt",
    "inte angivet",
)


@cache
def limited(what: str, most: int) -> Report:
    policy = Policy.named("default")
    limits = dataclasses.replace(policy.limits, **{what: most})
    policy = dataclasses.replace(policy, limits=limits)
    return validate(
        MINUTES, trust=TrustAnchors.from_path(FILES / "trust"), at=VALIDATED_AT, policy=policy
    )


def passed(report: Report) -> dict[str, object]:
    """What was found, by the limits that were passed."""
    found = (each.detail for each in report.findings if each.code == "limit-exceeded")
    return {str(detail["what"]): detail["found"] for detail in found}


@pytest.mark.parametrize("what", NOT_COMPARED)
def test_what_a_limit_kept_from_being_compared_is_no_change(what: str) -> None:
    report = limited(what, NOT_COMPARED[what])

    assert what in passed(report)
    assert [each.integrity for each in report.signatures] == ["intact", "intact"]
    assert codes(report) & {"later-not-compared", "pages-beyond-limit"}
    assert (report.verdict, report.reprint.verdict) == ("indeterminate", "unknown")
    assert report.reprint.confidence == "low"


@pytest.mark.parametrize("what", [*NOT_COMPARED, "signatures"])
def test_nothing_said_of_a_limit_blames_anybody(what: str) -> None:
    told = render(limited(what, NOT_COMPARED.get(what, 1)), language=Language.SV)

    assert [words for words in BLAME if words in " ".join(told.split())] == []
    assert what not in told.split()


def test_nobody_is_said_not_to_have_signed_whose_signature_may_be_beyond_the_limit() -> None:
    report = limited("signatures", 1)

    assert len(report.signatures) == 1
    assert "signatures-not-examined" in codes(report)
    absent = {"listed-without-signature", "signatures-incomplete", "adjuster-has-not-signed"}
    assert not codes(report) & absent
    assert report.reprint.verdict != "incomplete"


def test_the_size_that_is_told_is_the_file_s_own() -> None:
    assert passed(limited("file_size", 1000)) == {"file_size": MINUTES.stat().st_size}


@pytest.mark.parametrize("what", ["pages", "revisions", "drawn_on_page"])
def test_what_was_counted_to_the_limit_only_is_told_as_more(what: str) -> None:
    assert passed(limited(what, NOT_COMPARED[what]))[what] == "more"


@pytest.mark.parametrize("language", Language)
def test_every_limit_has_words(language: Language) -> None:
    words = catalogue(language)["fact-what"]

    assert {field.name for field in dataclasses.fields(Limits)} <= words.keys()
    assert all(value != name for name, value in words.items() if "_" in name)


def test_a_signature_with_much_before_its_value_is_judged() -> None:
    reason = b"/Reason (" + b"a" * 5_500_000 + b") /Filter"
    value = signature_value().replace(b"/Filter", reason, 1)

    report = judged(seal(write(objects_of({7: value}))))

    assert report.verdict == "valid"


def test_a_store_with_too_many_entries_is_told_and_the_signatures_are_judged() -> None:
    most = Policy.named("default").limits.related_in_dss
    entries = b" ".join(b"/%040X << /TU (D:2026) >>" % number for number in range(most + 1))
    store = root_with(b"/DSS << /VRI << " + entries + b" >> >>")

    report = judged(seal(write(objects_of({1: store}))))

    assert passed(report) == {"related_in_dss": most + 1}
    assert [each.indication for each in report.signatures] == ["TOTAL-PASSED"]
    assert report.verdict == "indeterminate"
