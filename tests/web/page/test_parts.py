"""What the page is made of, as functions of reports."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fhvalidate.conclusion import Verdict
from fhvalidate.errors import BusyError
from fhvalidate.policy import Policy
from fhvalidate.report.html_parts import element
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import Step, advice_text, next_step
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.web.controllers import read_controller
from fhvalidate.web.page.accessibility import accessibility_parts
from fhvalidate.web.page.answers import answer
from fhvalidate.web.page.frame import Frame, whole
from fhvalidate.web.page.mail import mail_text
from fhvalidate.web.page.markup import lowered, tag
from fhvalidate.web.page.responses import refused
from fhvalidate.web.page.shapes import RANKS, shape
from fhvalidate.web.page.start import start_parts
from fhvalidate.web.settings import Controller, ServiceSettings
from fhvalidate.words.catalogue import catalogue
from tests.report import sample

SETTINGS = ServiceSettings(trust=TrustAnchors.none(), policy=Policy.named("default"))
COMMANDS = re.compile(r"--[a-z]|fhvalidate |\b[A-Z]*FIL\b|SÖKVÄG|\bPATH\b")


def frame(language: Language = Language.SV, **chosen: Any) -> Frame:
    return Frame(replace(SETTINGS, **chosen), language)


def shown(report: Report, **chosen: Any) -> str:
    return answer(report, frame(**chosen), number="1", locked=False).shown.text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", sample.ALL)
def test_no_advice_on_the_page_speaks_of_commands(name: str, language: Language) -> None:
    assert not COMMANDS.search(advice_text(sample.ALL[name], frame(language).style))


@pytest.mark.parametrize("language", Language)
def test_every_step_whose_words_speak_of_commands_has_words_of_the_page(language: Language) -> None:
    words = catalogue(language)["next-step"]
    own = {**catalogue(language)["service-next-step"], **catalogue(language)["page-next-step"]}

    speaking = {key for key, text in words.items() if COMMANDS.search(text)}

    assert speaking <= own.keys()
    assert not [text for text in own.values() if COMMANDS.search(text)]


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_shape_of_its_own_and_a_rank(verdict: Verdict) -> None:
    others = [shape(each).text for each in Verdict if each is not verdict]

    assert shape(verdict).text not in others
    assert verdict in RANKS


def test_the_verdict_stands_in_a_word_beside_its_shape() -> None:
    text = shown(sample.invalid())

    assert '<svg viewBox="0 0 24 24" aria-hidden="true"' in text
    assert "<span>OGILTIG</span>" in text


def test_who_has_signed_is_a_fact_only_where_all_of_it_holds() -> None:
    assert "Undertecknat av:" in shown(sample.valid())
    assert "Undertecknat av:" not in shown(sample.invalid())
    assert "Undertecknare, som filen anger:" in shown(sample.invalid())
    assert "Undertecknat av:" not in shown(sample.reprinted())


def test_a_reprint_is_told_where_it_comes_from_and_what_to_write_to_the_sender() -> None:
    text = shown(sample.reprinted())

    assert "skrivs ut till PDF, skannas eller sparas om" in text
    assert "Skicka originalfilen" in text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", sample.ALL)
def test_the_sender_is_written_to_where_something_is_asked_of_them(
    name: str, language: Language
) -> None:
    report = sample.ALL[name]

    text = mail_text(report, frame(language).style)

    asks = next_step(report) in {Step.DO_NOT_ACCEPT, Step.REQUEST_ORIGINAL, Step.RIGHT_FILE}
    assert bool(text) or not asks
    assert not COMMANDS.search(text)
    if next_step(report) is Step.PRESERVE:
        assert text == ""


def test_what_comes_from_a_document_is_escaped_wherever_it_stands() -> None:
    text = shown(sample.hostile())

    assert "<script" not in text
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_headings_of_a_report_stand_beneath_that_of_its_file() -> None:
    inner = element("div", element("h2", "<h2>"), element("h3", "x"))

    assert lowered(inner, by=2).text == "<div><h4>&lt;h2&gt;</h4><h5>x</h5></div>"
    assert "<h2" not in shown(sample.valid())


def test_an_element_that_the_page_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="iframe"):
        tag("iframe")


def test_evidence_is_offered_only_where_certificates_may_be_sent() -> None:
    assert "/page/bundle" not in shown(sample.valid())
    assert "/page/bundle" in shown(sample.valid(), with_certificates=True)


def test_the_controllers_words_stand_on_the_page_and_the_services_own_where_there_are_none() -> (
    None
):
    controller = Controller(
        name="Kommunstyrelsen <i>", contact="ombud@exempel.se", purpose="Att granska."
    )

    with_words = "".join(part.text for part in start_parts(frame(controller=controller)))
    without = "".join(part.text for part in start_parts(frame()))

    assert "Kommunstyrelsen &lt;i&gt;" in with_words
    assert "Att granska." in with_words
    assert "artikel 6.1 e" in with_words
    assert "inte angett" not in with_words
    assert "inte angett" in without
    assert "Dataskyddsombud" not in without


def test_a_full_service_is_told_on_a_page_with_when_to_ask_again() -> None:
    answer = refused(BusyError(retry_after=5), frame())

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Försök igen om en stund." in bytes(answer.body).decode()


def test_the_controllers_words_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "controller.toml"
    path.write_text('name = "Nämnden"\npurpose = "Att granska."\naccessibility = "0123-45"\n')

    found = read_controller(path)

    assert found == Controller(name="Nämnden", purpose="Att granska.", accessibility="0123-45")
    text = "".join(part.text for part in accessibility_parts(frame(controller=found)))
    assert "Nämnden står bakom" in text
    assert "Säg till: 0123-45" in text


@pytest.mark.parametrize("language", Language)
def test_a_page_says_its_language_and_leads_to_the_other(language: Language) -> None:
    other = next(each for each in Language if each is not language)

    text = whole(start_parts(frame(language)), frame(language, prefix="/V3"), title="x")

    assert f'<html lang="{language}">' in text
    assert f'href="/V3/?lang={other}" hreflang="{other}" lang="{other}"' in text


@pytest.mark.parametrize("language", Language)
def test_where_the_original_is_asked_for_there_is_a_text_for_the_sender(
    language: Language,
) -> None:
    """Also of an open verdict, beside what whoever runs the service is to do."""
    style = frame(language).style
    asking = [
        report
        for report in sample.ALL.values()
        if report.verdict is Verdict.INDETERMINATE and report.reprint.advice is not None
    ]

    assert all(mail_text(report, style) for report in asking)
    assert not COMMANDS.search(" ".join(catalogue(language)["page-mail"].values()))
    page = "".join(part.text for part in start_parts(frame(language)))
    assert not COMMANDS.search(re.sub("<[^>]*>|fhvalidate [0-9]", " ", page))
