"""An issuer of the catalogue that a document leads to is named, and by its key, never its name."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import Report, TrustAnchors, validate
from fhvalidate.report import next_step
from fhvalidate.report.closing import closing_row, closing_text
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language
from fhvalidate.report.text import render
from fhvalidate.trust import known
from fhvalidate.trust.anchors import Purpose
from fhvalidate.trust.known import KnownIssuer, known_above
from fhvalidate.x509.certificates.blocks import read_certificate_file
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from tests.pki import VALIDATED_AT
from tests.pki.world import make_world, shared_world

FILES = Path("tests/fixtures/files")
COMMAND = "fhvalidate trust known add provet"


def named(certificate: Certificate, purpose: Purpose = Purpose.SIGNATURE) -> KnownIssuer:
    return KnownIssuer("provet", certificate, purpose, "Provet", "https://x", None, "Prov", "Test")


def in_catalogue(monkeypatch: pytest.MonkeyPatch, *issuers: KnownIssuer) -> None:
    for module in (known, next_step):
        monkeypatch.setattr(module, "known_issuers", lambda: issuers)


def fixture_root() -> Certificate:
    (root,) = read_certificate_file((FILES / "root.pem").read_bytes()).certificates
    return root


def judged(trust: TrustAnchors | None = None) -> Report:
    trust = trust or TrustAnchors.from_path(FILES / "other-root.pem")
    return validate(FILES / "minutes-b-b.pdf", trust=trust, at=VALIDATED_AT)


def test_the_issuer_whose_key_signed_the_chain_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    world = shared_world()
    root = read_certificate(world.root.certificate.public_bytes(Encoding.DER))
    path = (read_certificate(world.authority.certificate.public_bytes(Encoding.DER)),)
    in_catalogue(monkeypatch, named(root))

    assert known_above(path, Purpose.SIGNATURE) == named(root)
    assert known_above(path, Purpose.TIMESTAMP) is None


def test_one_that_only_bears_the_name_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given another authority of the same name, when the keys differ, nothing is suggested."""
    other = make_world()
    root = read_certificate(other.root.certificate.public_bytes(Encoding.DER))
    forged = read_certificate(shared_world().authority.certificate.public_bytes(Encoding.DER))
    assert forged.issuer == root.subject
    in_catalogue(monkeypatch, named(root))

    assert known_above((forged,), Purpose.SIGNATURE) is None


@pytest.mark.parametrize("language", list(Language))
def test_the_report_and_the_table_of_files_give_the_command(
    monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    in_catalogue(monkeypatch, named(fixture_root()))
    report = judged()
    style = Style(language, colour=False, width=80)

    assert COMMAND in " ".join(render(report, language=language).split())
    assert f"    {COMMAND}\n" in closing_text([closing_row(report, style)], style)
    assert fixture_root().sha256 not in render(report, language=language)


def test_without_the_issuer_in_the_catalogue_there_is_no_such_command() -> None:
    assert "trust known add" not in render(judged(), language=Language.SV)


def test_a_report_of_somebody_elses_cannot_name_what_the_catalogue_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_catalogue(monkeypatch, named(fixture_root()))
    report = judged()
    monkeypatch.setattr(next_step, "known_issuers", lambda: ())

    assert "trust known add" not in render(report, language=Language.SV)
