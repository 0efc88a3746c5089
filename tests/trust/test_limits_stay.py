"""What limits an anchor stays when anchors are changed; what may be a limit is never ignored."""

from datetime import timedelta
from pathlib import Path

import pytest

from fhvalidate import TrustAnchors, Verdict, validate
from fhvalidate.errors import UsageError
from fhvalidate.x509.paths.path_inputs import PathInputs
from tests.pki import VALIDATED_AT
from tests.trust.test_profiles_anywhere import ENDED, FOR_TIME_ALONE, GOOD, PEM, SIGNED, WORLD

LATER = VALIDATED_AT + timedelta(days=10)
POLICIES = b'[path]\npolicies = ["1.2.3"]\nexplicit_policy = true\n\n[[anchor]]'


def anchors(data: bytes) -> TrustAnchors:
    return TrustAnchors.from_pem_or_der(data, name="trust.toml")


def verdict(trust: TrustAnchors) -> Verdict:
    return validate(SIGNED, trust=trust, at=VALIDATED_AT).verdict


@pytest.mark.parametrize("limited", [FOR_TIME_ALONE, ENDED])
def test_a_sunset_widens_neither_purpose_nor_date(limited: bytes) -> None:
    assert verdict(anchors(limited).until(LATER)) is Verdict.INDETERMINATE


def test_a_sunset_to_come_leaves_what_is_believed() -> None:
    assert verdict(anchors(GOOD).until(LATER)) is Verdict.VALID


def test_a_sunset_is_a_limit_beside_others() -> None:
    good = anchors(GOOD)

    assert verdict(good.until(VALIDATED_AT - timedelta(days=30))) is Verdict.INDETERMINATE
    assert verdict(good.until(LATER).until(VALIDATED_AT - timedelta(days=30))) is (
        Verdict.INDETERMINATE
    )


def test_policies_that_are_asked_for_stay_beside_others() -> None:
    asking = anchors(GOOD.replace(b"[[anchor]]", POLICIES, 1))

    changed = asking.with_path_inputs(PathInputs(inhibit_any_policy=True))

    assert verdict(asking) is verdict(changed) is Verdict.INDETERMINATE


@pytest.mark.parametrize("name", [b"Until", b"valid_until", b'"until "', b"only_for"])
def test_a_name_that_nobody_knows_may_be_a_limit(name: bytes) -> None:
    with pytest.raises(UsageError) as raised:
        anchors(ENDED.replace(b"until = ", name + b" = "))
    assert raised.value.code == "trust-profile-malformed"


def test_a_table_that_nobody_knows_may_be_a_limit() -> None:
    with pytest.raises(UsageError) as raised:
        anchors(GOOD.replace(b"[[anchor]]", POLICIES.replace(b"[path]", b"[paths]"), 1))
    assert raised.value.detail["where"] == "paths"


def test_what_openssl_trusts_for_some_uses_is_not_read_as_trusted_for_all(tmp_path: Path) -> None:
    trusted = WORLD.root.pem.replace(b"BEGIN CERT", b"BEGIN TRUSTED CERT").replace(
        b"END CERT", b"END TRUSTED CERT"
    )
    (tmp_path / "rot.pem").write_bytes(trusted)
    (tmp_path / "tid.pem").write_bytes(PEM)

    found = TrustAnchors.from_path(tmp_path)

    assert verdict(found) is Verdict.INDETERMINATE
    assert [finding.code for finding in found.findings] == ["trust-certificate-unreadable"]
