"""The validation report of ETSI TS 119 102-2 is valid, complete, and the same each time."""

import base64
import io
import locale
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pikepdf
import pytest
from lxml import etree

from fhvalidate import (
    Detail,
    HeldSince,
    Indication,
    Report,
    TrustAnchors,
    UsageError,
    Verdict,
    validate,
)
from fhvalidate.archive import etsi
from tests.archive.etsi_report.reports import BY_NAME, FILES, report_on
from tests.archive.etsi_report.schema import what_is_wrong
from tests.pki import VALIDATED_AT

LONG = "minutes-b-lta"
CROWD_SECONDS = 30  # of processor time; 2 where it was measured
PASSED = "urn:etsi:019102:mainindication:passed"


def read(xml: bytes) -> Any:
    return etree.fromstring(xml)


def written(report: Report, *, objects: bool = False) -> Any:
    return read(etsi(report, objects=objects))


def texts(root: Any, path: str) -> list[str]:
    return [element.text for element in root.iterfind(path, root.nsmap | {"v": root.nsmap[None]})]


def every(root: Any, name: str) -> list[Any]:
    return list(root.iter(f"{{*}}{name}"))


def with_signature(report: Report, place: int = 0, **members: Any) -> Report:
    signatures = list(report.signatures)
    signatures[place] = replace(signatures[place], **members)
    return replace(report, signatures=tuple(signatures))


def with_stamp(report: Report, **members: Any) -> Report:
    stamp = replace(report.signatures[0].timestamps[0], **members)
    return with_signature(report, timestamps=(stamp,))


@pytest.mark.parametrize("name", sorted(BY_NAME))
@pytest.mark.parametrize("objects", [True, False])
def test_a_report_is_valid_and_refers_to_what_it_holds(name: str, objects: bool) -> None:
    assert what_is_wrong(etsi(report_on(name), objects=objects)) == []


def test_a_signature_is_identified_by_its_value_and_by_what_was_signed() -> None:
    report = report_on("minutes-signed")
    root = written(report)

    identifiers = every(root, "SignatureIdentifier")

    assert [each.get("id") for each in identifiers] == [
        f"S-{signature.id.upper()}" for signature in report.signatures if signature.id
    ]
    assert [every(each, "SignatureValue")[0].text for each in identifiers] == [
        signature.details.signature_value for signature in report.signatures if signature.details
    ]
    assert texts(root, ".//v:DAIdentifier") == [each.field for each in report.signatures]


def test_a_document_time_stamp_is_an_object_and_no_signature() -> None:
    report = report_on(LONG)
    root = written(report)

    assert len(report.signatures) == 2
    assert len(every(root, "SignatureValidationReport")) == 1
    assert len(every(root, "DocTimeStamp")) == 1
    stamp = report.signatures[1].timestamps[0]
    place = f".//{{*}}ValidationObject[@id='T-{(stamp.id or '').upper()}']"
    assert root.find(place).find("{*}ValidationReport") is not None


def test_a_time_stamp_names_what_it_proves_at_the_latest_time_that_it_can_be_from() -> None:
    report = report_on(LONG)
    root = written(report)

    provisioning = every(root, "POEProvisioning")
    named = {
        each.get("VOReference") for part in provisioning for each in every(part, "ValidationObject")
    }

    times = {each.exists_since for each in report.objects if each.proven_by}
    assert {datetime.fromisoformat(each[0].text) for each in provisioning} >= times
    proven = {each.id.upper() for each in report.objects if each.proven_by}
    signatures = {(each.id or "").upper() for each in report.signatures}
    assert proven - signatures <= {each.partition("-")[2] for each in named}


def test_a_time_stamp_that_does_not_pass_proves_nothing() -> None:
    report = with_stamp(report_on("minutes-b-lt"), indication=Indication.INDETERMINATE)

    assert every(written(report), "POEProvisioning") == []


def test_a_token_that_is_in_the_file_twice_is_told_as_it_fared_worst() -> None:
    report = report_on("minutes-b-lt")
    stamp = report.signatures[0].timestamps[0]
    failed = replace(stamp, indication=Indication.FAILED)
    for order in ((stamp, failed), (failed, stamp)):
        xml = etsi(with_signature(report, timestamps=order))

        inner = every(read(xml), "ValidationReport")[1:]
        token = [each for each in inner if each.getparent().get("id", "").startswith("T-")]
        assert what_is_wrong(xml) == []
        assert [texts(each, "v:SignatureValidationStatus/v:MainIndication") for each in token] == [
            ["urn:etsi:019102:mainindication:failed"]
        ]


def test_a_signature_value_that_is_in_the_file_twice_has_two_ids() -> None:
    report = report_on("minutes-signed")
    twice = replace(report, signatures=(report.signatures[0], report.signatures[0]))

    assert what_is_wrong(etsi(twice)) == []
    assert len(every(read(etsi(twice)), "SignatureIdentifier")) == 2


def test_what_is_named_and_not_at_hand_is_an_object_all_the_same() -> None:
    report = replace(report_on("minutes-signed"), objects=())

    assert what_is_wrong(etsi(report)) == []


@pytest.mark.parametrize("name", ["minutes-never-signed", "minutes-printed"])
def test_without_a_signature_the_answer_for_the_document_stands_beside(name: str) -> None:
    report = report_on(name)
    root = written(report)

    assert texts(root, "v:SignatureValidationReport//v:MainIndication") == [
        "urn:cef:dss:mainindication:noSignatureFound"
    ]
    other = root.find("{*}SignatureValidationReport/{*}OtherInformation")
    assert every(other, "Verdict")[0].text == report.verdict
    assert every(other, "ReprintVerdict")[0].text == report.reprint.verdict
    assert every(other, "SHA256")[0].text == report.document.sha256


def locked() -> Report:
    """The report on a file that opens with a password alone, which nobody gave."""
    with pikepdf.open(FILES / "minutes-signed.pdf") as pdf:
        written = io.BytesIO()
        pdf.save(written, encryption=pikepdf.Encryption(owner="hemligt", user="hemligt"))
    return validate(written.getvalue(), trust=TrustAnchors.none(), detail=Detail.FULL)


@pytest.mark.parametrize("made", [lambda: report_on("garbage"), locked])
def test_of_a_file_that_was_not_read_it_is_not_said_that_it_has_no_signature(
    made: Callable[[], Report],
) -> None:
    report = made()
    root = written(report)

    assert report.verdict is Verdict.UNREADABLE
    assert what_is_wrong(etsi(report)) == []
    assert texts(root, "v:SignatureValidationReport//v:MainIndication") == [
        "urn:etsi:019102:mainindication:indeterminate"
    ]
    assert texts(root, "v:SignatureValidationReport//v:SubIndication") == [
        "urn:fhvalidate:subindication:documentNotRead"
    ]
    other = root.find("{*}SignatureValidationReport/{*}OtherInformation")
    assert every(other, "Verdict")[0].text == "unreadable"


def test_every_signature_says_what_the_answer_for_the_document_is() -> None:
    root = written(report_on("minutes-altered"))

    reports = every(root, "SignatureValidationReport")
    assert [every(each, "Verdict")[0].text for each in reports] == ["invalid", "invalid"]
    assert PASSED.replace("passed", "total-passed") not in texts(root, ".//v:MainIndication")


def test_of_a_broken_signature_nothing_is_said_to_be_signed() -> None:
    assert every(written(report_on("minutes-signed")), "SigningTime")[0].get("Signed") == "true"
    broken = written(report_on("minutes-altered"))
    assert [each for each in broken.iter() if each.get("Signed")] == []


def test_by_default_no_object_is_in_it() -> None:
    report = report_on("minutes-signed")
    default, whole = etsi(report), etsi(report, objects=True)

    for item in report.evidence:
        encoded = base64.b64encode(item.der)
        assert encoded not in default
        assert encoded in whole


def test_a_report_with_objects_says_that_it_holds_personal_data() -> None:
    report = report_on("minutes-signed")

    assert every(written(report), "Notice") == []
    assert len(every(written(report, objects=True), "Notice")) == 1


def test_the_policy_is_named_by_its_digest() -> None:
    report = report_on("minutes-signed")
    root = written(report)

    assert set(texts(root, ".//xades:Identifier")) == {report.policy.uri}
    assert report.policy.uri.startswith("ni:///sha-256;")
    assert set(texts(root, ".//v:PolicyName")) == {report.policy.name}


def test_an_algorithm_has_its_end() -> None:
    root = written(report_on("minutes-signed"))

    assert "2029-01-01T00:00:00Z" in texts(root, ".//v:CryptoInformation/v:NotAfter")


def test_a_revoked_certificate_has_time_reason_and_the_list_that_says_so() -> None:
    report = report_on("minutes-signed")
    chain = report.signatures[0].chain
    assert chain[0].revocation is not None
    said = replace(chain[0].revocation, revoked_at=VALIDATED_AT, reason="ca_compromise")
    revoked = with_signature(report, chain=(replace(chain[0], revocation=said), *chain[1:]))

    xml = etsi(revoked)

    assert what_is_wrong(xml) == []
    told = every(read(xml), "RevocationStatusInformation")[0]
    assert texts(told, "v:RevocationReason") == ["urn:etsi:019102:revocationReason:cACompromise"]
    assert (
        every(told, "RevocationObject")[0].get("VOReference") == f"R-{(said.sha256 or '').upper()}"
    )


def test_what_the_archive_states_is_provided_and_not_found() -> None:
    since = VALIDATED_AT - timedelta(hours=1)
    report = validate(
        FILES / "minutes-b-b.pdf",
        trust=TrustAnchors.from_path(FILES / "root.pem"),
        at=VALIDATED_AT,
        held_since=HeldSince(since),
        detail=Detail.FULL,
    )

    best = written(report).find(".//{*}BestSignatureTime")

    assert texts(best, "v:TypeOfProof") == ["urn:etsi:019102:poetype:provided"]


def test_text_that_nobody_sees_is_escaped() -> None:
    names: dict[str, Any] = {"field": "a\x00\x1b\u202e\ud800<&\ufffe", "reason": "]]>\r\n\t"}
    report = with_signature(report_on("minutes-signed"), **names)

    xml = etsi(report)

    assert what_is_wrong(xml) == []
    assert texts(read(xml), ".//v:DAIdentifier")[0] == r"a\x00\x1b\u202e\ud800<&\ufffe"
    assert texts(read(xml), ".//v:ReasonElement") == [r"]]>\r\n\t"]


def test_a_byte_range_beyond_all_integers_is_left_out() -> None:
    report = with_signature(report_on("minutes-b-b"), byte_range=(0, 10**30, -(10**40), 1))

    assert what_is_wrong(etsi(report)) == []
    assert every(written(report), "ByteRange") == []


def test_the_same_report_is_the_same_bytes_in_another_zone_and_locale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = report_on(LONG)
    first = etsi(report, objects=True)
    before = locale.setlocale(locale.LC_ALL)

    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        locale.setlocale(locale.LC_ALL, "C.UTF-8")
        again = etsi(report, objects=True)
    finally:
        locale.setlocale(locale.LC_ALL, before)
        monkeypatch.undo()
        time.tzset()

    assert again == first


def test_a_report_that_was_kept_as_json_gives_the_same_bytes_without_objects() -> None:
    report = report_on(LONG)

    kept = Report.from_json(report.to_json())

    assert etsi(kept) == etsi(report)
    with pytest.raises(UsageError, match="archive-without-evidence"):
        etsi(kept, objects=True)


def test_the_most_signatures_that_are_examined_cost_no_more_than_they_hold() -> None:
    report = report_on(LONG)
    signature, stamp = report.signatures
    details = stamp.timestamps[0].details
    assert details is not None
    count, names = 200, [f"{number:064x}" for number in range(1000)]
    many = replace(details, covers=(*details.covers, *names))
    stamps = (replace(stamp.timestamps[0], details=many),)
    signatures = tuple(replace(signature, id=name) for name in names[:count])
    later = tuple(replace(stamp, id=name, timestamps=stamps) for name in names[:count])
    crowd = replace(report, signatures=(*signatures, *later))

    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    xml = etsi(crowd)
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before

    assert len(xml) < count * 200_000
    assert taken < CROWD_SECONDS


def test_a_report_without_details_is_refused() -> None:
    report = with_signature(report_on("minutes-signed"), details=None)

    with pytest.raises(UsageError, match="archive-detail-not-full"):
        etsi(report)


def test_a_signature_that_cannot_be_read_is_told_all_the_same() -> None:
    report = report_on("minutes-b-lt")
    bare = replace(
        report.signatures[0],
        id=None,
        signer=None,
        chain=(),
        timestamps=(),
        best_signature_time=None,
    )
    stamp = replace(
        report.signatures[0].timestamps[0], id=None, details=None, tsa=None, generation_time=None
    )
    for changed in (bare, replace(bare, timestamps=(stamp,))):
        assert what_is_wrong(etsi(replace(report, signatures=(changed,)))) == []
