"""What a judgement lacks goes to the caller, and what the caller fetched comes back.

The worker names what is missing; it has no network. What it names is hostile: it is counted and
read as strictly as anything else that a worker says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast

from fhvalidate.errors import Asn1Error
from fhvalidate.fetch.evidence import MAX_REQUESTS, Gather, Gathered
from fhvalidate.frozen import frozen
from fhvalidate.isolated.codec import decode, encode
from fhvalidate.isolated.frames import BrokenFrameError, Frame
from fhvalidate.report.json import Json, to_jsonable
from fhvalidate.report.reading import from_jsonable
from fhvalidate.report.reading_values import NotOfThisKindError
from fhvalidate.validation.missing import MAX_MISSING, CrlAt, IssuerAt, Missing, OcspFor
from fhvalidate.validation_data import Origin, ValidationData
from fhvalidate.x509.certificates.certificate import MAX_SIZE, read_certificate
from fhvalidate.x509.revocation.answers import RevocationData

if TYPE_CHECKING:
    from fhvalidate.conclusion import Finding

MAX_ROUNDS = 8  # of one document; the judgement itself stops after four
MAX_URL = 4096  # characters; servers refuse longer ones

_KINDS: Mapping[str, type[Missing]] = {"issuer": IssuerAt, "ocsp": OcspFor, "crl": CrlAt}


@frozen
class _Asked:
    """One thing that is missing, as it is written between the processes."""

    kind: str
    certificate: bytes
    issuer: bytes | None
    urls: tuple[str, ...]


@frozen
class _Sizes:
    """What follows in the payload: the bytes of each certificate, CRL and OCSP response."""

    certificates: tuple[int, ...]
    crls: tuple[int, ...]
    responses: tuple[int, ...]


def asking_caller(ask: Callable[[Frame], Frame]) -> Gather:
    """What fetches by asking the caller; run in the worker."""

    def gather(missing: tuple[Missing, ...], left: int, at: datetime) -> Gathered:
        asked = tuple(map(_written, missing))
        question = {"missing": to_jsonable(asked), "left": left, "at": at.isoformat()}
        return _gathered(ask(Frame(question)))

    return gather


@dataclass(slots=True)
class Fetching:
    """Answers what the judgement of one document asks for; run in the caller."""

    gather: Gather
    left: int = MAX_REQUESTS
    rounds: int = field(default=MAX_ROUNDS)

    def answer(self, question: Frame) -> Frame:
        """What was fetched, as the worker takes it.

        Raises:
            BrokenFrameError: the question is none.
        """
        missing, at = _missing(question.header)
        self.rounds -= 1
        if self.rounds < 0:
            raise BrokenFrameError
        wanted = question.header.get("left")
        left = min(self.left, wanted if isinstance(wanted, int) else 0)
        found = self.gather(missing, max(left, 0), at)
        self.left -= found.requests
        return _frame(found)


def _written(item: Missing) -> _Asked:
    kind = next(name for name, each in _KINDS.items() if isinstance(item, each))
    issuer = item.issuer.der if isinstance(item, OcspFor) else None
    return _Asked(kind, item.certificate.der, issuer, item.urls)


def _missing(header: Mapping[str, Json]) -> tuple[tuple[Missing, ...], datetime]:
    try:
        asked: tuple[_Asked, ...] = from_jsonable(tuple[_Asked, ...], header["missing"])
        at = datetime.fromisoformat(str(header["at"]))
        if len(asked) > MAX_MISSING or at.tzinfo is None:
            raise BrokenFrameError
        return tuple(map(_read, asked)), at
    except (KeyError, ValueError, NotOfThisKindError, Asn1Error) as error:
        raise BrokenFrameError from error


def _read(asked: _Asked) -> Missing:
    ders = [asked.certificate, asked.issuer or b""]
    if max(map(len, (*asked.urls, ""))) > MAX_URL or max(map(len, ders)) > MAX_SIZE:
        raise BrokenFrameError
    certificate = read_certificate(asked.certificate)
    match asked.kind:
        case "issuer":
            return IssuerAt(certificate, asked.urls)
        case "crl":
            return CrlAt(certificate, asked.urls)
        case "ocsp" if asked.issuer is not None:
            return OcspFor(certificate, read_certificate(asked.issuer), asked.urls)
        case _:
            raise BrokenFrameError


def _frame(found: Gathered) -> Frame:
    data = found.data
    parts = (
        [certificate.der for certificate in data.certificates],
        list(data.revocation.crls),
        list(data.revocation.ocsp_responses),
    )
    sizes = _Sizes(*(tuple(map(len, part)) for part in parts))
    header: dict[str, Json] = {
        "sizes": to_jsonable(sizes),
        "findings": encode(found.findings),
        "requests": found.requests,
    }
    return Frame(header, b"".join(der for part in parts for der in part))


def _gathered(answer: Frame) -> Gathered:
    sizes: _Sizes = from_jsonable(_Sizes, answer.header["sizes"])
    at = 0

    def taken(lengths: tuple[int, ...]) -> tuple[bytes, ...]:
        nonlocal at
        found = []
        for length in lengths:
            found.append(answer.payload[at : at + length])
            at += length
        return tuple(found)

    certificates = tuple(map(read_certificate, taken(sizes.certificates)))
    revocation = RevocationData(taken(sizes.crls), taken(sizes.responses))
    return Gathered(
        ValidationData.of(certificates, revocation, origin=Origin.FETCHED),
        cast("tuple[Finding, ...]", decode(answer.header["findings"])),
        cast("int", answer.header["requests"]),
    )
