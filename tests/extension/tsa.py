"""A time-stamping authority that answers over HTTP (RFC 3161, 3.4) as it is told, also badly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from asn1crypto import tsp

from tests.fetch.server import Answer, Handler, Loopback, serving
from tests.pki.time_stamping import Imprint, TimeStampAuthority, time_stamp_token

KNOWN = ("sha256", "sha384", "sha512")
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


@dataclass
class Authority:
    """The authority while it serves, and what it was asked.

    Without `at` in its unit's clock it takes the time of each request.
    """

    unit: TimeStampAuthority
    server: Loopback
    clock: Callable[[], datetime]
    asked: list[tsp.TimeStampReq] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it answers as it should."""
        return self.server.url("/tsa")

    def badly(self, way: str) -> str:
        """Where it answers in one of the ways of `BAD`."""
        return self.server.url(f"/{way}")


@contextmanager
def answering(
    unit: TimeStampAuthority, *, clock: Callable[[], datetime] | None = None
) -> Iterator[Authority]:
    """The authority, on a free port of this machine."""
    with serving() as server:
        authority = Authority(unit, server, clock or (lambda: datetime.now(UTC)))
        server.answers["/tsa"] = _answering(authority, lambda request, imprint: (request, imprint))
        for way, answer in BAD.items():
            server.answers[f"/{way}"] = answer(authority)
        yield authority


Alter = Callable[[tsp.TimeStampReq, Imprint], tuple[tsp.TimeStampReq, Imprint]]


def _answering(authority: Authority, alter: Alter) -> Answer:
    """An answer that grants what was asked, as altered on the way."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("Content-Type") != QUERY:
            handler.reply(b"", status=415)
            return
        request = tsp.TimeStampReq.load(handler.body, strict=True)
        authority.asked.append(request)
        handler.reply(_granted(authority, *alter(request, imprint_of(request))), Content_Type=REPLY)

    return answer


def imprint_of(request: tsp.TimeStampReq) -> Imprint:
    """What is to be time-stamped."""
    asked = request["message_imprint"]
    algorithm = asked["hash_algorithm"]["algorithm"].native
    return Imprint(algorithm=algorithm, value=asked["hashed_message"].native)


def _granted(authority: Authority, request: tsp.TimeStampReq, imprint: Imprint) -> bytes:
    if imprint.algorithm not in KNOWN:
        return refusal("bad_alg")
    asks = bool(request["cert_req"].native)
    at = authority.clock().replace(microsecond=0)
    unit = replace(authority.unit, at=at, tells_chain=asks, tells_own=asks)
    token = time_stamp_token(unit, imprint, nonce=request["nonce"].native)
    answer = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})
    return bytes(answer.dump())


def refusal(failure: str = "system_failure") -> bytes:
    """A response that grants nothing (RFC 3161, 2.4.2)."""
    status = {"status": "rejection", "fail_info": {failure}}
    told = bytes(tsp.PKIStatusInfo(status).dump())
    return bytes([0x30, len(told)]) + told  # the token, which asn1crypto would want, is optional


def _other_nonce(request: tsp.TimeStampReq, imprint: Imprint) -> tuple[tsp.TimeStampReq, Imprint]:
    changed = request.copy()
    changed["nonce"] = request["nonce"].native ^ 1
    return changed, imprint


def _other_imprint(request: tsp.TimeStampReq, imprint: Imprint) -> tuple[tsp.TimeStampReq, Imprint]:
    return request, replace(imprint, value=bytes(len(imprint.value)))


def _hanging(authority: Authority) -> Answer:
    def answer(_: Handler) -> None:
        authority.server.over.wait(60)

    return answer


def _forged(authority: Authority) -> Answer:
    """A token whose signature is not the authority's: its last byte is another."""

    def answer(handler: Handler) -> None:
        request = tsp.TimeStampReq.load(handler.body, strict=True)
        granted = _granted(authority, request, imprint_of(request))
        handler.reply(granted[:-1] + bytes([granted[-1] ^ 1]))

    return answer


def _always(data: bytes, status: int = 200, **headers: str) -> Callable[[Authority], Answer]:
    return lambda _: lambda handler: handler.reply(data, status=status, **headers)


BAD: dict[str, Callable[[Authority], Answer]] = {
    "refused": _always(refusal()),
    "algorithm": _always(refusal("bad_alg")),
    "nonce": lambda authority: _answering(authority, _other_nonce),
    "imprint": lambda authority: _answering(authority, _other_imprint),
    "junk": _always(b"<html>Tidsst\xc3\xa4mpling</html>"),
    "empty": _always(b""),
    "busy": _always(b"", status=503),
    "elsewhere": _always(b"", status=307, Location="/tsa"),
    "hanging": _hanging,
    "forged": _forged,
}
