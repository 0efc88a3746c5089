"""One bounded request against servers that mean no good."""

import gzip
from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest

from fhvalidate.errors import FetchError
from fhvalidate.fetch.addresses import Address, is_public
from fhvalidate.fetch.request import MAX_OTHER, MAX_REDIRECTS, Fetched, Network, Request, fetch
from tests.fetch.server import (
    LOCAL,
    LOOPBACK,
    Handler,
    Loopback,
    permits_loopback,
    redirect,
    reply,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

IMPATIENT = replace(LOCAL, timeout=0.5)


def refused(url: str, network: Network = LOCAL, **options: object) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(Request(url, **options), network)  # type: ignore[arg-type]
    return caught.value.reason


def test_the_body_of_an_answer_is_fetched(loopback: Loopback) -> None:
    loopback.answers["/a.crl"] = reply(b"abc")

    assert fetch(Request(loopback.url("/a.crl")), LOCAL) == Fetched(loopback.url("/a.crl"), b"abc")


def test_the_server_is_told_the_name_and_sent_no_cookies_or_credentials(loopback: Loopback) -> None:
    seen: dict[str, str] = {}

    def answer(handler: Handler) -> None:
        seen.update(handler.headers.items())
        handler.reply(b"", Set_Cookie="a=b")

    loopback.answers["/a"] = answer
    loopback.answers["/b"] = redirect("/a")

    fetch(Request(loopback.url("/b", "crl.example.test")), LOCAL)

    assert seen["Host"] == f"crl.example.test:{loopback.port}"
    assert not {"Cookie", "Authorization", "Proxy-Authorization"} & seen.keys()
    assert seen["Accept-Encoding"] == "identity"


def test_a_slow_answer_ends_at_the_time_limit(loopback: Loopback) -> None:
    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not loopback.over.wait(0.05):
            handler.wfile.write(b"x")

    loopback.answers["/slow"] = drip

    assert refused(loopback.url("/slow"), IMPATIENT) == "timeout"


def test_a_server_that_never_answers_ends_at_the_time_limit(loopback: Loopback) -> None:
    loopback.answers["/never"] = lambda _: (loopback.over.wait(), None)[1]

    assert refused(loopback.url("/never"), IMPATIENT) == "timeout"


def test_a_resolver_that_hangs_ends_at_the_time_limit(loopback: Loopback) -> None:
    def hang(host: str, port: int) -> tuple[Address, ...]:
        del host, port
        loopback.over.wait()
        return ()

    url = "http://crl.example.test/"

    assert refused(url, replace(IMPATIENT, resolve=hang)) == "timeout"


def test_an_endless_body_is_let_go_at_the_limit(loopback: Loopback) -> None:
    def pour(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not loopback.over.is_set():
            handler.wfile.write(b"x" * 65_536)

    loopback.answers["/endless"] = pour

    assert refused(loopback.url("/endless"), max_size=1_000_000) == "too-large"


def test_a_body_that_is_announced_too_large_is_not_read(loopback: Loopback) -> None:
    loopback.answers["/large"] = lambda handler: _announce(handler, MAX_OTHER + 1)

    assert refused(loopback.url("/large")) == "too-large"


def _announce(handler: Handler, size: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(size))
    handler.end_headers()


def test_a_compressed_body_is_never_decompressed(loopback: Loopback) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    loopback.answers["/bomb"] = reply(bomb, Content_Encoding="gzip")

    assert refused(loopback.url("/bomb")) == "compressed"


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://10.0.0.1/",
        "http://metadata.google.internal/",
        "http://2852039166/",
        "http://0x7f.1/",
    ],
)
def test_a_redirect_to_an_inner_address_gets_no_connection(loopback: Loopback, target: str) -> None:
    def resolve(host: str, port: int) -> tuple[Address, ...]:
        del port
        return (LOOPBACK,) if host == "crl.example.test" else (ip_address("169.254.169.254"),)

    loopback.answers["/"] = redirect(target)
    network = replace(LOCAL, resolve=resolve)

    reason = refused(loopback.url("/", "crl.example.test"), network)

    assert reason == "address-refused"
    assert loopback.connections == 1


@pytest.mark.parametrize("host", ["crl.example.test", "127.0.0.1", "localhost"])
def test_a_name_that_leads_to_this_machine_gets_no_connection(
    loopback: Loopback, host: str
) -> None:
    network = replace(LOCAL, permits=is_public)

    assert refused(loopback.url("/", host), network) == "address-refused"
    assert loopback.connections == 0


def test_a_name_with_one_inner_address_among_public_ones_is_refused(loopback: Loopback) -> None:
    def both(host: str, port: int) -> tuple[Address, ...]:
        del host, port
        return ip_address("192.0.2.1"), ip_address("10.0.0.1")

    def permits(address: Address) -> bool:
        return address == ip_address("192.0.2.1")

    network = replace(LOCAL, resolve=both, permits=permits)

    assert refused("http://crl.example.test/", network) == "address-refused"
    assert loopback.connections == 0


def test_a_name_is_resolved_once_so_it_cannot_change_after_the_check(loopback: Loopback) -> None:
    answers: Iterator[tuple[Address, ...]] = iter([(LOOPBACK,), (ip_address("10.0.0.1"),)])
    loopback.answers["/"] = reply(b"ok")
    network = replace(LOCAL, resolve=lambda _host, _port: next(answers))

    fetch(Request(loopback.url("/", "rebinding.example.test")), network)

    assert next(answers) == (ip_address("10.0.0.1"),)


def test_redirects_end_at_the_limit(loopback: Loopback) -> None:
    loopback.answers["/"] = redirect("/")

    assert refused(loopback.url("/")) == "too-many-redirects"
    assert len(loopback.asked) == MAX_REDIRECTS + 1


def test_a_redirect_that_would_lose_the_question_is_refused(loopback: Loopback) -> None:
    loopback.answers["/"] = redirect("/other")

    assert refused(loopback.url("/"), body=b"question") == "redirect-changes-method"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "scheme-refused"),
        ("ldap://crl.example.test/", "scheme-refused"),
        ("gopher://crl.example.test/", "scheme-refused"),
        ("http://user:password@crl.example.test/", "credentials-refused"),
        ("http://", "url-malformed"),
        ("http://crl.example.test:99999/", "url-malformed"),
        ("http://crl.example.test/\r\nX: y", "url-malformed"),
        ("http://[::1", "url-malformed"),
        ("http://" + "a" * 3000, "url-malformed"),
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str, reason: str) -> None:
    assert refused(url) == reason


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://crl.example.test/"])
def test_a_redirect_to_another_scheme_is_refused(loopback: Loopback, target: str) -> None:
    loopback.answers["/"] = redirect(target)

    assert refused(loopback.url("/")) == "scheme-refused"


def _noise(handler: Handler) -> None:
    handler.wfile.write(b"\x00\xff" * 100)


def test_an_answer_that_is_no_http_is_a_failure(loopback: Loopback) -> None:
    loopback.answers["/"] = _noise

    assert refused(loopback.url("/")) == "protocol"


def test_a_server_without_an_answer_is_a_failure(loopback: Loopback) -> None:
    assert refused(loopback.url("/missing")) == "status"


@pytest.mark.parametrize(
    ("status", "told", "wait"),
    [
        (503, {"Retry-After": "120"}, 120),
        (429, {"Retry-After": " 0 "}, 0),
        (502, {}, None),
        (504, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        (503, {"Retry-After": "-1"}, None),
        (503, {"Retry-After": "9" * 5000}, None),
    ],
)
def test_a_server_that_has_no_time_says_when_it_wants_to_be_asked(
    loopback: Loopback, status: int, told: dict[str, str], wait: int | None
) -> None:
    loopback.answers["/"] = lambda handler: handler.reply(b"", status=status, **told)

    with pytest.raises(FetchError) as caught:
        fetch(Request(loopback.url("/")), LOCAL)

    assert (caught.value.reason, caught.value.wait) == ("busy", wait)


def test_only_the_users_own_proxy_is_used_and_it_is_given_the_checked_address(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://10.0.0.1:3128")  # not what the network was told
    asked = "http://93.184.216.34/a.crl"
    loopback.answers[asked] = reply(b"through the proxy")

    def resolve(host: str, port: int) -> tuple[Address, ...]:
        del host, port
        return (ip_address("93.184.216.34"),)

    network = Network(
        permits=permits_loopback, resolve=resolve, proxies=(("http", loopback.url("")),), timeout=5
    )

    answer = fetch(Request("http://crl.example.test/a.crl"), network)

    assert answer.data == b"through the proxy"
    assert loopback.asked == [asked]
