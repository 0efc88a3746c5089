"""Files given as evidence: what in them cannot be read is told, and the rest is used."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import evidence as module
from fhvalidate import validate
from fhvalidate.conclusion import Severity
from fhvalidate.errors import UsageError
from fhvalidate.evidence import Evidence, EvidenceItem, EvidenceKind, items_of
from fhvalidate.isolated.codec import decode, encode
from tests.pki import VALIDATED_AT
from tests.pki.minutes import minutes
from tests.validation.judging import signed, trusting
from tests.x509.unreadable import (
    AUTHORITY,
    DER,
    OTHERS,
    PEM,
    UNREADABLE_DER,
    UNREADABLE_PEM,
    armoured,
)

CRL = AUTHORITY.crl().public_bytes(Encoding.DER)
# An OCSP response that ends before its answer, and one that is a form alone.
UNREADABLE = {
    **UNREADABLE_PEM,
    **UNREADABLE_DER,
    "a CRL without its last byte": CRL[:-1],
    "a CRL that is half": armoured(CRL[: len(CRL) // 2], "X509 CRL"),
    "a CRL without its signature": armoured(CRL[:4] + b"\x02\x01\x01" + CRL[7:], "X509 CRL"),
    "an OCSP response in form alone": b"\x30\x81\x83\x0a\x01\x00" + b"\x04\x7e" + b"\x00" * 126,
    "an OCSP response cut short": armoured(b"\x30\x81\x83\x0a\x01\x00", "OCSP RESPONSE"),
}
CODE = "evidence-unreadable"


def write_first_kind(items: Iterable[EvidenceItem], folder: Path) -> None:
    """A bundle as versions before 0.2 wrote it: the objects and a manifest beside each other."""
    folder.mkdir()
    rows = []
    for item in items:
        (folder / item.file_name).write_bytes(item.der)
        rows.append({"file": item.file_name, "kind": item.kind.name.lower(), "origin": item.origin})
    manifest = {"notice": "", "document_sha256": "0" * 64, "items": rows}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=list(UNREADABLE))
def test_a_file_that_holds_only_what_cannot_be_read_is_told_as_that(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "underlag").write_bytes(data)

    for path in (tmp_path, tmp_path / "underlag"):
        with pytest.raises(UsageError) as caught:
            Evidence.from_path(path)
        assert caught.value.code == CODE
        assert caught.value.detail["path"] == "underlag"
        assert caught.value.detail["reason"]


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=list(UNREADABLE))
def test_one_unreadable_item_among_others_is_a_warning(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.crl").write_bytes(CRL)
    (tmp_path / "b.pem").write_bytes(data)

    found = Evidence.from_path(tmp_path)

    assert found.data.revocation.crls == (CRL,)
    assert [(f.code, f.severity, f.detail["path"]) for f in found.findings] == [
        (CODE, Severity.WARNING, "b.pem")
    ]
    assert Evidence.joined([found, Evidence()]).findings == found.findings
    assert decode(encode(found)) == found


@pytest.mark.parametrize("data", OTHERS.values(), ids=list(OTHERS))
def test_what_is_no_evidence_is_passed_over(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.crl").write_bytes(CRL)
    (tmp_path / "b.pem").write_bytes(data)

    assert not Evidence.from_path(tmp_path).findings


def test_a_bundle_of_this_program_holds_nothing_that_is_told(tmp_path: Path) -> None:
    document = signed(minutes())
    validate(document, trust=trusting(AUTHORITY), at=VALIDATED_AT, evidence_out=tmp_path)

    found = Evidence.from_path(tmp_path)

    assert not found.findings
    items = tuple(items_of(found.data, ()))
    assert {item.kind for item in items} >= {EvidenceKind.CERTIFICATE}
    write_first_kind(items, tmp_path / "igen")
    assert Evidence.from_path(tmp_path / "igen") == found


def test_a_file_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILE_SIZE", len(PEM) + 10)
    (tmp_path / "a.pem").write_bytes(PEM)
    (tmp_path / "b.pem").write_bytes(PEM + PEM)

    found = Evidence.from_path(tmp_path)

    assert [f.detail["reason"] for f in found.findings] == ["file-too-large"]


def test_the_report_says_what_of_the_evidence_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "bunt.pem").write_bytes(PEM + armoured(DER[:-1]))

    report = validate(
        signed(minutes()),
        trust=trusting(AUTHORITY),
        at=VALIDATED_AT,
        evidence=Evidence.from_path(tmp_path),
    )

    assert [f.detail["block"] for f in report.findings if f.code == CODE] == [2]
