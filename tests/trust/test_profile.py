"""The trust profile as a file."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given
from hypothesis import strategies as st

from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language, sentence
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.trust.profile import (
    ListsInUse,
    Profile,
    dumps,
    parse_profile,
    read_profile,
    write_profile,
)
from fhvalidate.trust.profile_entry import Entry
from fhvalidate.x509.certificates.certificate import read_certificate
from fhvalidate.x509.paths.path_inputs import PathInputs
from tests.pki import Authority

CERTIFICATE = read_certificate(Authority.root().certificate.public_bytes(Encoding.DER))
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
ENTRIES = st.builds(
    Entry,
    certificate=st.just(CERTIFICATE),
    purpose=st.sampled_from(Purpose),
    label=TEXT,
    source=TEXT,
    added=MOMENTS,
    since=st.none() | MOMENTS,
    until=st.none() | MOMENTS,
    qualified=st.booleans(),
)
POLICIES = st.sampled_from(["1.2.752.201.2.1", "0.4.0.1456.1.1", "2.5.29.32.1", "2.16.840.1.101"])
INPUTS = st.builds(
    PathInputs,
    initial_policies=st.none() | st.frozensets(POLICIES, min_size=1),
    explicit_policy=st.booleans(),
    inhibit_policy_mapping=st.booleans(),
    inhibit_any_policy=st.booleans(),
)
PROFILES = st.builds(
    Profile,
    name=TEXT,
    entries=st.lists(ENTRIES, max_size=3, unique_by=lambda e: e.key).map(tuple),
    lists=st.none() | st.builds(ListsInUse, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple)),
    path_inputs=INPUTS,
)


@given(PROFILES)
@example(Profile(name="Rad\r\nRad"))
def test_what_is_written_is_read_back(profile: Profile) -> None:
    read = parse_profile(dumps(profile), path="trust.toml")

    assert read == profile
    assert not read.changed_elsewhere


@given(PROFILES, st.binary(max_size=20), st.integers(0, 2000))
def test_a_damaged_profile_is_unreadable_or_told_as_changed(
    profile: Profile, noise: bytes, place: int
) -> None:
    data = dumps(profile)
    damaged = data[:place] + noise + data[place:]

    read = None
    with suppress(UsageError):
        read = parse_profile(damaged, path="trust.toml")

    assert read is None or read == profile or read.changed_elsewhere


def entry(label: str = "Exempelmyndigheten") -> Entry:
    added = datetime(2026, 3, 2, tzinfo=UTC)
    return Entry(CERTIFICATE, Purpose.SIGNATURE, label, "rot.pem", added)


def test_a_profile_changed_by_hand_says_so_and_still_holds() -> None:
    data = dumps(Profile(entries=(entry(),))).replace(b'"rot.pem"', b'"annan.pem"')

    anchors = TrustAnchors.of_profile(parse_profile(data, path="trust.toml"))

    assert [finding.code for finding in anchors.findings] == ["trust-profile-changed"]
    assert anchors.certificates == (CERTIFICATE,)


def test_what_accepts_a_changed_profile_names_the_one_that_was_given(tmp_path: Path) -> None:
    """Alone, and in a folder; the user's own is found without."""
    file = tmp_path / "vår profil.toml"
    changed = dumps(Profile(entries=(entry(),))).replace(b'"rot.pem"', b'"annan.pem"')
    file.write_bytes(changed)

    own = TrustAnchors.of_profile(parse_profile(changed, path="trust.toml"))
    for anchors in (
        TrustAnchors.from_path(file),
        TrustAnchors.from_path(tmp_path),
        TrustAnchors.from_profile(file),
    ):
        (found,) = anchors.findings
        accept = f"fhvalidate trust accept {found.detail['fingerprint']} --profile '{file}'"
        assert accept in sentence(Language.SV, found.code, found.detail)
        assert accept in sentence(Language.EN, found.code, found.detail)

    assert "--profile" not in sentence(Language.SV, own.findings[0].code, own.findings[0].detail)


def test_a_certificate_that_is_not_the_one_of_the_fingerprint_is_refused() -> None:
    data = dumps(Profile(entries=(entry(),)))
    other = data.replace(CERTIFICATE.sha256.encode(), b"0" * 64)

    with pytest.raises(UsageError) as caught:
        parse_profile(other, path="trust.toml")

    assert caught.value.code == "trust-profile-malformed"


def test_the_same_anchor_for_the_same_purpose_is_replaced() -> None:
    profile = Profile(entries=(entry("gammal"),)).adding([entry("ny")])

    assert [item.label for item in profile.entries] == ["ny"]


def test_a_missing_profile_is_an_empty_one_that_nobody_has_changed(tmp_path: Path) -> None:
    profile = read_profile(tmp_path / "trust.toml")

    assert profile.entries == ()
    assert not profile.changed_elsewhere


def test_a_profile_is_written_through_a_symbolic_link(tmp_path: Path) -> None:
    real = tmp_path / "delad" / "trust.toml"
    link = tmp_path / "trust.toml"
    real.parent.mkdir()
    real.touch()
    link.symlink_to(real)

    write_profile(link, Profile(name="kommunens lista"))

    assert link.is_symlink()
    assert read_profile(real).name == "kommunens lista"


def test_a_profile_from_before_there_were_policy_inputs_keeps_its_digest() -> None:
    data = b"""
format = "fhvalidate/trust/1"
sealed = "6f80b0db9d30562a512fe99b4920964bb30328f1213a8934315089db3c79adfd"
name = "kommunens lista"
anchor = []
"""

    profile = parse_profile(data, path="trust.toml")

    assert profile.path_inputs == PathInputs()
    assert not profile.changed_elsewhere
    assert b"[path]" not in dumps(profile)


def test_the_policy_inputs_of_a_profile_are_those_of_its_anchors() -> None:
    data = (
        dumps(Profile())
        + b"""
[path]
policies = ["1.2.752.201.2.1"]
explicit_policy = true
inhibit_policy_mapping = true
inhibit_any_policy = true
"""
    )

    profile = parse_profile(data, path="trust.toml")

    assert TrustAnchors.of_profile(profile).path_inputs == PathInputs(
        frozenset({"1.2.752.201.2.1"}),
        explicit_policy=True,
        inhibit_policy_mapping=True,
        inhibit_any_policy=True,
    )
    assert profile.changed_elsewhere


def test_policies_that_are_stated_and_not_required_are_told() -> None:
    profile = Profile(path_inputs=PathInputs(frozenset({"1.2.3"})))

    codes = [
        finding.code
        for finding in TrustAnchors.of_profile(parse_profile(dumps(profile), path="x")).findings
    ]

    assert codes == ["trust-policies-not-required"]


@pytest.mark.parametrize(
    "table",
    [
        "path = 3",
        "path = 'policies'",
        "[path]\npolicies = []",
        "[path]\npolicies = '1.2.3'",
        "[path]\npolicies = [1.2]",
        "[path]\npolicies = ['1.2.3', '']",
        "[path]\npolicies = ['1.2.3.']",
        "[path]\npolicies = ['3.2.1']",
        "[path]\npolicies = ['1.40.1']",
        "[path]\npolicies = ['1.02.3']",
        "[path]\npolicies = ['2.5.29.32.0']",
        "[path]\npolicies = ['bevaras']",
        "[path]\nexplicit_policy = 'true'",
        "[path]\nexplicit_policy = 1",
        "[path]\nexplict_policy = true",
        "[path]\npolicy = ['1.2.3']",
    ],
)
def test_policy_inputs_that_are_not_understood_are_refused(table: str) -> None:
    data = f"format = 'fhvalidate/trust/1'\n{table}\n".encode()

    with pytest.raises(UsageError) as caught:
        parse_profile(data, path="trust.toml")

    assert caught.value.code == "trust-profile-malformed"
