"""All of a token holds, or it counts for nothing; each thing that is wrong is told by its name."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import Indication, Verdict
from fhvalidate.trust.anchors import TrustAnchors
from tests.pki import ARCHIVED_AT, BO, EPOCH, Authority, KeyKind
from tests.pki.keys import generate_key
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b, sign_b_t
from tests.pki.svt import OID, Claims, add_token, signed_token, token_over
from tests.pki.time_stamping import TimeStampAuthority, TokenExtension
from tests.pki.world import shared_world
from tests.svt.scenes import (
    LATER,
    altered,
    archive,
    believing,
    carrier,
    errors,
    issuer,
    judged,
    signed,
    signer,
    token_root,
    vouched,
    with_token,
)

ALGORITHMS = {
    "RS256": KeyKind.RSA_2048,
    "RS384": KeyKind.RSA_2048,
    "RS512": KeyKind.RSA_2048,
    "PS256": KeyKind.RSA_2048,
    "PS384": KeyKind.RSA_2048,
    "PS512": KeyKind.RSA_2048,
    "ES256": KeyKind.EC_P256,
    "ES384": KeyKind.EC_P384,
    "ES512": KeyKind.EC_P521,
}


def is_void(report: Any) -> bool:
    """Whether the token counts for nothing: no word for the verdict, and no proof of time."""
    entry, stamp = report.signatures[0], carrier(report)
    return (
        report.verdict is Verdict.INDETERMINATE
        and stamp.indication is not Indication.PASSED
        and entry.best_signature_time is None
        and not any(each.holds or each.used or each.counts for each in entry.svt)
    )


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_token_by_each_of_nine_algorithms_holds(name: str) -> None:
    by = altered(identity=archive(ALGORITHMS[name]), algorithm=name, by_hash=name == "ES384")

    report = judged(add_token(signed(), by))

    (told,) = report.signatures[0].svt
    assert (told.holds, told.used, told.counts) == (True, True, True)
    assert report.verdict is Verdict.VALID
    assert errors(report) == set()


def test_a_key_that_is_named_by_its_digest_is_found_in_the_time_stamp() -> None:
    assert with_token(altered(by_kid=True)).verdict is Verdict.VALID


def entry(claims: Claims) -> Claims:
    found: Claims = claims["sig_val_claims"]["sig"][0]
    return found


def other_digest(_: Claims) -> str:
    return base64.b64encode(bytes(32)).decode()


CLAIMS = {
    "a version that is not known": (
        lambda c: c["sig_val_claims"].update(ver="1.1"),
        "svt-version",
    ),
    "made for another format": (lambda c: c["sig_val_claims"].update(profile="XML"), "svt-profile"),
    "a digest that does not go with the signature": (
        lambda c: c["sig_val_claims"].update(hash_algo="http://www.w3.org/2001/04/xmlenc#sha512"),
        "svt-digest-algorithm",
    ),
    "no identifier": (lambda c: c.pop("jti"), "svt-claim-missing"),
    "null in place of an issuer": (lambda c: c.update(iss=None), "svt-claim-missing"),
    "a claim that nobody knows": (lambda c: c.update(nbf=1), "svt-claim-unknown"),
    "a claim that nobody knows, deep inside": (
        lambda c: entry(c)["sig_ref"].update(x=""),
        "svt-claim-unknown",
    ),
    "a time as a text": (lambda c: c.update(iat="1"), "svt-claim-type"),
    "a time that is true": (lambda c: c.update(iat=True), "svt-claim-type"),
    "a time beyond the calendar": (lambda c: c.update(iat=10**18), "svt-claim-type"),
    "no signature": (lambda c: c["sig_val_claims"].update(sig=[]), "svt-claim-type"),
    "no result": (lambda c: entry(c).update(sig_val=[]), "svt-claim-type"),
    "a result of another kind": (
        lambda c: entry(c)["sig_val"][0].update(res="OK"),
        "svt-claim-type",
    ),
    "a digest that is none": (lambda c: entry(c)["sig_ref"].update(sb_hash="?"), "svt-claim-type"),
    "sb_hash": (
        lambda c: entry(c)["sig_ref"].update(sb_hash=other_digest(c)),
        "svt-signed-attributes-differ",
    ),
    "ref": (
        lambda c: entry(c)["sig_data_ref"][0].update(ref="0 1 2 3"),
        "svt-byte-range-differs",
    ),
    "the digest of what was signed": (
        lambda c: entry(c)["sig_data_ref"][0].update(hash=other_digest(c)),
        "svt-signed-bytes-differ",
    ),
    "two signed contents": (
        lambda c: entry(c)["sig_data_ref"].append(entry(c)["sig_data_ref"][0]),
        "svt-data-references",
    ),
    "an identifier of the signature": (
        lambda c: entry(c)["sig_ref"].update(id="S"),
        "svt-signature-id",
    ),
    "two entries on one signature": (
        lambda c: c["sig_val_claims"]["sig"].append(entry(c)),
        "svt-signature-twice",
    ),
    "chain[0]": (
        lambda c: entry(c)["signer_cert_ref"]["ref"].__setitem__(
            0, base64.b64encode(archive_der()).decode()
        ),
        "svt-signer-differs",
    ),
    "a chain whose links do not hold": (
        lambda c: entry(c)["signer_cert_ref"]["ref"].append(
            base64.b64encode(archive_der()).decode()
        ),
        "svt-certificates-not-a-chain",
    ),
    "a certificate that is none": (
        lambda c: entry(c)["signer_cert_ref"].update(ref=["AAAA"]),
        "svt-certificates-not-found",
    ),
    "a digest of a certificate that is not there": (
        lambda c: entry(c)["signer_cert_ref"].update(type="chain_hash", ref=[other_digest(c)]),
        "svt-certificates-not-found",
    ),
    "issued after its time-stamp": (
        lambda c: c.update(iat=c["iat"] + 3600),
        "svt-issued-after-time-stamp",
    ),
    "issued more than a day before its time-stamp": (
        lambda c: c.update(iat=c["iat"] - 25 * 3600),
        "svt-issued-before-time-stamp",
    ),
    "issued before its issuer's certificate": (
        lambda c: c.update(iat=c["iat"] - 10**8),
        "svt-issued-outside-certificate",
    ),
    "a time that is proven later than it was issued": (
        lambda c: entry(c).update(time_val=[{"time": c["iat"] + 1200, "type": "t", "iss": "i"}]),
        "svt-time-after-issue",
    ),
}


def archive_der() -> bytes:
    return archive().certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize("what", CLAIMS)
def test_a_claim_that_is_not_so_makes_the_token_void(what: str) -> None:
    change, code = CLAIMS[what]

    report = with_token(altered(claims=change))

    assert code in errors(report)
    assert is_void(report)


HEADERS = {
    "another type": (lambda h: h.update(typ="jwt"), "svt-header-type"),
    "no type": (lambda h: h.pop("typ"), "svt-header-type"),
    "no key": (lambda h: h.pop("x5c"), "svt-key-not-named"),
    "a key of its own": (lambda h: h.update(jwk={"kty": "oct"}), "svt-key-by-itself"),
    "a key somewhere": (lambda h: h.update(jku="https://x.example/"), "svt-key-by-itself"),
    "a certificate somewhere": (lambda h: h.update(x5u="https://x.example/"), "svt-key-by-itself"),
    "something critical": (lambda h: h.update(crit=["exp"]), "svt-header-member"),
    "something unknown": (lambda h: h.update(zip="DEF"), "svt-header-member"),
    "no algorithm": (lambda h: h.update(alg="none"), "svt-algorithm"),
    "a shared secret": (lambda h: h.update(alg="HS256"), "svt-algorithm"),
    "an algorithm of another curve": (lambda h: h.update(alg="ES384"), "svt-key-not-for-algorithm"),
    "an algorithm of another family": (
        lambda h: h.update(alg="RS256"),
        "svt-key-not-for-algorithm",
    ),
    "a certificate that is none": (lambda h: h.update(x5c=["AAAA"]), "svt-key-not-found"),
    "an identifier of another certificate": (lambda h: h.update(kid="AAAA"), "svt-key-not-found"),
}


@pytest.mark.parametrize("what", HEADERS)
def test_a_header_that_is_not_by_the_profile_makes_the_token_void(what: str) -> None:
    change, code = HEADERS[what]

    report = with_token(altered(header=change))

    assert code in errors(report)
    assert is_void(report)


def segment(number: int, change: Any) -> Any:
    def changed(token: bytes) -> bytes:
        parts = token.split(b".")
        parts[number] = change(parts[number])
        return b".".join(parts)

    return changed


def flipped(part: bytes) -> bytes:
    """The part with another letter in the middle, which decodes to something else."""
    at = len(part) // 2
    return part[:at] + (b"A" if part[at : at + 1] != b"A" else b"B") + part[at + 1 :]


TOKENS = {
    "signature": (segment(2, flipped), {"svt-signature-wrong"}),
    "payload": (
        segment(1, lambda p: base64.urlsafe_b64encode(
            base64.urlsafe_b64decode(p + b"==").replace(b"arkiv.exempelby", b"arkiv.exempelbo")
        ).rstrip(b"=")),
        {"svt-signature-wrong"},
    ),
    "two parts": (lambda t: t.rpartition(b".")[0], {"svt-unreadable"}),
    "padding": (lambda t: t + b"=", {"svt-unreadable"}),
    "a line break": (lambda t: t + b"\n", {"svt-unreadable"}),
    "empty": (lambda _: b"", {"svt-unreadable"}),
}  # fmt: skip


@pytest.mark.parametrize("what", TOKENS)
def test_a_token_that_is_changed_after_it_was_signed_is_void(what: str) -> None:
    change, expected = TOKENS[what]

    report = with_token(altered(token=change))

    assert errors(report) == expected
    assert is_void(report)


def test_a_name_that_stands_twice_makes_the_token_void() -> None:
    twice = altered(payload=lambda p: p.replace(b'"jti":', b'"iss": "x", "jti":', 1))

    report = with_token(twice)

    assert errors(report) == {"svt-key-twice"}
    assert is_void(report)


def test_null_is_no_value_wherever_one_may_be_left_out() -> None:
    def with_nulls(claims: Claims) -> None:
        claims.update(aud=None, exp=None)
        claims["sig_val_claims"]["ext"] = None
        entry(claims).update(time_val=None, ext=None)
        entry(claims)["sig_ref"]["id"] = None
        entry(claims)["sig_val"][0].update(msg=None, ext=None)

    assert with_token(altered(claims=with_nulls)).verdict is Verdict.VALID


def test_an_extension_that_is_critical_makes_the_token_void() -> None:
    report = with_token(altered(critical=True))

    assert "svt-extension-critical" in errors(report)
    assert is_void(report)


def test_two_tokens_in_one_time_stamp_are_none() -> None:
    report = with_token(altered(times=2))

    assert "svt-extension-twice" in errors(report)
    assert is_void(report)


def test_an_issuer_that_is_not_believed_for_tokens_is_believed_for_nothing() -> None:
    world = shared_world()
    both = TrustAnchors.joined(
        TrustAnchors.from_pem_or_der(pem, name="a.pem")
        for pem in (world.root.pem, token_root().pem, world.time_stamp_root.pem)
    )

    report = judged(vouched(), trust=both)

    assert errors(report) == {"svt-issuer-not-believed"}
    assert is_void(report)


def test_another_issuer_with_the_same_name_is_not_the_issuer() -> None:
    impostor = Authority.root("Exempelarkivets rot").issue_time_stamping(
        "Exempelarkivets intyg", no_rev_avail=True
    )

    report = with_token(altered(identity=impostor))

    assert errors(report) == {"svt-issuer-not-believed"}
    assert is_void(report)


def test_a_token_by_a_stranger_in_a_time_stamp_of_the_issuer_is_void() -> None:
    stranger = Authority.root("Främling").issue_time_stamping("Främling", no_rev_avail=True)

    report = with_token(altered(identity=stranger, stamping=archive()))

    assert errors(report) == {"svt-key-not-believed"}
    assert is_void(report)


def test_a_token_of_the_issuer_in_a_time_stamp_of_a_stranger_is_void() -> None:
    stranger = Authority.root("Främling").issue_time_stamping("Främling", no_rev_avail=True)

    report = with_token(altered(stamping=stranger))

    assert "svt-issuer-not-believed" in errors(report)
    assert is_void(report)


def test_a_key_that_only_says_that_it_is_the_issuers_is_not() -> None:
    def forged(token: bytes) -> bytes:
        header, payload, _ = token.split(b".")
        key = generate_key(KeyKind.EC_P256)
        decode = base64.urlsafe_b64decode
        return signed_token(
            json.loads(decode(header + b"==")), decode(payload + b"=="), key, "ES256"
        )

    report = with_token(altered(token=forged))

    assert errors(report) == {"svt-signature-wrong"}
    assert is_void(report)


def test_another_key_of_the_same_issuer_is_told_and_counts() -> None:
    second = token_root().issue_time_stamping("Exempelarkivets andra", no_rev_avail=True)

    report = with_token(altered(identity=second, stamping=archive()))

    assert "svt-issuer-differs" in {f.code for f in carrier(report).findings}
    assert report.verdict is Verdict.VALID


def test_a_person_below_the_issuers_root_vouches_for_nobody() -> None:
    """One root may be stated for signatures and for tokens, and have both below it."""
    person = token_root().issue_person(BO, no_rev_avail=True)

    report = with_token(altered(identity=person, stamping=archive()))

    assert errors(report) == {"svt-key-not-for-tokens"}
    assert is_void(report)


def test_an_issuer_whose_certificate_is_not_for_time_stamps_issues_none() -> None:
    person = token_root().issue_person(BO, no_rev_avail=True)

    report = judged(add_token(signed(), altered(identity=person)))

    assert "timestamp-not-for-time-stamping" in errors(report)
    assert is_void(report)


def test_a_token_that_was_issued_for_another_document_is_void() -> None:
    other = sign_b_b(minutes(), shared_world().root.issue_person(BO))

    report = judged(add_token(signed(), issuer(), about=other))

    assert report.signatures[0].svt == ()
    assert {"svt-signature-not-here", "svt-signature-not-in-token"} <= {
        f.code for f in carrier(report).findings
    }
    assert report.verdict is Verdict.INDETERMINATE


def test_a_token_says_nothing_of_a_signature_that_came_after_it() -> None:
    later = sign_b_b(vouched(), shared_world().root.issue_person(BO), field="Underskrift2")

    report = judged(later)

    assert [bool(each.svt) for each in report.signatures] == [True, False, False]
    assert report.signatures[0].svt[0].counts
    assert report.verdict is Verdict.INDETERMINATE


def test_a_token_whose_algorithm_has_aged_is_void() -> None:
    by = altered(identity=archive(KeyKind.RSA_2048), algorithm="RS256")
    data = add_token(signed(), by)

    assert judged(data).verdict is Verdict.VALID
    aged = judged(data, at=LATER)

    assert "svt-algorithm-aged" in errors(aged)
    assert is_void(aged)


def test_what_an_issuer_no_longer_answers_for_stands() -> None:
    report = with_token(altered(claims=lambda c: c.update(exp=c["iat"] + 60)))

    assert "svt-expired" in {f.code for f in carrier(report).findings}
    assert report.verdict is Verdict.VALID


def test_before_it_was_made_a_token_counts_for_nothing() -> None:
    report = judged(vouched(), at=ARCHIVED_AT - timedelta(hours=1))

    assert "svt-issued-later" in errors(report)
    assert report.verdict is Verdict.INDETERMINATE


def test_the_signature_is_verified_by_the_one_algorithm_that_the_header_names() -> None:
    """An RS256 value of the issuer's own key, over a header that says PS256."""
    by = altered(
        identity=archive(KeyKind.RSA_2048),
        algorithm="RS256",
        header=lambda h: h.update(alg="PS256"),
    )

    assert errors(with_token(by)) == {"svt-signature-wrong"}


def test_a_token_in_a_time_stamp_of_a_signature_proves_nothing() -> None:
    value = token_over(signed(), issuer())
    stamping = TimeStampAuthority(
        identity=archive(), extensions=(TokenExtension(oid=OID, value=value),)
    )

    report = judged(sign_b_t(minutes(), signer(), stamping), trust=believing())

    codes = {f.code for t in report.signatures[0].timestamps for f in t.findings}
    assert "svt-not-in-document-time-stamp" in codes
    assert report.signatures[0].best_signature_time is None


def test_a_certificate_of_the_signature_that_is_changed_is_caught_by_the_time_stamp() -> None:
    data = bytearray(vouched())
    at = data.index(b"/Contents <") + 400
    data[at] = ord("a") if data[at] != ord("a") else ord("b")

    report = judged(bytes(data))

    assert report.verdict is Verdict.INVALID
    assert "timestamp-imprint-mismatch" in errors(report)
    assert not any(each.holds for each in report.signatures[0].svt)


def test_a_token_from_before_the_signature_claims_to_be_made_is_void() -> None:
    report = with_token(altered(at=EPOCH - timedelta(days=2)))

    assert errors(report) == {"svt-before-signing"}
    assert is_void(report)


def test_a_clock_that_is_a_little_ahead_of_the_issuers_makes_no_token_void() -> None:
    def ahead(claims: Claims) -> None:
        entry(claims).update(time_val=[{"time": claims["iat"] + 60, "type": "t", "iss": "i"}])

    assert errors(with_token(altered(claims=ahead))) == set()
