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
from fhvalidate.web.serving import Address, refuse_unusable, serve
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
        assert "certificates: 2." in process.stderr.readline()
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


def test_an_address_that_is_taken_or_cannot_be_is_told(socket_enabled: None) -> None:
    del socket_enabled
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for address in (Address(port=taken.getsockname()[1]), Address(unix="/proc/socket")):

            async def without_lifespan(scope: Scope, receive: Receive, send: Send) -> None:
                raise NotImplementedError

            def nothing(*_: Address) -> None:
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
        (["--unix=s", "--host=127.0.0.1"], "serve-unix-and-address"),
        (["--unix=s", "--port=8080"], "serve-unix-and-address"),
        (["--unix=s", "--trusted-proxies=10.0.0.1"], "serve-unix-and-address"),
        (["--trusted-proxies=nonsense"], "serve-proxies-malformed"),
        (["--trusted-proxies=10.0.0.1,"], "serve-proxies-malformed"),
        (["--trusted-proxies=*,10.0.0.1"], "serve-proxies-malformed"),
    ],
)
def test_what_cannot_be_carried_out_is_told(argv: list[str], code: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_serve(argv, Language.EN)

    assert told.value.code == code


def test_web_servers_are_named_by_addresses_and_networks() -> None:
    for given in ("10.0.0.1", "10.0.0.0/24,::1", "*"):
        assert parse_serve([f"--trusted-proxies={given}"], Language.EN).trusted_proxies == given


def test_the_language_of_answers_is_that_of_the_option_and_of_nothing_else() -> None:
    assert parse_serve([], Language.EN).answers_in is None
    assert parse_serve(["--lang=en"], Language.SV).answers_in is Language.EN


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (Address(), "http://127.0.0.1:8080"),
        (Address(prefix="/V3"), "http://127.0.0.1:8080/V3/"),
        (Address(host="::1", port=1, prefix="/a"), "http://[::1]:1/a/"),
        (Address(unix="/run/s"), "unix:/run/s"),
        (Address(unix="/run/s", prefix="/V3"), "unix:/run/s:/V3/"),
    ],
)
def test_the_address_that_is_told_leads_to_the_page(address: Address, shown: str) -> None:
    assert address.shown == shown


def test_a_socket_that_cannot_be_is_told_by_what_is_wrong(
    tmp_path: Path, socket_enabled: None
) -> None:
    del socket_enabled
    (tmp_path / "file").write_bytes(b"")
    here, left = tmp_path / "s", tmp_path / "left"
    with socket.socket(socket.AF_UNIX) as ended:
        ended.bind(str(left))
    with socket.socket(socket.AF_UNIX) as taken:
        taken.bind(str(here))
        taken.listen()

        assert {place: refused(tmp_path / place) for place in ("s", "no/s", "file", "x" * 120)} == {
            "s": "serve-address-taken",
            "no/s": "serve-socket-folder",
            "file": "serve-socket-other",
            "x" * 120: "serve-socket-long",
        }
    assert refused(left) == ""
    assert refused(tmp_path / "new") == ""


def refused(place: Path) -> str:
    try:
        refuse_unusable(Address(unix=str(place)))
    except UsageError as error:
        return error.code
    return ""


def test_a_prefix_begins_with_a_slash_and_does_not_end_in_one() -> None:
    assert [parse_serve([f"--prefix={given}"], Language.EN).prefix for given in ("V3", "/V3/")] == [
        "/V3",
        "/V3",
    ]
