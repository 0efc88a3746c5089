"""PREMIS 3 of a file that was extended."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from fhvalidate.archive.premis_extension import premis_of_extension
from fhvalidate.conclusion import Verdict
from tests.archive.schemas import errors
from tests.report import sample

IN = {"p": "http://www.loc.gov/premis/v3"}
AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
NEW = "cd" * 32


def told(verdict: Verdict = Verdict.VALID) -> bytes:
    before = sample.ALL["valid"]
    document = replace(before.document, sha256=NEW, size=before.document.size + 1000)
    after = replace(before, document=document, verdict=verdict)
    return premis_of_extension(before, after, at=AT, path="2026/a.pdf")


def found(data: bytes, path: str) -> Any:
    return etree.fromstring(data).xpath(path, namespaces=IN)


@pytest.mark.parametrize("verdict", Verdict)
def test_it_is_valid_premis(verdict: Verdict) -> None:
    assert errors("premis-v3.xsd", told(verdict)) == []


def test_the_old_file_and_the_new_one_stand_there_with_their_digests() -> None:
    data, old = told(), sample.ALL["valid"].document

    assert found(data, "//p:messageDigest/text()") == [old.sha256, NEW]
    assert found(data, "//p:size/text()") == [str(old.size), str(old.size + 1000)]
    assert found(data, "//p:originalName/text()") == 2 * ["objects/2026/a.pdf"]


def test_the_event_leads_from_the_one_to_the_other() -> None:
    data = told()

    old, new = found(data, "//p:objectIdentifierValue/text()")
    (event, *validations) = found(data, "//p:event")
    things = event.xpath(".//p:linkingObjectIdentifierValue/text()", namespaces=IN)
    roles = event.xpath(".//p:linkingObjectRole/text()", namespaces=IN)
    assert list(zip(things, roles, strict=True)) == [(old, "source"), (new, "outcome")]
    assert event.findtext("p:eventType", namespaces=IN) == "digital signature generation"
    assert event.findtext("p:eventDateTime", namespaces=IN) == "2026-11-29T12:00:00Z"
    for each in validations:
        assert each.findtext("p:eventType", namespaces=IN) == "digital signature validation"
        assert each.xpath(".//p:linkingObjectIdentifierValue/text()", namespaces=IN) == [new]
    source = found(data, "//p:object[2]/p:relationship//p:relatedObjectIdentifierValue/text()")
    assert source == [old]


def test_an_extended_file_that_is_not_valid_is_no_success() -> None:
    assert found(told(Verdict.INVALID), "//p:event[1]//p:eventOutcome/text()") == ["fail"]
