"""Fetching what a validation lacks, from a real server on loopback."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import core, ocsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.ocsp import load_der_ocsp_request

from fhvalidate import Verdict, validate
from fhvalidate.fetch import evidence
from fhvalidate.fetch.addresses import Address, is_public
from fhvalidate.fetch.evidence import MAX_REQUESTS, Gather, fetching
from fhvalidate.fetch.request import TIMEOUT
from fhvalidate.report.model import Report
from fhvalidate.store.evidence_cache import DiskCache
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.missing import IssuerAt
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.fetch.server import LOCAL, Answer, Handler, Loopback, reply
from tests.pki import ANNA, EPOCH, REVOCATION_DATA_AT, Authority, Identity
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

AT = EPOCH + timedelta(minutes=30)
HOST = "crl.example.test"


@dataclass(frozen=True)
class Online:
    """An authority whose certificates point to the loopback server, and a signed document."""

    root: Authority
    authority: Authority
    signer: Identity
    data: bytes
    server: Loopback

    @property
    def trust(self) -> TrustAnchors:
        return TrustAnchors.from_pem_or_der(self.root.pem, name="root.pem")

    def validated(self, cache: DiskCache | None = None, **network: object) -> Report:
        reached = replace(LOCAL, **network)  # type: ignore[arg-type]
        return validate(self.data, trust=self.trust, at=AT, fetch=fetching(reached, cache))


@pytest.fixture
def online(loopback: Loopback) -> Online:
    root = Authority.root()
    authority = root.issue_authority(crl_url=loopback.url("/root.crl", HOST))
    signer = authority.issue_person(
        ANNA,
        ocsp_url=loopback.url("/ocsp", HOST),
        crl_url=loopback.url("/ca.crl", HOST),
        issuer_url=loopback.url("/ca.cer", HOST),
    )
    data = sign_b_b(minutes(), signer.without_issuers())
    loopback.answers |= {
        "/root.crl": reply(der(root.crl())),
        "/ca.crl": reply(der(authority.crl())),
        "/ca.cer": reply(der(authority.certificate)),
        "/ocsp": reply(der(authority.ocsp(signer.certificate))),
    }
    return Online(root, authority, signer, data, loopback)


def der(item: object) -> bytes:
    return bytes(item.public_bytes(Encoding.DER))  # type: ignore[attr-defined]


def codes(report: Report) -> list[tuple[str, object]]:
    return [(f.code, f.detail.get("reason")) for f in report.findings if "fetch" in f.code]


def reasons(report: Report) -> set[object]:
    return {reason for _, reason in codes(report)}


def test_offline_nothing_is_fetched(online: Online) -> None:
    report = validate(online.data, trust=online.trust, at=AT)

    assert report.verdict is Verdict.INDETERMINATE
    assert online.server.connections == 0


def test_issuer_and_revocation_data_are_fetched_in_rounds(online: Online) -> None:
    report = online.validated()

    assert report.verdict is Verdict.VALID
    assert online.server.asked == ["/ca.cer", "/ocsp", "/root.crl"]
    assert not codes(report)


def test_revocation_data_is_asked_for_only_below_an_anchor(online: Online) -> None:
    stranger = TrustAnchors.from_pem_or_der(Authority.root().pem, name="annan")

    validate(online.data, trust=stranger, at=AT, fetch=fetching(LOCAL, None))

    assert online.server.asked == ["/ca.cer"]


def test_what_is_fetched_is_not_fetched_again(online: Online, tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    online.validated(cache)
    before = list(online.server.asked)

    report = validate(
        online.data, trust=online.trust, at=AT, fetch=_at_the_time(fetching(LOCAL, cache))
    )

    assert report.verdict is Verdict.VALID
    assert online.server.asked == before or "/ca.cer" not in online.server.asked[len(before) :]


def _at_the_time(gather: Gather) -> Gather:
    """The function with the time of the test's world for the clock's."""
    return lambda missing, left, _: gather(missing, left, AT)


def test_a_cache_that_is_deleted_meanwhile_is_no_trouble(online: Online, tmp_path: Path) -> None:
    cache = DiskCache(tmp_path / "gone")
    online.validated(cache)
    for file in sorted(tmp_path.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()

    assert online.validated(cache).verdict is Verdict.VALID


@pytest.mark.parametrize("path", ["/ocsp", "/root.crl", "/ca.cer"])
def test_pem_where_der_is_due_is_read_and_told(online: Online, path: str) -> None:
    pem = {
        "/ca.cer": online.authority.pem,
        "/root.crl": online.root.crl().public_bytes(Encoding.PEM),
        "/ocsp": _armoured(der(online.authority.ocsp(online.signer.certificate))),
    }
    online.server.answers[path] = reply(pem[path])

    report = online.validated()

    assert report.verdict is Verdict.VALID
    assert "fetched-pem" in [finding.code for finding in report.findings]


def _armoured(data: bytes) -> bytes:
    from asn1crypto import pem

    return bytes(pem.armor("OCSP RESPONSE", data))


def test_issuers_may_come_in_a_pkcs7_bundle(online: Online) -> None:
    bundle = pkcs7.serialize_certificates([online.authority.certificate], Encoding.DER)
    online.server.answers["/ca.cer"] = reply(bundle)

    assert online.validated().verdict is Verdict.VALID


def test_a_response_signed_by_a_stranger_settles_nothing(online: Online) -> None:
    stranger = Authority.root("En främmande rot-CA")
    forged = online.authority.ocsp(online.signer.certificate, responder=stranger.identity)
    online.server.answers["/ocsp"] = reply(der(forged))

    report = online.validated()

    assert report.verdict is Verdict.INDETERMINATE
    assert "evidence-still-missing" in [finding.code for finding in report.findings]


def test_a_response_to_another_question_is_a_finding(online: Online) -> None:
    online.server.answers["/ocsp"] = _with_nonce(online, b"n" * 32)

    report = online.validated()

    assert "nonce-mismatch" in reasons(report)
    assert report.verdict is Verdict.VALID  # by the CRL instead


def test_a_response_with_the_nonce_that_was_sent_is_used(online: Online) -> None:
    online.server.answers["/ocsp"] = _with_nonce(online, None)

    report = online.validated()

    assert "nonce-mismatch" not in reasons(report)


def _with_nonce(online: Online, nonce: bytes | None) -> Answer:
    """A response with that nonce, or the one of the request; nothing signs the nonce here."""

    def answer(handler: Handler) -> None:
        asked = load_der_ocsp_request(handler.body)
        sent = asked.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        parsed = ocsp.OCSPResponse.load(der(online.authority.ocsp(online.signer.certificate)))
        basic = parsed["response_bytes"]["response"].parsed
        value = core.OctetString(sent if nonce is None else nonce)
        basic["tbs_response_data"]["response_extensions"] = [
            {"extn_id": "nonce", "critical": False, "extn_value": value}
        ]
        made = ocsp.OCSPResponse(
            {
                "response_status": "successful",
                "response_bytes": {
                    "response_type": "basic_ocsp_response",
                    "response": ocsp.BasicOCSPResponse.load(basic.dump(force=True)),
                },
            }
        )
        handler.reply(made.dump())

    return answer


@pytest.mark.parametrize("data", [b"", b"<html>", b"\x30\x03\x0a\x01\x06", b"\x30\x82\xff\xff"])
def test_what_is_no_evidence_is_a_finding(online: Online, data: bytes) -> None:
    for path in ("/ocsp", "/root.crl"):
        online.server.answers[path] = reply(data)

    report = online.validated()

    assert report.verdict is Verdict.INDETERMINATE
    assert reasons(report) <= {"content-unreadable", "ocsp-unsuccessful"}
    assert codes(report)


def test_a_name_that_leads_inward_gets_no_connection_and_is_a_finding(online: Online) -> None:
    report = online.validated(permits=is_public)

    assert online.server.connections == 0
    assert codes(report) == [("fetch-failed", "address-refused")]
    assert report.verdict is Verdict.INDETERMINATE


def test_a_revoked_certificate_is_found_out_online(online: Online) -> None:
    revoking = online.authority.revoking(online.signer.certificate, at=EPOCH - timedelta(days=1))
    online.server.answers["/ocsp"] = reply(der(revoking.ocsp(online.signer.certificate)))

    report = online.validated()

    assert report.verdict is not Verdict.VALID
    assert report.signatures[0].sub_indication in {"REVOKED_NO_POE", "REVOKED"}


def test_a_document_cannot_ask_for_more_requests_than_the_limit(loopback: Loopback) -> None:
    root = Authority.root()
    data = minutes()
    for number in range(MAX_REQUESTS + 3):
        authority = root.issue_authority(f"Exempel-CA {number}")
        url = loopback.url(f"/{number}.cer", HOST)
        person = authority.issue_person(ANNA, issuer_url=url)
        data = sign_b_b(data, person.without_issuers(), field=f"Underskrift{number}")
    trust = TrustAnchors.from_pem_or_der(root.pem, name="root.pem")

    report = validate(data, trust=trust, at=AT, fetch=fetching(LOCAL, None))

    assert len(loopback.asked) == MAX_REQUESTS
    assert "too-many-requests" in reasons(report)


def test_servers_that_drip_end_at_the_time_that_all_requests_of_a_file_share(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "SECONDS_A_REQUEST", 0.1)
    root = Authority.root()
    data = minutes()
    for number in range(MAX_REQUESTS):
        authority = root.issue_authority(f"Exempel-CA {number}")
        loopback.answers[f"/{number}.cer"] = drip
        url = loopback.url(f"/{number}.cer", HOST)
        person = authority.issue_person(ANNA, issuer_url=url)
        data = sign_b_b(data, person.without_issuers(), field=f"Underskrift{number}")
    trust = TrustAnchors.from_pem_or_der(root.pem, name="root.pem")

    report = validate(data, trust=trust, at=AT, fetch=fetching(replace(LOCAL, timeout=0.4), None))

    # One second for all: two or three requests of 0.4 s, the last of them cut short.
    assert 2 <= len(loopback.asked) <= 4
    assert reasons(report) >= {"timeout", "too-many-requests"}
    assert report.verdict is Verdict.INDETERMINATE


def test_a_resolver_that_hangs_uses_up_no_more_than_the_time_of_the_file(
    online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "SECONDS_A_REQUEST", 0.05)

    def hang(_: str, __: int) -> tuple[Address, ...]:
        online.server.over.wait(30)
        return ()

    report = online.validated(resolve=hang, timeout=0.4)

    assert reasons(report) >= {"timeout"}
    assert report.verdict is Verdict.INDETERMINATE


def test_what_is_slow_costs_as_many_requests_as_its_seconds_stand_for(
    online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "SECONDS_A_REQUEST", 0.1)
    online.server.answers["/ca.cer"] = drip
    certificate = read_certificate(der(online.signer.certificate))
    wanted = (IssuerAt(certificate, (online.server.url("/ca.cer", HOST),)),)
    fetch = fetching(replace(LOCAL, timeout=0.35), None)

    first = fetch(wanted, MAX_REQUESTS, AT)
    nothing = fetch(wanted, 0, AT)

    assert len(online.server.asked) == 1
    assert 4 <= first.requests <= MAX_REQUESTS
    assert nothing.requests == 0


def drip(handler: Handler) -> None:
    """A byte now and then, until the test is over."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while not handler.server.loopback.over.wait(0.05):
            handler.wfile.write(b".")
            handler.wfile.flush()


def test_the_time_of_a_file_ends_before_that_of_its_worker() -> None:
    assert MAX_REQUESTS * evidence.SECONDS_A_REQUEST + TIMEOUT <= 30


def test_expired_answers_are_not_given_from_the_cache(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)

    cache.put("url", b"data", url="url", until=REVOCATION_DATA_AT)

    assert cache.get("url", at=REVOCATION_DATA_AT) == b"data"
    assert cache.get("url", at=REVOCATION_DATA_AT + timedelta(seconds=1)) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b'{"key": "url"}', b"\xff"])
def test_a_damaged_cache_is_an_empty_one(tmp_path: Path, damage: bytes) -> None:
    cache = DiskCache(tmp_path)
    cache.put("url", b"data", url="url", until=REVOCATION_DATA_AT)

    for note in (tmp_path / "urls").iterdir():
        note.write_bytes(damage)

    assert cache.get("url", at=AT) is None


def test_bytes_that_were_changed_in_the_cache_are_not_given(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    cache.put("url", b"data", url="url", until=REVOCATION_DATA_AT)

    _overwrite((tmp_path / "data").iterdir(), b"other")

    assert cache.get("url", at=AT) is None


def _overwrite(files: Iterable[Path], data: bytes) -> None:
    for file in files:
        file.write_bytes(data)
