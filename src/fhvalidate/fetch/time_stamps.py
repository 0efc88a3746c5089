"""Time-stamps (RFC 3161) from the authority at an address that somebody typed.

Nothing in a document chooses it, so it may be a private one; what it answers is as hostile as any
other answer. It is not redirected: what is asked reaches the typed address or nobody.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address

from fhvalidate.cms.time_stamp_request import QUERY_TYPE, answered_token, time_stamp_request
from fhvalidate.cms.time_stamp_token import TimeStampToken
from fhvalidate.errors import Asn1Error, FetchError
from fhvalidate.fetch.request import Network, Request, checked_url, fetch, port_of

NONCE_BITS = 64
MAX_TOKEN = 1_048_576  # bytes; real tokens have 3,000 to 10,000
TIMEOUT = 30.0  # seconds; an authority that keeps its key in a module answers within two
# What the answer lacks, by what reading it says; in the words of the catalogues' `fact-reason`.
_REASONS = {
    "refused": "time-stamp-refused",
    "algorithm": "time-stamp-algorithm",
    "imprint": "time-stamp-imprint",
    "nonce": "nonce-mismatch",
}


def reaching(url: str, network: Network) -> Network:
    """The network, where the typed address may be a private one.

    Raises:
        FetchError: no address that can be asked.
    """
    parts = checked_url(url)
    host = parts.hostname or ""
    try:
        typed: tuple[IPv4Address | IPv6Address, ...] = (ip_address(host),)
    except ValueError:
        typed = network.resolve(host, port_of(parts))
    permits = network.permits
    return replace(network, permits=lambda address: address in typed or permits(address))


def fetch_time_stamp(
    url: str, network: Network, *, digest: bytes, algorithm: str
) -> TimeStampToken:
    """A time-stamp over the digest, which answers what was asked; whether it holds is not judged.

    Args:
        url: of the authority.
        network: as `reaching` made it for the address.
        digest: of what is to be time-stamped.
        algorithm: of the digest.

    Raises:
        FetchError: there is none, with the reason.
    """
    nonce = secrets.randbits(NONCE_BITS)
    body = time_stamp_request(digest, nonce=nonce, algorithm=algorithm)
    answer = fetch(Request(url, MAX_TOKEN, body, QUERY_TYPE, redirects=0), network)
    try:
        return answered_token(answer.data, imprint=digest, nonce=nonce, algorithm=algorithm)
    except Asn1Error as error:
        reason = _REASONS.get(str(error), "time-stamp-unreadable")
        raise FetchError(reason) from error


def asking_for_time_stamps(url: str, network: Network) -> Callable[[bytes, str], bytes]:
    """What gives a token in DER over a digest, by the algorithm of that name.

    Raises:
        FetchError: no address that can be asked. From the function: there is no token.
    """
    reached = replace(reaching(url, network), timeout=TIMEOUT)

    def stamp(digest: bytes, algorithm: str) -> bytes:
        return fetch_time_stamp(url, reached, digest=digest, algorithm=algorithm).der

    return stamp
