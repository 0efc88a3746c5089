"""The fragment of METS, by the rules of E-ARK CSIP on metadata that is referred to."""

from copy import deepcopy

import pytest
from lxml import etree

from fhvalidate.archive import mets
from tests.archive.reports import NAMES, report_on
from tests.archive.schemas import errors
from tests.archive.schematron import broken

RULES = "eark-schematron/V2.1.0/{}/mets_amdSec_rules.xml"
M = "{http://www.loc.gov/METS/}"


@pytest.mark.parametrize("kind", ["CSIP", "SIP", "DIP"])
@pytest.mark.parametrize("name", NAMES)
def test_no_rule_on_metadata_is_broken(name: str, kind: str) -> None:
    assert broken(RULES.format(kind), etree.fromstring(mets(report_on(name)))) == []


def test_the_rules_that_are_applied_find_what_is_lacking() -> None:
    whole = etree.fromstring(mets(report_on("minutes-signed.pdf")))
    for attribute in ("SIZE", "CREATED", "CHECKSUM", "LOCTYPE", "MIMETYPE"):
        lacking = deepcopy(whole)
        del next(lacking.iter(f"{M}mdRef")).attrib[attribute]

        assert broken(RULES.format("CSIP"), lacking)


def test_the_document_is_tied_to_what_is_known_of_it() -> None:
    fragment = etree.fromstring(mets(report_on("minutes-signed.pdf"), etsi=b"<report/>"))

    known = [each.get("ID") for each in fragment.iter(f"{M}digiprovMD")]
    (file,) = fragment.iter(f"{M}file")
    assert file.get("ADMID").split() == known
    assert [each.get("MDTYPE") for each in fragment.iter(f"{M}mdRef")] == ["PREMIS", "OTHER"]
    assert errors("mets.xsd", etree.tostring(fragment)) == []
