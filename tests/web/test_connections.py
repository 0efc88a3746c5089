"""What a connection may cost: crumbs, half a head, silence and answers that nobody reads."""

import asyncio
import resource
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from fhvalidate.web import connections
from fhvalidate.web.connections import Connection

CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
LIVE = b"GET /live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
SECONDS = 5  # of processor time; 0.2 where it was measured

Client = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body and says its size; a large answer where the path asks for one."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = b"x" * 50_000_000 if scope["path"] == "/large" else str(size).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def with_server(talk: Callable[[Client], Awaitable[None]]) -> None:
    async def run() -> None:
        config = uvicorn.Config(app, http=Connection, lifespan="off", ws="none", log_config=None)
        state = ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(config, state, {}), "127.0.0.1", 0
        )
        port = server.sockets[0].getsockname()[1]
        async with server:
            talking = talk(lambda: asyncio.open_connection("127.0.0.1", port))
            await asyncio.wait_for(talking, 30)
        for task in state.tasks:
            task.cancel()

    asyncio.run(run())


async def is_alive(client: Client) -> bool:
    reader, writer = await client()
    writer.write(LIVE)
    answer = await reader.read()
    writer.close()
    return answer.startswith(b"HTTP/1.1 200 ")


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def test_a_body_of_crumbs_is_refused_and_the_connection_is_closed() -> None:
    async def talk(client: Client) -> None:
        began = resource.getrusage(resource.RUSAGE_SELF)
        reader, writer = await client()
        writer.write(CHUNKED + chunk(b"A") * 200_000)
        answer = await reader.readuntil(b"\r\n")
        assert answer.startswith(b"HTTP/1.1 400 ")
        ended = resource.getrusage(resource.RUSAGE_SELF)
        assert ended.ru_utime - began.ru_utime < SECONDS
        writer.transport.abort()
        assert await is_alive(client)

    with_server(talk)


def test_crumbs_after_a_large_body_are_gone_through_in_turns() -> None:
    """What a large body has earned is no time that others have to wait."""

    async def talk(client: Client) -> None:
        reader, writer = await client()
        large = chunk(b"A" * 65_536) * 64
        writer.write(CHUNKED + large + chunk(b"A") * 4_000 + b"0\r\n\r\n")
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert await reader.read(20) == str(65_536 * 64 + 4_000).encode()
        writer.close()

    with_server(talk)


def test_a_body_in_pieces_of_a_usual_size_is_taken() -> None:
    async def talk(client: Client) -> None:
        reader, writer = await client()
        for _ in range(3):  # on one connection
            writer.write(CHUNKED + chunk(b"A" * 4_096) * 2_000 + b"0\r\n\r\n")
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert await reader.readexactly(7) == str(4_096 * 2_000).encode()
        writer.close()

    with_server(talk)


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n", LIVE[:-24] + b"\r\n\r\nGE"]
)
def test_a_connection_without_a_whole_request_is_closed(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.3)

    async def talk(client: Client) -> None:
        reader, writer = await client()
        writer.write(sent)
        try:
            while await reader.read(1_000):
                writer.write(b"X")  # crumbs of a head keep nothing open
                await asyncio.sleep(0.05)
        except ConnectionError:
            pass
        writer.close()

    with_server(talk)


def test_an_answer_that_nobody_reads_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "UNREAD_SECONDS", 0.3)

    async def talk(client: Client) -> None:
        reader, writer = await client()
        writer.write(LIVE.replace(b"/live", b"/large"))
        await asyncio.sleep(1)
        got = 0
        try:
            while piece := await reader.read(1 << 20):
                got += len(piece)
        except ConnectionError:
            pass
        assert got < 50_000_000
        writer.close()

    with_server(talk)


def test_connections_without_a_request_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 20)

    async def talk(client: Client) -> None:
        idle = [await client() for _ in range(40)]
        assert await is_alive(client)
        for _, writer in idle:
            writer.transport.abort()

    with_server(talk)


def test_where_all_are_answered_a_further_one_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 3)

    async def talk(client: Client) -> None:
        begun = [await client() for _ in range(3)]
        for _, writer in begun:
            writer.write(CHUNKED)
        await asyncio.sleep(0.2)
        reader, writer = await client()
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: " in answer
        for _, each in (*begun, (reader, writer)):
            each.transport.abort()

    with_server(talk)
