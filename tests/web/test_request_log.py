"""The log and the answer to a defect: nothing of a document, and whose the defect is."""

import asyncio
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from fhvalidate.web.application import application
from fhvalidate.web.judging import Judging
from fhvalidate.web.metrics import Metrics
from fhvalidate.web.presence import Presence
from fhvalidate.web.request_log import RequestLog
from fhvalidate.web.settings import ServiceSettings
from tests.batch.places import FILES

PDF = {"Content-Type": "application/pdf"}
SECRET = "19800101-2384 Anna Exempel"


def lines_of(settings: ServiceSettings, judging: Judging) -> tuple[int, list[str]]:
    """The status of one request, and what was logged."""
    lines = list[str]()
    client = TestClient(application(settings, judging, log=lines.append))
    data = (FILES / "minutes-signed.pdf").read_bytes()
    secret = {"X-Document-Password": SECRET}
    headers = {**PDF, **secret, "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
    answer = client.post("/api/v1/validate", content=data, headers=headers)
    return answer.status_code, [*lines, answer.text]


def test_a_request_is_one_line_that_tells_nothing_of_the_document(
    settings: ServiceSettings, judging: Judging
) -> None:
    _, [line, text] = lines_of(settings, judging)

    told = json.loads(line)
    report = json.loads(text)
    assert (told["interface"], told["status"], told["request"]) == ("api", 200, "a" * 32)
    assert told["verdicts"] == [report["verdict"]]
    assert told["bytes"] == report["document"]["size"]
    assert report["document"]["sha256"] not in line
    for signer in report["signers"]:
        assert signer["name"] not in line
    assert "Anna" not in line


def test_why_the_page_has_no_answer_is_logged(settings: ServiceSettings, judging: Judging) -> None:
    lines = list[str]()
    client = TestClient(application(settings, judging, log=lines.append))
    none = {"files": ("", b"")}
    one = {"file": ("a.pdf", b"no PDF"), "original": ("b.pdf", b"no PDF")}

    for path, files in (("/", none), ("/page/compare", none), ("/page/compare", one)):
        client.post(path, files=files)

    causes = [(json.loads(line)["status"], json.loads(line)["cause"]) for line in lines]
    assert causes == [(400, "no-file"), (400, "no-file"), (422, "not-a-pdf")]


def test_what_stands_in_an_address_is_not_logged(
    settings: ServiceSettings, judging: Judging
) -> None:
    lines = list[str]()
    client = TestClient(application(settings, judging, log=lines.append))

    client.post(f"/api/v1/validate?name={SECRET}", content=b"%PDF", headers=PDF)

    [line] = lines
    assert json.loads(line)["cause"] == "service-parameter-unknown"
    assert "Anna" not in line


def test_a_defect_is_told_by_its_place_and_not_by_its_words(
    settings: ServiceSettings, judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(judging, "report", broken)

    status, [line, text] = lines_of(settings, judging)

    assert status == 500
    assert json.loads(text)["code"] == "service-failed"
    assert json.loads(line)["cause"].startswith(f"defect RuntimeError {Path(__file__).name}:")
    assert SECRET not in line + text


def test_what_nobody_waits_for_any_more_is_given_up() -> None:
    lines, ended = list[str](), list[str]()
    messages: list[Message] = [{"type": "http.request"}, {"type": "http.disconnect"}]

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await asyncio.Event().wait()  # as if in a queue
        except asyncio.CancelledError:
            ended.append(str(scope["method"]))
            raise
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Message:
        return messages.pop(0)

    async def send(_: Message) -> None:
        raise AssertionError

    log = RequestLog(Presence(answering), metrics=Metrics(), write=lines.append)
    asyncio.run(log({"type": "http", "method": "POST", "headers": []}, receive, send))

    assert ended == ["POST"]
    assert [json.loads(line)["status"] for line in lines] == [499]
