"""What a refused call says: which file, which setting, which help, in words of one language."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from fhvalidate.cli.main import run
from fhvalidate.store import originals
from tests.batch.places import FILES

RAW = re.compile(r"not-a-pdf|password-needed|limit-exceeded|not-judged|stdout|0\.1 till 86400\.0")

CALLS: list[tuple[list[str], str]] = [
    (["v.pdf", "--nix"], "fhvalidate --help visar"),
    (["batch", "v.pdf", "--out=r", "--held-since=igår"], "fhvalidate batch --help visar"),
    (["batch", "export", "r", "--nix"], "fhvalidate batch export --help visar"),
    (["revisions"], "fhvalidate revisions --help visar"),
    (["revisions", "v.pdf", "--nix"], "fhvalidate revisions --help visar"),
    (["trust", "list", "--nix"], "fhvalidate trust list --help visar"),
    (["match", "v.pdf", "v.pdf", "--nix"], "fhvalidate match --help visar"),
    (["mapp"], "fhvalidate batch ./mapp --out RESULTAT."),
    ([""], "Ett namn på kommandoraden är tomt"),
    (["v.pdf", "--trust="], "Väljaren --trust ska följas av ett värde. fhvalidate --help"),
    (["v.pdf", "--evidence", ""], "Väljaren --evidence ska följas av ett värde"),
    (["batch", "v.pdf", "--out=r", "--trust="], "Väljaren --trust ska följas av ett värde"),
    (["trust", "list", "--profile="], "Väljaren --profile ska följas av ett värde"),
    (["trust", "add", ""], "Ett namn på kommandoraden är tomt"),
    (["batch", "v.pdf", "", "--out=r"], "Ett namn på kommandoraden är tomt"),
    (["match", "", "v.pdf"], "Ett namn på kommandoraden är tomt"),
    (
        ["borta.pdf"],
        "borta.pdf kan inte läsas (det är en länk som leder till något som inte finns)",
    ),
    (["v.pdf", "--trust=borta.pdf"], "det är en länk som leder till något som inte finns"),
    (["v.pdf", "--evidence=borta.pdf"], "det är en länk som leder till något som inte finns"),
    (["trust", "add", "borta.pdf"], "det är en länk som leder till något som inte finns"),
    (["v.pdf", "--policy=borta.pdf"], "det är en länk som leder till något som inte finns"),
    (["trust", "add", "saknas.pem"], "saknas.pem finns inte.\n"),
    (
        ["trust", "add", "v.pdf"],
        "innehåller inget certifikat. Ange en fil i PEM eller DER. Det är en PDF",
    ),
    (["trust", "learn", "bild.pdf"], "bild.pdf kan inte läsas som PDF (det är ingen PDF)"),
    (["trust", "learn", "krypterad.pdf"], "--password-file FIL"),
    (["trust", "list", "--profile=trasig.toml"], "lägg tillbaka en kopia"),
    (["trust", "list", "--profile=trasig.toml"], "(rad 2, tecken "),
    (["match", "v.pdf", "bild.pdf"], "(det är ingen PDF)"),
    (["index", "find", "v.pdf", "--index=saknas"], "Det finns inget index"),
    (["v.pdf", "--policy=tom.toml"], "uppgiften saknas och måste anges (name)"),
    (["batch", "v.pdf", "--out=r", "--policy=snabb.toml"], "Policyns limits.worker_seconds är 0"),
    (["batch", "v.pdf", "--out=r", "--policy=liten.toml"], "limits.worker_megabytes är 100"),
    (["batch", "v.pdf", "--out=r", "--memory=100"], "efter --memory"),
    (["batch", "v.pdf", "--out=r", "--timeout=0"], "från 0.1 till 86400."),
    (["v.pdf", "--output=nix/x"], "nix/x kan inte skrivas ("),
    (["trust", "add", "rot.pem", "--profile=mapp"], "mapp"),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(FILES / "empty-field.pdf", tmp_path / "v.pdf")
    shutil.copy(FILES / "encrypted.pdf", tmp_path / "krypterad.pdf")
    shutil.copy(FILES / "root.pem", tmp_path / "rot.pem")
    (tmp_path / "bild.pdf").write_bytes(b"\xff\xd8\xff\xe0JFIF")
    (tmp_path / "borta.pdf").symlink_to("finns-inte.pdf")
    (tmp_path / "mapp").mkdir()
    (tmp_path / "tom.toml").write_bytes(b"")
    (tmp_path / "trasig.toml").write_text("name = 'x'\n[[anchor\n")
    (tmp_path / "snabb.toml").write_text('name = "x"\n[limits]\nworker_seconds = 0\n')
    (tmp_path / "liten.toml").write_text('name = "x"\n[limits]\nworker_megabytes = 100\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")
    return tmp_path


@pytest.mark.usefixtures("here")
def test_a_refused_call_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = []
    for call, told in CALLS:
        code = run(call)
        said = capsys.readouterr().err
        if code != 2 or told not in said or RAW.search(said):
            wrong.append((call, code, said))

    assert not wrong, wrong


def test_a_policy_with_a_byte_order_mark_is_read(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "bom.toml").write_bytes(b'\xef\xbb\xbfname = "x"\n')

    code = run(["v.pdf", "--policy=bom.toml"])

    assert code == 5, capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_name_that_is_no_utf_8_is_shown_alike_by_every_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run([os.fsdecode(b"\xe5.pdf")])
    one = capsys.readouterr().err
    run(["batch", os.fsdecode(b"\xe5.pdf"), "--out=r"])
    many = capsys.readouterr().err

    assert r"\xe5.pdf finns inte" in one
    assert r"\xe5.pdf finns inte" in many


def test_an_index_is_not_made_before_something_is_put_into_it(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("rensa", reason="needs the extra index")

    code = run(["index", "add", "bild.pdf", "--index=i.sqlite"])

    said = capsys.readouterr()
    assert code == 2
    assert "0 original tillagda; indexet har 0." in said.out
    assert not (here / "i.sqlite").exists()


def test_without_its_extra_no_index_is_made(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)

    codes = [run(["index", what, "v.pdf", "--index=i.sqlite"]) for what in ("add", "find")]

    assert codes == [2, 2]
    assert capsys.readouterr().err.count("fhvalidate[index]") == 2
    assert not (here / "i.sqlite").exists()


def test_an_index_that_cannot_be_written_leaves_no_empty_file(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("rensa", reason="needs the extra index")
    monkeypatch.setattr(originals, "_SCHEMA", "CREATE no table")

    code = run(["index", "add", str(FILES / "minutes-signed.pdf"), "--index=i.sqlite"])

    assert code == 2, capsys.readouterr().err
    assert not (here / "i.sqlite").exists()


def test_help_says_that_the_policy_decides_time_and_memory(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["batch", "--help", "--lang=en"])

    said = capsys.readouterr().out
    assert "worker_seconds" in said
    assert "worker_megabytes" in said
    assert "1024" not in said


def test_a_root_that_is_there_already_is_told_as_that(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["trust", "add", "rot.pem", "--profile=p.toml"])
    first = capsys.readouterr().out
    run(["trust", "add", "rot.pem", "--profile=p.toml"])
    again = capsys.readouterr().out
    run(["trust", "import", "p.toml", "--profile=p.toml"])
    imported = capsys.readouterr().out

    assert "Tillagt i p.toml: 1." in first
    assert "redan" not in first
    assert "Fanns redan i p.toml" in again
    assert "Tillagt" not in again
    assert "Fanns redan i p.toml" in imported
    assert (here / "p.toml").read_text().count("[[anchor]]") == 1
