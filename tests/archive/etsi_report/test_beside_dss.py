"""What DSS fills in its report on the same file, we fill too, or the page says why not."""

from collections import Counter
from typing import Any

import pytest
from lxml import etree

from docs.etsi_report import LEFT_OUT
from fhvalidate.archive import etsi
from tests.archive.etsi_report.comparison import SAMPLES, left_out, theirs
from tests.archive.etsi_report.reports import report_on

READ = [name for name in SAMPLES if name != "resaved"]  # we decode nothing of that one


def ours(name: str) -> Any:
    return etree.fromstring(etsi(report_on(name)))


def texts(root: Any, path: str) -> Counter[str]:
    return Counter(element.text for element in root.iterfind(path, {"v": root.nsmap[None]}))


def test_every_element_that_is_left_out_has_its_reason_and_no_other_has_one() -> None:
    assert list(left_out()) == sorted(LEFT_OUT)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize(
    "path",
    [
        "v:SignatureValidationReport/v:SignatureValidationStatus/v:MainIndication",
        "v:SignatureValidationReport//v:ValidationTimeInfo/v:ValidationTime",
    ],
)
def test_a_signature_fares_as_with_dss(name: str, path: str) -> None:
    assert texts(ours(name), path) == texts(theirs(name), path)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(
    "path",
    [
        ".//{*}SignatureIdentifier/{*}SignatureValue",
        ".//{*}SignatureIdentifier//{*}DigestValue",
        ".//v:SignatureAttributes/v:SigningTime/v:Time",
        ".//v:SignatureAttributes//v:TimeStampValue",
        ".//v:SignatureAttributes/v:MessageDigest/v:Digest",
        ".//v:SignatureAttributes/v:ByteRange",
        ".//v:SignatureAttributes/v:Filter/v:Filter",
        ".//v:SignatureAttributes/v:SubFilter/v:SubFilterElement",
        "v:SignatureValidationReport/v:SignerInformation/v:Signer",
        ".//v:SignatureValidationProcessID",
    ],
)
def test_a_fact_of_a_signature_is_as_with_dss(name: str, path: str) -> None:
    assert texts(ours(name), path) == texts(theirs(name), path)


@pytest.mark.parametrize("name", READ)
def test_a_reason_for_leaving_out_holds_no_certificate_or_revocation_data_back(name: str) -> None:
    kinds = ("certificate", "CRL", "timestamp")

    def count(root: Any) -> dict[str, int]:
        types = texts(root, ".//v:ValidationObject/v:ObjectType")
        return {kind: types[f"urn:etsi:019102:validationObject:{kind}"] for kind in kinds}

    dss, found = count(theirs(name)), count(ours(name))
    assert {kind: found[kind] >= dss[kind] for kind in kinds} == dict.fromkeys(kinds, True)
