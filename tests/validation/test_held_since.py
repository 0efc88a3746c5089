"""The archive's own statement: what contradicts it, and which bytes it is about."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhvalidate import HeldSince, Report, TrustAnchors, validate
from fhvalidate.cli.main import run
from fhvalidate.conclusion import Severity, SubIndication, Verdict
from fhvalidate.policy import Policy
from fhvalidate.validation.held_since import MAX_ASKED
from fhvalidate.words.catalogue import message_for
from tests.pki import ANNA, BO, EPOCH, VALIDATED_AT, YEAR, Authority, Identity
from tests.pki.handmade_cms import sealed_by, stamp
from tests.pki.signing import sign_b_b
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.validation_data import add_related_time_stamp
from tests.shared import shared
from tests.validation.scenes import (
    DAY,
    HOUR,
    IF_AVAILABLE,
    PASSED,
    Judging,
    answer_of,
    archived,
    evidence_of,
    fresh_world,
    indeterminate,
    paper,
    policy,
    signed_b_b,
    signed_b_t,
    stamping,
    stored,
    trust_of,
    world,
)
from tests.validation.test_sub_indications import handmade, template

EXERCISES = ("5.6.2.3", "5.6.3")

MINUTE = timedelta(minutes=1)
LONG = EPOCH + 15 * YEAR
HELD = EPOCH - 60 * DAY  # what an archive claims that got its records wrong
LATER = EPOCH + HOUR
TEN_YEARS_ON = EPOCH + 10 * YEAR + 30 * DAY
S = SubIndication
Make = Callable[[], bytes]


def codes(report: Report) -> set[str]:
    return {f.code for f in report.findings if f.code.startswith("held-since")}


def contradiction(report: Report) -> tuple[str, object]:
    (found,) = [each for each in report.findings if each.code == "held-since-contradicted"]
    assert found.severity is Severity.WARNING
    return str(found.detail["dated"]), found.detail["time"]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@cache
def plain() -> bytes:
    return signed_b_b(world().chair)


def with_content_time_stamp() -> bytes:
    made = handmade(world().chair, content_stamps=(stamping(world(), LATER),))
    return sealed_by(template(), made.der)


def with_related_time_stamp() -> bytes:
    unit = stamping(world(), LATER)
    return add_related_time_stamp(plain(), lambda value: stamp(unit, value))


def with_delegates_response() -> bytes:
    """Produced later than what it says is from."""
    responder = world().authority.issue_ocsp_responder()
    told = world().authority.ocsp(
        world().chair.certificate, responder=responder, this_update=HELD - DAY, produced_at=LATER
    )
    return stored(plain(), ocsps=[told])


def with_file(inner: bytes) -> bytes:
    """Minutes that a file is attached to, not signed yet."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        pdf.attachments["bilaga.pdf"] = pikepdf.AttachedFileSpec(
            pdf, inner, filename="bilaga.pdf", description="", creation_date="", mod_date=""
        )
        pdf.save(file, static_id=True)
    return file.getvalue()


def late_signer() -> Identity:
    return world().authority.issue_person(BO, not_before=LATER)


def late_authority() -> Authority:
    return world().root.issue_authority("Exempelmyndighetens nya CA", not_before=LATER)


CONTRADICTIONS: dict[str, tuple[str, Make]] = {
    "a signature time-stamp": ("time-stamp", lambda: signed_b_t(world(), stamped_at=LATER)),
    "a document time-stamp": ("time-stamp", lambda: archived(world(), plain(), at=LATER)),
    "a content time-stamp": ("time-stamp", with_content_time_stamp),
    "a time-stamp in the security store": ("time-stamp", with_related_time_stamp),
    "a list of the signer's authority": (
        "crl",
        lambda: stored(plain(), [world().authority.crl(this_update=LATER)]),
    ),
    "a list of the root": ("crl", lambda: stored(plain(), [world().root.crl(this_update=LATER)])),
    "a list of an authority of nobody in the file": (
        "crl",
        lambda: stored(plain(), [world().time_stamp_root.crl(this_update=LATER)]),
    ),
    "a response of the signer's authority": (
        "ocsp-response",
        lambda: stored(
            plain(),
            ocsps=[world().authority.ocsp(world().chair.certificate, this_update=LATER)],
        ),
    ),
    "a delegate's response, by when it was produced": ("ocsp-response", with_delegates_response),
    "the signer's certificate": ("certificate", lambda: sign_b_b(paper(), late_signer())),
    "a certificate in the security store": (
        "certificate",
        lambda: stored(plain(), certificates=[late_authority().certificate]),
    ),
    "a time-stamp in a file within": (
        "time-stamp",
        lambda: sign_b_b(with_file(signed_b_t(world(), stamped_at=LATER)), world().chair),
    ),
    "a time-stamp in a file within a file within": (
        "time-stamp",
        lambda: sign_b_b(
            with_file(sign_b_b(with_file(signed_b_t(world(), stamped_at=LATER)), world().adjuster)),
            world().chair,
        ),
    ),
}


@pytest.mark.parametrize(("kind", "make"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_statement_that_something_authentic_contradicts_proves_nothing(
    kind: str, make: Make
) -> None:
    data = make()
    judging = Judging(world=world(), policy=IF_AVAILABLE)

    report = replace(judging, held_since=HELD).report(data)

    assert contradiction(report) == (kind, LATER)
    assert codes(report) == {"held-since-contradicted"}
    without = judging.report(data)
    assert report.signatures == without.signatures
    assert report.verdict == without.verdict
    assert report.attachments == without.attachments


@pytest.mark.parametrize(("kind", "make"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_from_when_the_latest_of_them_was_made_the_statement_proves(kind: str, make: Make) -> None:
    data, since = make(), LATER + timedelta(hours=2)

    report = Judging(world=world(), held_since=since, policy=IF_AVAILABLE).report(data)

    assert kind
    assert codes(report) == {"held-since"}
    assert report.signatures[0].best_signature_time is not None
    assert report.signatures[0].best_signature_time <= since


def test_a_key_revoked_before_its_time_stamp_does_not_pass_by_an_earlier_statement() -> None:
    made = fresh_world()
    revoking = made.authority.revoking(made.chair.certificate, at=EPOCH - 30 * DAY)
    told = evidence_of(revoking.crl(), made.root.crl(), made.time_stamp_root.crl())
    data = signed_b_t(made)
    judging = Judging(world=made, evidence=told)

    report = replace(judging, held_since=HELD).report(data)

    assert answer_of(report.signatures[0]) == indeterminate(S.REVOKED_NO_POE)
    assert contradiction(report)[0] == "time-stamp"


def stranger() -> Authority:
    return Authority.root("En främmande rot")


def impostor() -> Authority:
    """Of the name of the signer's authority, with a key of its own."""
    return Authority.root("Exempelmyndighetens CA")


def with_damaged_time_stamp() -> bytes:
    unit = stamping(world(), LATER)
    return add_related_time_stamp(plain(), lambda value: stamp(unit, value + b"x"))


def time_stamped_by_a_person() -> bytes:
    own = TimeStampAuthority(identity=world().adjuster, at=LATER)
    return signed_b_t(replace(world(), time_stamps=own), stamped_at=LATER)


def time_stamped_by_a_stranger() -> bytes:
    unit = TimeStampAuthority(identity=stranger().issue_time_stamping(), at=LATER)
    return signed_b_t(replace(world(), time_stamps=unit), stamped_at=LATER)


UNPROVEN: dict[str, Make] = {
    "a stranger's time-stamp": time_stamped_by_a_stranger,
    "a person's time-stamp": time_stamped_by_a_person,
    "a time-stamp over other bytes": with_damaged_time_stamp,
    "a stranger's list": lambda: stored(plain(), [stranger().crl(this_update=LATER)]),
    "a list in the authority's name": lambda: stored(plain(), [impostor().crl(this_update=LATER)]),
    "a person's list": lambda: stored(
        plain(), [Authority(identity=world().adjuster).crl(this_update=LATER)]
    ),
    "a response in the authority's name": lambda: stored(
        plain(), ocsps=[impostor().ocsp(world().chair.certificate, this_update=LATER)]
    ),
    "a person's response": lambda: stored(
        plain(),
        ocsps=[
            world().authority.ocsp(
                world().chair.certificate, responder=world().adjuster, this_update=LATER
            )
        ],
    ),
    "a stranger's certificate": lambda: stored(
        plain(), certificates=[stranger().issue_person(ANNA, not_before=LATER).certificate]
    ),
    "a certificate in the authority's name": lambda: stored(
        plain(), certificates=[impostor().issue_person(ANNA, not_before=LATER).certificate]
    ),
    "a claimed signing time": lambda: signed_b_b(world().chair, at=LATER),
}


@pytest.mark.parametrize("make", UNPROVEN.values(), ids=UNPROVEN)
def test_what_is_not_authentic_contradicts_nothing(make: Make) -> None:
    data = make()

    report = Judging(world=world(), held_since=HELD, policy=IF_AVAILABLE).report(data)

    assert codes(report) == {"held-since"}
    assert report.signatures[0].best_signature_time == HELD


def test_evidence_beside_the_file_contradicts_nothing() -> None:
    """It was collected later, for the same file."""
    told = evidence_of(world().authority.crl(), world().root.crl(), late_authority().certificate)
    judging = Judging(world=world(), evidence=told, held_since=HELD)

    report = judging.report(plain())

    assert codes(report) == {"held-since"}
    assert report.signatures[0].best_signature_time == HELD


def test_without_trust_nothing_contradicts_and_nothing_passes() -> None:
    report = validate(
        signed_b_t(world()), trust=TrustAnchors.none(), at=VALIDATED_AT, held_since=HELD
    )

    assert codes(report) == {"held-since"}
    assert report.verdict is Verdict.INDETERMINATE


def test_two_time_stamps_that_contradict_each_other_both_contradict_the_statement() -> None:
    data = archived(world(), signed_b_t(world(), stamped_at=LATER + HOUR), at=LATER)

    report = Judging(world=world(), held_since=HELD).report(data)

    assert contradiction(report)[0] == "time-stamp"


def test_a_time_stamp_whose_unit_expired_since_contradicts_the_statement_all_the_same() -> None:
    judging = Judging(world=world(), held_since=HELD, at=TEN_YEARS_ON, policy=IF_AVAILABLE)

    report = judging.report(signed_b_t(world()))

    assert contradiction(report)[0] == "time-stamp"
    assert answer_of(report.signatures[0]) != PASSED


def test_a_time_stamp_from_after_the_validation_time_contradicts_it_too() -> None:
    judging = Judging(world=world(), held_since=HELD, at=HELD + DAY, policy=IF_AVAILABLE)

    report = judging.report(signed_b_t(world()))

    assert contradiction(report)[0] == "time-stamp"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "held-since"), (119, "held-since"), (120, "held-since"), (121, "held-since-contradicted")],
)
def test_clocks_may_differ_as_much_as_the_policy_says(seconds: int, expected: str) -> None:
    """And then the later one is proven, so that no revocation fits between them."""
    since = LATER - timedelta(seconds=seconds)
    judging = Judging(world=world(), held_since=since, policy=IF_AVAILABLE)

    report = judging.report(signed_b_t(world(), stamped_at=LATER))

    assert codes(report) == {expected}
    assert report.signatures[0].best_signature_time == LATER


def test_a_policy_with_other_clocks_is_heeded() -> None:
    strict = policy("[x509]\nclock_skew_seconds = 0\n[signature]\nclaimed_time_skew_seconds = 0\n")
    judging = Judging(world=world(), held_since=LATER - timedelta(seconds=1), policy=strict)

    report = judging.report(signed_b_t(world(), stamped_at=LATER))

    assert codes(report) == {"held-since-contradicted"}


def test_a_certificate_held_just_before_it_came_into_force_is_no_forgery() -> None:
    report = Judging(world=world(), held_since=LATER - MINUTE, policy=IF_AVAILABLE).report(
        sign_b_b(paper(), late_signer())
    )

    assert answer_of(report.signatures[0]) == PASSED


def test_the_contradiction_is_told_in_both_languages_with_what_and_when() -> None:
    report = Judging(world=world(), held_since=HELD).report(signed_b_t(world(), stamped_at=LATER))

    (found,) = [each for each in report.findings if each.code == "held-since-contradicted"]

    assert "en tidsstämpel från 2026-03-02 11:00:00 CET" in found.message.sv
    assert "a time-stamp from 2026-03-02 11:00:00 CET" in found.message.en
    assert "Exempelmyndighetens" in found.message.sv
    for dated in ("certificate", "crl", "ocsp-response", "time-stamp"):
        assert dated not in message_for("held-since-contradicted", {"dated": dated}).sv


# What happened, each as minutes after the claimed signing time; None: it did not.
events = st.one_of(st.none(), st.sampled_from([-600, -60, 1, 60, 600]))
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def eventful(
    stamped: int | None, listed: int | None, issued: int | None, sealed: int | None
) -> bytes:
    made = world()
    data = plain() if stamped is None else signed_b_t(made, stamped_at=EPOCH + stamped * MINUTE)
    if listed is not None:
        lists = [made.authority.crl(this_update=EPOCH + listed * MINUTE, next_update=LONG)]
        data = stored(data, lists)
    if issued is not None:
        person = made.authority.issue_person(BO, not_before=EPOCH + issued * MINUTE)
        data = stored(data, certificates=[person.certificate])
    return data if sealed is None else archived(made, data, at=EPOCH + sealed * MINUTE)


@given(
    stamped=events,
    listed=events,
    issued=events,
    sealed=events,
    held=st.sampled_from([-700, -599, -500, -59, 0, 30, 61, 599, 700]),
)
@FEW
def test_in_every_order_of_events_the_statement_proves_what_its_bytes_allow(
    stamped: int | None, listed: int | None, issued: int | None, sealed: int | None, held: int
) -> None:
    data = eventful(stamped, listed, issued, sealed)
    happened = [at for at in (stamped, listed, issued, sealed) if at is not None]
    latest = max([held, *happened])
    judging = Judging(world=world(), policy=IF_AVAILABLE)

    report = replace(judging, held_since=EPOCH + held * MINUTE).report(data)

    without = judging.report(data)
    if latest - held > 2:
        assert codes(report) == {"held-since-contradicted"}
        assert report.signatures == without.signatures
        assert report.verdict == without.verdict
    else:
        assert codes(report) == {"held-since"}
        proven = without.signatures[0].best_signature_time or VALIDATED_AT
        best = min(proven, EPOCH + latest * MINUTE)
        assert report.signatures[0].best_signature_time == best


def b_t() -> bytes:
    return signed_b_t(world())


def extended(data: bytes, *, at: datetime) -> bytes:
    """The file raised to LTA: what it was validated by, and a document time-stamp."""
    makers = (world().root, world().authority, world().time_stamp_root)
    told = stored(data, [each.crl(this_update=at, next_update=LONG) for each in makers])
    return archived(world(), told, at=at + HOUR)


def revision_of(data: bytes, since: datetime) -> HeldSince:
    return HeldSince(since, digest(data))


def judged(data: bytes, held: datetime | HeldSince | None, **options: object) -> Report:
    given = {"at": VALIDATED_AT, "policy": IF_AVAILABLE, "trust": trust_of(world()), **options}
    return validate(data, held_since=held, **given)  # type: ignore[arg-type]


def test_a_later_extension_does_not_undo_the_proof_of_what_came_in() -> None:
    came_in = b_t()
    data = extended(came_in, at=EPOCH + 30 * DAY)
    later = EPOCH + 40 * DAY

    whole = judged(data, EPOCH + HOUR, at=later)
    revision = judged(data, revision_of(came_in, EPOCH + HOUR), at=later)

    assert codes(whole) == {"held-since-contradicted"}
    assert codes(revision) == {"held-since-revision"}
    (told,) = [each for each in revision.findings if each.code == "held-since-revision"]
    assert told.detail["digest"] == digest(came_in)
    assert told.detail["size"] == len(came_in)


@cache
def grown(listed: int, issued: int, sealed: int) -> tuple[bytes, ...]:
    """A signed file, and each revision that it grew by: a list, a certificate, a time-stamp."""
    made = world()
    person = made.authority.issue_person(BO, not_before=EPOCH + issued * MINUTE)
    first = plain()
    second = stored(first, [made.authority.crl(this_update=EPOCH + listed * MINUTE)])
    third = stored(second, certificates=[person.certificate])
    return first, second, third, archived(made, third, at=EPOCH + sealed * MINUTE)


some = st.sampled_from([-600, -60, 60, 600])


@given(
    listed=some,
    issued=some,
    sealed=some,
    revision=st.integers(0, 3),
    held=st.sampled_from([-700, -599, -59, 61, 601]),
)
@FEW
def test_whatever_came_after_the_revision_neither_contradicts_it_nor_is_proven(
    listed: int, issued: int, sealed: int, revision: int, held: int
) -> None:
    files = grown(listed, issued, sealed)
    within = (listed, issued, sealed)[:revision]

    report = judged(files[-1], revision_of(files[revision], EPOCH + held * MINUTE))

    without = judged(files[-1], None)
    if any(event - held > 2 for event in within):
        assert codes(report) == {"held-since-contradicted"}
        assert report.signatures == without.signatures
    else:
        assert codes(report) == {"held-since" if revision == 3 else "held-since-revision"}
        best = report.signatures[0].best_signature_time
        assert best == EPOCH + min(held, sealed) * MINUTE


def test_the_command_names_the_revision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    came_in = b_t()
    file, anchors = tmp_path / "a.pdf", tmp_path / "root.pem"
    file.write_bytes(extended(came_in, at=EPOCH + 30 * DAY))
    anchors.write_bytes(world().root.pem + world().time_stamp_root.pem)
    options = ["--trust", str(anchors), "--at=2026-05-02T09:00:00Z", "--format=json"]
    held = "--held-since=2026-03-02T10:00:00Z"

    said = []
    for named in ([], ["--held-sha256", digest(came_in)], ["--held-sha256", "0" * 64]):
        run([str(file), *options, held, *named])
        found = json.loads(capsys.readouterr().out)["findings"]
        said.append({f["code"] for f in found if f["code"].startswith("held-since")})

    assert said == [
        {"held-since-contradicted"},
        {"held-since-revision"},
        {"held-since-digest-unknown"},
    ]


def test_ten_years_on_the_revision_that_the_archive_has_held_passes() -> None:
    """The store came in with the file; only the document time-stamp is later."""
    makers = (world().root, world().authority, world().time_stamp_root)
    came_in = stored(b_t(), [each.crl() for each in makers])
    data = archived(world(), came_in, at=EPOCH + 30 * DAY)
    options = {"at": TEN_YEARS_ON, "policy": Policy.named("default")}

    alone = judged(data, None, **options)
    whole = judged(data, EPOCH + DAY, **options)
    revision = judged(data, revision_of(came_in, EPOCH + DAY), **options)

    assert answer_of(alone.signatures[0]) != PASSED
    assert answer_of(whole.signatures[0]) == answer_of(alone.signatures[0])
    assert answer_of(revision.signatures[0]) == PASSED


def test_what_was_added_later_the_revision_does_not_prove() -> None:
    """Here the lists: they are not proven to be from before their issuer expired."""
    came_in = b_t()
    data = extended(came_in, at=EPOCH + 30 * DAY)
    options = {"at": TEN_YEARS_ON, "policy": Policy.named("default")}

    revision = judged(data, revision_of(came_in, EPOCH + HOUR), **options)

    assert codes(revision) == {"held-since-revision"}
    assert answer_of(revision.signatures[0]) != PASSED
    assert revision.signatures[0].best_signature_time == b_t_time()


def b_t_time() -> datetime:
    return EPOCH + MINUTE


def test_a_signature_that_was_added_later_the_revision_does_not_prove() -> None:
    came_in = plain()
    data = sign_b_b(came_in, world().adjuster, field="Underskrift2", at=EPOCH + DAY / 2)

    first, second = judged(data, revision_of(came_in, EPOCH + HOUR)).signatures

    assert first.best_signature_time == EPOCH + HOUR
    assert second.best_signature_time is None


def test_what_lies_in_the_revision_contradicts_the_statement_on_it() -> None:
    came_in = signed_b_t(world(), stamped_at=LATER)
    data = extended(came_in, at=EPOCH + 30 * DAY)

    report = judged(data, revision_of(came_in, HELD), at=EPOCH + 40 * DAY)

    assert contradiction(report) == ("time-stamp", LATER)
    assert report.signatures == judged(data, None, at=EPOCH + 40 * DAY).signatures


def test_a_list_that_came_later_contradicts_nothing_of_an_earlier_revision() -> None:
    came_in = plain()
    first = stored(came_in, [world().authority.crl(this_update=LATER)])
    held = HELD + DAY

    of_paper = judged(first, revision_of(came_in, held))
    of_whole = judged(first, revision_of(first, held))

    assert codes(of_paper) == {"held-since-revision"}
    assert codes(of_whole) == {"held-since-contradicted"}


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r", b" \n", b"\n\n"])
def test_the_revision_is_found_with_and_without_its_line_end(end: bytes) -> None:
    came_in = plain().rstrip(b"\r\n") + end
    data = stored(came_in, [world().authority.crl(this_update=LATER)])
    assert data.startswith(came_in)

    for held in (came_in, came_in.rstrip()):
        assert codes(judged(data, revision_of(held, HELD))) == {"held-since-revision"}


def test_an_unsigned_revision_proves_nothing_of_what_was_signed_later() -> None:
    report = judged(plain(), revision_of(paper(), HELD))

    assert codes(report) == {"held-since-revision"}
    assert report.signatures[0].best_signature_time is None


def test_the_digest_of_the_file_itself_is_the_file() -> None:
    data = plain()

    for stated in (digest(data), digest(data).upper()):
        report = judged(data, HeldSince(HELD, stated))
        assert codes(report) == {"held-since"}
        assert report.signatures[0].best_signature_time == HELD


@pytest.mark.parametrize(
    "stated",
    [
        lambda _: digest(b""),
        lambda _: digest(b"another file"),
        lambda _: "8801146413" + "fe" * 27,  # which has the shape of a personal identity number
        lambda data: digest(data[:-200]),
        lambda data: digest(data + b"\n"),
        lambda data: digest(data[1:]),
    ],
)
def test_a_digest_of_no_revision_is_told_and_proves_nothing(
    stated: Callable[[bytes], str],
) -> None:
    data = extended(b_t(), at=EPOCH + 2 * HOUR)

    report = judged(data, HeldSince(EPOCH + HOUR, stated(data)))

    assert codes(report) == {"held-since-digest-unknown"}
    assert report.signatures == judged(data, None).signatures
    (told,) = [each for each in report.findings if each.code == "held-since-digest-unknown"]
    assert told.severity is Severity.WARNING
    assert str(told.detail["digest"]) in told.message.sv


def test_a_forged_signature_in_the_place_of_a_held_one_is_not_proven() -> None:
    """Only what stands in the bytes that were held was held, whatever an update puts over it."""
    came_in = plain()
    other = sealed_by(template(), handmade(world().adjuster).der)

    report = judged(other, revision_of(came_in, HELD))

    assert codes(report) == {"held-since-digest-unknown"}
    assert report.signatures[0].best_signature_time is None


def test_a_file_of_many_marks_is_looked_through_in_time() -> None:
    data = plain() + b"%%EOF                \n" * 50_000

    report = judged(data, HeldSince(HELD, "0" * 64))

    assert codes(report) == {"held-since-digest-unknown"}


def test_more_that_may_be_later_than_can_be_asked_leaves_the_statement_unproven() -> None:
    other = stranger()
    late = [other.issue_person(ANNA, not_before=LATER).certificate for _ in range(MAX_ASKED + 1)]
    data = stored(signed_b_t(world(), stamped_at=LATER - MINUTE), certificates=late)

    report = judged(data, HELD)

    assert codes(report) == {"held-since-not-weighed"}
    assert report.signatures == judged(data, None).signatures


def test_the_statement_is_about_the_files_within_the_held_revision_too() -> None:
    inner = sign_b_b(paper(), world().adjuster)
    came_in = sign_b_b(with_file(inner), world().chair)
    data = stored(came_in, [world().authority.crl(this_update=LATER)])

    (held,) = judged(data, revision_of(came_in, HELD)).attachments
    (contradicted,) = judged(data, HELD).attachments

    assert held.report.signatures[0].best_signature_time == HELD
    assert codes(held.report) == {"held-since"}
    assert contradicted.report.signatures[0].best_signature_time is None
    assert codes(contradicted.report) == set()


def test_the_given_file_with_a_statement_older_than_its_time_stamp_does_not_pass() -> None:
    folder = shared("pki/held-since-before-time-stamp")
    rows = shared("pki/cases.jsonl").read_text(encoding="utf-8").splitlines()
    (case,) = [c for c in map(json.loads, rows) if c["case"] == folder.name]
    at, held = (datetime.fromisoformat(case["args"][n]) for n in (3, 5))

    report = validate(
        folder / "file.pdf",
        trust=TrustAnchors.from_path(folder / "trust.pem"),
        at=at,
        held_since=held,
    )

    assert report.verdict is not Verdict.VALID
    assert codes(report) == {"held-since-contradicted"}


def test_a_statement_of_nothing_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="time zone"):
        HeldSince(datetime(2026, 3, 2))
    for text in ("", "0" * 63, "g" * 64, "0" * 65, "0" * 64 + "\n"):
        with pytest.raises(ValueError, match="64 hexadecimal digits"):
            HeldSince(datetime(2026, 3, 2, tzinfo=UTC), text)
    with pytest.raises(TypeError, match="held_since must be a datetime or HeldSince"):
        judged(plain(), "2026-03-02")  # type: ignore[arg-type]
