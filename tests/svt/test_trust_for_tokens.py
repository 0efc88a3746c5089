"""Whom `--trust` and a profile make believed for tokens: those of whom it is said."""

from pathlib import Path

import pytest

from fhvalidate import TrustAnchors, UsageError, Verdict
from fhvalidate.store.trust import load_trust, stated_path
from fhvalidate.trust.anchors import Purpose
from tests.pki.world import shared_world
from tests.svt.scenes import judged, token_root, vouched


@pytest.fixture
def paths(tmp_path: Path) -> tuple[str, str]:
    """The root of the people, and that of the issuers of tokens."""
    files = tmp_path / "people.pem", tmp_path / "tokens.pem"
    for file, authority in zip(files, (shared_world().root, token_root()), strict=True):
        file.write_bytes(authority.pem)
    return str(files[0]), str(files[1])


def verdict(*trust: str) -> Verdict:
    return judged(vouched(), trust=load_trust(trust, test=False)).verdict


def test_a_path_is_believed_for_tokens_where_that_is_said(paths: tuple[str, str]) -> None:
    people, tokens = paths

    assert verdict(people, tokens) is Verdict.INDETERMINATE
    assert verdict(people, f"timestamp:{tokens}") is Verdict.INDETERMINATE
    assert verdict(people, f"svt:{tokens}") is Verdict.VALID
    assert verdict(f"signature:{people}", f"svt:{tokens}") is Verdict.VALID
    assert verdict(people, tokens, f"svt:{tokens}", f"timestamp:{tokens}") is Verdict.VALID


def test_a_path_that_is_for_tokens_alone_makes_no_signature_valid(paths: tuple[str, str]) -> None:
    people, tokens = paths
    trust = load_trust((f"svt:{people}", tokens), test=False)

    (person,) = (
        c for c in trust.certificates if c not in trust.anchors_for(Purpose.SIGNATURE, among=())
    )
    assert person in trust.anchors_for(Purpose.SVT, among=())


def test_what_stands_before_a_colon_is_a_purpose_or_part_of_a_path() -> None:
    assert stated_path("svt:a.pem") == (Purpose.SVT, "a.pem")
    assert stated_path("signature:a:b.pem") == (Purpose.SIGNATURE, "a:b.pem")
    assert stated_path("other:a.pem") == (None, "other:a.pem")
    assert stated_path("svt:") == (None, "svt:")
    assert stated_path("./svt:a.pem") == (None, "./svt:a.pem")


def test_a_path_that_is_not_there_is_told_by_its_own_name() -> None:
    with pytest.raises(UsageError) as told:
        load_trust(("svt:/nowhere.pem",), test=False)

    assert told.value.code == "trust-path-missing"


def test_a_purpose_only_narrows_what_a_profile_states() -> None:
    root = TrustAnchors.from_pem_or_der(token_root().pem, name="a.pem")

    for_time_stamps = root.for_purpose(Purpose.TIMESTAMP)

    assert for_time_stamps.for_purpose(Purpose.SVT).certificates == ()
    assert root.for_purpose(Purpose.SVT).anchors_for(Purpose.SVT, among=()) == root.certificates
