"""What clients of SiVa read is there, in its spelling, and nothing is there that is empty."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from asn1crypto import cms, tsp

from fhvalidate import TrustAnchors, validate
from fhvalidate.report.detail import Detail
from fhvalidate.report.details_model import PlaceReport
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.web.siva.answer import Telling, answer
from fhvalidate.web.siva.certificates import common_name_in, country_in
from fhvalidate.web.siva.signature import signed_by
from tests.batch.places import FILES

# Without looking whether they are there (libdigidocpp, SiVaContainer.cpp).
READ = ("id", "claimedSigningTime", "signatureFormat", "indication", "signedBy")
NUMBERS = ("199908072391", "19990807-2391")


@cache
def report_on(name: str, *, shown: bool = False) -> Report:
    return validate(
        FILES / f"{name}.pdf",
        trust=TrustAnchors.from_path(FILES / "trust"),
        at=datetime.fromisoformat("2026-03-03T09:00:00Z"),
        detail=Detail.FULL,
        show_personnummer=shown,
    )


def told(report: Report, **telling: Any) -> Any:
    found: Any = answer(report, Telling("a.pdf", "POLv3", **telling))
    return found["validationReport"]["validationConclusion"]


def bare(signature: SignatureReport) -> SignatureReport:
    """As little as can be known of one."""
    return replace(
        signature,
        signer=None,
        identity=None,
        claimed_signing_time=None,
        chain=(),
        timestamps=(),
        byte_range=None,
        signature_algorithm=None,
        id=None,
    )


def test_what_clients_read_without_looking_is_there_of_a_signature_that_says_nothing() -> None:
    report = report_on("minutes-signed")
    report = replace(report, signatures=tuple(map(bare, report.signatures)))

    for signature in told(report, with_certificates=True)["signatures"]:
        assert all(signature[name] for name in READ)
        assert signature["claimedSigningTime"] == signature["signedBy"] == "NA"


@pytest.mark.parametrize("path", sorted(FILES.glob("*.pdf")), ids=lambda path: path.stem)
def test_every_fixture_has_what_clients_read_and_nothing_empty(path: Any) -> None:
    conclusion = told(report_on(path.stem), with_certificates=True)

    assert conclusion["signaturesCount"] == len(conclusion.get("signatures", ()))
    for signature in conclusion.get("signatures", ()):
        assert all(signature[name] for name in READ)
        assert all(each["content"] for each in signature.get("errors", ()))
        assert all(each["type"] for each in signature.get("certificates", ()))
    assert_nothing_empty(conclusion)


def assert_nothing_empty(value: Any) -> None:
    assert value not in (None, "", [], {})
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            assert_nothing_empty(each)


def test_ids_are_each_signatures_own() -> None:
    report = report_on("minutes-signed")
    twice = replace(report, signatures=(report.signatures[0],) * 2)

    ids = [each["id"] for each in told(twice)["signatures"]]

    assert len(set(ids)) == 2


def test_numbers_are_masked_unless_the_report_shows_them() -> None:
    hidden = json.dumps(told(report_on("minutes-signed")))
    shown = told(report_on("minutes-signed", shown=True))["signatures"][0]

    assert not any(number in hidden for number in NUMBERS)
    assert shown["signedBy"] == "Exempel,Anna,199908072391"
    assert shown["subjectDistinguishedName"]["serialNumber"] == "199908072391"


def test_certificates_are_told_by_the_switch_alone() -> None:
    report = report_on("minutes-b-lta")

    (without,) = told(report)["signatures"]
    (with_them,) = told(report, with_certificates=True)["signatures"]

    assert "certificates" not in without
    assert [each["type"] for each in with_them["certificates"]] == [
        "ARCHIVE_TIMESTAMP",
        "SIGNATURE_TIMESTAMP",
        "SIGNING",
        "REVOCATION",
    ]


def test_no_certificate_of_a_person_is_in_an_answer_without_the_switch() -> None:
    report = report_on("minutes-b-lta")
    signing = next(
        e.der for e in report.evidence if e.sha256 == report.signatures[0].chain[0].sha256
    )

    octets = [base64.b64decode(text) for text in long_texts(told(report))]

    assert octets
    assert not any(signing in each for each in octets)


def long_texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in long_texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in long_texts(each)]
    return [value] if isinstance(value, str) and len(value) > 400 and " " not in value else []


def test_an_archive_time_stamp_is_told_as_it_is() -> None:
    (stamp,) = told(report_on("minutes-b-lta"))["signatures"][0]["info"]["archiveTimeStamps"]

    token = cms.ContentInfo.load(base64.b64decode(stamp["content"]))
    info = token["content"]["encap_content_info"]["content"].parsed
    assert info["gen_time"].native == datetime(2026, 3, 2, 11, tzinfo=UTC)
    assert stamp["signedTime"] == "2026-03-02T11:00:00Z"
    assert stamp["indication"] == "PASSED"
    assert stamp["country"] == "SE"
    assert "subIndication" not in stamp


def test_the_imprint_is_that_of_the_first_time_stamp() -> None:
    report = report_on("minutes-b-lta")

    told_imprint = told(report)["signatures"][0]["info"]["timeAssertionMessageImprint"]

    imprint = tsp.MessageImprint.load(base64.b64decode(told_imprint))
    details = report.signatures[0].timestamps[0].details
    assert details is not None
    assert imprint["hashed_message"].native.hex() == details.imprint


def test_reason_and_place_are_told_where_siva_has_them() -> None:
    report = report_on("minutes-b-lt")
    (signature,) = report.signatures
    report = replace(
        report, signatures=(replace(signature, reason="Justering", location="Exempelköping"),)
    )

    info = told(report)["signatures"][0]["info"]

    assert info["signingReason"] == "Justering"
    assert info["signatureProductionPlace"] == {"countryName": "Exempelköping"}


def test_a_place_in_the_signature_goes_before_that_in_the_pdf() -> None:
    report = report_on("minutes-b-lt")
    (signature,) = report.signatures
    assert signature.details is not None
    details = replace(signature.details, place=PlaceReport("SE", "Exempelköping", ()))
    report = replace(report, signatures=(replace(signature, details=details, location="Kontoret"),))

    info = told(report)["signatures"][0]["info"]

    assert info["signatureProductionPlace"] == {"countryName": "SE", "city": "Exempelköping"}


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("PNOSE-19800101-****", "Exempel,Anna,19800101-****"),
        ("IDCEE-38001085718", "Exempel,Anna,38001085718"),
        ("19800101-****", "Exempel,Anna,19800101-****"),
        ("PNO-1", "Exempel,Anna,PNO-1"),
    ],
)
def test_a_signer_is_named_by_surname_given_name_and_number(number: str, shown: str) -> None:
    signature = report_on("minutes-b-lt").signatures[0]
    assert signature.signer is not None
    signer = replace(signature.signer, subject_serial_number=number)

    assert signed_by(replace(signature, signer=signer)) == shown


@pytest.mark.parametrize("lacking", ["given_name", "surname"])
def test_a_signer_without_all_three_is_named_by_the_common_name(lacking: str) -> None:
    signature = report_on("minutes-b-lt").signatures[0]
    assert signature.identity is not None
    identity = replace(signature.identity, **{lacking: None})  # type: ignore[arg-type]

    assert signed_by(replace(signature, identity=identity)) == "Anna Exempel"


@pytest.mark.parametrize(
    ("name", "common", "country"),
    [
        ("C=SE, O=Exempel, CN=Exempel CA", "Exempel CA", "SE"),
        ("CN=Exempel, AB, C=SE", "Exempel, AB", "SE"),
        ("CN=a=b, O=c", "a=b", None),
        ("O=Exempel", None, None),
        ("O=CN=x", None, None),
        ("C=Sverige, CN=x", "x", None),
        ("", None, None),
    ],
)
def test_a_name_is_read_by_its_types(name: str, common: str | None, country: str | None) -> None:
    assert common_name_in(name) == common
    assert country_in(name) == country
