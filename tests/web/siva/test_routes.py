"""Paths, methods, media types, limits and headers are those of SiVa."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from fhvalidate import TrustAnchors, validate
from fhvalidate.report.model import Report
from fhvalidate.report.reading import read_written
from fhvalidate.web.application import application
from fhvalidate.web.judging import Judging
from fhvalidate.web.keys import new_key
from fhvalidate.web.settings import ServiceSettings
from fhvalidate.web.siva.routes import wrong_with_document
from tests.batch.places import FILES

ATTACHED = 'attachment; filename="api.json"'
PATHS = ("/validate", "/validateHashcode", "/getDataFiles")
METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "COPY", "MOVE")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "0",
    "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate",
    "Pragma": "no-cache",
    "Expires": "0",
}


def post(client: TestClient, name: str, *, path: str = "/validate", **members: Any) -> Any:
    data = (FILES / f"{name}.pdf").read_bytes()
    asked = {"document": base64.b64encode(data).decode(), "filename": f"{name}.pdf", **members}
    return client.post(path, json=asked)


def errors(answer: Any) -> set[tuple[str, str]]:
    return {(each["key"], each["message"]) for each in answer.json()["requestErrors"]}


def conclusion(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()["validationReport"]["validationConclusion"]


def with_settings(settings: ServiceSettings, judging: Judging, **changed: Any) -> TestClient:
    return TestClient(application(replace(settings, **changed), judging))


def test_a_signed_document_is_answered_by_the_policy_that_is_asked_for(siva: TestClient) -> None:
    by_ours = conclusion(post(siva, "minutes-signed", signaturePolicy="FHV-AES"))
    by_default = conclusion(post(siva, "minutes-signed"))

    assert by_ours["policy"]["policyName"] == "FHV-AES"
    assert by_default["policy"]["policyName"] == "POLv4"
    assert by_default["signaturesCount"] == 2
    assert by_default["validSignaturesCount"] == 0
    assert by_ours["validatedDocument"] == {"filename": "minutes-signed.pdf"}


def test_the_operator_says_which_policy_is_used_where_none_is_asked_for(
    settings: ServiceSettings, judging: Judging
) -> None:
    client = with_settings(settings, judging, siva_policy="FHV-AES")

    assert conclusion(post(client, "minutes-b-lt"))["policy"]["policyName"] == "FHV-AES"


def test_a_reprint_is_answered_with_what_it_is(siva: TestClient) -> None:
    told = conclusion(post(siva, "minutes-printed"))

    assert told["validationWarnings"][0]["content"].startswith("REPRINTED: ")


def test_words_are_english_unless_another_language_is_asked_for(siva: TestClient) -> None:
    data = base64.b64encode((FILES / "minutes-printed.pdf").read_bytes()).decode()
    asked = {"document": data, "filename": "a.pdf"}

    for swedish in (
        siva.post("/validate?lang=sv", json=asked),
        siva.post("/validate", json=asked, headers={"Accept-Language": "sv-SE,sv;q=0.9"}),
    ):
        assert conclusion(swedish)["validationWarnings"][0]["content"].startswith("OMTRYCKT: ")


def test_certificates_are_sent_by_the_operators_switch(
    settings: ServiceSettings, judging: Judging, siva: TestClient
) -> None:
    client = with_settings(settings, judging, with_certificates=True)

    (shown,) = conclusion(post(client, "minutes-b-lt"))["signatures"]
    (hidden,) = conclusion(post(siva, "minutes-b-lt"))["signatures"]

    assert len(shown["certificates"]) == 3
    assert "certificates" not in hidden


def test_numbers_are_masked_in_the_name_of_the_file_too(
    settings: ServiceSettings, judging: Judging, siva: TestClient
) -> None:
    client = with_settings(settings, judging, show_personnummer=True)

    hidden = post(siva, "minutes-b-lt", filename="19990807-2391.pdf")
    shown = post(client, "minutes-b-lt", filename="19990807-2391.pdf")

    assert "2391" not in hidden.text
    assert conclusion(shown)["signatures"][0]["signedBy"] == "Exempel,Anna,199908072391"
    assert conclusion(shown)["validatedDocument"]["filename"] == "19990807-2391.pdf"


@pytest.mark.parametrize("name", ["encrypted", "garbage", "truncated", "zero"])
def test_what_cannot_be_read_as_a_pdf_is_malformed(name: str, siva: TestClient) -> None:
    data = (FILES / f"{name}.pdf").read_bytes() or b" "

    answer = siva.post(
        "/validate", json={"document": base64.b64encode(data).decode(), "filename": "a.pdf"}
    )

    assert answer.status_code == 400
    assert errors(answer) == {("document", "Document malformed or not matching documentType")}
    assert answer.headers["content-disposition"] == ATTACHED


def test_a_document_is_opened_by_the_empty_password(siva: TestClient) -> None:
    assert conclusion(post(siva, "encrypted-empty-user-password"))["signaturesCount"] == 1


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", METHODS)
def test_another_method_is_told_which_there_is(method: str, path: str, siva: TestClient) -> None:
    answer = siva.request(method, path, json={})

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert method == "HEAD" or errors(answer) == {
        ("methodNotAllowed", "Only the following request methods are supported: POST")
    }


@pytest.mark.parametrize("path", PATHS)
def test_options_are_told_without_a_body(path: str, siva: TestClient) -> None:
    answer = siva.options(path)

    assert (answer.status_code, answer.headers["allow"]) == (200, "POST,OPTIONS")
    assert answer.content == b""
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "text/json",
        "application/pdf",
        "application/xml",
        "application/jsonx",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "json",
        "*/*",
        "image/svg+json",
        "application/json-patch",
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_another_media_type_is_told_which_there_are(kind: str, path: str, siva: TestClient) -> None:
    answer = siva.post(path, content=b"{}", headers={"Content-Type": kind})

    assert answer.status_code == 415
    assert errors(answer) == {
        (
            "contentTypeNotSupported",
            "Only the following content types are supported: application/json, application/*+json",
        )
    }


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json;charset=UTF-8",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        " application/json ",
        "application/vnd.api+json",
        "application/problem+json",
        "application/hal+json;q=1",
        "Application/LD+JSON",
        "application/json;",
    ],
)
def test_these_media_types_are_json(kind: str, siva: TestClient) -> None:
    answer = siva.post("/validate", content=b"[]", headers={"Content-Type": kind})

    assert answer.status_code == 400
    assert errors(answer) == {
        ("requestBodyNotReadable", "Request body is malformed and cannot be read")
    }
    assert answer.headers["content-disposition"] == ATTACHED


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_sivas_headers(path: str, siva: TestClient) -> None:
    for answer in (
        siva.post(path, json={}),
        siva.get(path),
        siva.options(path),
        siva.post(path, content=b"x"),
    ):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_what_succeeds_is_a_file_of_json(siva: TestClient) -> None:
    answer = post(siva, "minutes-never-signed")

    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.headers["content-disposition"] == ATTACHED


def test_a_body_that_is_announced_as_too_large_is_an_error_of_the_request(
    settings: ServiceSettings, judging: Judging
) -> None:
    client = with_settings(settings, judging, max_bytes=20_000)

    answer = client.post(
        "/validate", content=b" " * 27_001, headers={"Content-Type": "application/json"}
    )

    told = "Request content-length (27001 bytes) exceeds request size limit (27000 bytes)"
    assert answer.status_code == 400
    assert errors(answer) == {("request", told)}
    assert answer.headers["content-disposition"] == ATTACHED


def test_a_body_that_is_too_large_by_count_is_an_error_of_the_request(
    settings: ServiceSettings, judging: Judging
) -> None:
    client = with_settings(settings, judging, max_bytes=20_000)

    def pieces() -> Iterator[bytes]:
        for _ in range(28):
            yield b" " * 1_000

    answer = client.post(
        "/validate", content=pieces(), headers={"Content-Type": "application/json"}
    )

    told = "Request body length exceeds request size limit (27000 bytes)"
    assert answer.status_code == 400
    assert errors(answer) == {("request", told)}


def test_sivas_own_limit_is_that_of_a_document_of_20_megabytes(settings: ServiceSettings) -> None:
    assert settings.max_bytes * 27 // 20 == 28_311_552


def test_who_would_wait_too_long_is_told_when_to_come_again(
    settings: ServiceSettings, judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "_begun", 1_000_000)

    answer = post(with_settings(settings, judging), "minutes-b-lt")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert [key for key, _ in errors(answer)] == ["request"]


@pytest.mark.parametrize("code", ["timeout", "memory", "crash"])
def test_a_document_that_its_worker_died_of_is_an_error_of_the_service(code: str) -> None:
    report = read_written(Report, unreadable(f"not-judged-{code}"))

    found, status = wrong_with_document(report)

    assert status == 500
    assert [each.message for each in found] == [
        "Unfortunately there was an error validating your document"
    ]


def test_a_document_beyond_a_limit_does_not_meet_the_requirements() -> None:
    found, status = wrong_with_document(read_written(Report, unreadable("limit-exceeded")))

    assert status == 400
    assert [each.message for each in found] == ["Document does not meet the requirements"]


def unreadable(code: str) -> str:
    told = json.loads(validate(FILES / "garbage.pdf", trust=TrustAnchors.none()).to_json())
    told["findings"][0]["code"] = code
    return json.dumps(told)


def test_the_prefix_stands_before_every_path(settings: ServiceSettings, judging: Judging) -> None:
    client = with_settings(settings, judging, prefix="/V3")

    assert client.post("/V3/validate", json={}).status_code == 400
    assert client.post("/validate", json={}).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/validate/", "/Validate", "/validate.json", "/V3/validate", "/error", "/actuator/health"],
)
def test_there_is_nothing_elsewhere(path: str, siva: TestClient) -> None:
    assert siva.post(path, json={}, follow_redirects=False).status_code == 404


def test_what_is_counted_and_logged_is_one_of_a_few_causes(
    settings: ServiceSettings, judging: Judging
) -> None:
    lines = list[str]()
    client = TestClient(application(settings, judging, log=lines.append))

    client.post("/validateHashcode", json={"signatureFiles": [{"signature": "YQ=="}, {}]})
    client.post("/validate", json={"document": "YQ==", "filename": "19990807-2391"})

    causes = [json.loads(line)["cause"] for line in lines]
    assert causes == ["siva-signatureFiles", "siva-filename"]
    assert "2391" not in "".join(lines)


def test_below_its_paths_nothing_is_found_in_sivas_words(siva: TestClient) -> None:
    answer = siva.post("/validate/more", json={})

    assert (answer.status_code, answer.headers["pragma"]) == (404, "no-cache")
    errors = [{"key": "endpointNotFound", "message": "Endpoint not found"}]
    assert answer.json() == {"requestErrors": errors}


def test_who_has_no_key_is_told_so_in_the_form_of_sivas_errors(
    settings: ServiceSettings, judging: Judging
) -> None:
    client = with_settings(settings, judging, keys=(new_key("diariet")[1],))

    answer = client.post("/validate", json={})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    [error] = answer.json()["requestErrors"]
    assert error["key"] == "request"
    assert "--" not in error["message"]
