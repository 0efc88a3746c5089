"""The interface of our own: documents in, answers out, and what is refused."""

import asyncio
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import jsonschema
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from fhvalidate.api import validate
from fhvalidate.archive.bundle.bag import read_bag
from fhvalidate.cli.main import run
from fhvalidate.errors import RequestRefusedError
from fhvalidate.isolated import Cause, NotJudged, Settings
from fhvalidate.isolated.answers import Digest
from fhvalidate.isolated.examiner import Asked
from fhvalidate.isolated.unjudged import report_not_judged
from fhvalidate.report.detail import Detail
from fhvalidate.report.messages import Language
from fhvalidate.report.schema import schema
from fhvalidate.web.api.answers import answer as answered_as
from fhvalidate.web.api.answers import detail_for
from fhvalidate.web.api.documents import Received, received
from fhvalidate.web.api.parameters import Form, Question
from fhvalidate.web.application import application
from fhvalidate.web.bundles import Made
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings
from tests.batch.places import FILES
from tests.fixtures.documents import PASSWORD

PDF = {"Content-Type": "application/pdf"}
AT = "2026-03-03T09:00:00Z"
VALIDATE, MATCH, REVISIONS, BESIDE = (
    f"/api/v1/{name}" for name in ("validate", "match", "revisions", "side-by-side")
)
SIGNED = (FILES / "minutes-b-lt.pdf").read_bytes()
REPRINT = (FILES / "minutes-printed.pdf").read_bytes()
LOCKED = (FILES / "encrypted.pdf").read_bytes()


def asked(client: TestClient, path: str, data: bytes = SIGNED, **asks: str) -> Any:
    return client.post(path, content=data, headers=PDF, params=asks)


def problem(answer: Any) -> tuple[int, str]:
    """Status and code, of what is told as a problem is."""
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == answer.status_code
    assert told["type"] == f"urn:fhvalidate:problem:{told['code']}"
    return answer.status_code, told["code"]


def test_a_document_is_judged_as_of_the_time_that_is_asked_for(client: TestClient) -> None:
    report = asked(client, VALIDATE, at=AT).json()

    jsonschema.validate(report, schema())
    assert (report["verdict"], report["validation_time"]) == ("valid", AT)


@pytest.mark.parametrize("name", ["minutes-altered.pdf", "minutes-printed.pdf", "minutes-b-b.pdf"])
def test_the_report_is_that_of_the_library(
    name: str, client: TestClient, settings: ServiceSettings
) -> None:
    data, at = (FILES / name).read_bytes(), datetime.fromisoformat(AT)

    answered = asked(client, VALIDATE, data, at=AT).json()
    report = json.loads(validate(data, trust=settings.trust, at=at).to_json())

    assert answered | {"produced_at": ""} == report | {"produced_at": ""}


def test_a_document_that_its_worker_died_of_has_a_report_in_each_form(
    settings: ServiceSettings,
) -> None:
    died = NotJudged(Cause.TIMEOUT, "30")
    known = Settings(trust=settings.trust, at=datetime.now(UTC), policy=settings.policy)
    made = Made(b"%PDF", settings.trust, settings.policy, show_personnummer=False)
    sha256 = hashlib.sha256(b"%PDF").hexdigest()

    for form in Form:
        question = Question(None, None, Language.SV, Detail.DEFAULT, form)
        wanted = Asked(detail=detail_for(question))
        report = report_not_judged(died, Digest(sha256, 4), wanted, known)

        assert answered_as(report, question, made).status_code == 200


def test_who_would_wait_too_long_is_told_before_the_document_is_read(
    client: TestClient, judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "_operating", 8)

    for path in (REVISIONS, f"{REVISIONS}/1", BESIDE):
        refused = asked(client, path, b"x" * 30_000_000)

        assert problem(refused) == (503, "service-busy")
        assert refused.headers["retry-after"] == "5"


def test_a_day_is_its_end_in_sweden(client: TestClient) -> None:
    report = asked(client, VALIDATE, at="2026-03-03").json()

    assert report["validation_time"] == "2026-03-03T22:59:59Z"


def test_a_form_has_the_document_in_its_field(client: TestClient) -> None:
    files = {"file": ("protokoll.pdf", SIGNED, "application/pdf")}

    report = client.post(VALIDATE, files=files, params={"at": AT}).json()

    assert (report["verdict"], report["document"]["name"]) == ("valid", "protokoll.pdf")


def test_what_is_no_pdf_is_answered_with_a_verdict(client: TestClient) -> None:
    for data in (b"", b"no PDF"):
        answer = asked(client, VALIDATE, data)

        assert (answer.status_code, answer.json()["verdict"]) == (200, "unreadable")


def test_a_policy_is_chosen_by_name(client: TestClient) -> None:
    assert asked(client, VALIDATE, policy="bevaras").json()["policy"]["name"] == "bevaras"


def test_a_report_of_full_detail_holds_what_was_established(client: TestClient) -> None:
    default, full = (asked(client, VALIDATE, at=AT, detail=x).json() for x in ("default", "full"))

    assert default["signatures"][0]["details"] is None
    assert full["signatures"][0]["details"] is not None


@pytest.mark.parametrize(
    ("form", "kind", "words"),
    [
        ("text", "text/plain; charset=utf-8", "VALID"),
        ("html", "text/html; charset=utf-8", "<html lang="),
        ("etsi", "application/xml", "ValidationReport"),
        ("premis", "application/xml", "premis"),
        ("erms", "application/xml", "<"),
        ("svkgs", "application/xml", "<"),
        ("archivematica", "text/plain; charset=utf-8", "eventOutcomeInformation"),
    ],
)
def test_a_report_is_given_in_each_of_its_forms(
    form: str, kind: str, words: str, client: TestClient
) -> None:
    answer = asked(client, VALIDATE, at=AT, format=form, lang="en")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert words in answer.text


@pytest.mark.parametrize("form", ["text", "html", "etsi", "premis", "erms", "svkgs"])
def test_what_is_no_pdf_has_a_report_in_each_form(form: str, client: TestClient) -> None:
    assert asked(client, VALIDATE, b"%PDF-", format=form).status_code == 200


def test_texts_are_in_the_language_that_is_asked_for(client: TestClient) -> None:
    told = {x: asked(client, VALIDATE, at=AT, format="text", lang=x) for x in ("sv", "en")}

    assert told["sv"].text.startswith("GILTIG")
    assert told["en"].text.startswith("VALID")
    assert told["en"].headers["content-language"] == "en"


def test_a_page_may_do_nothing_but_be_looked_at(client: TestClient) -> None:
    answer = asked(client, VALIDATE, at=AT, format="html")

    allowed = answer.headers["content-security-policy"]
    assert allowed.startswith("default-src 'none'")
    assert allowed.endswith("sandbox")
    assert "script-src" not in allowed


@pytest.mark.isolated
def test_a_bundle_is_what_the_report_can_be_made_again_from(
    settings: ServiceSettings,
    judging: Judging,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    client = TestClient(application(replace(settings, with_certificates=True), judging))

    answer = asked(client, VALIDATE, at=AT, format="bundle")
    kept = tmp_path / "bundle.zip"
    kept.write_bytes(answer.content)
    code = run(["replay", str(kept), "--lang", "en"])

    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="validation.zip"'
    assert "data/document.pdf" in read_bag(kept)
    assert (code, "SAME REPORT" in capsys.readouterr().out) == (0, True)


def test_certificates_are_not_handed_out_unless_the_operator_says_so(client: TestClient) -> None:
    answer = asked(client, VALIDATE, format="bundle")

    assert problem(answer) == (403, "service-certificates-withheld")


def test_a_password_comes_in_a_header_or_a_form_and_never_in_an_address(
    client: TestClient,
) -> None:
    without = asked(client, VALIDATE, LOCKED).json()
    header = client.post(VALIDATE, content=LOCKED, headers={**PDF, "X-Document-Password": PASSWORD})
    form = client.post(VALIDATE, files={"file": ("a", LOCKED)}, data={"password": PASSWORD})
    address = asked(client, VALIDATE, LOCKED, password=PASSWORD)

    assert without["verdict"] == "unreadable"
    assert {header.json()["verdict"], form.json()["verdict"]}.isdisjoint({"unreadable"})
    assert problem(address) == (400, "service-password-in-address")


def test_a_password_of_a_form_goes_before_that_of_the_header(client: TestClient) -> None:
    answer = client.post(
        VALIDATE,
        files={"file": ("a", LOCKED)},
        data={"password": PASSWORD},
        headers={"X-Document-Password": "another"},
    )

    assert answer.json()["verdict"] != "unreadable"


def test_a_password_in_a_header_is_utf_8(settings: ServiceSettings) -> None:
    async def sent(value: bytes) -> Received:
        headers = [(b"x-document-password", value), (b"content-type", b"application/pdf")]
        scope = {"type": "http", "headers": headers, "fhvalidate.hold": Mock()}
        return await received(Request(scope, nothing), settings)

    async def nothing() -> Message:
        return {"type": "http.request", "body": b""}

    assert asyncio.run(sent("lösen".encode())).password == "lösen"
    with pytest.raises(RequestRefusedError, match="service-password-malformed"):
        asyncio.run(sent(b"\xe5"))


@pytest.mark.parametrize(
    ("asks", "code"),
    [
        ("polcy=bevaras", "service-parameter-unknown"),
        ("policy=default&policy=bevaras", "service-parameter-twice"),
        ("policy=none", "service-parameter-malformed"),
        ("policy=../default", "service-parameter-malformed"),
        ("format=mets", "service-parameter-malformed"),
        ("detail=", "service-parameter-malformed"),
        ("lang=de", "service-parameter-malformed"),
        ("at=yesterday", "service-time-malformed"),
        ("at=2026-13-01", "service-time-malformed"),
        ("at=2026-03-03T09:00:00", "service-time-malformed"),
        ("at=20260303", "service-time-malformed"),
        ("at=2026-W10-2", "service-time-malformed"),
        ("at=%202026-03-03", "service-time-malformed"),
        ("at=2026-03-03T09:00Z", "service-time-malformed"),
        ("at=2026-03-03%2009:00:00Z", "service-time-malformed"),
        ("at=2026-W10-2T09:00:00Z", "service-time-malformed"),
        ("at=20260303T090000Z", "service-time-malformed"),
        ("at=2026-03-03T09:00:00%2B0100", "service-time-malformed"),
        ("at=2026-03-03T09:00:00,5Z", "service-time-malformed"),
        ("at=2026-03-03T10:00:00+01:00", "service-time-malformed"),  # + is a space
        ("at=9999-12-31T23:59:59-23:59", "service-time-malformed"),
    ],
)
def test_what_is_asked_and_not_understood_is_refused(
    asks: str, code: str, client: TestClient
) -> None:
    answer = client.post(f"{VALIDATE}?{asks}", content=SIGNED, headers=PDF)

    assert problem(answer) == (400, code)


@pytest.mark.parametrize("path", [REVISIONS, f"{REVISIONS}/1", BESIDE, MATCH])
def test_every_address_refuses_what_it_does_not_know(path: str, client: TestClient) -> None:
    for asks in ("lang=de", "at=2026-03-03", "password=a"):
        assert problem(client.post(f"{path}?{asks}", content=SIGNED, headers=PDF))[0] == 400


@pytest.mark.parametrize(
    ("files", "fields"),
    [
        ({}, {"file": "text"}),
        ({"document": b"%"}, {}),
        ({"file": b"%", "other": b"%"}, {}),
        ({"file": b"%"}, {"at": AT}),
    ],
)
def test_a_form_with_anything_else_than_a_document_and_its_password_is_refused(
    files: Mapping[str, bytes], fields: Mapping[str, str], client: TestClient
) -> None:
    parts = [*((key, ("a.pdf", data)) for key, data in files.items())]
    parts += [(key, (None, value)) for key, value in fields.items()]  # type: ignore[misc]

    answer = client.post(VALIDATE, files=parts)

    assert answer.status_code == 400
    assert problem(answer)[1] in {"service-form-content", "service-form-malformed"}


def test_only_a_pdf_or_a_form_is_received(client: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json"):
        answer = client.post(VALIDATE, content=b"x", headers={"Content-Type": kind})

        assert problem(answer) == (415, "service-media-type")


def test_who_does_not_say_what_is_sent_is_told_what_to_say(client: TestClient) -> None:
    for path, wanted in ((VALIDATE, "application/pdf"), (MATCH, "multipart/form-data")):
        answer = client.post(path, content=SIGNED, params={"lang": "en"})

        assert problem(answer) == (415, "service-media-type")
        assert f"Content-Type what you send: {wanted}" in answer.json()["title"]


def test_a_document_that_another_sites_page_sends_is_refused(client: TestClient) -> None:
    answer = client.post(VALIDATE, content=SIGNED, headers={**PDF, "Sec-Fetch-Site": "cross-site"})

    assert problem(answer) == (403, "service-foreign-form")


def test_a_copy_is_compared_with_its_original(client: TestClient) -> None:
    files = {"original": ("o.pdf", SIGNED), "copy": ("c.pdf", SIGNED)}

    found = client.post(MATCH, files=files).json()

    assert (found["likeness"], found["contained"]) == ("same-words", 1.0)


def test_it_is_told_which_file_cannot_be_compared(client: TestClient) -> None:
    files = {"original": ("o.pdf", SIGNED), "copy": ("c.pdf", b"no PDF")}

    answer = client.post(MATCH, files=files, params={"lang": "en"})

    assert problem(answer) == (422, "service-document-unreadable")
    assert "field copy" in answer.json()["title"]


def test_it_is_told_which_file_is_missing(client: TestClient) -> None:
    for sent, missing in (("copy", "original"), ("original", "copy")):
        answer = client.post(MATCH, files={sent: ("c.pdf", SIGNED)}, params={"lang": "en"})

        assert problem(answer) == (400, "service-form-incomplete")
        assert f"no file in {missing}." in answer.json()["title"]


def test_one_file_is_not_compared_with_nothing(client: TestClient) -> None:
    assert problem(client.post(MATCH, files={"copy": ("c.pdf", SIGNED)}))[0] == 400
    assert problem(asked(client, MATCH)) == (415, "service-media-type")


def test_revisions_are_listed_and_each_is_given_as_it_was_signed(client: TestClient) -> None:
    entries = asked(client, REVISIONS).json()["revisions"]
    signed = next(each for each in entries if each["signatures"])
    given = asked(client, f"{REVISIONS}/{signed['number']}")

    assert [each["number"] for each in entries] == [*range(1, len(entries) + 1)]
    assert signed["signatures"][0]["kind"] == "signature"
    assert given.content == SIGNED[: signed["end"]]
    assert given.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("number", ["0", "1000", "x", "01", "-1", "9" * 5_000])
def test_a_revision_that_there_is_not_is_not_found(number: str, client: TestClient) -> None:
    assert problem(asked(client, f"{REVISIONS}/{number}"))[0] == 404


def test_what_is_shown_stands_beside_what_was_signed(client: TestClient) -> None:
    changed = (FILES / "minutes-altered.pdf").read_bytes()

    answer = asked(client, BESIDE, changed, lang="en")

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="en">' in answer.text


def test_what_cannot_be_read_has_no_revisions_to_show(client: TestClient) -> None:
    for path in (REVISIONS, f"{REVISIONS}/1", BESIDE):
        answer = asked(client, path, b"no PDF")

        assert problem(answer) == (422, "service-document-unreadable")


def test_nothing_of_a_document_or_a_name_is_in_a_problem(client: TestClient) -> None:
    files = {"file": ("19800101-2387.pdf", b"no PDF")}

    answer = client.post(REVISIONS, files=files)

    assert "19800101" not in json.dumps(answer.json())


def test_personal_identity_numbers_are_masked_unless_the_operator_shows_them(
    client: TestClient,
) -> None:
    files = {"file": ("19800101-2387.pdf", SIGNED)}

    for form in ("json", "text", "html", "premis", "etsi"):
        answer = client.post(VALIDATE, files=files, params={"format": form})
        assert not re.search("19800101-?2387", answer.text)


def test_an_archive_names_its_members_by_nothing_of_the_document(
    settings: ServiceSettings, judging: Judging
) -> None:
    client = TestClient(application(replace(settings, with_certificates=True), judging))
    files = {"file": ("../../19800101-2387.pdf", REPRINT)}

    answer = client.post(VALIDATE, files=files, params={"format": "bundle"})

    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert all(name.startswith("bundle/") and ".." not in name for name in names)
    assert not any("19800101" in name for name in names)
