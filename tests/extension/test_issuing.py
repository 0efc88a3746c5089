"""Tokens that the archive issues: read back in another way, they say what was found, and hold."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from jsonschema import Draft202012Validator

from fhvalidate.conclusion import Indication, Verdict
from fhvalidate.errors import UsageError
from fhvalidate.evidence import Evidence, EvidenceItem, EvidenceKind
from fhvalidate.extension.pdf_writer import NewValidationData, Update, with_validation_data
from fhvalidate.extension.svt_check import Held
from fhvalidate.extension.svt_issuing import Ordinary
from fhvalidate.svt.algorithms import ALGORITHMS
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.validation.level_rungs import BASELINE
from tests.extension.issuing import ISSUED_AT, Bench, issuer_of, trust_in, trusting
from tests.extension.test_pdf_writer import stamp_of
from tests.extension.token_reading import checked_token
from tests.fixtures.documents import encrypted
from tests.pki.authority import Authority
from tests.pki.minutes import minutes
from tests.pki.signing import Permission, sign_b_b, sign_b_lt, sign_b_lta, sign_b_t
from tests.pki.times import YEAR
from tests.pki.updates import draw_on_page
from tests.pki.world import shared_world
from tests.shared import shared

POLICY = "http://id.swedenconnect.se/svt/sigval-policy"
PASSWORD = "hemlig"
FILES = Path(__file__).parent / "files"


def at_level(level: str, *, password: str = "") -> bytes:
    """Minutes of the level, signed by the chair."""
    world = shared_world()
    data = world.validation_data()
    plain = minutes()
    if password:
        plain = encrypted(plain, user_password=password)
    match level:
        case "b-b":
            return sign_b_b(plain, world.chair, password=password)
        case "b-t":
            return sign_b_t(plain, world.chair, world.time_stamps, password=password)
        case "b-lt":
            return sign_b_lt(plain, world.chair, world.time_stamps, data, password=password)
        case _:
            return sign_b_lta(plain, world.chair, world.time_stamps, data, password=password)


@cache
def signed_by_five() -> bytes:
    data = minutes()
    for number in range(1, 6):
        data = sign_b_b(data, shared_world().chair, field=f"Underskrift{number}")
    return data


def bench(*, password: str = "") -> Bench:
    """All that is needed to believe what the shared world has signed."""
    world = shared_world()
    crls = (
        EvidenceItem(EvidenceKind.CRL, each.public_bytes(Encoding.DER), "supplied")
        for each in world.validation_data().crls
    )
    return Bench(trust_in(world), password=password, evidence=Evidence.of(crls))


@pytest.mark.parametrize(
    "algorithm",
    [
        pytest.param(name, marks=() if name in {"RS256", "PS384", "ES512"} else pytest.mark.slow)
        for name in ALGORITHMS
    ],
)
def test_a_token_by_each_algorithm_is_what_it_should_be(algorithm: str) -> None:
    data = at_level("b-b")

    issued = bench().issue(data, algorithm)

    assert issued.data.startswith(data)
    read = checked_token(issued.data)
    assert read.header["alg"] == algorithm
    assert sorted(read.header) == ["alg", "typ", "x5c"]
    (entry,) = read.signatures
    assert entry["sig_val"] == [{"pol": f"{POLICY}/pkix/01", "res": "PASSED"}]


@pytest.mark.parametrize(
    ("level", "policy", "times"),
    [
        ("b-b", "pkix", []),
        ("b-t", "ts-pkix", ["sig-timestamp"]),
        ("b-lt", "ts-pkix", ["sig-timestamp"]),
        ("b-lta", "ts-pkix", ["sig-timestamp", "pdf-doc-timestamp"]),
    ],
)
@pytest.mark.parametrize("password", ["", PASSWORD], ids=["open", "encrypted"])
def test_the_token_says_at_each_level_what_proved_the_time(
    level: str, policy: str, times: list[str], password: str
) -> None:
    data = at_level(level, password=password)

    issued = bench(password=password).issue(data)

    read = checked_token(issued.data)
    (entry,) = read.signatures
    assert [each["pol"] for each in entry["sig_val"]] == [f"{POLICY}/{policy}/01"]
    said = [each["type"].split("/")[-2] for each in entry.get("time_val", [])]
    assert said == times
    assert all(each["time"] <= read.claims["iat"] for each in entry["time_val"])


@pytest.mark.parametrize("level", ["b-t", "b-lt", "b-lta"])
def test_a_token_does_not_lower_the_level_of_a_signature(level: str) -> None:
    issued = bench().issue(at_level(level))

    then, now = (side.signatures[0].level for side in (issued.before, issued.after))
    assert BASELINE.index(now) >= BASELINE.index(then)


@pytest.mark.parametrize("algorithm", ["ES256", "PS384"])
def test_one_token_is_for_all_signatures_of_a_file(algorithm: str) -> None:
    data = signed_by_five()

    issued = bench().issue(data, algorithm)

    assert len(checked_token(issued.data).signatures) == 5
    assert [each.indication for each in issued.after.signatures[:5]] == [
        Indication.TOTAL_PASSED
    ] * 5
    assert issued.after.verdict is Verdict.VALID


@pytest.mark.parametrize("level", ["b-b", "b-lta"])
def test_a_token_is_json_as_the_specification_has_it(level: str) -> None:
    schema = json.loads(shared("schemas/svt.schema.json").read_text(encoding="utf-8"))
    passed = bench().issue(at_level(level)).data
    is_open = Bench(TrustAnchors.none()).issue(at_level(level), also_indeterminate=True).data

    for data in (passed, is_open):
        claims = checked_token(data).claims
        assert [*Draft202012Validator(schema).iter_errors(claims)] == []


def test_the_token_takes_little_more_room_than_it_needs() -> None:
    issued = bench().issue(at_level("b-b"))

    tail = issued.data[len(at_level("b-b")) :]
    hole = tail[tail.index(b"<") :]
    contents = hole[: hole.index(b">")]
    padding = len(contents) - len(contents.rstrip(b"0"))
    assert padding <= 200


def test_a_second_token_is_issued_over_the_first() -> None:
    once = bench().issue(at_level("b-b")).data

    twice = bench().issue(once)

    assert twice.data.startswith(once)
    assert len(checked_token(twice.data).signatures) == 1


def test_a_token_is_renewed_by_one_over_what_it_says() -> None:
    first = bench().issue(at_level("b-b"))
    # By its own certificate, so that nobody need say that it was not revoked.
    issuer = trusting(Authority(identity=issuer_of("ES256"))).for_purpose(Purpose.SVT)
    believing = TrustAnchors.joined([trust_in(shared_world()), issuer])
    # The signer's certificate has ended, and there is no revocation data.
    later = Bench(believing, at=ISSUED_AT + 4 * YEAR)
    before = later.judge(first.data).signatures[0]
    assert before.indication is Indication.INDETERMINATE

    second = later.issue(first.data)

    (entry,) = checked_token(second.data).signatures
    assert entry["sig_val"] == [{"pol": f"{POLICY}/ts-pkix/01", "res": "PASSED"}]
    (time,) = entry["time_val"]
    assert time["type"].endswith("/timeval-type/svt/01")
    earlier = checked_token(first.data).claims
    assert (time["time"], time["id"], time["iss"]) == (
        earlier["iat"],
        earlier["jti"],
        earlier["iss"],
    )
    assert time["val"] == [{"pol": f"{POLICY}/pkix/01", "res": "PASSED"}]


def test_what_passes_on_nobodys_word_is_not_renewed() -> None:
    first = bench().issue(at_level("b-b"))
    later = Bench(trust_in(shared_world()), at=ISSUED_AT + 4 * YEAR)

    assert refusal(lambda: later.issue(first.data)) == "issue-not-passed"


def test_an_ordinary_time_stamp_follows_where_one_is_asked_for() -> None:
    stamp = stamp_of(replace(shared_world().time_stamps, at=ISSUED_AT))

    work = bench()

    def ordinary(data: bytes) -> bytes:
        return work.stamped(data, stamp, algorithm="sha512", room=4096)

    def supplied(data: bytes, new: NewValidationData) -> bytes:
        return with_validation_data(Update(data), new)

    tools = replace(work.tools, ordinary=Ordinary(ordinary, supplied))
    issued = work.issue(at_level("b-b"), tools=tools)

    assert len(issued.after.signatures) == 3
    assert issued.after.signatures[-1].indication is Indication.PASSED
    checked_token(issued.data)


def test_a_certified_document_that_permits_nothing_can_have_a_token() -> None:
    data = sign_b_b(minutes(), shared_world().chair, certifying=Permission.NOTHING)

    issued = bench().issue(data)

    assert issued.after.signatures[0].indication is Indication.TOTAL_PASSED
    checked_token(issued.data)


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(UsageError) as caught:
        work()
    return caught.value.code


def test_what_is_open_is_put_down_only_where_that_is_asked_for() -> None:
    data = at_level("b-b")
    without = Bench(trust_in(shared_world()))  # no revocation data

    assert refusal(lambda: without.issue(data)) == "issue-not-passed"

    issued = without.issue(data, also_indeterminate=True)
    (entry,) = checked_token(issued.data).signatures
    (said,) = entry["sig_val"]
    assert (said["res"], said["msg"]) == ("INDETERMINATE", "TRY_LATER")


def test_what_nobody_is_believed_for_is_open_too() -> None:
    data = at_level("b-b")
    nobody = Bench(TrustAnchors.none())

    assert refusal(lambda: nobody.issue(data)) == "issue-not-passed"

    (entry,) = checked_token(nobody.issue(data, also_indeterminate=True).data).signatures
    assert entry["sig_val"][0]["res"] == "INDETERMINATE"


@pytest.mark.parametrize("also_indeterminate", [False, True])
def test_what_is_broken_gets_no_token_whatever_is_asked(also_indeterminate: bool) -> None:
    data = at_level("b-b")
    at = data.index(b"/Title") + 8
    broken = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

    def work() -> object:
        return bench().issue(broken, also_indeterminate=also_indeterminate)

    assert refusal(work) == "issue-signature-failed"


@pytest.mark.parametrize("also_indeterminate", [False, True])
def test_what_was_drawn_after_the_signature_gets_no_token(also_indeterminate: bool) -> None:
    data = draw_on_page(at_level("b-b"), "Avslag")

    def work() -> object:
        return bench().issue(data, also_indeterminate=also_indeterminate)

    assert refusal(work) in {"issue-changed-after", "issue-signature-failed"}


def test_what_is_not_signed_gets_no_token() -> None:
    assert refusal(lambda: bench().issue(minutes())) == "issue-nothing-signed"


def test_a_token_that_does_not_hold_when_it_is_read_back_is_not_handed_out() -> None:
    doubting = bench()
    tools = replace(doubting.tools, held=lambda _, __: Held(()))

    assert refusal(lambda: doubting.issue(at_level("b-b"), tools=tools)) == "issue-does-not-hold"


def test_bytes_that_are_not_the_documents_are_not_handed_out() -> None:
    altering = bench()

    def stamped(data: bytes, *arguments: Any, **named: Any) -> bytes:
        new = altering.stamped(data, *arguments, **named)
        return new[:9] + b"%" + new[9:]

    tools = replace(altering.tools, stamped=stamped)

    assert refusal(lambda: altering.issue(at_level("b-b"), tools=tools)) == "issue-bytes-changed"


def test_a_file_that_an_earlier_version_issued_is_read_as_it_was() -> None:
    data = (FILES / "with-token.pdf").read_bytes()

    assert len(checked_token(data).signatures) == 1

    certificate = (FILES / "issuer.pem").read_bytes()
    issuer = TrustAnchors.from_pem_or_der(certificate, name="issuer.pem")
    report = Bench(issuer.for_purpose(Purpose.SVT), at=ISSUED_AT + 3 * YEAR).judge(data)
    assert report.verdict is Verdict.VALID
