"""One bounded request: every redirect checked anew, the connection made to the address checked.

aiohttp does the transport. It is never given a name to resolve: the URL that it gets has the
checked address for its host, and the name only in the Host header and in the TLS handshake. It
keeps no cookies, follows no redirects, sends no credentials and decompresses nothing.
"""

import queue
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import field
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from fhvalidate.errors import FetchError
from fhvalidate.fetch.addresses import Address, Permits, is_public
from fhvalidate.fetch.busy import BUSY, busy
from fhvalidate.frozen import frozen
from fhvalidate.version import __version__

if TYPE_CHECKING:
    import ssl

TIMEOUT = 10.0  # seconds for one request with its redirects (limits of rule R9)
CONNECT_TIMEOUT = 4.0  # seconds for one address, so that a second one gets its turn
MAX_REDIRECTS = 3
MAX_ADDRESSES = 2  # of one name that are tried: one of each family
MAX_URL = 2000  # characters; real ones have under 200
MAX_CRL = 20_971_520  # bytes
MAX_OTHER = 5_242_880  # bytes
CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD = frozenset({307, 308})
_OK = 200

Resolve = Callable[[str, int], tuple[Address, ...]]


@frozen
class Request:
    """What is asked for.

    Attributes:
        max_size: bytes of the body that are accepted.
        body: sent with POST; None for GET.
        redirects: how many are followed.
    """

    url: str
    max_size: int = MAX_OTHER
    body: bytes | None = field(default=None, repr=False)
    content_type: str = ""
    redirects: int = MAX_REDIRECTS


@frozen
class Fetched:
    """What came back, and from where."""

    url: str
    data: bytes = field(repr=False)


def resolve(host: str, port: int) -> tuple[Address, ...]:
    """The addresses of the name by the system's resolver."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError("name-not-resolved") from error
    texts = dict.fromkeys(str(item[4][0]).partition("%")[0] for item in found)
    return tuple(ip_address(text) for text in texts)


@frozen
class Network:
    """How the network is reached.

    Attributes:
        permits: which addresses may be connected to.
        resolve: name and port to addresses.
        timeout: seconds for one request with its redirects.
        proxies: the user's own, by scheme (`http`, `https`); a document chooses none.
        tls: None for the system's certification authorities.
    """

    permits: Permits = is_public
    resolve: Resolve = resolve
    timeout: float = TIMEOUT
    proxies: tuple[tuple[str, str], ...] = ()
    tls: "ssl.SSLContext | None" = None

    def proxy_for(self, scheme: str) -> str | None:
        """The user's proxy for the scheme."""
        return dict(self.proxies).get(scheme)


def fetch(request: Request, network: Network) -> Fetched:
    """The body that the URL, or what it redirects to, answers with.

    The work is done in a thread of its own that nobody waits for longer than the timeout: a
    resolver that hangs cannot be told to stop, and the caller may have an event loop running.

    Raises:
        FetchError: why there is none.
    """
    answers: queue.SimpleQueue[Fetched | FetchError] = queue.SimpleQueue()
    deadline = time.monotonic() + network.timeout

    def work() -> None:
        try:
            answers.put(_follow(request, network, deadline))
        except FetchError as error:
            answers.put(error)
        except Exception as error:  # noqa: BLE001 - whatever a hostile server provokes is a failure
            answers.put(FetchError(_reason(error)))

    threading.Thread(target=work, name="fhvalidate-fetch", daemon=True).start()
    try:
        answer = answers.get(timeout=network.timeout + 0.5)
    except queue.Empty:
        raise FetchError("timeout") from None
    if isinstance(answer, FetchError):
        raise answer
    return answer


@frozen
class _Answer:
    status: int
    location: str
    data: bytes
    retry_after: str = ""


def _follow(request: Request, network: Network, deadline: float) -> Fetched:
    url = request.url
    for _ in range(request.redirects + 1):
        parts = checked_url(url)
        addresses = _checked_addresses(parts, network)
        answer = _first_answer(request, parts, addresses, network, deadline)
        if answer.status == _OK:
            return Fetched(url, answer.data)
        if answer.status in BUSY:
            raise busy(answer.retry_after)
        if answer.status not in _REDIRECTS:
            raise FetchError("status")
        if not request.redirects:
            raise FetchError("redirected")
        if request.body is not None and answer.status not in _KEEP_METHOD:
            raise FetchError("redirect-changes-method")
        if not answer.location:
            raise FetchError("redirect-without-location")
        url = urljoin(url, answer.location)
    raise FetchError("too-many-redirects")


def checked_url(url: str) -> SplitResult:
    """The parts of a URL that may be fetched: http or https, a host, no credentials.

    Raises:
        FetchError: it may not.
    """
    if len(url) > MAX_URL or not url.isprintable():
        raise FetchError("url-malformed")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError("url-malformed") from error
    if parts.scheme not in ("http", "https"):
        raise FetchError("scheme-refused")
    if parts.username is not None or parts.password is not None:
        raise FetchError("credentials-refused")
    if not parts.hostname or port == 0:
        raise FetchError("url-malformed")
    return parts


def _checked_addresses(parts: SplitResult, network: Network) -> tuple[Address, ...]:
    """The addresses of the host, every one of them permitted.

    One that is not permitted refuses them all: a name of both kinds is a trap, not a service.
    """
    host = parts.hostname or ""
    try:
        addresses: tuple[Address, ...] = (ip_address(host),)
    except ValueError:
        addresses = network.resolve(host, port_of(parts))
    if not addresses:
        raise FetchError("name-not-resolved")
    if not all(network.permits(address) for address in addresses):
        raise FetchError("address-refused")
    return addresses[:MAX_ADDRESSES]


def port_of(parts: SplitResult) -> int:
    """The port that the URL names or implies."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def _first_answer(
    request: Request,
    parts: SplitResult,
    addresses: tuple[Address, ...],
    network: Network,
    deadline: float,
) -> _Answer:
    from asyncio import run  # 40 ms with TLS, wanted only where the network is asked

    failure = FetchError("timeout")
    for address in addresses:
        left = deadline - time.monotonic()
        if left <= 0:
            raise FetchError("timeout")
        try:
            return run(_ask(request, parts, address, network, left))
        except FetchError as error:
            if error.reason not in ("not-reached", "timeout"):
                raise
            failure = error
    raise failure


async def _ask(
    request: Request, parts: SplitResult, address: Address, network: Network, left: float
) -> _Answer:
    import aiohttp
    from yarl import URL

    host = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004
    target = parts._replace(netloc=f"{host}:{port_of(parts)}", fragment="").geturl()
    headers = {
        "Host": parts.netloc,
        "User-Agent": f"fhvalidate/{__version__}",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        **({"Content-Type": request.content_type} if request.content_type else {}),
    }
    timeout = aiohttp.ClientTimeout(total=left, sock_connect=min(left, CONNECT_TIMEOUT))
    try:
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True, use_dns_cache=False),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                timeout=timeout,
            ) as session,
            session.request(
                "GET" if request.body is None else "POST",
                URL(target, encoded=True),
                data=request.body,
                headers=headers,
                allow_redirects=False,
                proxy=network.proxy_for(parts.scheme),
                ssl=network.tls or True,
                server_hostname=parts.hostname if parts.scheme == "https" else None,
            ) as response,
        ):
            location = response.headers.get("Location", "")
            if response.status != _OK:
                retry_after = response.headers.get("Retry-After", "")
                return _Answer(response.status, location, b"", retry_after)
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise FetchError("compressed")  # asked not to; what it holds is not looked at
            return _Answer(_OK, location, await _body(response, request.max_size))
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        raise FetchError(_reason(error)) from error


async def _body(response: "aiohttp.ClientResponse", max_size: int) -> bytes:  # type: ignore[name-defined]  # noqa: F821
    """The body, which is let go as soon as it grows past the limit."""
    if (response.content_length or 0) > max_size:
        raise FetchError("too-large")
    received = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        received += chunk
        if len(received) > max_size:
            raise FetchError("too-large")
    return bytes(received)


def _reason(error: Exception) -> str:
    """The key of the catalogues' words for what went wrong."""
    import aiohttp

    match error:
        case TimeoutError():  # asyncio's is the same
            return "timeout"
        case aiohttp.ClientSSLError():
            return "tls"
        case aiohttp.ClientConnectorError() | ConnectionRefusedError():
            return "not-reached"
        case _:
            return "protocol"
