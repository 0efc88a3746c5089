"""What to do next, which stands right under the verdict."""

from dataclasses import replace

import pytest

from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.reconcile.signers import Holds, SignerSource
from fhvalidate.report.html import render_html
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import Step, advice_text, issuers, next_step, short_advice
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.text import render
from fhvalidate.trust.anchors import Purpose
from fhvalidate.words.catalogue import catalogue
from tests.report import sample

SV = Style(Language.SV, colour=False, width=10_000)


@pytest.mark.parametrize("report", sample.ALL.values(), ids=sample.ALL.keys())
@pytest.mark.parametrize("language", Language)
def test_what_to_do_stands_right_under_the_verdict(report: Report, language: Language) -> None:
    style = Style(language, colour=False, width=10_000)
    told = advice_text(report, style)
    page = render_html(report, language=language)

    paragraphs = render(report, language=language, width=10_000).split("\n\n")
    assert " ".join(paragraphs[1].split()) == told
    assert page.index('class="headline"') < page.index('class="advice"') < page.index("<h2>")
    assert told.startswith(("Att göra: ", "To do: "))
    assert short_advice(report, style)


@pytest.mark.parametrize("language", Language)
def test_every_step_has_its_words(language: Language) -> None:
    for table in ("next-step", "next-step-short"):
        assert set(Step) <= set(catalogue(language)[table])


def test_only_a_confirmed_file_is_called_the_original() -> None:
    """Given an intact file of an unknown issuer, it is only said to be unchanged."""
    for language in Language:
        for told in (
            render(sample.indeterminate(), language=language),
            render_html(sample.indeterminate(), language=language),
        ):
            assert "är ett undertecknat original" not in told
            assert "Filen är det undertecknade originalet" not in told
            assert "is a signed original" not in told
            assert "The file is the signed original" not in told


def test_what_is_broken_is_not_mended_by_trust() -> None:
    report = replace(sample.indeterminate(), verdict=Verdict.INVALID)

    assert next_step(report) is Step.DO_NOT_ACCEPT
    assert "trust add" not in render(report, language="sv", width=10_000).split("Prövat")[0][:400]


def test_a_limit_is_not_said_to_be_a_fault_of_the_file() -> None:
    made = sample.finding(Finding.error("limit-exceeded", what="pages", limit=1, found=2))
    report = replace(sample.unreadable(), findings=(made,))

    assert render(report, language="sv").startswith("INTE GRANSKAD: minutes.png är inte granskad")
    assert next_step(report) is Step.RAISE_LIMIT


def test_somebody_who_has_not_signed_is_told_once_beside_what_to_do() -> None:
    row = SignerRow("Bo Frånvarande", (SignerSource.MINUTES,), None, None, Holds.NOT_ESTABLISHED)
    found = sample.finding(Finding.warning("adjuster-has-not-signed", name="Bo Frånvarande"))
    report = sample.valid()
    report = replace(report, signers=(*report.signers, row), findings=(found,))

    advice, rest = advice_text(report, SV), render(report, language="sv").split("\n\n", 2)[2]
    assert "Bo Frånvarande" in advice
    assert rest.count("Bo Frånvarande") == 1


def test_codes_levels_and_whole_names_of_certificates_are_details() -> None:
    shown = render(sample.indeterminate(), language="sv", width=10_000)
    details = render(sample.indeterminate(), language="sv", width=10_000, verbose=True)

    for technical in ("PAdES-", "NO_CERTIFICATE_CHAIN_FOUND", "[no-trust-anchors]"):
        assert technical not in shown
        assert technical in details


def test_a_distinguished_name_is_told_by_its_common_name() -> None:
    found = Finding.error("no-certificate-chain", issuer="C=SE, O=Provmyndigheten, CN=Provets rot")
    report = sample.indeterminate()
    one = replace(report.signatures[0], findings=(sample.finding(found),))
    report = replace(report, findings=(), signatures=(one,), signers=())

    assert "”Provets rot”" in render(report, language="sv", width=10_000)
    assert "C=SE" not in render(report, language="sv")
    assert "C=SE, O=Provmyndigheten" in render(report, language="sv", verbose=True, width=10_000)
    assert "Provets rot" in advice_text(report, SV)


def test_a_finding_on_a_time_stamp_is_labelled_so() -> None:
    report = sample.valid()
    found = sample.finding(
        Finding.warning("timestamp-not-passed", sub_indication="NO_CERTIFICATE_CHAIN_FOUND")
    )
    one = replace(report.signatures[0], findings=(found,))
    text = render(replace(report, signatures=(one,)), language="sv", width=10_000)

    assert "Kan inte bekräftas (tidsstämpeln till Anna Exempel): Tidsstämpeln kan inte" in text
    assert "Skälet: utfärdaren är inte betrodd." in text


def test_every_cell_says_what_it_is_where_a_narrow_page_has_no_head() -> None:
    page = render_html(sample.valid(), language=Language.SV)

    assert page.count("<td") == page.count("data-label=")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", sample.ALL)
def test_a_table_of_a_page_says_what_it_is_of_and_heads_its_columns(
    name: str, language: Language
) -> None:
    page = render_html(sample.ALL[name], language=language)

    assert page.count("<table") == page.count("<table><caption>")
    assert page.count("<th ") == page.count('<th scope="col">') + page.count('<th scope="row">')
    assert "<th>" not in page


def test_names_that_a_person_has_elsewhere_stand_under_the_name_and_take_no_column() -> None:
    report = sample.valid()
    row = replace(report.signers[0], name_on_page="Anna E", name_in_minutes="A Exempel")

    page = render_html(replace(report, signers=(row,)), language=Language.SV)

    assert '<div class="elsewhere">På underskriftssidan: Anna E</div>' in page
    assert '<div class="elsewhere">I protokollet: A Exempel</div>' in page
    assert page.count("<th ") <= 5


def test_a_page_says_that_there_is_nothing_to_remark_only_where_nothing_is_to_be_done() -> None:
    for name, report in sample.ALL.items():
        page = render_html(report, language=Language.SV)
        assert ("Inget att anmärka" in page) <= (report.verdict is Verdict.VALID), name

    assert "Inget att anmärka" in render_html(sample.valid(), language=Language.SV)


def test_what_the_reader_of_pdfs_answered_is_a_detail() -> None:
    made = sample.finding(Finding.error("damaged-pdf", reason="unable to find trailer"))
    report = replace(sample.unreadable(), findings=(made,))

    assert "trailer" not in render(report, language="sv")
    assert "[damaged-pdf: unable to find trailer]" in render(
        report, language="sv", verbose=True, width=10_000
    )


def lacking(*found: Finding) -> Report:
    report = sample.indeterminate()
    made = tuple(sample.finding(each) for each in found)
    one = replace(report.signatures[0], findings=made, timestamps=())
    return replace(report, findings=(), signatures=(one,))


def test_fetching_is_not_advised_where_no_certificate_says_from_where() -> None:
    nowhere = Finding.error("revocation-data-missing", subject="CN=Anna", where=())
    somewhere = Finding.error("revocation-data-missing", subject="CN=CA", where=("http://a.test",))

    assert next_step(lacking(nowhere)) is Step.ASK_FOR_EVIDENCE
    assert next_step(lacking(nowhere, somewhere)) is Step.ADD_EVIDENCE
    assert "--online" not in advice_text(lacking(nowhere), SV)


def test_what_is_lacking_on_several_certificates_is_one_sentence_a_place() -> None:
    """One for those of a signature whose data is sought in the same place, and no more."""
    found = [
        Finding.error("revocation-data-missing", subject=f"C=SE, CN={name}", where=where)
        for name, where in (("Anna", ()), ("Mellan", ()), ("Rot", ("http://a.test/crl",)))
    ]

    told = render(lacking(*found), language="sv", width=10_000)

    assert told.count("Spärrkontroll är inte möjlig") == 2
    assert "för ”Anna”, ”Mellan”: det saknas" in told
    assert "för ”Rot”: det saknas" in told


def test_whoever_made_their_own_certificate_has_no_issuer_to_add() -> None:
    """Nobody else's issuer is left out for it, and its time-stamp's issuer is not."""
    untrusted = Finding.error("no-certificate-chain", issuer="CN=Alice")
    own = Finding.warning("certificate-self-signed", name="Alice")
    stamp = Finding.error("no-time-stamp-certificate-chain", issuer="CN=Tid")

    assert next_step(lacking(untrusted)) is Step.ADD_TRUST
    assert next_step(lacking(untrusted, own)) is Step.CONFIRM_OTHERWISE
    assert next_step(lacking(untrusted, own, stamp)) is Step.CONFIRM_OTHERWISE
    told = render(lacking(untrusted, own), language="sv", width=10_000)
    assert "rotcertifikat" not in told
    assert "vem som helst kan göra ett sådant" in told.casefold()
    assert dict(issuers(lacking(untrusted, own, stamp))) == {"Tid": {Purpose.TIMESTAMP}}


def test_several_issuers_are_spoken_of_as_several() -> None:
    found = [Finding.error("no-certificate-chain", issuer=f"CN={name}") for name in ("A", "B")]

    assert "på utfärdaren (A)" in advice_text(lacking(found[0]), SV)
    assert "på utfärdarna (A, B)" in advice_text(lacking(*found), SV)


def test_no_password_is_asked_for_where_none_would_open_the_file() -> None:
    made = sample.finding(Finding.error("encryption-unsupported"))
    report = replace(sample.unreadable(), findings=(made,))

    assert next_step(report) is Step.UNENCRYPTED
    assert "--password-file" not in advice_text(report, SV)
