"""The trees of DSS's three reports, as functions of a report."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from fhvalidate.conclusion import Indication, Severity, SubIndication, Verdict
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.messages import Message
from fhvalidate.report.model import Report
from fhvalidate.web.dss import detailed_report, diagnostic_data, simple_report, subjects_of
from fhvalidate.web.dss.names import rfc2253
from fhvalidate.web.dss.spelling import revocation_reason, sub_indication, whole_number
from fhvalidate.web.dss.tokens import tokens_of
from tests.batch.places import FILES
from tests.web.dss.reports import ANCHORS, EVERY, SIGNED, report_on, subjects_on

INDICATIONS = {"TOTAL_PASSED", "TOTAL_FAILED", "INDETERMINATE", "PASSED", "FAILED", None}
SUB_INDICATIONS = {each.value for each in SubIndication if each is not SubIndication.CUSTOM}


def members(tree: Any) -> Iterator[tuple[str, Any]]:
    """Every member of every object of a tree."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield name, value
            yield from members(value)
    elif isinstance(tree, list):
        for each in tree:
            yield from members(each)


def trees(name: str, *anchors: str) -> list[Any]:
    subjects = subjects_on(name, *anchors)
    return [simple_report(subjects), detailed_report(subjects), diagnostic_data(subjects)]


def only_signature(report: Report) -> Any:
    entries: Any = simple_report(subjects_of(report))["signatureOrTimestampOrEvidenceRecord"]
    return entries[0]["Signature"]


def document_error() -> ReportFinding:
    message = Message("Filen kan läsas på två sätt.", "The file can be read in two ways.")
    return ReportFinding("read-in-two-ways", Severity.ERROR, "", "document", {}, message)


@pytest.mark.parametrize("name", EVERY)
def test_what_no_enumeration_of_dss_has_is_never_written(name: str) -> None:
    for tree in trees(name):
        for member, value in members(tree):
            if member == "Indication":
                assert value in INDICATIONS
            if member == "SubIndication":
                assert value is None or value in SUB_INDICATIONS
            if member == "Status":
                known = {"OK", "NOT OK", "WARNING", "INFORMATION", "IGNORED", "GOOD", "REVOKED"}
                assert value in known


@pytest.mark.parametrize("indication", list(Indication))
def test_a_constraint_of_ours_has_the_sub_indication_of_a_constraint(
    indication: Indication,
) -> None:
    assert sub_indication(SubIndication.CUSTOM, indication) in SUB_INDICATIONS


@pytest.mark.parametrize("name", EVERY)
def test_times_are_utc_to_the_second(name: str) -> None:
    for tree in trees(name):
        for member, value in members(tree):
            time = member.endswith(("Time", "Date", "NotAfter", "NotBefore"))
            if time and isinstance(value, str):
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value), member


@pytest.mark.parametrize("name", EVERY)
def test_a_number_is_masked_in_every_tree(name: str) -> None:
    text = json.dumps(trees(name))

    assert "199908072391" not in text
    assert "191202119986" not in text


def test_a_signature_passes_in_a_document_that_is_valid() -> None:
    signature = only_signature(report_on("minutes-b-lta", *ANCHORS))

    assert (signature["Indication"], signature["SubIndication"]) == ("TOTAL_PASSED", None)
    assert signature["SignatureFormat"] == "PAdES-BASELINE-LTA"
    assert [each["Indication"] for each in signature["Timestamps"]["Timestamp"]] == ["PASSED"] * 2


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.VALID])
def test_no_signature_passes_in_a_document_that_is_not_valid(verdict: Verdict) -> None:
    sound = report_on("minutes-b-lta", *ANCHORS)

    signature = only_signature(replace(sound, verdict=verdict))
    whole = simple_report(subjects_of(replace(sound, verdict=verdict)))

    assert signature["Indication"] != "TOTAL_PASSED"
    assert signature["SubIndication"] in SUB_INDICATIONS
    assert whole["ValidSignaturesCount"] == 0
    assert signature["SignatureLevel"]["value"] == "N/A"
    assert signature["AdESValidationDetails"]["Error"]


def test_what_is_wrong_with_the_document_is_told_of_the_signature() -> None:
    sound = report_on("minutes-b-lta", *ANCHORS)
    error = document_error()

    told = replace(sound, verdict=Verdict.INDETERMINATE, findings=(error,))
    signature = only_signature(told)

    assert signature["Indication"] == "INDETERMINATE"
    assert signature["AdESValidationDetails"]["Error"] == [
        {"value": "The file can be read in two ways.", "Key": "BBB_FC_DSCNUOM_ANS"}
    ]


def test_a_signature_passes_beside_one_that_alone_makes_the_document_invalid() -> None:
    sound = report_on("minutes-signed", *ANCHORS)
    broken = replace(
        sound.signatures[1],
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.HASH_FAILURE,
    )

    beside = replace(sound, verdict=Verdict.INVALID, signatures=(sound.signatures[0], broken))
    entries: Any = simple_report(subjects_of(beside))["signatureOrTimestampOrEvidenceRecord"]
    indications = [each["Signature"]["Indication"] for each in entries]

    assert indications == ["TOTAL_PASSED", "TOTAL_FAILED"]


def test_a_signature_does_not_pass_beside_another_that_fails_if_the_document_fails_too() -> None:
    sound = report_on("minutes-signed", *ANCHORS)
    broken = replace(
        sound.signatures[1],
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.HASH_FAILURE,
    )

    beside = replace(
        sound,
        verdict=Verdict.INVALID,
        signatures=(sound.signatures[0], broken),
        findings=(document_error(),),
    )

    assert only_signature(beside)["Indication"] == "INDETERMINATE"


def test_a_signature_whose_document_was_changed_after_it_fails() -> None:
    sound = report_on("minutes-b-lta", *ANCHORS)
    message = Message("Innehållet har ändrats.", "The content was changed.")
    error = ReportFinding("changed-content", Severity.ERROR, "", "signature:1", {}, message)
    changed = replace(sound.signatures[0], findings=(error,))

    told = replace(sound, verdict=Verdict.INVALID, signatures=(changed, *sound.signatures[1:]))
    signature = only_signature(told)

    assert (signature["Indication"], signature["SubIndication"]) == (
        "TOTAL_FAILED",
        "FORMAT_FAILURE",
    )
    assert signature["AdESValidationDetails"]["Error"] == [
        {"value": "The content was changed.", "Key": "BBB_FC_DSCNUOM_ANS"}
    ]


def test_a_signature_does_not_pass_where_a_document_time_stamp_does_not() -> None:
    sound = report_on("minutes-b-lta", *ANCHORS)
    signature, stamp = sound.signatures
    doubtful = replace(
        stamp,
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
    )

    beside = replace(sound, verdict=Verdict.INDETERMINATE, signatures=(signature, doubtful))

    assert only_signature(beside)["Indication"] == "INDETERMINATE"


def test_no_signature_passes_in_a_reprint_whatever_another_says() -> None:
    sound = report_on("minutes-signed", *ANCHORS)
    broken = replace(
        sound.signatures[1],
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.HASH_FAILURE,
    )

    beside = replace(sound, verdict=Verdict.REPRINTED, signatures=(sound.signatures[0], broken))

    assert only_signature(beside)["Indication"] != "TOTAL_PASSED"


def test_a_time_stamp_that_covers_no_signature_is_told_by_itself() -> None:
    sound = report_on("minutes-b-lta", *ANCHORS)

    alone = subjects_of(replace(sound, signatures=sound.signatures[1:]))
    simple: Any = simple_report(alone)["signatureOrTimestampOrEvidenceRecord"]
    detailed: Any = detailed_report(alone)["signatureOrTimestampOrEvidenceRecord"]

    assert [set(each) for each in (*simple, *detailed)] == [{"Timestamp"}] * 2
    assert simple[0]["Timestamp"]["Indication"] == "PASSED"
    assert simple_report(alone)["SignaturesCount"] == 0


def test_an_answer_to_a_reprint_is_not_the_answer_to_what_was_never_signed() -> None:
    reprint, never = trees("minutes-printed"), trees("minutes-never-signed")

    assert [tree["Semantic"] for tree in never[:2]] == [None, None]
    for tree in reprint[:2]:
        assert tree["Semantic"][0]["Key"] == "reprinted"
        assert all(each["value"] for each in tree["Semantic"])


def test_without_signatures_the_choice_is_null_and_lists_are_empty() -> None:
    simple, detailed, diagnostic = trees("minutes-never-signed")

    assert simple["signatureOrTimestampOrEvidenceRecord"] is None
    assert detailed["signatureOrTimestampOrEvidenceRecord"] is None
    assert detailed["BasicBuildingBlocks"] == []
    assert diagnostic["Signature"] == diagnostic["Certificate"] == diagnostic["Timestamp"] == []


def test_who_is_not_trusted_has_no_passing_signature() -> None:
    signature = only_signature(report_on("minutes-b-lt"))

    assert signature["Indication"] == "INDETERMINATE"
    assert signature["SubIndication"] == "NO_CERTIFICATE_CHAIN_FOUND"
    assert "BBB_XCV_CCCBB_SIG_ANS" in [
        each["Key"] for each in signature["AdESValidationDetails"]["Error"]
    ]


@pytest.mark.parametrize("name", SIGNED)
def test_what_is_referred_to_is_there(name: str) -> None:
    _, detailed, diagnostic = trees(name)
    named = {
        each["Id"]
        for kind in ("Certificate", "Revocation", "Timestamp", "Signature", "SignerData")
        for each in diagnostic[kind]
    }

    for member, value in members(diagnostic):
        if member in ("Certificate", "Revocation", "Timestamp", "SignerData") and isinstance(
            value, str
        ):
            assert value in named
    for block in detailed["BasicBuildingBlocks"]:
        assert block["Id"] in named


def test_a_name_that_holds_what_looks_like_another_attribute_is_one_name() -> None:
    sound = report_on("minutes-b-lta", *ANCHORS)
    signature = sound.signatures[0]
    assert signature.signer is not None
    name = "Anna Exempel, O=Region Exempel, CN=Någon annan"
    subject = f"C=SE, serialNumber=19990807-****, CN={name}"
    told = replace(
        signature,
        signer=replace(signature.signer, common_name=name, subject=subject),
        chain=(replace(signature.chain[0], subject=subject), *signature.chain[1:]),
    )

    subjects = subjects_of(replace(sound, signatures=(told, *sound.signatures[1:])))
    certificate: Any = diagnostic_data(subjects)["Certificate"]
    simple: Any = simple_report(subjects)["signatureOrTimestampOrEvidenceRecord"]
    chain = simple[0]["Signature"]["CertificateChain"]["Certificate"]

    assert certificate[0]["CommonName"] == chain[0]["QualifiedName"] == name
    assert certificate[0]["OrganizationName"] is None
    assert certificate[0]["SubjectSerialNumber"] == "19990807-****"
    assert simple[0]["Signature"]["SignedBy"] == name


def test_a_name_is_turned_round_and_its_commas_are_escaped() -> None:
    assert rfc2253("C=SE, O=Kommunen, nämnden, CN=Anna") == "CN=Anna,O=Kommunen\\, nämnden,C=SE"
    assert rfc2253("no name") == "no name"


@pytest.mark.parametrize("subject", ["", "utan tecken", "="])
def test_a_certificate_whose_name_is_empty_or_odd_has_an_answer(subject: str) -> None:
    sound = report_on("minutes-b-lta", *ANCHORS)
    signature = sound.signatures[0]
    assert signature.signer is not None
    told = replace(
        signature,
        signer=replace(signature.signer, common_name=None, subject=subject, issuer=subject),
        chain=tuple(replace(each, subject=subject, issuer=subject) for each in signature.chain),
    )

    subjects = subjects_of(replace(sound, signatures=(told, *sound.signatures[1:])))

    assert json.dumps([simple_report(subjects), diagnostic_data(subjects)])


@pytest.mark.parametrize("name", sorted(path.stem for path in FILES.glob("*.pdf")))
def test_every_file_has_an_answer_that_is_json(name: str) -> None:
    report = report_on(name)
    subjects = subjects_of(report)

    told = [simple_report(subjects), detailed_report(subjects), diagnostic_data(subjects)]

    assert json.loads(json.dumps(told, allow_nan=False))
    passed = told[0]["ValidSignaturesCount"]
    assert passed == 0 or report.verdict is Verdict.VALID


def test_what_a_certification_permits_is_told() -> None:
    diagnostic: Any = diagnostic_data(subjects_on("certified-form-filled"))

    dictionary = diagnostic["Signature"][0]["PDFRevision"]["PDFSignatureDictionary"]
    assert dictionary["DocMDP"] == {"Permissions": "MINIMAL_CHANGES_PERMITTED"}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("key_compromise", "keyCompromise"),
        ("ca_compromise", "cACompromise"),
        ("cessation_of_operation", "cessationOfOperation"),
        (None, None),
    ],
)
def test_a_reason_is_spelled_as_in_the_standard(ours: str | None, theirs: str | None) -> None:
    assert revocation_reason(ours) == theirs


def test_an_object_is_given_as_it_is_or_by_its_digest() -> None:
    report = report_on("minutes-b-lta", *ANCHORS)
    tokens = tokens_of(report, "EXTRACT_TIMESTAMPS_ONLY", with_certificates=False)

    diagnostic: Any = diagnostic_data(subjects_of(report), tokens)

    for kind, given in (("Timestamp", True), ("Revocation", False), ("Certificate", False)):
        for each in diagnostic[kind]:
            assert (each["Base64Encoded"] is not None) is given
            assert (each["DigestAlgoAndValue"] is None) is given


def test_a_serial_number_that_no_reader_of_json_survives_is_left_out() -> None:
    assert whole_number("2e81915bc6f6bed65b688f0f11ac6ebb353a74a1") is not None
    assert whole_number("f" * 10_000) is None
