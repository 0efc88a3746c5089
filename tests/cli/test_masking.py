"""No command shows a personal identity number unless it is asked to, wherever the number stands."""

import re
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from fhvalidate.cli import output
from fhvalidate.cli.main import run
from tests.pki import ANNA, Authority
from tests.pki.identity import Identity
from tests.pki.minutes import Minutes, PageSigner, Vendor, minutes
from tests.pki.signing import sign
from tests.pki.updates import add_text_field, fill_text_field
from tests.pki.world import shared_world
from tests.reprint.test_rules import with_file

NUMBER = ANNA.personnummer
DAY, LAST = NUMBER[:8], NUMBER[8:]
SHAPES = {
    "joined": NUMBER,
    "hyphen": f"{DAY}-{LAST}",
    "short": f"{DAY[2:]}-{LAST}",
    "spaced": f"{DAY} {LAST}",
    "dotted": f"{DAY}.{LAST}",
    "parted": f"{DAY[:4]}-{DAY[4:6]}-{DAY[6:]}-{LAST}",
}
# The date and the last four digits, whatever stands between; a fingerprint has no date before them.
SHOWN = re.compile(rf"{DAY[2:4]}\W?{DAY[4:6]}\W?{DAY[6:8]}\W{{0,3}}{LAST}")


@cache
def signer(shape: str) -> Identity:
    person = replace(ANNA, common_name=f"Anna Exempel {shape}", personnummer=shape)
    return shared_world().root.issue_person(person, no_rev_avail=True)


@cache
def telling(shape: str) -> bytes:
    """A signed file that tells a number in its certificate, text, fields and attachments."""
    said = Minutes(
        vendor=Vendor.CICERON_TWODAY,
        title=f"Protokoll {shape}",
        signers=(PageSigner(name=f"Anna Exempel {shape}", role=f"Ordförande {shape}"),),
        municipality=f"Exempelby {shape}",
    )
    attached = with_file(minutes(said), f"bilaga {shape}.pdf", minutes(Minutes()))
    form = add_text_field(attached, f"Falt {shape}")
    signed = sign(
        form,
        signer(shape),
        field=f"Underskrift {shape}",
        reason=f"Justering {shape}",
        location=f"Exempelby {shape}",
        name=f"Anna {shape}",
    )
    return fill_text_field(signed, f"Falt {shape}", shape)


class Archive:
    """A folder whose name has a number, with such a file, and what commands say of it."""

    def __init__(self, root: Path, shape: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = root / f"akt {shape}"
        self.folder.mkdir()
        self.capsys = capsys
        self.file = self.folder / f"protokoll {shape}.pdf"
        self.file.write_bytes(telling(shape))
        self.other = self.folder / f"original {shape}.pdf"
        self.other.write_bytes(minutes(Minutes(title=f"Protokoll {shape}")))
        self.missing = self.folder / f"saknas {shape}.pdf"
        self.broken = self.folder / f"trasig {shape}.pdf"
        self.broken.write_bytes(b"inte en pdf")
        root_pem = self.folder / f"rot {shape}.pem"
        root_pem.write_bytes(shared_world().root.pem)
        self.trust = str(root_pem)

    def said(self, *argv: object) -> str:
        """What the command says on both streams, in two languages."""
        texts = []
        for language in ("sv", "en"):
            self.capsys.readouterr()
            run([*map(str, argv), "--lang", language])
            captured = self.capsys.readouterr()
            texts.append(captured.out + captured.err)
        assert "".join(texts).strip()
        return "\n".join(texts)


@pytest.fixture(params=SHAPES)
def archive(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Archive:
    return Archive(tmp_path, SHAPES[request.param], capsys)


def leaks(text: str) -> list[str]:
    return [text[max(0, m.start() - 60) : m.end() + 10] for m in SHOWN.finditer(text)]


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_validate_masks_in_every_format(archive: Archive, form: str) -> None:
    files = [archive.file] if form == "html" else [archive.file, archive.broken, archive.missing]

    said = archive.said(*files, "--format", form, "--trust", archive.trust)

    assert "****" in said
    assert leaks(said) == []


def test_validate_masks_in_a_file_of_its_own(archive: Archive, tmp_path: Path) -> None:
    target = tmp_path / "rapport.html"

    archive.capsys.readouterr()
    run([str(archive.file), "--format", "html", "--output", str(target)])

    assert leaks(target.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_signers_masks(archive: Archive, form: str) -> None:
    assert leaks(archive.said("signers", archive.file, "--format", form)) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_revisions_masks(archive: Archive, form: str) -> None:
    said = archive.said("revisions", archive.file, "--format", form)

    assert "****" in said
    assert leaks(said) == []
    for file in (archive.missing, archive.broken):
        assert leaks(archive.said("revisions", file)) == []


def test_the_page_of_revisions_masks_but_in_its_pictures(archive: Archive, tmp_path: Path) -> None:
    target = tmp_path / "skillnad.html"
    run(["revisions", str(archive.file), "--diff", str(target)])

    assert leaks(target.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_match_masks(archive: Archive, form: str) -> None:
    assert leaks(archive.said("match", archive.other, archive.file, "--format", form)) == []
    assert leaks(archive.said("match", archive.missing, archive.file, "--format", form)) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_index_masks(archive: Archive, tmp_path: Path, form: str) -> None:
    pytest.importorskip("numpy")
    index = ("--index", tmp_path / "index.sqlite", "--format", form)
    added = archive.said("index", "add", archive.other, archive.file, *index)
    found = archive.said("index", "find", archive.other, *index)
    lost = archive.said("index", "find", archive.missing, *index)

    assert "original" in found
    assert leaks(added + found + lost) == []


@pytest.mark.parametrize("shape_of_root", SHAPES.values())
def test_trust_masks(
    shape_of_root: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive(tmp_path, shape_of_root, capsys)
    own = Authority.root(f"Anna Exempel {shape_of_root}")
    anchor = archive.folder / f"egen {shape_of_root}.pem"
    anchor.write_bytes(own.pem)
    learnt = archive.folder / f"larorik {shape_of_root}.pdf"
    learnt.write_bytes(sign(minutes(Minutes()), own.identity, field="Underskrift"))
    profile = ("--profile", archive.folder / f"profil {shape_of_root}.toml")

    said = [
        archive.said("trust", *argv, *profile)
        for argv in (
            ("learn", learnt),
            ("add", anchor),
            ("list",),
            ("status",),
            ("add", archive.missing),
            ("learn", archive.missing),
            ("learn", archive.broken),
        )
    ]

    assert "****" in said[0]
    assert "****" in said[2]
    assert [leaks(text) for text in said] == [[]] * len(said)


def test_batch_masks_for_people_and_keeps_the_path_for_machines(
    archive: Archive, tmp_path: Path
) -> None:
    out = tmp_path / "resultat"
    manifest = archive.folder / "manifest.csv"
    shape = archive.file.stem.removeprefix("protokoll ")
    manifest.write_text(
        f"path,sha256,reference,akt\n{archive.file},{'0' * 64},Dnr {shape},{shape}\n",
        encoding="utf-8",
    )
    trust = ("--trust", archive.trust, "--ocr", "off", "--workers", "1")

    said = [
        archive.said("batch", archive.folder, "--out", out, "--manifest", manifest, *trust),
        archive.said("batch", "report", out),
        archive.said("batch", "export", out, "--format", "csv"),
        archive.said("batch", archive.missing, "--out", tmp_path / "tom", *trust),
        archive.said("batch", "diff", out, tmp_path / "tom"),
    ]

    assert [leaks(text) for text in said] == [[]] * len(said)
    assert leaks((out / "report.html").read_text(encoding="utf-8")) == []
    rows = (out / "results.csv").read_text(encoding="utf-8-sig").splitlines()
    (row,) = (row for row in rows if "protokoll" in row)
    assert str(archive.file) in row
    assert leaks(row.rpartition(",")[2] + row.rsplit(",", 2)[1]) == []
    with closing(sqlite3.connect(out / "results.sqlite")) as connection:
        paths = [path for (path,) in connection.execute("SELECT path FROM paths")]
    assert str(archive.file) in paths


@pytest.mark.parametrize(
    "argv",
    [("revisions",), ("match", "itself"), (), ("signers",)],
)
def test_what_is_asked_for_is_shown(
    argv: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive(tmp_path, NUMBER, capsys)
    more = [archive.file] if "itself" in argv else []
    command = [each for each in argv if each != "itself"]

    said = archive.said(*command, archive.file, *more, "--show-personnummer")

    assert leaks(said)


@pytest.mark.parametrize(
    "argv",
    [
        ("saknas NUMBER.pdf",),
        ("revisions", "NUMBER.pdf"),
        ("match", "NUMBER.pdf", "NUMBER"),
        ("index", "find", "NUMBER.pdf"),
        ("--trust", "NUMBER.pem", "a.pdf"),
        ("--policy", "NUMBER.toml", "a.pdf"),
        ("--evidence", "NUMBER", "a.pdf"),
        ("--profiles", "NUMBER", "a.pdf"),
        ("--password-file", "NUMBER", "a.pdf"),
        ("a.pdf", "--output", "NUMBER/NUMBER.txt"),
        ("a.pdf", "--at", "NUMBER"),
        ("a.pdf", "--NUMBER"),
        ("a.pdf", "--format", "NUMBER"),
        ("trust", "add", "NUMBER.pem"),
        ("trust", "NUMBER"),
        ("trust", "list", "--profile", "NUMBER.toml"),
        ("batch", "report", "NUMBER"),
        ("batch", "diff", "NUMBER", "NUMBER"),
        ("index", "NUMBER"),
    ],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_wrong_with_a_call_is_told_without_the_number(
    argv: tuple[str, ...], shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_number = [each.replace("NUMBER", SHAPES[shape]) for each in argv]
    run([str(tmp_path / each) if "pdf" in each or "pem" in each else each for each in with_number])

    captured = capsys.readouterr()

    assert captured.out + captured.err
    assert leaks(captured.out + captured.err) == []


def test_what_a_module_forgets_to_mask_is_masked_on_its_way_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with output.masked(show=False):
        sys.stdout.write(f"glömt: {DAY}-{LAST}\n")
    with output.masked(show=True):
        sys.stdout.write(f"visat: {DAY}-{LAST}\n")

    assert capsys.readouterr().out == f"glömt: {DAY}-****\nvisat: {DAY}-{LAST}\n"
