"""PREMIS 3, as archives and their programs read it."""

import ast
import uuid
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from fhvalidate.archive import archivematica, premis
from fhvalidate.archive.premis import premis_of_removal
from fhvalidate.archive.record import Deed, RecordedFile
from fhvalidate.conclusion import Verdict
from fhvalidate.pdf_a.answer import FailedRule, PdfAStatus
from fhvalidate.report.pdf_a_model import PdfAReport
from tests.archive.reports import NAMES, report_on
from tests.archive.schemas import errors
from tests.report import sample

IN = {"p": "http://www.loc.gov/premis/v3", "f": "urn:fhvalidate:archive:1"}


def found(data: bytes, path: str) -> Any:
    return etree.fromstring(data).xpath(path, namespaces=IN)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_gives_valid_premis(name: str) -> None:
    assert errors("premis-v3.xsd", premis(report_on(name))) == []


@pytest.mark.parametrize("name", sorted(sample.ALL))
def test_every_kind_of_report_gives_valid_premis(name: str) -> None:
    assert errors("premis-v3.xsd", premis(sample.ALL[name])) == []


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_linked_both_ways(name: str) -> None:
    data = premis(report_on(name))

    events = found(data, "//p:event/p:eventIdentifier/p:eventIdentifierValue/text()")
    linked = "//p:{}/p:linkingEventIdentifier/p:linkingEventIdentifierValue/text()"
    assert events == found(data, linked.format("object")) == found(data, linked.format("agent"))
    assert len(set(events)) == len(events) >= 1
    assert {uuid.UUID(each).version for each in events} == {4}
    things = found(data, "//p:object/p:objectIdentifier/p:objectIdentifierValue/text()")
    assert found(data, "//p:linkingObjectIdentifierValue/text()") == things * len(events)
    agents = found(data, "//p:agent/p:agentIdentifier/p:agentIdentifierValue/text()")
    assert found(data, "//p:linkingAgentIdentifierValue/text()") == agents * len(events)


def test_each_signature_has_an_event_of_its_own() -> None:
    data = premis(report_on("minutes-signed.pdf"))

    assert found(data, "//p:eventOutcome/text()") == ["success", "success"]
    assert found(data, "//f:signature/text()") == ["Anna Exempel", "Bo Testsson"]


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("minutes-printed.pdf", "fail"),
        ("minutes-never-signed.pdf", "fail"),
        ("garbage.pdf", "fail"),
    ],
)
def test_a_file_without_signatures_has_one_event(name: str, outcome: str) -> None:
    assert found(premis(report_on(name)), "//p:eventOutcome/text()") == [outcome]


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.VALID])
def test_no_file_that_is_not_valid_has_success_alone(verdict: Verdict) -> None:
    report = replace(report_on("minutes-signed.pdf"), verdict=verdict)

    outcomes = found(premis(report), "//p:eventOutcome/text()")

    assert outcomes[:2] == ["success", "success"]
    assert outcomes[2:] in (["warning"], ["fail"])


@pytest.mark.parametrize("verdict", Verdict)
def test_archivematica_is_told_the_outcome_that_premis_has(verdict: Verdict) -> None:
    words = {"success": "pass", "warning": "partial pass", "fail": "fail"}
    never_signed = replace(report_on("minutes-never-signed.pdf"), verdict=verdict)

    (outcome,) = found(premis(never_signed), "//p:eventOutcome/text()")
    told = ast.literal_eval(archivematica(never_signed).decode("ascii"))

    assert told["eventOutcomeInformation"] == words[outcome]


RULE = FailedRule("ISO 19005-2:2011", "6.1.12", 2, 1)


@pytest.mark.parametrize(
    ("pdfa", "version", "outcome"),
    [
        (PdfAReport("2B", PdfAStatus.COMPLIANT, "2b", "veraPDF", "1.28.1"), "PDF/A-2B", "success"),
        (
            PdfAReport("2B", PdfAStatus.NOT_COMPLIANT, "2b", "veraPDF", "1.28.1", (RULE,)),
            "",
            "fail",
        ),
        (PdfAReport("2B", PdfAStatus.NOT_RUN, reason="no-tool"), "", ""),
        (None, "", ""),
    ],
)
def test_of_pdf_a_there_is_an_event_where_it_was_tried_and_a_version_where_it_held(
    pdfa: PdfAReport | None, version: str, outcome: str
) -> None:
    report = report_on("minutes-signed.pdf")
    data = premis(replace(report, document=replace(report.document, pdfa=pdfa)))

    assert errors("premis-v3.xsd", data) == []
    assert "".join(found(data, "//p:formatVersion/text()")) == version
    (*_, last) = found(data, "//p:event[p:eventType='validation']") or [None]
    assert (last is not None) is bool(outcome)
    if last is not None:
        assert last.xpath("p:eventOutcomeInformation/p:eventOutcome/text()", namespaces=IN) == [
            outcome
        ]
        (how,) = last.xpath(".//p:eventDetail/text()", namespaces=IN)
        assert how == 'program="veraPDF"; version="1.28.1"; flavour="2b"'
    assert len(found(data, "//p:object/p:linkingEventIdentifier")) == len(found(data, "//p:event"))


def test_the_event_was_when_the_validation_was_done() -> None:
    report = report_on("minutes-signed.pdf")
    data = premis(report)

    (when,) = set(found(data, "//p:eventDateTime/text()"))
    assert when.startswith(report.produced_at.isoformat()[:19])
    assert 'validated-as-of="2026-03-03T09:00:00Z"' in found(data, "//p:eventDetail/text()")[0]


def test_the_same_report_gives_the_same_bytes() -> None:
    report = report_on("minutes-signed.pdf")

    assert premis(report) == premis(type(report).from_json(report.to_json()))


def test_what_no_xml_can_hold_is_shown() -> None:
    report = report_on("minutes-signed.pdf")
    name = 'a\x00\x1b\ud800\ufffe\u202e"<&>.pdf'
    data = premis(replace(report, document=replace(report.document, name=name)))

    assert errors("premis-v3.xsd", data) == []
    shown = found(data, "//p:originalName/text()")
    assert shown == ['objects/a\\x00\\x1b\\ud800\\ufffe\\u202e"<&>.pdf']


@pytest.mark.parametrize("name", NAMES)
def test_a_note_begins_with_a_sentence_in_the_language_and_has_the_same_facts_in_each(
    name: str,
) -> None:
    report = report_on(name)
    notes = "//p:eventOutcomeDetailNote/text()"

    swedish = found(premis(report, language="sv"), notes)
    english = found(premis(report), notes)

    def facts(told: list[str]) -> list[str]:
        return [each.partition("; ")[2] for each in told]

    assert facts(swedish) == facts(english)
    assert all(one != other for one, other in zip(swedish, english, strict=True))
    told = ast.literal_eval(archivematica(report, language="sv").decode("ascii"))
    assert told["eventOutcomeDetailNote"].startswith("Filen ")


def test_what_a_test_authority_vouches_for_is_not_called_confirmed() -> None:
    report = report_on("minutes-signed.pdf")
    of_test = tuple(replace(each, test=True) for each in report.signatures)

    notes = found(premis(replace(report, signatures=of_test)), "//p:eventOutcomeDetailNote/text()")

    assert all(note.startswith("The signature is of a test authority") for note in notes)


def test_taking_signatures_out_is_an_event_that_leads_from_the_file_to_the_copy() -> None:
    report = report_on("minutes-signed.pdf")
    copy = RecordedFile("kopia.pdf", 7, "ab" * 32)
    deed = Deed(copy, 2, 4, report.produced_at, anyway=False, decided_by="KS 2026:17")

    data = premis_of_removal(report, deed, language="sv")

    assert errors("premis-v3.xsd", data) == []
    original, made = found(data, "//p:object/p:objectIdentifier/p:objectIdentifierValue/text()")
    (removal,) = found(data, "//p:event[p:eventType='modification']")
    things = removal.xpath(".//p:linkingObjectIdentifierValue/text()", namespaces=IN)
    roles = removal.xpath(".//p:linkingObjectRole/text()", namespaces=IN)
    assert list(zip(things, roles, strict=True)) == [(original, "source"), (made, "outcome")]
    (how,) = removal.xpath(".//p:eventDetail/text()", namespaces=IN)
    assert 'decided-by="KS 2026:17"' in how
    related = "//p:relatedObjectIdentifierValue/text()"
    assert found(data, related) == [made, original]
    assert found(data, "//p:object[2]//p:messageDigest/text()") == [copy.sha256]
    events = "p:linkingEventIdentifier/p:linkingEventIdentifierValue"
    every = found(data, f"//p:agent/{events}/text()")
    assert len(every) == 3
    assert found(data, f"//p:object[1]/{events}/text()") == every
    assert found(data, f"//p:object[2]/{events}/text()") == every[-1:]
    assert premis_of_removal(report, deed, language="sv") == data
