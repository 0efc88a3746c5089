"""DSS's paths: what is asked, what is refused, and what is answered."""

import base64
import json
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from fhvalidate.errors import RequestRefusedError
from fhvalidate.web.application import application
from fhvalidate.web.dss.request import read_asked
from fhvalidate.web.dss.tokens import STRATEGIES
from fhvalidate.web.judging import Judging
from fhvalidate.web.keys import new_key
from fhvalidate.web.settings import ServiceSettings
from tests.batch.places import FILES

PATH = "/services/rest/validation"
AT = 1_772_528_400_000  # 2026-03-03T09:00:00Z


def document(name: str) -> dict[str, Any]:
    data = base64.b64encode((FILES / f"{name}.pdf").read_bytes()).decode()
    return {"bytes": data, "digestAlgorithm": None, "name": f"{name}.pdf"}


def post(client: TestClient, name: str, action: str = "validateSignature", **more: Any) -> Any:
    body = {"signedDocument": document(name), "validationTime": AT, **more}
    return client.post(f"{PATH}/{action}", json=body)


def refusal(**members: Any) -> str:
    """The code that a body with these members is refused by."""
    with pytest.raises(RequestRefusedError) as caught:
        read_asked(json.dumps({"signedDocument": {"bytes": "UERG"}, **members}).encode())
    assert caught.value.status == 500
    return caught.value.code


def asked(**members: Any) -> Any:
    return read_asked(json.dumps({"signedDocument": {"bytes": "UERG"}, **members}).encode())


@pytest.fixture(scope="module")
def answers(settings: ServiceSettings, judging: Judging) -> dict[str, httpx2.Response]:
    client = TestClient(application(settings, judging))
    names = ("minutes-b-lta", "minutes-printed", "encrypted", "garbage", "zero", "truncated")
    return {name: post(client, name) for name in names}


def test_an_answer_has_the_three_reports_and_that_of_etsi(
    answers: dict[str, httpx2.Response],
) -> None:
    answer = answers["minutes-b-lta"]
    body = answer.json()

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert set(body) == {
        "DiagnosticData",
        "SimpleReport",
        "DetailedReport",
        "validationReportDataHandler",
    }
    report = base64.b64decode(body["validationReportDataHandler"])
    assert b'"http://uri.etsi.org/19102/v1.4.1#"' in report


def test_what_clients_read_is_there(answers: dict[str, httpx2.Response]) -> None:
    body = answers["minutes-b-lta"].json()
    simple = body["SimpleReport"]["signatureOrTimestampOrEvidenceRecord"][0]["Signature"]
    diagnostic = body["DiagnosticData"]["Signature"][0]

    assert (simple["Indication"], simple["SubIndication"]) == ("TOTAL_PASSED", None)
    assert simple["BestSignatureTime"] == "2026-03-02T09:01:01Z"
    assert simple["SigningTime"] == "2026-03-02T09:00:00Z"
    assert simple["SignedBy"] == "Anna Exempel"
    assert diagnostic["BasicSignature"]["SignatureIntact"] is True
    assert diagnostic["BasicSignature"]["SignatureValid"] is True
    assert diagnostic["SignatureFormat"] == "PAdES-BASELINE-LTA"
    assert body["SimpleReport"]["DocumentName"] == "minutes-b-lta.pdf"
    assert body["SimpleReport"]["ValidationTime"] == "2026-03-03T09:00:00Z"


def test_a_reprint_is_answered_by_what_it_is(answers: dict[str, httpx2.Response]) -> None:
    answer = answers["minutes-printed"]

    assert answer.status_code == 200
    assert answer.json()["SimpleReport"]["Semantic"]


def test_a_file_with_a_password_and_what_is_no_pdf_are_errors_in_the_words_of_dss(
    answers: dict[str, httpx2.Response],
) -> None:
    locked = answers["encrypted"]

    assert (locked.status_code, locked.headers["content-type"]) == (500, "application/json")
    assert locked.text == "Encrypted document : Cannot decrypt PDF, the password is incorrect"
    for name in ("garbage", "truncated"):
        assert answers[name].status_code == 500
        assert answers[name].text == "Document format not recognized/handled"
    assert answers["zero"].status_code == 500


def test_certificates_are_let_out_by_the_operator_alone(
    settings: ServiceSettings, judging: Judging
) -> None:
    allowed = TestClient(application(replace(settings, with_certificates=True), judging))
    client = TestClient(application(settings, judging))

    shut = post(client, "minutes-b-lta", tokenExtractionStrategy="EXTRACT_ALL").json()
    let_out = post(allowed, "minutes-b-lta", tokenExtractionStrategy="EXTRACT_ALL").json()
    unasked = post(allowed, "minutes-b-lta").json()

    def given(body: Any, kind: str) -> set[bool]:
        return {each["Base64Encoded"] is not None for each in body["DiagnosticData"][kind]}

    assert (given(shut, "Certificate"), given(shut, "Timestamp")) == ({False}, {True})
    assert given(shut, "Revocation") == {True}
    assert given(let_out, "Certificate") == {True}
    assert given(unasked, "Certificate") == given(unasked, "Timestamp") == {False}


def test_the_original_is_the_file_as_it_was_before_the_signature(client: TestClient) -> None:
    signed = (FILES / "minutes-signed.pdf").read_bytes()
    first = post(client, "minutes-signed", "getOriginalDocuments").json()
    ids = [
        each["Signature"]["Id"]
        for each in post(client, "minutes-signed").json()["SimpleReport"][
            "signatureOrTimestampOrEvidenceRecord"
        ]
    ]
    second = post(client, "minutes-signed", "getOriginalDocuments", signatureId=ids[1]).json()

    before = base64.b64decode(first[0]["bytes"])
    between = base64.b64decode(second[0]["bytes"])
    assert (first[0]["name"], first[0]["digestAlgorithm"]) == ("original.pdf", None)
    assert signed.startswith(between)
    assert between.startswith(before)
    assert b"/ByteRange" not in before
    assert between.count(b"/ByteRange") == 1
    assert before.rstrip().endswith(b"%%EOF")


def test_without_a_signature_there_is_no_original(client: TestClient) -> None:
    assert post(client, "minutes-never-signed", "getOriginalDocuments").json() == []


def test_a_signature_that_is_not_there_has_no_original(client: TestClient) -> None:
    answer = post(client, "minutes-signed", "getOriginalDocuments", signatureId="S-1")

    assert (answer.status_code, answer.text) == (500, "No signature of the document has that id.")


def test_another_kind_of_content_is_refused(client: TestClient) -> None:
    answer = client.post(f"{PATH}/validateSignature", content=b"%PDF-")

    assert answer.status_code == 415
    assert not answer.text.startswith("{")


def test_what_is_too_large_is_refused_before_it_is_judged(
    settings: ServiceSettings, judging: Judging
) -> None:
    small = TestClient(application(replace(settings, max_bytes=60_000), judging))

    assert post(small, "minutes-b-lta").status_code == 413


def test_who_has_no_key_is_not_let_in(settings: ServiceSettings, judging: Judging) -> None:
    _, key = new_key("w3d3")
    closed = TestClient(application(replace(settings, keys=(key,)), judging))

    assert post(closed, "minutes-b-lta").status_code == 401


def test_the_prefix_is_the_operators(settings: ServiceSettings, judging: Judging) -> None:
    moved = TestClient(application(replace(settings, prefix="/dss"), judging))

    assert moved.post(f"/dss{PATH}/validateSignature", json=[]).status_code == 500
    assert moved.post(f"{PATH}/validateSignature", json=[]).status_code == 404


@pytest.mark.parametrize("member", ["policy", "cryptographicSuite"])
def test_rules_of_others_are_refused_rather_than_passed_over(member: str) -> None:
    assert refusal(**{member: {"bytes": "UERG", "name": "policy.xml"}}) == "dss-not-taken"


@pytest.mark.parametrize("member", ["originalDocuments", "evidenceRecords"])
def test_what_would_not_be_weighed_in_is_refused_and_an_empty_list_is_not(member: str) -> None:
    assert refusal(**{member: [{"bytes": "UERG"}]}) == "dss-not-taken"
    assert asked(**{member: []}).document == b"PDF"


def test_a_digest_alone_is_refused() -> None:
    assert refusal(signedDocument={"bytes": "UERG", "digestAlgorithm": "SHA256"}) == (
        "dss-document-digest"
    )


@pytest.mark.parametrize("document", [None, {}, {"bytes": None}, {"bytes": ""}])
def test_a_document_must_be_there(document: object) -> None:
    assert refusal(signedDocument=document) == "dss-document-missing"


@pytest.mark.parametrize("text", ["UERG!", "é", "UE-_", 7, ["UERG"]])
def test_bytes_are_base64(text: object) -> None:
    assert refusal(signedDocument={"bytes": text}) == "dss-member-malformed"


def test_base64_may_have_line_breaks() -> None:
    assert asked(signedDocument={"bytes": "UE\r\nRG\n"}).document == b"PDF"


def test_unknown_members_are_refused() -> None:
    assert refusal(signedDocuments=None) == "dss-member-unknown"
    assert refusal(signedDocument={"bytes": "UERG", "mimeType": "x"}) == "dss-member-unknown"


def test_what_older_clients_leave_out_has_its_default() -> None:
    found = asked()

    assert (found.name, found.at, found.strategy, found.signature_id) == (
        "RemoteDocument",
        None,
        "NONE",
        None,
    )


@pytest.mark.parametrize(
    "time",
    [AT, "2026-03-03T09:00:00Z", "2026-03-03T10:00:00+01:00", "2026-03-03T09:00:00"],
)
def test_a_time_is_milliseconds_or_a_text(time: object) -> None:
    assert asked(validationTime=time).at.isoformat() == "2026-03-03T09:00:00+00:00"


@pytest.mark.parametrize(
    "time", ["yesterday", 1 << 70, -(1 << 70), True, 1.5, {}, "", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_time_is_refused(time: object) -> None:
    assert refusal(validationTime=time) == "dss-member-malformed"


def test_the_sixteen_strategies_of_dss_are_known() -> None:
    assert len(STRATEGIES) == 16
    assert "EXTRACT_CERTIFICATES_AND_TIMESTAMPS" in STRATEGIES
    assert "EXTRACT_REVOCATION_DATA_ONLY" in STRATEGIES
    assert refusal(tokenExtractionStrategy="ALL") == "dss-member-malformed"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'"x"', b"\xff", b"[" * 5_000, b"[" + b"[]," * 20_000 + b"[]]"]
)
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(RequestRefusedError) as caught:
        read_asked(body)

    assert caught.value.code == "dss-body-malformed"


def test_half_a_character_in_a_name_is_no_defect(client: TestClient) -> None:
    body = {"signedDocument": {**document("minutes-never-signed"), "name": "\ud800.pdf"}}

    answer = client.post(
        f"{PATH}/validateSignature",
        content=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 200
    assert answer.json()["SimpleReport"]["DocumentName"] == "?.pdf"
