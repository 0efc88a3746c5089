"""The report as a registrar reads it."""
# ruff: noqa: RUF001, ISC004 - Swedish has a dash, and a sentence may need two lines

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhvalidate import TrustAnchors, validate
from fhvalidate.conclusion import Finding, Indication, Severity, Verdict
from fhvalidate.reconcile.signers import Holds, SignerSource
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.text import render
from fhvalidate.reprint.verdict import Confidence, ReprintVerdict
from fhvalidate.signature import Level
from fhvalidate.words.plain import UNSEEN
from tests.pki import ANNA, EPOCH, VALIDATED_AT
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.pki.world import shared_world
from tests.report import sample

# The first example of a run builds tables of Unicode and reads the catalogues.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def flat(report: Report, language: str = "sv", *, verbose: bool = False) -> str:
    """The text with its line breaks and indents taken out."""
    assert language in ("sv", "en")
    return " ".join(
        render(report, language="sv" if language == "sv" else "en", verbose=verbose).split()
    )


@pytest.mark.parametrize(
    ("name", "sv", "en"),
    [
        (
            "valid",
            "GILTIG: minutes-signed.pdf är ett undertecknat original; 2 underskrifter håller.",
            "VALID: minutes-signed.pdf is a signed original; 2 signatures hold.",
        ),
        (
            "indeterminate",
            "EJ FASTSTÄLLT: minutes-signed.pdf är oförändrad sedan den undertecknades med "
            "2 certifikat som anger Anna Exempel, Bo Testsson, men ingen betrodd utfärdare går i "
            "god för dem.",
            "NOT ESTABLISHED: minutes-signed.pdf is unchanged since it was signed by "
            "2 certificates that say Anna Exempel, Bo Testsson, but no trusted issuer vouches for "
            "them.",
        ),
        (
            "invalid",
            "OGILTIG: minutes-signed.pdf kan inte godtas; en underskrift håller inte.",
            "INVALID: minutes-signed.pdf cannot be accepted; one signature does not hold.",
        ),
        (
            "reprinted",
            'OMTRYCKT: "Protokoll KS 2026-03-03 utskrift.pdf" är en kopia som har förlorat sina '
            "underskrifter.",
            'REPRINTED: "Protokoll KS 2026-03-03 utskrift.pdf" is a copy that has lost its '
            "signatures.",
        ),
        (
            "unsigned",
            "INTE UNDERTECKNAD: minutes-signed.pdf innehåller ingen elektronisk underskrift",
            "NOT SIGNED: minutes-signed.pdf holds no electronic signature",
        ),
        (
            "unreadable",
            "OLÄSLIG: minutes.png är ingen PDF.",
            "UNREADABLE: minutes.png is not a PDF.",
        ),
        (
            "only_timestamp",
            "EJ FASTSTÄLLT: minutes-signed.pdf är tidsstämplad men inte undertecknad av någon.",
            "NOT ESTABLISHED: minutes-signed.pdf is time-stamped but not signed by anyone.",
        ),
    ],
)
def test_the_verdict_comes_first_in_plain_words(name: str, sv: str, en: str) -> None:
    report = sample.ALL[name]

    assert flat(report, "sv").startswith(sv)
    assert flat(report, "en").startswith(en)


def test_a_signer_is_told_with_time_means_and_whether_the_signature_holds() -> None:
    assert (
        "Anna Exempel, tidsstämplad 2026-03-03 10:00, BankID enligt underskriftssidan: håller"
        in flat(sample.valid())
    )


def test_a_name_that_no_anchor_vouches_for_is_marked_and_its_time_is_a_claim() -> None:
    text = flat(sample.indeterminate())

    assert "Bo Testsson (enligt certifikatet, ej betrott), uppgiven tid 2026-03-03 10:00" in text
    assert "kan inte bekräftas – innehållet är oförändrat; utfärdaren är inte betrodd" in text


def test_without_trust_the_first_finding_says_how_to_add_an_issuer() -> None:
    text = flat(sample.indeterminate())

    first = re.search(r"(Kan inte bekräftas:|Fel|Varning|Upplysning).*", text)
    assert first is not None
    assert first[0].startswith("Kan inte bekräftas: Ingen utfärdare är betrodd ännu")
    assert "fhvalidate trust add" in first[0]


def test_a_finding_on_several_signatures_is_told_once() -> None:
    text = flat(replace(sample.indeterminate(), findings=()))

    assert text.count("är inte betrodd och leder inte till någon betrodd") == 1
    assert "Kan inte bekräftas (Anna Exempel, Bo Testsson): " in text


def test_a_signature_that_held_when_it_was_made_is_said_to_rest_on_a_claim() -> None:
    assert "giltig vid uppgiven underskriftstid; uppgiften är inte styrkt" in flat(sample.expired())


def test_only_the_signatures_that_are_open_are_counted() -> None:
    assert "men en underskrift kan inte bekräftas" in flat(sample.expired())


def test_content_that_nothing_accounts_for_is_never_called_unchanged() -> None:
    found = sample.finding(Finding.warning("unaccounted-bytes", offset=1, length=2))
    report = replace(sample.indeterminate(), findings=(found,))

    assert "oförändrad sedan" not in flat(report).partition(".pdf")[2][:60]


def test_signatures_that_hold_in_a_file_that_cannot_be_confirmed_are_said_to_hold() -> None:
    report = replace(sample.valid(), verdict=Verdict.INDETERMINATE)

    assert "underskrifterna i minutes-signed.pdf håller, men allt i filen kan inte" in flat(report)


def test_a_name_that_only_the_page_gives_is_no_signature() -> None:
    assert (
        "Anna Exempel, enligt underskriftssidan (2026-03-03 10:00, BankID): "
        "har ingen underskrift i filen" in flat(sample.reprinted())
    )


def test_a_reprint_quotes_its_evidence_with_its_page_and_says_what_to_do() -> None:
    text = flat(sample.reprinted())

    assert sample.STATEMENT in text
    assert "(sida 4)" in text
    assert "Att göra: Begär originalfilen" in text


@pytest.mark.parametrize("kind", ["resaved", "stripped", "scanned"])
def test_a_copy_is_named_for_how_it_was_made(kind: str) -> None:
    report = sample.reprinted()
    reprint = replace(report.reprint, verdict=ReprintVerdict(kind), confidence=Confidence.LOW)

    assert flat(replace(report, reprint=reprint)) != flat(report)


def test_a_format_that_cannot_be_checked_is_said_to_be_unchecked() -> None:
    text = flat(sample.unsupported())

    assert "kan inte bekräftas – formatet Prov.Eget kan inte prövas här" in text
    assert "Inte kontrollerat: underskrifter i format som inte stöds." in text


def test_a_document_time_stamp_stands_on_its_own_line_as_no_person() -> None:
    lines = render(sample.unsupported(), language="sv").splitlines()

    assert [line.strip() for line in lines if "Tidsstämpel på handlingen" in line] == [
        "Tidsstämpel på handlingen av Provstämplaren, 2026-03-03 10:00: håller"
    ]


def test_what_only_explains_is_left_out_of_a_valid_report() -> None:
    note = sample.finding(Finding.info("revocation-not-required", subject="Anna Exempel"))
    report = replace(sample.valid(), findings=(note,))

    assert "Upplysning" not in flat(report)
    assert "Upplysning" in flat(replace(report, verdict=Verdict.UNSIGNED))


def test_only_what_was_not_answered_is_said_to_be_unchecked() -> None:
    answered = sample.finding(Finding.info("revocation-not-required", subject="Anna Exempel"))
    settled = sample.finding(Finding.info("revocation-data-stale", subject="Anna Exempel"))
    missing = sample.finding(Finding.warning("revocation-data-missing", subject="Anna Exempel"))
    unchecked = "Inte kontrollerat: om certifikaten är spärrade."

    assert unchecked not in flat(replace(sample.valid(), findings=(answered, settled)))
    assert unchecked in flat(replace(sample.valid(), findings=(answered, missing)))


def test_a_long_list_of_findings_is_cut_and_counted() -> None:
    many = tuple(
        sample.finding(Finding.warning("empty-signature-field", field=str(number)))
        for number in range(35)
    )

    assert "… och 5 till" in flat(replace(sample.valid(), findings=many))


def test_an_attachment_is_told_by_its_own_verdict() -> None:
    text = flat(sample.with_attachment())

    assert "Bilaga original.pdf: GILTIG: minutes-signed.pdf är ett undertecknat original" in text
    assert "Att göra: Spara ut bilagan" in text


@pytest.mark.parametrize("report", sample.ALL.values(), ids=sample.ALL.keys())
@pytest.mark.parametrize("width", [1, 40, 80, 120])
def test_no_line_is_wider_than_the_terminal(report: Report, width: int) -> None:
    text = render(report, language="sv", width=width)

    assert max(map(len, text.splitlines())) <= max(width, 40)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("report", sample.ALL.values(), ids=sample.ALL.keys())
def test_colour_adds_colours_and_changes_no_word(report: Report) -> None:
    plain = render(report, language="en", colour=False)
    colour = render(report, language="en", colour=True)

    assert ANSI.search(colour)
    assert ANSI.sub("", colour) == plain


@pytest.mark.parametrize("report", sample.ALL.values(), ids=sample.ALL.keys())
def test_no_control_character_reaches_the_terminal(report: Report) -> None:
    for language in ("sv", "en"):
        text = render(report, language="sv" if language == "sv" else "en")
        assert not UNSEEN.search(text.replace("\n", ""))


@UNHURRIED
@given(st.text(st.characters(codec=None, categories=None)))
def test_no_name_can_start_a_line_or_paint_a_word(name: str) -> None:
    report = sample.valid()
    report = replace(
        report,
        document=replace(report.document, name=name),
        signers=(replace(report.signers[0], name=name),),
        signature_page=sample.page(name),
    )

    text = render(report, language="sv", colour=True)

    assert text.startswith("\x1b[1;32mGILTIG\x1b[0m: ")
    assert len(ANSI.findall(text)) == 2 * (1 + 2)  # the verdict and two signatures
    assert not UNSEEN.search(ANSI.sub("", text).replace("\n", ""))


def test_a_name_that_imitates_the_report_is_quoted() -> None:
    report = sample.valid()
    rows = (replace(report.signers[0], name="Anna: håller, betrodd"), report.signers[1])

    assert '"Anna: håller, betrodd", tidsstämplad' in flat(replace(report, signers=rows))


def test_a_signature_that_no_row_tells_of_is_told_all_the_same() -> None:
    report = replace(sample.valid(), signers=())

    assert flat(report).count("tidsstämplad") == 2


def test_an_index_outside_the_signatures_is_no_signature() -> None:
    report = sample.valid()
    rows = (replace(report.signers[0], signature=9, holds=Holds.NO),)

    assert "håller inte – har ingen underskrift i filen" in flat(replace(report, signers=rows))


def test_a_failed_time_stamp_alone_makes_the_file_unacceptable() -> None:
    stamp = replace(sample.document_timestamp(), indication=Indication.FAILED, timestamps=())
    report = replace(sample.only_timestamp(), verdict=Verdict.INVALID, signatures=(stamp,))

    assert "kan inte godtas; se nedan" in flat(report)
    assert "håller inte – skälet är inte angivet" in flat(report)


def test_every_severity_is_told_in_words() -> None:
    for severity in Severity:
        note = sample.finding(Finding("file-empty", severity))
        report = replace(sample.unreadable(), findings=(note,))
        assert {"error": "Fel:", "warning": "Varning:", "info": "Upplysning:"}[severity] in flat(
            report
        )


def test_a_signature_without_field_or_name_has_a_name_of_its_own() -> None:
    nameless = replace(sample.untrusted("x"), signer=None, field=None, claimed_signing_time=None)
    report = replace(sample.indeterminate(), signatures=(nameless,), signers=())

    assert "Underskrift utan fält, tid okänd: kan inte bekräftas" in flat(report)


def test_of_a_signature_that_holds_it_is_told_how_much_of_its_level_is_confirmed() -> None:
    known = sample.signature("Anna Exempel")
    less = replace(known, level=Level.LTA, confirmed_level=Level.T)
    report = replace(sample.valid(), signatures=(less,), signers=())
    whole = replace(report, signatures=(replace(known, level=Level.T),))
    failed = replace(
        report,
        signatures=(replace(less, indication=Indication.INDETERMINATE, confirmed_level=Level.B),),
    )

    assert "PAdES-BASELINE-LTA (bekräftat: PAdES-BASELINE-T): håller" in flat(report, verbose=True)
    assert "PAdES-BASELINE-LTA (confirmed: PAdES-BASELINE-T): holds" in flat(
        report, "en", verbose=True
    )
    assert "PAdES-BASELINE-T: håller" in flat(whole, verbose=True)
    assert "bekräftat:" not in flat(failed, verbose=True)
    assert "PAdES" not in flat(report)


def test_a_finding_on_the_document_time_stamp_is_told_as_such() -> None:
    stamp = replace(
        sample.document_timestamp(),
        indication=Indication.INDETERMINATE,
        signer=None,
        findings=(sample.finding(Finding.warning("timestamp-unreadable")),),
    )
    report = replace(sample.only_timestamp(), signatures=(stamp,))

    assert "Varning (Tidsstämpel på handlingen): Tidsstämpeln är skadad" in flat(report)


def test_a_finding_on_a_signature_that_no_row_tells_of_bears_the_name_in_the_certificate() -> None:
    report = replace(sample.invalid(), signers=())

    assert "Fel (Anna Exempel): Innehållet är inte det som undertecknades" in flat(report)


def test_a_name_that_only_the_minutes_give_is_said_to_come_from_there() -> None:
    report = sample.unsigned()
    row = SignerRow("Anna Exempel", (SignerSource.MINUTES,), None, None, Holds.NOT_ESTABLISHED)

    assert "Anna Exempel, enligt protokollet: har ingen underskrift i filen" in flat(
        replace(report, signers=(row,))
    )


def test_the_archives_own_word_is_no_time_stamp() -> None:
    """Given a file without time-stamps, when the archive says since when, that is what is told."""
    signer = shared_world().root.issue_person(ANNA, no_rev_avail=True)
    data = sign_b_b(minutes(), signer)
    trust = TrustAnchors.from_pem_or_der(shared_world().root.pem, name="rot.pem")

    report = validate(data, trust=trust, at=VALIDATED_AT, held_since=EPOCH + timedelta(hours=1))

    assert "fanns enligt arkivet 2026-03-02 11:00" in render(report, language=Language.SV)
    assert "tidsstämplad" not in render(report, language=Language.SV)
    assert "by the archive’s own word" in render(report, language=Language.EN)
