"""Files given as trust: what in them cannot be read is told as that (RFC 5280, 4.1)."""

from pathlib import Path

import pytest

from fhvalidate.conclusion import Severity
from fhvalidate.errors import UsageError
from fhvalidate.trust import anchor_files
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.trust.profile import Profile, dumps, parse_profile
from fhvalidate.trust.profile_entry import Entry
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.pki import EPOCH, Authority
from tests.trust.published import der_of
from tests.x509.unreadable import DER, OTHERS, PEM, UNREADABLE_DER, UNREADABLE_PEM, armoured

UNREADABLE = {**UNREADABLE_PEM, **UNREADABLE_DER}
OTHER = Authority.root("En annan rot-CA").pem
CODE = "trust-certificate-unreadable"


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=list(UNREADABLE))
def test_a_file_whose_certificate_cannot_be_read_is_not_said_to_hold_none(
    tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "rot.pem"
    file.write_bytes(data)

    with pytest.raises(UsageError) as of_file:
        TrustAnchors.from_path(file)
    with pytest.raises(UsageError) as of_folder:
        TrustAnchors.from_path(tmp_path)
    with pytest.raises(UsageError) as of_bytes:
        TrustAnchors.from_pem_or_der(data, name="rot.pem")

    for caught in (of_file, of_folder, of_bytes):
        assert caught.value.code == CODE
        assert caught.value.detail["path"] == "rot.pem"
        assert caught.value.detail["block"] == "1"
        assert caught.value.detail["reason"]


@pytest.mark.parametrize("data", OTHERS.values(), ids=list(OTHERS))
def test_a_file_without_a_certificate_is_said_to_hold_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "rot.pem").write_bytes(data)

    for path in (tmp_path, tmp_path / "rot.pem"):
        with pytest.raises(UsageError) as caught:
            TrustAnchors.from_path(path)
        assert caught.value.code == "trust-no-certificate"


@pytest.mark.parametrize("data", UNREADABLE_PEM.values(), ids=list(UNREADABLE_PEM))
def test_one_unreadable_among_others_is_a_warning_and_the_others_are_believed(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "bunt.pem").write_bytes(OTHER + data + b"\n" + PEM)

    trust = TrustAnchors.from_path(tmp_path / "bunt.pem")

    assert trust.count == 2
    assert trust.sources[0].anchors == 2
    finding = trust.findings[0]
    assert len(trust.findings) == 1
    assert (finding.code, finding.severity) == (CODE, Severity.WARNING)
    assert (finding.detail["path"], finding.detail["block"]) == ("bunt.pem", 2)


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=list(UNREADABLE))
def test_one_unreadable_in_a_folder_is_a_warning_that_names_its_file(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "a.pem").write_bytes(OTHER)
    (tmp_path / "b.cer").write_bytes(data)
    (tmp_path / "LÄSMIG.txt").write_text("Rötter för prov", encoding="utf-8")

    trust = TrustAnchors.from_path(tmp_path)

    assert trust.count == 1
    assert [(f.code, f.detail["path"]) for f in trust.findings] == [(CODE, "b.cer")]


def test_a_file_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchor_files, "MAX_FILE_SIZE", len(OTHER) + 10)
    (tmp_path / "a.pem").write_bytes(OTHER)
    (tmp_path / "b.pem").write_bytes(OTHER + PEM)

    trust = TrustAnchors.from_path(tmp_path)

    assert [f.detail["reason"] for f in trust.findings] == ["file-too-large"]


def test_many_unreadable_certificates_are_told_up_to_a_limit() -> None:
    data = OTHER + armoured(DER[:-1]) * 100

    trust = TrustAnchors.from_pem_or_der(data, name="bunt.pem")

    assert len(trust.findings) == anchor_files.MAX_TOLD


def test_joined_anchors_keep_what_is_told_of_each() -> None:
    parts = [TrustAnchors.from_pem_or_der(OTHER + armoured(b""), name=name) for name in "ab"]

    assert [f.detail["path"] for f in TrustAnchors.joined(parts).findings] == ["a", "b"]


def profile_with(block: bytes) -> bytes:
    """A sealed profile of two anchors, whose second certificate is replaced with the block."""
    entries = tuple(
        Entry(read_certificate(der), Purpose.SIGNATURE, label, "rot.pem", EPOCH)
        for label, der in (
            ("första", der_of(Authority.root("En annan rot-CA").certificate)),
            ("andra", DER),
        )
    )
    return dumps(Profile(entries=entries)).replace(PEM.strip(), block.strip())


@pytest.mark.parametrize(
    "block",
    [armoured(DER[:-1]), armoured(b"\x04" + DER[1:]), armoured(DER[: len(DER) // 2])],
)
def test_an_anchor_of_a_profile_that_cannot_be_read_is_told_and_kept(block: bytes) -> None:
    profile = parse_profile(profile_with(block), path="trust.toml")
    anchors = TrustAnchors.of_profile(profile)

    assert [entry.label for entry in profile.entries] == ["första"]
    assert anchors.count == 1
    assert CODE in [finding.code for finding in anchors.findings]
    again = parse_profile(dumps(profile), path="trust.toml")
    assert again == profile
    assert not again.changed_elsewhere
    assert len(again.unreadable) == 1
