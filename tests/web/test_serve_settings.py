"""What the service reads from files: at the start, and again when it is told to."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fhvalidate.cli.serve import _reload, _tell_of_trust
from fhvalidate.cli.serve_arguments import parse_serve
from fhvalidate.cli.serve_settings import read_anew, read_settings
from fhvalidate.conclusion import Finding
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.web.application import application
from fhvalidate.web.current import current_of
from fhvalidate.web.judging import Judging
from fhvalidate.web.keys import new_key
from tests.batch.places import FILES

DAMAGED = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two certificates that are believed, a key, the page's words and a certificate beside."""
    (tmp_path / "trust").mkdir()
    for name in ("root.pem", "other-root.pem"):
        (tmp_path / "trust" / name).write_bytes((FILES / name).read_bytes())
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "a.pem").write_bytes((FILES / "root.pem").read_bytes())
    (tmp_path / "keys").write_text(new_key("diariet")[1].line, encoding="utf-8")
    (tmp_path / "words").write_text('name = "Exempelstad"', encoding="utf-8")
    return tmp_path


def argv(folder: Path) -> list[str]:
    named = ("trust", "trust"), ("evidence", "evidence"), ("keys", "keys"), ("controller", "words")
    return ["--lang=en", "--workers=1", *(f"--{option}={folder / name}" for option, name in named)]


@pytest.mark.parametrize(
    ("place", "code"),
    [("trust", "trust-certificate-unreadable"), ("evidence", "evidence-unreadable")],
)
def test_one_damaged_certificate_in_a_folder_keeps_it_from_starting(
    place: str, code: str, folder: Path
) -> None:
    (folder / place / "damaged.pem").write_text(DAMAGED, encoding="utf-8")

    with pytest.raises(UsageError) as told:
        read_settings(parse_serve(argv(folder), Language.EN))

    assert told.value.code == code
    assert "damaged.pem" in told.value.message(Language.EN)


def test_what_is_read_anew_is_what_the_files_say_now(folder: Path) -> None:
    arguments = parse_serve(argv(folder), Language.EN)
    before = read_settings(arguments)
    (folder / "trust" / "root.pem").unlink()
    (folder / "evidence" / "b.pem").write_bytes((FILES / "other-root.pem").read_bytes())
    (folder / "keys").write_text(new_key("arkivet")[1].line, encoding="utf-8")
    (folder / "words").write_text('name = "Provstad"', encoding="utf-8")

    read = read_anew(arguments, before)

    assert read.errors == ()
    assert (before.trust.count, read.settings.trust.count) == (2, 1)
    assert len(read.settings.evidence.data.certificates) == 2
    assert [key.name for key in read.settings.keys] == ["arkivet"]
    assert read.settings.controller.name == "Provstad"


def test_what_cannot_be_read_anew_holds_as_it_was_and_keeps_nothing_else_back(
    folder: Path,
) -> None:
    arguments = parse_serve(argv(folder), Language.EN)
    before = read_settings(arguments)
    (folder / "trust" / "root.pem").write_text(DAMAGED, encoding="utf-8")
    (folder / "words").write_text("name = ", encoding="utf-8")
    (folder / "keys").write_text(new_key("arkivet")[1].line, encoding="utf-8")

    read = read_anew(arguments, before)

    assert read.unread == ("trust", "controller")
    assert read.settings.trust is before.trust
    assert read.settings.controller == before.controller
    assert [key.name for key in read.settings.keys] == ["arkivet"]


def test_lists_that_cannot_be_loaded_keep_no_service_from_starting_and_are_kept_at_a_reload(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = parse_serve(argv(folder), Language.EN)
    before = read_settings(arguments)
    without = Finding.warning("trusted-lists-not-loaded", name="lists")
    gone = replace(TrustAnchors.none(), findings=(without,))
    monkeypatch.setattr("fhvalidate.store.trust.load_trust", lambda *_, **__: gone)

    started, read = read_settings(arguments), read_anew(arguments, before)

    assert started.trust is gone
    assert read.unread == ("trust",)
    assert read.settings.trust is before.trust


def test_whoever_believes_nobody_is_told_how_to_believe_somebody(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = read_settings(parse_serve(argv(folder), Language.EN))
    nobody = replace(settings, trust=TrustAnchors.none())

    for each in (settings, replace(nobody, without_trust=True), nobody):
        _tell_of_trust(each, Language.EN)

    told = capsys.readouterr().err
    assert told.count("Nobody is trusted") == 1
    assert "--trust PATH" in told
    assert "trust add" in told


def test_evidence_of_the_operator_is_at_hand_for_every_document(
    folder: Path, begun: Judging
) -> None:
    report = asyncio.run(begun.report((FILES / "minutes-b-lt.pdf").read_bytes()))

    added = (folder / "evidence" / "a.pem").read_bytes()
    [root] = TrustAnchors.from_pem_or_der(added, name="root").certificates
    assert root.der in {item.der for item in report.evidence}


def test_an_empty_file_of_keys_opens_the_interfaces_to_nobody(folder: Path) -> None:
    arguments = parse_serve(argv(folder), Language.EN)
    before = read_settings(arguments)
    (folder / "keys").write_text("", encoding="utf-8")

    read = read_anew(arguments, before)

    assert read.unread == ("keys",)
    assert read.settings.keys == before.keys != ()


@pytest.fixture
def begun(folder: Path) -> Iterator[Judging]:
    settings = read_settings(parse_serve(argv(folder), Language.EN))
    with closing(Judging.of(settings, ready=False)) as judging:
        yield judging


@pytest.mark.isolated
def test_health_says_what_kind_of_file_is_not_read_and_nothing_of_what_is_in_it(
    folder: Path, begun: Judging, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = parse_serve(argv(folder), Language.EN)
    app = application(begun.settings, begun)
    with TestClient(app) as client:
        good = (folder / "trust" / "root.pem").read_bytes()
        (folder / "trust" / "root.pem").write_text(DAMAGED, encoding="utf-8")
        _reload(arguments, app, begun)
        degraded = client.get("/monitoring/health")
        told = capsys.readouterr().err
        (folder / "trust" / "root.pem").write_bytes(good)
        _reload(arguments, app, begun)
        well = client.get("/monitoring/health")

    files = degraded.json()["components"]["files"]
    assert files == {"status": "UP", "details": {"degraded": True, "notRead": ["trust"]}}
    assert degraded.status_code == 200
    assert "root.pem" not in degraded.text
    assert "root.pem" in told
    assert "still holds. Trusted certificates: 2." in told
    assert well.json()["components"]["files"] == {"status": "UP"}
    assert current_of(app).trust is begun.trust
