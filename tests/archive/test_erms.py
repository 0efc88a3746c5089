"""ERMS 3 and SvKGS: the signed original, a copy without its signatures, and what was printed."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from fhvalidate.archive import erms, svkgs
from fhvalidate.reconcile.signers import Holds
from fhvalidate.report.json import utc
from fhvalidate.report.model import Report
from tests.archive.reports import NAMES, report_on
from tests.archive.schemas import errors
from tests.archive.schematron import broken
from tests.report import sample

IN = {
    "e": "https://DILCIS.eu/XML/ERMS",
    "s": "https://xml.svenskakyrkan.se/ERMS-SVK-element",
    "a": "https://xml.svenskakyrkan.se/ERMS-SVK-ARENDE",
}
APPENDIX = "//e:appendix/@eSignatureHasExisted"


def found(data: bytes, path: str) -> Any:
    return etree.fromstring(data).xpath(path, namespaces=IN)


def stripped() -> tuple[Report, Report]:
    """A copy that never shows a signature, and the signed original that it was made of."""
    return report_on("minutes-never-signed.pdf"), report_on("minutes-signed.pdf")


def test_the_signed_original_has_its_signatures_and_when_they_were_verified() -> None:
    data = erms(report_on("minutes-signed.pdf"))

    assert found(data, APPENDIX) == ["false"]
    assert found(data, "//e:appendix/e:eSignature/@present") == ["true"]
    assert found(data, "//e:eSignatures/e:eSignature/@present") == ["true", "true"]
    report = report_on("minutes-signed.pdf")
    times = found(data, "//e:eSignature/@dateeSignatureIsVerified")
    assert times == [utc(report.produced_at)] * 3, "when it was tried, not as of when"
    day = utc(report.produced_at)[:10]
    for note in found(data, "//e:record//e:note/text()"):
        assert f"prövades {day} och gällde per 2026-03-03T09:00:00Z." in note
    kinds = found(data, "//e:record/e:agents/e:agent/@agentType")
    names = found(data, "//e:record/e:agents/e:agent/e:name/text()")
    assert dict(zip(names, kinds, strict=True)) == {
        "Anna Exempel": "main_signatory",
        "Bo Testsson": "other_signatory",
    }


def test_of_a_stripped_copy_it_is_said_that_it_had_signatures() -> None:
    copy, original = stripped()
    data = erms(copy, original=original)

    assert found(data, APPENDIX) == ["true"]
    assert found(data, "//e:appendix/e:eSignature") == []
    assert found(data, "//e:eSignatures/e:eSignature/@present") == ["false", "false"]
    assert len(found(data, "//e:record/e:agents/e:agent")) == 2
    assert errors("ERMS_v3.xsd", data) == []


@pytest.mark.parametrize("name", ["minutes-altered.pdf", "minutes-b-t.pdf", "minutes-printed.pdf"])
def test_an_original_that_was_not_valid_proves_no_earlier_signature(name: str) -> None:
    copy, _ = stripped()

    for form in (erms, svkgs):
        assert form(copy, original=report_on(name)) == form(copy), "nothing is said of it"
    assert found(erms(copy, original=report_on(name)), APPENDIX) == []


def test_what_never_was_signed_is_not_said_to_have_been() -> None:
    data = erms(report_on("minutes-never-signed.pdf"))

    assert found(data, APPENDIX) == []
    assert found(data, "//e:eSignature") == found(data, "//e:agent[@agentType='main_signatory']")


def test_what_the_page_of_a_print_says_is_told_as_its_own_word() -> None:
    data = erms(report_on("minutes-printed.pdf"))

    assert found(data, APPENDIX) == ["true"]
    assert found(data, "//e:eSignature") == []
    notes = found(data, "//e:record//e:note/text()")
    assert notes
    assert all("Ingen underskrift finns i filen att pröva." in note for note in notes)


@pytest.mark.parametrize("name", ["minutes-altered.pdf", "resaved.pdf", "minutes-b-t.pdf"])
def test_a_signature_that_does_not_hold_has_no_day_on_which_it_was_verified(name: str) -> None:
    report = report_on(name)
    assert report.verdict != "valid"

    for data in (erms(report), svkgs(report)):
        assert found(data, "//e:appendix/e:eSignature/@present") == ["true"]
        assert found(data, "//e:appendix/e:eSignature/@dateeSignatureIsVerified") == []
        assert found(data, "//s:signatory") == []
    assert found(erms(report), "//e:agent[e:note[contains(., 'och gällde')]]") == []


def test_who_is_waited_for_keeps_the_signing_from_being_finished() -> None:
    whole = report_on("minutes-signed.pdf")
    waiting = replace(
        whole,
        signers=tuple(
            replace(row, signature=None, holds=Holds.NO) if row.name == "Bo Testsson" else row
            for row in whole.signers
        ),
    )

    assert found(svkgs(whole), "//s:signatureStatus/text()") == ["Slutförd"]
    assert found(svkgs(waiting), "//s:signatureStatus/text()") == ["Pågående"]
    assert len(found(svkgs(waiting), "//s:signatory")) == 1


def test_the_digest_in_svkgs_is_that_of_the_signed_file() -> None:
    copy, original = stripped()
    path = "//s:signatureFileHash/text()"

    assert found(svkgs(original), path) == [original.document.sha256]
    assert found(svkgs(copy, original=original), path) == [original.document.sha256]
    assert found(svkgs(report_on("minutes-printed.pdf")), path) == []
    assert found(svkgs(original), "//s:variant/text()") == ["signed"]
    assert found(svkgs(copy, original=original), "//s:variant/text()") == ["preservation"]


def test_who_verifies_the_minutes_has_the_same_role_in_both_forms() -> None:
    report = report_on("minutes-signed.pdf")
    kinds = ["main_signatory", "other_signatory"]

    assert found(erms(report), "//e:record/e:agents/e:agent/@agentType") == kinds
    assert found(svkgs(report), "//s:signatory/e:agent/@agentType") == kinds
    dates = found(svkgs(report), "//s:signatory//e:date/@dateType")
    assert dates == ["main_signature", "other_signature"]


SIGNED_LAST = datetime(2026, 3, 2, 9, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "changed", "told"),
    [
        (datetime(2026, 3, 1, tzinfo=UTC), SIGNED_LAST, ["created", "modified"]),
        (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC), ["created"]),
        (datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC), ["last_reviewed"]),
        (datetime(1970, 1, 1, tzinfo=UTC), None, ["last_reviewed"]),
        (None, None, ["last_reviewed"]),
    ],
)
def test_a_time_that_the_file_only_stands_in_for_or_that_cannot_be_is_left_out(
    made: datetime | None, changed: datetime | None, told: list[str]
) -> None:
    report = report_on("minutes-signed.pdf")
    document = replace(report.document, created=made, modified=changed)

    data = svkgs(replace(report, document=document))

    assert found(data, "//s:fileInfo/e:dates/e:date/@dateType") == told
    (remark,) = found(data, "//s:fileInfo/e:dates/comment()")
    assert ("filens egna uppgifter" in remark.text) is (told[0] == "created")
    assert errors("svk/ERMS-SVK-element.xsd", data) == []


def test_a_test_signature_is_told_as_one() -> None:
    whole = report_on("minutes-signed.pdf")
    tested = replace(whole, signatures=tuple(replace(s, test=True) for s in whole.signatures))

    notes = found(erms(tested), "//e:record//e:note/text()")

    assert len(notes) == 2
    assert all("testunderskrift" in note for note in notes)


DELIVERY = """
<erms xmlns="https://DILCIS.eu/XML/ERMS" xmlns:a="https://xml.svenskakyrkan.se/ERMS-SVK-ARENDE">
<control>
<identification identificationType="arkivbildare">EXEMPELBY</identification>
<maintenanceInformation><maintenanceStatus value="new"/>
<maintenanceAgency><agencyName>Exempelby</agencyName></maintenanceAgency>
<maintenanceHistory><maintenanceEvent><eventType value="created"/>
<eventDateTime>2026-03-03T09:00:00Z</eventDateTime>
<agent agentType="deliverer"><name>Exempelby</name></agent></maintenanceEvent></maintenanceHistory>
</maintenanceInformation></control>
<records><record systemIdentifier="1" recordType="ärendedokument">
<objectId>KS 2026-0001:1</objectId><dates><date dateType="created">2026-03-02T09:00:00Z</date>
<date dateType="originated">2026-03-02T09:00:00Z</date></dates>
<additionalInformation><additionalXMLData>
<a:ermsSvkArende ermsSvkArendeVersion="1.0"><a:ermsSvkRecord/></a:ermsSvkArende>
</additionalXMLData></additionalInformation></record></records></erms>
"""


def delivery(fragment: bytes | None) -> Any:
    """A delivery of the Church's kind, with the fragment in its place."""
    whole = etree.fromstring(DELIVERY)
    if fragment is not None:
        (place,) = whole.xpath("//a:ermsSvkRecord", namespaces=IN)
        place.append(deepcopy(etree.fromstring(fragment)))
    return whole


@pytest.mark.parametrize("name", [*NAMES, *sorted(sample.ALL)])
def test_in_a_delivery_of_the_church_the_fragment_breaks_no_rule(name: str) -> None:
    report = sample.ALL[name] if name in sample.ALL else report_on(name)
    whole = delivery(svkgs(report))

    rules = "ERMS-SVK-ARENDE.sch"
    assert broken(rules, whole) == broken(rules, delivery(None))
    assert errors("svk/driver.xsd", etree.tostring(whole)) == []


def test_the_rules_of_the_church_that_are_applied_find_an_appendix_elsewhere() -> None:
    whole = delivery(None)
    (place,) = whole.xpath("//e:additionalInformation", namespaces=IN)
    place.insert(0, etree.SubElement(place, f"{{{IN['e']}}}appendix", name="a", path="a"))

    assert any("143" in each for each in broken("ERMS-SVK-ARENDE.sch", whole))
