"""What is added to a file, in which order, and to which nothing is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import Evidence, Level, Policy, SignatureKind, UsageError
from fhvalidate.constraints import AlgorithmLifetime, CryptographicConstraints
from fhvalidate.errors import UnreadableError
from fhvalidate.extension.extending import Extended, Tools, extended
from fhvalidate.extension.levels import digest_for
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.pdf.revisions.changes import ChangeLevel
from fhvalidate.trust.anchors import TrustAnchors
from tests.extension.tools import Bench
from tests.extension.worlds import DAY, HOUR, Scene, once, scene_at
from tests.fixtures.documents import encrypted
from tests.pki.authority import Authority
from tests.pki.minutes import minutes
from tests.pki.signing import Permission, SubFilter, add_document_time_stamp, sign_b_b, sign_b_t
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.times import YEAR

LT, LTA = Wanted(Goal.LT), Wanted(Goal.LTA)
RENEWED = Wanted(Goal.LTA, renew=True)
HARMLESS = (ChangeLevel.NONE, ChangeLevel.VALIDATION_DATA, ChangeLevel.SIGNATURE)


def b_b(scene: Scene) -> bytes:
    return scene.signed()


def b_t(scene: Scene) -> bytes:
    unit = replace(scene.unit, at=scene.at - HOUR)
    return sign_b_t(minutes(), scene.signer, unit, at=scene.at - 2 * HOUR)


def legacy(scene: Scene) -> bytes:
    return scene.signed(sub_filter=SubFilter.PKCS7_DETACHED)


def packed(scene: Scene) -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(minutes())) as pdf:
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return scene.signed(made.getvalue())


def two(scene: Scene) -> bytes:
    return scene.signed(scene.signed(), field="Underskrift2")


def certified(scene: Scene) -> bytes:
    return scene.signed(certifying=Permission.NOTHING)


def certified_stamped(scene: Scene) -> bytes:
    data = certified(scene)
    return add_document_time_stamp(data, replace(scene.unit, at=scene.at - HOUR))


def form_certified(scene: Scene) -> bytes:
    return scene.signed(certifying=Permission.FORMS)


FILES = (b_b, b_t, legacy, packed, two, certified, certified_stamped, form_certified)


def checked(made: Extended, data: bytes) -> Extended:
    """The same, with what must hold of everything that was extended."""
    assert made.data.startswith(data)
    assert made.after.verdict == "valid"
    for each in made.after.signatures:
        assert each.indication in ("TOTAL-PASSED", "PASSED")
        assert each.changes_after.level in (
            ChangeLevel.NONE,
            ChangeLevel.VALIDATION_DATA,
            "signature",
        )
    stamps = made.after.signatures[len(made.before.signatures) :]
    assert {each.kind for each in stamps} <= {SignatureKind.DOCUMENT_TIMESTAMP}
    return made


@pytest.mark.parametrize("make", FILES)
def test_a_file_gets_level_lta_and_every_earlier_byte_is_as_it_was(
    make: Callable[[Scene], bytes],
) -> None:
    scene = once()
    data = make(scene)

    made = checked(extended(data, LTA, scene.bench().tools), data)

    levels = {s.confirmed_level for s in made.after.signatures if s.kind == "signature"}
    assert levels <= {Level.LTA, Level.PKCS7_LTA}
    until = made.after.provable.until if made.after.provable else None
    assert until == scene.at + 5 * YEAR  # when the certificate of the time-stamps ends


def test_a_file_without_proof_gets_a_time_stamp_for_lt_and_one_with_proof_does_not() -> None:
    scene = once()

    one = checked(extended(b_b(scene), LT, scene.bench().tools), b"%PDF")
    none = checked(extended(b_t(scene), LT, scene.bench().tools), b"%PDF")

    assert [len(each.after.signatures) for each in (one, none)] == [2, 1]
    assert {each.after.signatures[0].confirmed_level for each in (one, none)} == {Level.LT}


def test_a_file_is_raised_step_by_step_and_renewed() -> None:
    scene = once()
    bench, data = scene.bench(), b_b(scene)
    sizes = []
    for wanted in (LT, LTA, RENEWED, RENEWED):
        bench = replace(bench, at=bench.at + DAY)
        made = checked(extended(data, wanted, bench.tools), data)
        sizes.append(len(made.after.signatures))
        data = made.data

    assert sizes == [2, 3, 4, 5]


@pytest.mark.parametrize("R", [4, 6])
def test_an_encrypted_file_is_extended_with_its_password(R: int) -> None:  # noqa: N803
    scene = once()
    if R == 6:
        plain = encrypted(minutes(), user_password="hemligt")
    else:
        made = BytesIO()
        with pikepdf.open(BytesIO(minutes())) as pdf:
            pdf.save(made, encryption=pikepdf.Encryption(owner="a", user="hemligt", R=4))
        plain = made.getvalue()
    data = scene.signed(plain, password="hemligt")

    found = checked(extended(data, LTA, scene.bench(password="hemligt").tools), data)

    assert found.after.signatures[0].confirmed_level is Level.LTA
    with pytest.raises(UnreadableError, match="password-wrong"):
        extended(data, LTA, scene.bench(password="fel").tools)


def test_revocation_data_is_collected_after_the_time_stamp_that_it_is_to_speak_of() -> None:
    scene, done = once(), []
    tools = scene.bench().tools

    def noting(name: str, act: Callable[..., object]) -> Callable[..., object]:
        def noted(*given: object, **named: object) -> object:
            done.append(name + (" alone" if named.get("alone") else ""))
            return act(*given, **named)

        return noted

    noted = Tools(*(noting(n, getattr(tools, n)) for n in ("judge", "stamped", "supplied")))  # type: ignore[arg-type]
    extended(b_b(scene), LTA, noted)

    assert done[:5] == ["judge", "stamped", "judge", "supplied", "stamped"]
    assert set(done[5:]) == {"judge alone"}


def test_what_is_written_is_all_that_chains_name_and_nothing_twice() -> None:
    scene = once()
    bench = scene.bench()
    first = extended(b_b(scene), LTA, bench.tools).data
    later = replace(bench, at=bench.at + HOUR)
    again = extended(first, RENEWED, later.tools).data

    with pikepdf.open(BytesIO(again)) as pdf:
        store = pdf.Root.DSS
        certificates = [item.read_bytes() for item in store.Certs]
        lists = [item.read_bytes() for item in store.CRLs]
    assert len(set(lists)) == len(lists) >= 3
    named = [scene.root, scene.authority, scene.stamp_root]
    held = [*(each.certificate for each in named), scene.signer.certificate]
    ders = {each.public_bytes(Encoding.DER) for each in (*held, scene.unit.identity.certificate)}
    assert sorted(certificates) == sorted(ders)


def test_the_digest_is_the_strongest_that_the_policy_believes_longest() -> None:
    scene = once()
    default = Policy.named("default").cryptography
    others = tuple(row for row in default.algorithms if row.name not in ("sha512", "sha384"))
    ending = AlgorithmLifetime("sha512", 0, (scene.at + YEAR).date())
    shorter = CryptographicConstraints((*others, ending, AlgorithmLifetime("sha384", 0, None)))

    assert digest_for(default, scene.at) == "sha512"
    assert digest_for(shorter, scene.at) == "sha384"
    assert digest_for(CryptographicConstraints(others), scene.at) == "sha256"


def test_a_chain_of_sha256_is_renewed_with_sha512() -> None:
    scene = once()
    unit = replace(scene.unit, at=scene.at - HOUR)
    weak = add_document_time_stamp(b_b(scene), unit, digest="sha256")

    made = extended(weak, LTA, scene.bench().tools)

    details = [each.timestamps[0].details for each in made.after.signatures[1:]]
    assert [each and len(each.imprint) * 4 for each in details] == [256, 512]


def revoked(scene: Scene) -> Bench:
    """As of a day when the signer has been revoked."""
    authority = scene.authority.revoking(scene.signer.certificate, at=scene.at - DAY)
    other = replace(scene, authority=authority)
    return scene.bench(evidence=other.evidence)


REFUSED: dict[str, tuple[Callable[[Scene], bytes], Callable[[Scene], Bench], Wanted, str]] = {
    "an unsigned file": (lambda _: minutes(), lambda s: s.bench(), LTA, "extend-nothing-signed"),
    "no revocation data": (
        b_b,
        lambda s: s.bench(evidence=lambda _: Evidence()),
        LTA,
        "extend-not-holding",
    ),
    "a revoked signer": (b_b, revoked, LTA, "extend-not-holding"),
    "a signer nobody trusts": (
        b_b,
        lambda s: s.bench(trust=TrustAnchors.none()),
        LTA,
        "extend-not-holding",
    ),
    "an expired signer": (b_b, lambda s: s.bench(at=s.at + 3 * YEAR), LTA, "extend-not-holding"),
    "nothing to renew": (b_t, lambda s: s.bench(), RENEWED, "extend-not-archived"),
    "changed bytes": (
        lambda s: b_b(s).replace(b"/Producer", b"/Producex", 1),
        lambda s: s.bench(),
        LTA,
        "extend-not-valid",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_nothing_is_stamped_where_nothing_would_be_kept(case: str) -> None:
    make, bench, wanted, code = REFUSED[case]
    scene = once()
    tools = replace(bench(scene).tools, stamped=never, supplied=never)

    with pytest.raises(UsageError) as caught:
        extended(make(scene), wanted, tools)

    assert caught.value.code == code, caught.value


def never(*_: object) -> bytes:
    raise AssertionError("nothing is to be written")


def test_a_file_that_has_the_level_is_left_alone() -> None:
    scene = once()
    made = extended(b_b(scene), LTA, scene.bench().tools).data
    tools = replace(scene.bench().tools, stamped=never, supplied=never)

    for wanted in (LT, LTA):
        with pytest.raises(UsageError, match="extend-has-level"):
            extended(made, wanted, tools)


def test_a_time_stamp_of_somebody_who_is_not_trusted_is_not_followed_by_another() -> None:
    scene, stamped = once(), []
    stranger = Authority.root("Främmande rot").issue_time_stamping()
    bench = scene.bench(stamps=TimeStampAuthority(identity=stranger))

    def counted(data: bytes) -> bytes:
        stamped.append(1)
        return bench.stamped(data)

    with pytest.raises(UsageError, match="extend-time-stamp-not-trusted"):
        extended(b_b(scene), LTA, replace(bench.tools, stamped=counted))
    assert len(stamped) == 1


def test_a_time_stamp_that_ends_before_the_signer_does_is_no_reason_to_refuse() -> None:
    scene = once()
    unit = scene.stamp_root.issue_time_stamping(
        not_before=scene.at - YEAR, not_after=scene.at + 30 * DAY
    )
    bench = scene.bench(stamps=TimeStampAuthority(identity=unit))

    made = checked(extended(b_b(scene), LTA, bench.tools), b"%PDF")

    assert made.after.provable is not None
    assert made.after.provable.until == scene.at + timedelta(days=30)


def test_a_signer_signs_and_the_file_holds_when_every_old_certificate_has_ended() -> None:
    scene = scene_at(once().at)
    made = extended(sign_b_b(minutes(), scene.signer), LTA, scene.bench().tools)

    later = scene.bench().judge(made.data, alone=True, at=scene.at + 4 * YEAR)

    assert later.verdict == "valid"
