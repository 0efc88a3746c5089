"""Who reads the service's answers has no command line, and none of them speaks of one."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from fhvalidate.conclusion import Fact, Severity, Verdict
from fhvalidate.frozen import FrozenMapping
from fhvalidate.policy import Policy
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.html import render_html
from fhvalidate.report.in_medium import in_medium
from fhvalidate.report.messages import Language, Medium, message_for, sentence
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import Step
from fhvalidate.report.text import render
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.web.dss.answer import reports
from fhvalidate.web.dss.request import Asked
from fhvalidate.web.page.answers import answer as on_the_page
from fhvalidate.web.page.frame import Frame
from fhvalidate.web.problem_types import STATUS
from fhvalidate.web.settings import ServiceSettings
from fhvalidate.web.siva.answer import Telling
from fhvalidate.web.siva.answer import answer as of_siva
from fhvalidate.web.siva.request import ReportType
from fhvalidate.words.catalogue import catalogue, groups
from tests.web.dss.reports import report_on

COMMANDS = re.compile(
    r"--[a-z]|fhvalidate (?:trust|archive|batch|extend)|\b[A-Z]*FIL\b|SÖKVÄG|\bPATH\b"
)
# What can be kept of an answer, but for the JSON, which is the same wherever it was made.
KEPT = re.compile(r'href="data:text/(?:html|xml);base64,([^"]*)"')
# What a command says to whoever gave it; no report has it.
OF_COMMANDS = {"trust-command", "usage", "batch", "originals", "archive", "extension"} | {"service"}
NAMED: Mapping[str, Fact] = {"issuer": "CN=Prov", "subject": "CN=Prov", "lacking": "off"}
FACTS = FrozenMapping({**NAMED, "where": ("http://a.test",), "untried": "no-program"})


def codes() -> list[str]:
    """Of all that a report can tell."""
    tables = (table for name, table in groups(Language.SV).items() if name not in OF_COMMANDS)
    return [code for table in tables for code in table]


def speaking() -> list[str]:
    """Those of them that speak of commands where there are some."""
    sentences = ((code, sentence(each, code, FACTS)) for code in codes() for each in Language)
    return list(dict.fromkeys(code for code, text in sentences if COMMANDS.search(text)))


def found(code: str) -> ReportFinding:
    return ReportFinding(code, Severity.ERROR, "", "document", FACTS, message_for(code, FACTS))


def report_with(*told: str) -> Report:
    """A report in which each is a finding on the document, a signature and its time-stamp."""
    made = report_on("minutes-b-lt", "root.pem", "tsa-root.pem")
    findings = tuple(map(found, told))
    signatures = tuple(
        replace(
            each,
            findings=findings,
            timestamps=tuple(replace(stamp, findings=findings) for stamp in each.timestamps),
        )
        for each in made.signatures
    )
    open_ = Verdict.INDETERMINATE
    return replace(made, verdict=open_, findings=findings, signatures=signatures)


def answers_on(report: Report) -> Iterator[str]:
    """Every text that the service answers with but for the report as JSON."""
    settings = ServiceSettings(trust=TrustAnchors.none(), policy=Policy.named("default"))
    for language in Language:
        page = on_the_page(report, Frame(settings, language), number="1", locked=False).shown.text
        for kept in KEPT.findall(page):
            yield b64decode(kept).decode()
        yield re.sub(r'href="data:[^"]*"', "", page)
        yield render_html(report, language=language, medium=Medium.SERVICE).partition("<body")[2]
        yield render(report, language=language, medium=Medium.SERVICE)
        for kind in ReportType:
            yield written(of_siva(report, Telling("minutes.pdf", "FHV-AES", kind, language)))
    asked = Asked(b"", "minutes.pdf", None, "NONE", None)
    yield reports(report, asked, with_certificates=False).decode()


def written(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False)


@pytest.mark.parametrize("medium", [Medium.SERVICE, Medium.PAGE])
@pytest.mark.parametrize("language", Language)
def test_no_sentence_of_the_service_speaks_of_commands(language: Language, medium: Medium) -> None:
    told = {code: sentence(language, code, FACTS, medium=medium) for code in codes()}

    assert not {code: text for code, text in told.items() if COMMANDS.search(text)}


@pytest.mark.parametrize("language", Language)
def test_what_the_service_refuses_is_told_without_commands(language: Language) -> None:
    told = {code: sentence(language, code) for code in STATUS}

    assert not {code: text for code, text in told.items() if COMMANDS.search(text)}


def test_there_are_sentences_that_speak_of_commands_to_who_has_them() -> None:
    assert {"no-certificate-chain", "revocation-data-missing", "no-trust-anchors"} <= {*speaking()}


@pytest.mark.parametrize("code", speaking())
def test_no_answer_with_such_a_finding_speaks_of_commands(code: str) -> None:
    said = [found for text in answers_on(report_with(code)) for found in COMMANDS.findall(text)]

    assert not said


@pytest.mark.parametrize("language", Language)
def test_no_table_of_a_medium_speaks_of_commands_or_names_what_is_not_there(
    language: Language,
) -> None:
    words = catalogue(language)

    for medium in (Medium.SERVICE, Medium.PAGE):
        for name, table in words.items():
            of_all = name.removeprefix(f"{medium}-")
            if of_all == name or of_all not in words:
                continue
            assert not [text for text in table.values() if COMMANDS.search(text)]
            assert table.keys() <= words[of_all].keys()


def test_the_words_of_another_program_stay_as_they_are() -> None:
    finding = replace(found("no-proof-of-time"), message=message_for("no-trust-anchors"))
    report = replace(report_with("no-proof-of-time"), findings=(finding,))

    assert in_medium(report, Medium.SERVICE).findings == (finding,)
    assert in_medium(report, Medium.COMMAND) is report


def test_a_name_is_told_by_itself_in_the_service_as_on_a_terminal() -> None:
    report = report_with("no-certificate-chain")

    text = render(report, language=Language.SV, medium=Medium.SERVICE)

    assert "”Prov”" in text
    assert "den som driver tjänsten" in text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("step", Step)
def test_every_step_is_one_that_a_reader_can_take(step: Step, language: Language) -> None:
    words = catalogue(language)

    for kind in (step, f"{step}-many"):
        told = words["service-next-step"].get(kind) or words["next-step"].get(kind, "")
        assert not COMMANDS.search(told)
