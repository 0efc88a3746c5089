"""The evidence that a validation lacks, fetched within limits: issuers, OCSP responses, CRLs.

What comes back is a hint like any other: validation believes it only if a trusted issuer signed it.
"""

import hashlib
import math
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from asn1crypto import cms, core, crl, ocsp, pem
from asn1crypto.algos import DigestAlgorithm

from fhvalidate.conclusion import Finding
from fhvalidate.errors import Asn1Error, FetchError
from fhvalidate.fetch.request import MAX_CRL, MAX_OTHER, Fetched, Network, Request, fetch
from fhvalidate.frozen import frozen
from fhvalidate.validation.missing import CrlAt, IssuerAt, Missing, OcspFor
from fhvalidate.validation_data import Origin, ValidationData
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.revocation.answers import RevocationData

MAX_REQUESTS = 10  # for one file, redirects not counted (limits of rule R9)
# Of network time that each of them stands for: what is slow counts as several, so that all of them
# together end within 20 s, before a worker's 30, whatever servers and resolvers do.
SECONDS_A_REQUEST = 2.0
MAX_ISSUERS = 10  # certificates in one answer; a PKCS #7 bundle has two or three
NONCE_BYTES = 32  # RFC 9654, 2.1
ISSUERS_KEPT = timedelta(days=30)  # a certificate does not change; what stands at its URL may
CLAUSE = "RFC 5280, 4.2"
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


class EvidenceCache(Protocol):
    """What was fetched before, by URL and by what was asked."""

    def get(self, key: str, *, at: datetime) -> bytes | None:
        """What is kept under the key and still good at that time."""

    def put(self, key: str, data: bytes, *, url: str, until: datetime) -> None:
        """Keeps it, if there is room and leave."""


@frozen
class Gathered:
    """What came of a round: data, findings, and how many requests it cost.

    Attributes:
        requests: those made, or those that its seconds stand for where they are more.
    """

    data: ValidationData = field(default_factory=ValidationData)
    findings: tuple[Finding, ...] = ()
    requests: int = 0


Gather = Callable[[tuple[Missing, ...], int, datetime], Gathered]


@dataclass(slots=True)
class _Round:
    """One round while it goes on.

    Attributes:
        began: on the clock of `time.monotonic`.
    """

    network: Network
    cache: EvidenceCache | None
    at: datetime
    left: int
    began: float = field(default_factory=time.monotonic)
    requests: int = 0
    certificates: list[Certificate] = field(default_factory=list)
    crls: list[bytes] = field(default_factory=list)
    responses: list[bytes] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)

    @property
    def seconds(self) -> float:
        """That it has taken."""
        return time.monotonic() - self.began

    @property
    def cost(self) -> int:
        """In requests, no more than there were left; what the cache had costs nothing."""
        slow = math.ceil(self.seconds / SECONDS_A_REQUEST) if self.requests else 0
        return max(self.requests, min(self.left, slow))


@frozen
class Gathering:
    """Fetches what is named missing, over the network and with what was fetched before at hand."""

    network: Network
    cache: EvidenceCache | None

    def __call__(self, missing: tuple[Missing, ...], left: int, at: datetime) -> Gathered:
        """What came of it, with at most `left` requests, at the time `at`."""
        return _gather(missing, _Round(self.network, self.cache, at, left))


def fetching(network: Network | None = None, cache: EvidenceCache | None = None) -> Gather:
    """What fetches that which a document lacks: to be given to `validate` or a `Pool` as `fetch`.

    Args:
        network: how the network is reached; the public Internet without a proxy when left out.
        cache: what keeps that which was fetched, by `get` and `put`; nothing is kept when left out.
    """
    return Gathering(network or Network(), cache)


def _gather(missing: Iterable[Missing], state: _Round) -> Gathered:
    for item in missing:
        match item:
            case IssuerAt():
                _fetch_issuer(item, state)
            case OcspFor():
                _fetch_ocsp(item, state)
            case CrlAt():
                if item.certificate.sha256 not in state.answered:
                    _fetch_crl(item, state)
    unique = {certificate.sha256: certificate for certificate in state.certificates}
    revocation = RevocationData(tuple(state.crls), tuple(state.responses))
    data = ValidationData.of(unique.values(), revocation, origin=Origin.FETCHED)
    return Gathered(data, tuple(state.findings), state.cost)


def _fetch_issuer(item: IssuerAt, state: _Round) -> None:
    for url in item.urls:
        data = _obtain(Request(url), url, state, lambda _: state.at + ISSUERS_KEPT, _issuers)
        if data is not None:
            state.certificates += _issuers(data)
            return


def _fetch_crl(item: CrlAt, state: _Round) -> None:
    for url in item.urls:
        data = _obtain(Request(url, MAX_CRL), url, state, _crl_until, _crl)
        if data is not None:
            state.crls.append(_crl(data))
            return


def _fetch_ocsp(item: OcspFor, state: _Round) -> None:
    identifier = _certificate_id(item)
    for url in item.urls:
        key = f"{url} {hashlib.sha256(identifier.dump()).hexdigest()}"
        nonce = os.urandom(NONCE_BYTES)
        request = Request(
            url, MAX_OTHER, _ocsp_request(identifier, nonce), "application/ocsp-request"
        )

        def checked(data: bytes, nonce: bytes = nonce) -> bytes:
            return _ocsp(data, nonce)

        data = _obtain(request, key, state, _ocsp_until, checked)
        if data is not None:
            state.responses.append(data)
            state.answered.add(item.certificate.sha256)
            return


def _obtain(
    request: Request,
    key: str,
    state: _Round,
    until: Callable[[bytes], datetime],
    read: Callable[[bytes], object],
) -> bytes | None:
    """The bytes, from the cache or the network, that `read` can read; None with a finding."""
    kept = state.cache.get(key, at=state.at) if state.cache is not None else None
    if kept is not None:
        return kept
    seconds = state.left * SECONDS_A_REQUEST - state.seconds
    if state.requests >= state.left or seconds <= 0:
        state.findings.append(
            Finding.warning("fetch-failed", CLAUSE, url=request.url, reason="too-many-requests")
        )
        return None
    state.requests += 1
    network = replace(state.network, timeout=min(state.network.timeout, seconds))
    try:
        data = _without_armour(fetch(request, network), state)
        read(data)
    except FetchError as error:
        state.findings.append(
            Finding.warning("fetch-failed", CLAUSE, url=request.url, reason=error.reason)
        )
        return None
    if state.cache is not None:
        state.cache.put(key, data, url=request.url, until=until(data))
    return data


def _without_armour(answer: Fetched, state: _Round) -> bytes:
    """The DER of an answer in PEM, which the standards do not allow and servers give."""
    if not pem.detect(answer.data):
        return answer.data
    try:
        data = bytes(pem.unarmor(answer.data)[2])
    except _MALFORMED as error:
        raise FetchError("content-unreadable") from error
    state.findings.append(Finding.info("fetched-pem", CLAUSE, url=answer.url))
    return data


def _issuers(data: bytes) -> tuple[Certificate, ...]:
    """The certificate, or those of a PKCS #7 bundle (RFC 5280, 4.2.2.1)."""
    try:
        return (read_certificate(data),)
    except Asn1Error:
        pass
    try:
        content: Any = cms.ContentInfo.load(data, strict=True)["content"]
        ders = [item.chosen.dump() for item in list(content["certificates"])[:MAX_ISSUERS]]
        return tuple(read_certificate(der) for der in ders)
    except (*_MALFORMED, Asn1Error) as error:
        raise FetchError("content-unreadable") from error


def _crl(data: bytes) -> bytes:
    _crl_until(data)
    return data


def _crl_until(data: bytes) -> datetime:
    try:
        body = crl.CertificateList.load(data, strict=True)["tbs_cert_list"]
        next_update = body["next_update"].native
        this_update = body["this_update"].native
    except _MALFORMED as error:
        raise FetchError("content-unreadable") from error
    # RFC 5280, 5.1.2.5 wants nextUpdate; without it the list is asked for again each time.
    return next_update if isinstance(next_update, datetime) else this_update


def _ocsp(data: bytes, nonce: bytes) -> bytes:
    """The response, successful and with the nonce that was sent, if it has one (RFC 9654)."""
    try:
        response = ocsp.OCSPResponse.load(data, strict=True)
        if response["response_status"].native != "successful":
            raise FetchError("ocsp-unsuccessful")
        found = response.response_data["response_extensions"]
        extensions = {item["extn_id"].native: item["extn_value"] for item in found or ()}
    except _MALFORMED as error:
        raise FetchError("content-unreadable") from error
    returned = extensions.get("nonce")
    if returned is not None and bytes(returned.parsed.native) != nonce:
        raise FetchError("nonce-mismatch")
    _ocsp_until(data)
    return data


def _ocsp_until(data: bytes) -> datetime:
    try:
        response = ocsp.OCSPResponse.load(data, strict=True)
        times: list[datetime] = [
            single["next_update"].native or single["this_update"].native
            for single in response.response_data["responses"]
        ]
        return min(times)
    except _MALFORMED as error:
        raise FetchError("content-unreadable") from error


def _certificate_id(item: OcspFor) -> Any:
    # RFC 5019, 2.1.1: SHA-1, which every responder knows; it protects nothing here.
    issuer = item.issuer.asn1
    return ocsp.CertId(
        {
            "hash_algorithm": DigestAlgorithm({"algorithm": "sha1"}),
            "issuer_name_hash": hashlib.sha1(issuer.subject.dump()).digest(),
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": item.certificate.serial_number,
        }
    )


def _ocsp_request(identifier: Any, nonce: bytes) -> bytes:
    extension = {"extn_id": "nonce", "critical": False, "extn_value": core.OctetString(nonce)}
    request = ocsp.OCSPRequest(
        {
            "tbs_request": {
                "request_list": [{"req_cert": identifier}],
                "request_extensions": [extension],
            }
        }
    )
    return bytes(request.dump())
