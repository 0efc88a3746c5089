"""What a policy for preservation asks, in words: never a fault of the file, and all at once."""

from dataclasses import replace

import pytest

from fhvalidate.conclusion import Finding, Indication, SubIndication, Verdict
from fhvalidate.reconcile.signers import Holds
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import Step, advice_text, next_step
from fhvalidate.report.reasons import reasons
from fhvalidate.report.signature_report import StatusReport
from fhvalidate.report.text import render
from tests.report import sample

SV = Style(Language.SV, colour=False, width=10_000)
NO_PDF_A = Finding.error("pdf-a-not-claimed", "ISO 19005")
NO_LEVEL = Finding.error("assurance-level-missing", "policy", required=3)
NO_POINT = Finding.error("advanced-signature-not-established", "", requirement="c")


def report_with(
    verdict: Verdict, indication: Indication, document: tuple[Finding, ...], *signature: Finding
) -> Report:
    """The sample with one signature of that outcome, and those findings and no other."""
    report = sample.valid()
    one = replace(
        report.signatures[0],
        indication=indication,
        sub_indication=SubIndication.SIG_CONSTRAINTS_FAILURE if signature else None,
        findings=tuple(sample.finding(each) for each in signature),
    )
    return replace(
        report,
        verdict=verdict,
        findings=tuple(sample.finding(each) for each in document),
        signatures=(one, *report.signatures[1:]),
    )


@pytest.mark.parametrize("verdict", [Verdict.INVALID, Verdict.REPRINTED, Verdict.INDETERMINATE])
def test_what_the_policy_asks_is_never_called_an_error(verdict: Verdict) -> None:
    failed = Indication.TOTAL_FAILED
    told = render(
        report_with(verdict, failed, (NO_PDF_A,), NO_LEVEL, NO_POINT), language="sv", width=10_000
    )

    assert "Fel" not in told
    for words in ("Filen anger inte att den är PDF/A", "med vilken tillitsnivå", "avancerad"):
        (line,) = (each for each in told.splitlines() if words in each)
        assert line.startswith("Kan inte bekräftas")


def test_a_change_that_alone_makes_a_document_invalid_is_the_error() -> None:
    changed = Finding.error("changed-other", "ISO 32000-2, 12.8.2", reason="catalogue/X")
    report = report_with(Verdict.INVALID, Indication.TOTAL_PASSED, (NO_PDF_A,), changed)

    lines = render(report, language="sv", width=10_000).splitlines()

    assert any(each.startswith("Fel (") and "catalogue/X" in each for each in lines)
    assert any(each.startswith("Kan inte bekräftas: Filen anger inte") for each in lines)


def test_the_claimed_time_has_no_part_in_what_the_policy_asks() -> None:
    """A proven time and "not proven" would stand on one line."""
    held = StatusReport(Indication.TOTAL_PASSED, None)
    one = replace(
        sample.valid().signatures[0],
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.SIG_CONSTRAINTS_FAILURE,
        at_claimed_time=held,
    )

    assert not any("styrkt" in each for each in reasons(one, Holds.NOT_ESTABLISHED, SV))


@pytest.mark.parametrize(
    ("document", "signature", "asked", "not_asked"),
    [
        ((NO_PDF_A,), (), "PDF/A", "tillitsnivå"),
        ((), (NO_LEVEL, NO_POINT), "tillitsnivå", "PDF/A"),
        ((NO_PDF_A,), (NO_LEVEL,), "tillitsnivå", "Läs iakttagelserna"),
        (
            (Finding.error("constraint-not-evaluated", "", constraint="pdf-a"),),
            (),
            "--verapdf",
            "Begär",
        ),
    ],
)
def test_what_to_ask_for_is_what_the_policy_lacks(
    document: tuple[Finding, ...], signature: tuple[Finding, ...], asked: str, not_asked: str
) -> None:
    report = report_with(
        Verdict.INDETERMINATE,
        Indication.INDETERMINATE if signature else Indication.TOTAL_PASSED,
        document,
        *signature,
    )

    assert next_step(report) is Step.MEET_POLICY
    assert asked in advice_text(report, SV)
    assert not_asked not in advice_text(report, SV)


def test_what_is_open_besides_comes_before_what_the_policy_asks() -> None:
    other = Finding.error("unaccounted-bytes", "", offset=1, length=2, reason="x")
    report = report_with(Verdict.INDETERMINATE, Indication.TOTAL_PASSED, (NO_PDF_A, other))

    assert next_step(report) is Step.REVIEW
