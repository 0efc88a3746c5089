"""The command `serve` as an operator has it: a process, a socket, signals."""

import json
import signal
import socket
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from fhvalidate.cli.serve_arguments import parse_serve
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language
from fhvalidate.web.serving import Address, serve
from tests.batch.places import FILES
from tests.web.server import PDF, UnixConnection, ask, serving

SIGNED = (FILES / "minutes-b-lt.pdf").read_bytes()


@pytest.mark.isolated
def test_it_answers_on_a_socket_reads_trust_anew_and_stops_after_what_is_begun(
    tmp_path: Path, socket_enabled: None
) -> None:
    del socket_enabled
    place, trust = tmp_path / "s", tmp_path / "trust"
    trust.mkdir()
    (trust / "a.pem").write_bytes((FILES / "other-root.pem").read_bytes())

    with serving(place, "--trust", str(trust), "--prefix=/V3") as process:
        answer, text = ask(place, "POST", "/V3/api/v1/validate", SIGNED)
        assert answer.status == 200
        assert answer.getheader("server") is None
        assert json.loads(text)["document"]["size"] == len(SIGNED)
        assert ask(place, "POST", "/api/v1/validate", SIGNED)[0].status == 404
        assert anchors(place) == 1

        (trust / "b.pem").write_bytes((FILES / "root.pem").read_bytes())
        process.send_signal(signal.SIGHUP)
        assert process.stderr is not None
        assert "2 certificates" in process.stderr.readline()
        assert anchors(place) == 2

        begun = UnixConnection(place)
        begun.putrequest("POST", "/V3/api/v1/validate")
        for name, value in {
            **PDF,
            "Content-Length": str(len(SIGNED)),
            "Expect": "100-continue",
        }.items():
            begun.putheader(name, value)
        begun.endheaders()
        assert begun.sock.recv(100).startswith(b"HTTP/1.1 100 ")  # it has begun to read
        process.send_signal(signal.SIGTERM)
        begun.send(SIGNED)
        assert begun.getresponse().status == 200
        begun.close()
        out, err = process.communicate()

    assert process.returncode == 0
    assert err == ""
    assert [json.loads(line)["status"] for line in out.splitlines()] == [200, 404, 200, 200, 200]


def anchors(place: Path) -> int:
    answer, text = ask(place, "GET", "/V3/monitoring/health")
    assert answer.status == 200, text
    return int(json.loads(text)["components"]["trust"]["details"]["anchors"])


def test_an_address_that_is_taken_is_told(socket_enabled: None) -> None:
    del socket_enabled
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = Address(port=taken.getsockname()[1])

        async def without_lifespan(scope: Scope, receive: Receive, send: Send) -> None:
            raise NotImplementedError

        def nothing() -> None:
            raise AssertionError

        assert not serve(without_lifespan, address, reload=nothing, listening=nothing)


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["--port=70000"], "option-out-of-range"),
        (["--workers=0"], "option-out-of-range"),
        (["--workers=zwei"], "option-out-of-range"),
        (["--no-trust", "--trust=x"], "serve-trust-and-none"),
        (["--prefix=/a/../b"], "serve-prefix-malformed"),
        (["--siva-policy=POLv9"], "option-value-unknown"),
    ],
)
def test_what_cannot_be_carried_out_is_told(argv: list[str], code: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_serve(argv, Language.EN)

    assert told.value.code == code


def test_a_prefix_begins_with_a_slash_and_does_not_end_in_one() -> None:
    assert [parse_serve([f"--prefix={given}"], Language.EN).prefix for given in ("V3", "/V3/")] == [
        "/V3",
        "/V3",
    ]
