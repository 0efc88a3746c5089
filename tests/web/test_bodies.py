"""Bodies: within limits by what is announced, by count and by time, and in memory alone."""

import asyncio
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

from fhvalidate.errors import RequestRefusedError
from fhvalidate.web import problems
from fhvalidate.web.bodies import Room, read_body, read_form
from fhvalidate.web.headers import refuse_foreign_form
from fhvalidate.web.settings import ServiceSettings


def reading(settings: ServiceSettings) -> Starlette:
    """Tells what it was sent."""

    async def body(request: Request) -> Response:
        return JSONResponse(len(await read_body(request, settings)))

    async def form(request: Request) -> Response:
        refuse_foreign_form(request)
        found = await read_form(request, settings, files=2)
        files = [[each.field, each.name, len(each.data)] for each in found.files]
        return JSONResponse([files, dict(found.fields)])

    return Starlette(
        routes=[Route("/body", body, methods=["POST"]), Route("/form", form, methods=["POST"])],
        middleware=[Middleware(Room, most=settings.held_bytes)],
        exception_handlers={RequestRefusedError: problems.refused},
    )


@pytest.fixture
def client(settings: ServiceSettings) -> TestClient:
    return TestClient(reading(replace(settings, max_bytes=3_000_000, held_bytes=10_000_000)))


def spoken(app: ASGIApp, headers: list[tuple[bytes, bytes]], messages: list[Message]) -> int:
    """The status of what an application answers to the messages, after which nothing comes."""
    scope = {
        "type": "http", "method": "POST", "path": "/body", "raw_path": b"/body", "root_path": "",
        "query_string": b"", "headers": headers, "http_version": "1.1", "scheme": "http",
    }  # fmt: skip
    answers = list[Message]()

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        answers.append(message)

    async def run() -> None:
        await app(scope, receive, send)

    asyncio.run(run())
    return int(answers[0]["status"])


def test_a_body_that_does_not_come_is_not_waited_for(settings: ServiceSettings) -> None:
    app = reading(replace(settings, body_seconds=0.01))
    begun: Message = {"type": "http.request", "body": b"%PDF", "more_body": True}

    assert spoken(app, [(b"content-length", b"100")], [begun]) == 408


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"9" * 5_000, b"12_0", b"\xd9\xa1"])
def test_a_length_that_is_none_is_refused_before_anything_is_read(
    length: bytes, settings: ServiceSettings
) -> None:
    assert spoken(reading(settings), [(b"content-length", length)], []) in {400, 413}


def test_requests_that_hold_too_much_together_are_told_to_come_again(
    settings: ServiceSettings,
) -> None:
    app = reading(replace(settings, held_bytes=1_000))

    assert spoken(app, [(b"content-length", b"1001")], []) == 503


def test_who_sends_more_than_there_is_room_for_is_told_as_it_comes(
    settings: ServiceSettings,
) -> None:
    app = reading(replace(settings, held_bytes=1_000))
    pieces: list[Message] = [
        {"type": "http.request", "body": b"x" * 600, "more_body": True} for _ in range(2)
    ]

    assert spoken(app, [], pieces) == 503


def test_room_is_given_back_when_a_request_is_answered(settings: ServiceSettings) -> None:
    client = TestClient(reading(replace(settings, held_bytes=1_000)))

    for _ in range(3):
        assert client.post("/body", content=b"x" * 900).json() == 900


def test_a_form_gives_its_files_and_fields(client: TestClient) -> None:
    answer = client.post(
        "/form",
        files={"file": ("ä.pdf", b"%" * 2_000_000)},
        data={"at": "2026-03-03", "lang": "sv"},
    )

    assert answer.json() == [
        [["file", "ä.pdf", 2_000_000]],
        {"at": "2026-03-03", "lang": "sv"},
    ]


def test_a_field_that_stands_twice_is_refused(client: TestClient) -> None:
    for files in ({}, {"file": ("a.pdf", b"%")}):
        answer = client.post("/form", data={"password": ["a", "b"]}, files=files)

        assert answer.status_code == 400
        assert answer.json()["code"] == "service-form-malformed"


def test_files_of_a_form_stay_in_memory(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_disk(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", to_disk)

    assert client.post("/form", files={"file": ("a", b"%" * 2_900_000)}).status_code == 200


def test_a_form_with_too_many_or_too_large_files_is_refused(client: TestClient) -> None:
    three = [("file", ("a", b"x")) for _ in range(3)]

    assert client.post("/form", files=three).status_code == 400
    assert client.post("/form", files={"file": ("a", b"%" * 3_000_001)}).status_code == 413
    assert client.post("/form", data={"password": "x" * 70_000}, files=three[:1]).status_code == 400
    assert client.post("/form", content=b"--x", headers={"Content-Type": "multipart/form-data"}
                       ).status_code == 400  # fmt: skip
    assert client.post("/form", content=b"%PDF").status_code == 415


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://testserver"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://other.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_form_of_another_site_is_refused(
    headers: dict[str, str], status: int, client: TestClient
) -> None:
    assert client.post("/form", files={"file": ("a", b"x")}, headers=headers).status_code == status
