"""A report that is made again from its bundle is the same, and what is not is told."""

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import Detail, TrustAnchors, validate
from fhvalidate.archive import replay as module
from fhvalidate.archive.bundle.bag import SEAL, TAG_MANIFEST, bag_of, read_bag, write_bag
from fhvalidate.archive.bundle.records import Component
from fhvalidate.archive.bundle.seal import SealState, fetch_seal, reaching
from fhvalidate.archive.replay import Outcome
from fhvalidate.errors import UsageError
from fhvalidate.evidence import Evidence
from fhvalidate.fetch.evidence import fetching
from fhvalidate.fetch.request import Network
from fhvalidate.pdf_a.answer import PdfAAnswer, PdfAStatus
from fhvalidate.poe import HeldSince
from fhvalidate.reconcile.knowledge import Knowledge
from tests.archive.bundling import AT, again, kept, payload, remade
from tests.fetch.server import Handler, serving
from tests.pdf_a.files import claiming, with_metadata
from tests.pki import EPOCH, Authority
from tests.pki.minutes import minutes
from tests.pki.people import ANNA
from tests.pki.signing import sign_b_b
from tests.pki.time_stamping import Imprint, time_stamp_token
from tests.trust.test_qualification import ISSUER, Listing, listed
from tests.validation.scenes import DAY, evidence_of, policy, stamping, trust_in, trust_of, world

OWN = """
[[sealing-service]]
name = "Egen tjänst"
"""
CHOICES: dict[str, dict[str, Any]] = {
    "as it is": {},
    "everything told": {"detail": Detail.FULL},
    "numbers shown": {"show_personnummer": True},
    "held by the archive": {"held_since": HeldSince(EPOCH + 2 * DAY)},
    "nobody believed": {"trust": TrustAnchors.none(), "evidence": None},
    "a policy of one's own": {"policy": policy('[x509]\nrevocation = "if-available"\n')},
    "a name with a number": {"name": "Protokoll 19800101-1234.pdf"},
}


@pytest.mark.parametrize("given", CHOICES.values(), ids=list(CHOICES))
def test_the_report_comes_out_the_same_to_the_byte(tmp_path: Path, given: dict[str, Any]) -> None:
    found = again(kept(tmp_path / "bevis", **given))

    assert found.outcome is Outcome.SAME_BYTES, found.differences
    assert found.then is found.now
    assert found.seal.state is SealState.NONE


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_what_was_fetched_is_answered_again_without_a_network(tmp_path: Path) -> None:
    with serving() as server:
        root = Authority.root()
        authority = root.issue_authority(crl_url=server.url("/root.crl"))
        signer = authority.issue_person(ANNA, crl_url=server.url("/ca.crl"))
        crl = authority.crl().public_bytes(Encoding.DER)
        server.answers["/ca.crl"] = lambda handler: handler.reply(crl)  # and none of the root's
        network = Network(permits=lambda _: True, timeout=5)
        bundle = tmp_path / "bevis"
        report = validate(
            sign_b_b(minutes(), signer),
            trust=trust_in(root),
            at=EPOCH + timedelta(minutes=30),
            fetch=fetching(network),
            evidence_out=bundle,
        )

    asked = list(server.asked)
    found = again(bundle)

    manifest = json.loads((bundle / "data" / "manifest.json").read_text("utf-8"))
    (fetched,) = (item for item in manifest["items"] if item["fetched_from"])
    assert fetched["fetched_from"].endswith("/ca.crl")
    assert fetched["fetched_at"].endswith("Z")
    assert found.outcome is Outcome.SAME_BYTES, found.differences
    assert {"evidence-still-missing", "fetch-failed"} <= {f.code for f in report.findings}
    assert server.asked == asked


def test_knowledge_of_ones_own_is_kept(tmp_path: Path) -> None:
    table = Path("src/fhvalidate/minutes/profiles/scrive.toml").read_text("utf-8")
    known = Knowledge.built_in().extended([("egen.toml", table)])

    bundle = kept(tmp_path / "bevis", knowledge=known)

    assert (bundle / "data" / "knowledge-1.toml").read_text("utf-8") == table
    assert again(bundle).outcome is Outcome.SAME_BYTES


def test_a_digest_alone_is_kept_where_that_is_asked_for(tmp_path: Path) -> None:
    changed = json.loads(payload()["manifest.json"])
    changed["document"]["file"] = None
    without = {name: data for name, data in payload().items() if name != "document.pdf"}
    bundle = remade(tmp_path / "b", {**without, "manifest.json": json.dumps(changed).encode()})

    with pytest.raises(UsageError, match="bundle-without-document"):
        again(bundle)


def test_what_was_found_of_a_claim_of_pdf_a_is_kept(tmp_path: Path) -> None:
    answer = PdfAAnswer(PdfAStatus.COMPLIANT, None, "2b", "veraPDF", "1.28.1")
    target = tmp_path / "bevis"
    report = validate(
        with_metadata(claiming("2", "B")),
        trust=TrustAnchors.none(),
        at=AT,
        pdf_a=lambda _, __: answer,
        evidence_out=target,
    )

    assert json.loads((target / "data" / "manifest.json").read_text("utf-8"))["pdf_a"]
    assert "compliant" in report.to_json()
    found = again(target)
    assert found.outcome is Outcome.SAME_BYTES, found.differences


# Bundles that were changed and given manifests that agree with it.
def altered_report(**members: Any) -> dict[str, bytes]:
    report = {**json.loads(payload()["report.json"]), **members}
    data = (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()
    manifest = json.loads(payload()["manifest.json"])
    manifest["report"]["sha256"] = sha256(data).hexdigest()
    manifest |= {name: report[name] for name in ("tool", "validation_time", "produced_at")}
    changed = json.dumps(manifest).encode()
    return {**payload(), "report.json": data, "manifest.json": changed}


def test_a_report_that_says_another_verdict_differs(tmp_path: Path) -> None:
    found = again(remade(tmp_path / "b", altered_report(verdict="invalid")))

    assert found.outcome is Outcome.DIFFERS
    assert (found.then, found.now) == ("invalid", "valid")
    assert "verdict" in found.differences


def test_another_signer_differs_also_where_the_versions_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "environment", lambda: (Component("python", "4.0"),))
    signatures = json.loads(payload()["report.json"])["signatures"]
    signatures[0]["signer"]["common_name"] = "Någon Annan"

    found = again(remade(tmp_path / "b", altered_report(signatures=signatures)))

    assert found.outcome is Outcome.DIFFERS
    assert found.differences == ("signatures[0].signer.common_name",)


def test_other_words_of_another_version_are_the_same_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row, *_) = json.loads(payload()["report.json"])["signatures"]
    row["qualification"]["message"]["sv"] = "Med andra ord."
    bundle = remade(tmp_path / "b", altered_report(signatures=[row]))

    same_versions = again(bundle)
    monkeypatch.setattr(module, "environment", lambda: (Component("python", "4.0"),))
    other_versions = again(bundle)

    assert same_versions.outcome is Outcome.DIFFERS  # the same version says the same
    assert other_versions.outcome is Outcome.SAME_VERDICT
    assert "python" in {each.name for each in other_versions.versions}


def test_an_older_report_lacks_members_and_agrees() -> None:
    then: Any
    now: Any
    then, now = {"verdict": "valid", "a": [1.5]}, {"verdict": "valid", "a": [1.25], "new": 1}

    found = dict(module._between(then, now, ""))

    assert found == {"a[0]": False, "new": False}
    assert dict(module._between({"gone": 1}, {}, "")) == {"gone": True}


@pytest.mark.parametrize("name", ["manifest.json", "policy.json", "report.json"])
@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[" * 100_000, b'{"verdict": 1, "verdict": 2}', b"null", b"\xff"]
)
def test_what_is_no_manifest_policy_or_report_is_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    manifest = json.loads(payload()["manifest.json"])
    for each in ("policy", "report"):
        if manifest[each]["file"] == name:
            manifest[each]["sha256"] = sha256(content).hexdigest()
    changed = {**payload(), "manifest.json": json.dumps(manifest).encode(), name: content}

    with pytest.raises(UsageError, match=r"bundle-malformed|report-"):
        again(remade(tmp_path / "b", changed))


def test_a_finding_that_no_version_has_is_told_as_a_difference(tmp_path: Path) -> None:
    manifest = json.loads(payload()["manifest.json"])
    manifest["supplied"]["findings"] = [
        {"code": "nix", "severity": "info", "subject": "document", "clause": "", "detail": {}}
    ]
    changed = {**payload(), "manifest.json": json.dumps(manifest).encode()}

    found = again(remade(tmp_path / "b", changed))

    assert (found.outcome, found.differences) == (Outcome.DIFFERS, ("findings",))


@pytest.mark.parametrize("change", [("sha256", "ingen"), ("limits", {"number_digits": 0})])
def test_a_policy_that_nothing_can_be_judged_by_gives_no_answer(
    tmp_path: Path, change: tuple[str, Any]
) -> None:
    name, value = change
    stated = json.loads(payload()["policy.json"])
    stated[name] = {**stated[name], **value} if isinstance(value, dict) else value
    data = json.dumps(stated).encode()
    manifest = json.loads(payload()["manifest.json"])
    manifest["policy"]["sha256"] = sha256(data).hexdigest()
    changed = {**payload(), "policy.json": data, "manifest.json": json.dumps(manifest).encode()}

    with pytest.raises(UsageError, match="bundle-not-replayed"):
        again(remade(tmp_path / "b", changed))


def test_trusted_lists_are_kept_as_they_were_read(tmp_path: Path) -> None:
    lists = listed(Listing())
    signer = ISSUER.issue_person(ANNA, no_rev_avail=True)
    bundle = tmp_path / "bevis"
    report = validate(
        sign_b_b(minutes(), signer),
        trust=TrustAnchors((), (), listed=(lists,)),
        at=EPOCH + timedelta(minutes=30),
        evidence_out=bundle,
    )

    (written,) = json.loads((bundle / "data" / "manifest.json").read_text("utf-8"))["lists"]

    assert written["name"] == lists.name
    found = again(bundle)
    assert (report.verdict, found.outcome) == ("valid", Outcome.SAME_BYTES), found.differences


# Seals.
def authority_answers(handler: Handler, *, nonce: int | None = None) -> None:
    """What a time-stamping authority answers."""
    request = tsp.TimeStampReq.load(handler.body)
    imprint = request["message_imprint"]
    token = time_stamp_token(
        stamping(world(), AT),
        Imprint(algorithm="sha512", value=imprint["hashed_message"].native),
        nonce=nonce or request["nonce"].native,
    )
    answer = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})
    handler.reply(answer.dump())


def newer() -> Evidence:
    """What says that nobody of the time-stamps' authority is revoked, later."""
    return evidence_of(world().time_stamp_root.crl(next_update=AT + 3 * DAY))


def sealed(tag_manifest: bytes) -> bytes:
    with serving() as server:
        server.answers["/tsa"] = authority_answers
        url = server.url("/tsa")
        return fetch_seal(tag_manifest, url, reaching(url, Network())).der


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_seal_is_confirmed_by_the_readers_own_anchors_alone(tmp_path: Path) -> None:
    files = read_bag(kept(tmp_path / "bevis"))
    files[SEAL] = sealed(files[TAG_MANIFEST])
    write_bag(files, tmp_path / "förseglat")

    own = again(tmp_path / "förseglat", trust=trust_of(world()), at=AT + DAY, evidence=newer())
    nobody = again(tmp_path / "förseglat", at=AT + DAY)
    for_signatures = again(tmp_path / "förseglat", trust=trust_in(world().root), at=AT + DAY)

    assert own.seal.state is SealState.CONFIRMED, own.seal.findings
    assert own.seal.time == AT
    assert nobody.seal.state is SealState.NOT_CONFIRMED
    assert for_signatures.seal.state is SealState.NOT_CONFIRMED
    assert {each.outcome for each in (own, nobody)} == {Outcome.SAME_BYTES}


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_seal_over_another_bundle_or_with_more_behind_it_is_refused(tmp_path: Path) -> None:
    first = bag_of(payload(), day="2026-03-02")
    seal = sealed(first[TAG_MANIFEST])
    other = bag_of(payload(), day="2026-03-03")
    flipped = seal[:-1] + bytes([seal[-1] ^ 1])
    cases = (
        {**other, SEAL: seal},
        {**first, SEAL: seal + b"\0"},
        {**first, SEAL: b"no token"},
        {**first, SEAL: b""},
        {**first, SEAL: flipped},
    )
    for number, files in enumerate(cases):
        write_bag(files, tmp_path / str(number))
        with pytest.raises(UsageError) as caught:
            again(tmp_path / str(number), trust=trust_of(world()), at=AT + DAY)
        assert caught.value.detail["file"] == SEAL


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_an_answer_to_another_question_seals_nothing() -> None:
    with serving() as server:
        server.answers["/nonce"] = lambda handler: authority_answers(handler, nonce=17)
        refused = b"\x30\x05\x30\x03\x02\x01\x02"  # the status alone: rejection
        server.answers["/refused"] = lambda handler: handler.reply(refused)
        server.answers["/html"] = lambda handler: handler.reply(b"<html>")
        for path in ("/nonce", "/refused", "/html", "/404"):
            url = server.url(path)
            with pytest.raises(UsageError, match="seal-not-obtained"):
                fetch_seal(b"tag manifest", url, reaching(url, Network()))


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_only_the_typed_address_may_be_a_private_one() -> None:
    network = reaching("http://127.0.0.1:9/tsa", Network())

    assert [network.permits(a) for a in map(address, ("127.0.0.1", "127.0.0.2", "10.0.0.1"))] == [
        True,
        False,
        False,
    ]
    with pytest.raises(UsageError, match="seal-not-obtained"):
        reaching("file:///etc/passwd", Network())


def address(text: str) -> Any:
    from ipaddress import ip_address

    return ip_address(text)
