"""No command shows a personal identity number unless it is asked to, wherever the number stands.

One document tells some sixty, each in a place of its own and in a spelling of its own; the files
and folders around it tell more. The slow runs turn the spellings through all the places.
"""

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.cli import output
from fhvalidate.cli.main import run
from fhvalidate.report.page_names import ARCHIVE_FORMS, SEVERAL_FILES
from tests.cli.numbers import IN_NAME, Numbers
from tests.cli.telling import authority, identity, signed_by
from tests.pki import ANNA
from tests.pki.minutes import Minutes, minutes
from tests.pki.signing import sign

SPELLINGS = range(1, len(IN_NAME))
TRUE_PATHS = (
    "path",
    "reference",
)  # in the rows of exports, for machines: docs/explanation/privacy.md


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder with files that tell numbers, also by their names, and what commands say of them."""

    folder: Path
    number: Numbers
    files: dict[str, Path] = field(default_factory=dict)

    def keep(self, what: str, data: bytes, suffix: str) -> str:
        """Writes a file whose name has a number, and remembers it by what it is."""
        path = self.folder / f"{what} {self.number(f'name-of-{what}')}{suffix}"
        path.write_bytes(data)
        self.files[what] = path
        return str(path)

    def said(self, *argv: object, language: str = "sv") -> str:
        """What the command says on both streams; a word that is one of the files is its path."""
        told = io.StringIO()
        words = [str(self.files.get(str(each), each)) for each in argv]
        with redirect_stdout(told), redirect_stderr(told):
            run([*words, "--lang", language])
        return told.getvalue()


@pytest.fixture(
    scope="module", params=[0, *(pytest.param(turn, marks=pytest.mark.slow) for turn in SPELLINGS)]
)
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    number = Numbers(turn=request.param)
    folder = tmp_path_factory.mktemp("masking") / f"akt {number('name-of-folder')}"
    folder.mkdir()
    archive = Archive(folder, number)
    root = authority(number)
    archive.keep("protokoll", signed_by(number, identity(number, root)), ".pdf")
    archive.keep(
        "original", minutes(Minutes(title=f"Protokoll {number('original-title')}")), ".pdf"
    )
    archive.keep("trasig", b"inte en pdf", ".pdf")
    archive.keep("rot", root.pem, ".pem")
    archive.keep("spärr", root.crl().public_bytes(Encoding.DER), ".crl")
    archive.keep(
        "ovidkommande", b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", ".pem"
    )
    archive.keep("lösenord", number("password").encode(), ".txt")
    archive.keep("lärorik", sign(minutes(Minutes()), root.identity, field="Underskrift"), ".pdf")
    archive.keep("policy", f'name = "{number("name-in-policy")}"\n'.encode(), ".toml")
    archive.keep("fel-policy", f'{{"{number("key-in-policy")}"'.encode(), ".toml")
    archive.files["saknas"] = folder / f"saknas {number('name-of-missing')}.pdf"
    return archive


OPTIONS = ("--trust", "rot", "--evidence", "spärr", "--at", "2026-03-03T09:00:00Z")
VALIDATE: Mapping[str, tuple[str, ...]] = {
    "text": ("protokoll", "trasig", "saknas", *OPTIONS),
    "json": ("protokoll", "trasig", "saknas", *OPTIONS, "--format", "json"),
    "html": ("protokoll", *OPTIONS, "--format", "html"),
    **{
        form: ("protokoll", *OPTIONS, "--format", form)
        for form in ARCHIVE_FORMS
        if form not in SEVERAL_FILES
    },
    "policy": ("protokoll", *OPTIONS, "--policy", "policy"),
    "evidence": ("protokoll", "--trust", "rot", "--evidence", "ovidkommande"),
    "password": ("protokoll", *OPTIONS, "--password-file", "lösenord"),
    "signers text": ("signers", "protokoll", "trasig", *OPTIONS),
    "signers json": ("signers", "protokoll", "trasig", *OPTIONS, "--format", "json"),
    "signers csv": ("signers", "protokoll", "trasig", *OPTIONS, "--format", "csv"),
    "revisions text": ("revisions", "protokoll"),
    "revisions json": ("revisions", "protokoll", "--format", "json"),
    "revisions damaged": ("revisions", "trasig"),
    "revisions missing": ("revisions", "saknas"),
    "match text": ("match", "original", "protokoll"),
    "match json": ("match", "original", "protokoll", "--format", "json"),
    "match missing": ("match", "saknas", "protokoll"),
    "wrong policy": ("protokoll", "--policy", "fel-policy"),
}
SHOWS = 30  # places that these commands tell when they are asked to show numbers


@pytest.mark.parametrize("command", VALIDATE)
def test_a_command_masks_whatever_it_says(archive: Archive, command: str) -> None:
    said = archive.said(*VALIDATE[command])

    assert said
    assert archive.number.leaks(said) == []


@pytest.mark.parametrize("command", ["text", "signers text", "revisions text", "match text"])
def test_a_command_masks_in_english_too(archive: Archive, command: str) -> None:
    said = archive.said(*VALIDATE[command], language="en")

    assert "****" in said
    assert archive.number.leaks(said) == []


@pytest.mark.parametrize("form", ARCHIVE_FORMS)
def test_what_an_archive_gets_is_masked_where_it_is_made(
    archive: Archive, form: str, tmp_path: Path
) -> None:
    archive.said("protokoll", *OPTIONS, "--format", form, "--output", tmp_path / "ut")

    files = [tmp_path / "ut"] if (tmp_path / "ut").is_file() else [*(tmp_path / "ut").iterdir()]
    assert files
    assert [archive.number.leaks(file.name + file.read_text("utf-8")) for file in files] == [
        [] for _ in files
    ]


def test_what_is_asked_for_is_shown(archive: Archive) -> None:
    commands = ("json", "signers json", "revisions json", "match text")

    said = [archive.said(*VALIDATE[each], "--show-personnummer") for each in commands]

    assert [bool(archive.number.leaks(each)) for each in said] == [True] * len(commands)
    assert len(archive.number.leaks("\n".join(said))) > SHOWS


def test_a_report_in_a_file_masks(archive: Archive, tmp_path: Path) -> None:
    target = tmp_path / "rapport.html"

    run([str(archive.files["protokoll"]), "--format", "html", "--output", str(target)])

    assert archive.number.leaks(target.read_text(encoding="utf-8")) == []


def test_the_page_of_revisions_masks_but_in_its_pictures(archive: Archive, tmp_path: Path) -> None:
    target = tmp_path / "skillnad.html"

    said = archive.said("revisions", "protokoll", "--diff", target)

    assert archive.number.leaks(said + target.read_text(encoding="utf-8")) == []


def test_the_index_masks(archive: Archive, tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    index = ("--index", tmp_path / f"index {archive.number('name-of-index')}.sqlite")
    said = [
        archive.said("index", "add", "original", "protokoll", *index),
        archive.said("index", "find", "original", *index),
        archive.said("index", "find", "original", *index, "--format", "json"),
        archive.said("index", "add", "trasig", *index),
        archive.said("index", "add", "saknas", *index),
        archive.said("index", "find", "saknas", *index),
        archive.said("index", "find", "original", "--index", "saknas"),
    ]

    assert "original" in said[1]
    assert [archive.number.leaks(each) for each in said] == [[]] * len(said)


def test_trust_masks(archive: Archive) -> None:
    profile = ("--profile", archive.folder / f"profil {archive.number('name-of-profile')}.toml")
    said = [
        archive.said("trust", *argv, *profile)
        for argv in (
            ("learn", "lärorik"),
            ("add", "rot"),
            ("list",),
            ("list", "--format", "json"),
            ("status",),
            ("add", "saknas"),
            ("add", "trasig"),
            ("learn", "saknas"),
            ("learn", "trasig"),
            ("import", "trasig"),
            ("export", "--output", archive.folder / archive.number("name-of-nothing") / "x"),
        )
    ]

    assert "****" in said[0]
    assert "****" in said[2]
    assert [archive.number.leaks(each) for each in said] == [[]] * len(said)


@pytest.fixture(scope="module")
def batch(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A batch over the archive, and all that its commands say."""
    out = tmp_path_factory.mktemp("batch") / f"resultat {archive.number('name-of-results')}"
    number, empty = archive.number, out.parent / "tom"
    manifest = io.StringIO()
    rows = csv.writer(manifest)
    own = [f"egen {number('name-of-column', (each,))}" for each in (IN_NAME[0], IN_NAME[1])]
    rows.writerow(["path", "sha256", "reference", "akt", *own])
    rows.writerows(
        [archive.files[each], "0" * 64, number(f"reference-{each}"), number(f"own-{each}"), 1, 2]
        for each in ("protokoll", "saknas")
    )
    archive.keep("manifest", manifest.getvalue().encode(), ".csv")
    options = ("--trust", "rot", "--policy", "policy", "--ocr", "off", "--workers", "1")
    said = [
        archive.said("batch", archive.folder, "--out", out, "--manifest", "manifest", *options),
        archive.said("batch", "report", out),
        archive.said("batch", "report", out, language="en"),
        archive.said("batch", "saknas", "--out", empty, *options),
        archive.said("batch", "diff", out, empty),
        archive.said("batch", "export", out, "--format", "csv"),
        archive.said("batch", "export", out, "--format", "xlsx"),
    ]
    return out, said


def test_batch_masks_whatever_it_says_to_people(
    archive: Archive, batch: tuple[Path, list[str]]
) -> None:
    out, said = batch

    assert [archive.number.leaks(each) for each in said] == [[]] * len(said)
    assert archive.number.leaks((out / "report.html").read_text(encoding="utf-8")) == []


def test_the_rows_of_a_batch_keep_the_path_for_machines_and_mask_the_rest(
    archive: Archive, batch: tuple[Path, list[str]]
) -> None:
    out, _ = batch
    path = str(archive.files["protokoll"])
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    lines = (out / "results.ndjson").read_text(encoding="utf-8").splitlines()
    objects = [json.loads(line) for line in lines]
    with closing(sqlite3.connect(out / "results.sqlite")) as connection:
        paths = [path for (path,) in connection.execute("SELECT path FROM paths")]

    for found in (rows, objects):
        assert path in [row["path"] for row in found]
        rest = [{k: v for k, v in row.items() if k not in TRUE_PATHS} for row in found]
        assert archive.number.leaks(json.dumps(rest, ensure_ascii=False)) == []
    assert path in paths
    (row,) = (row for row in rows if row["path"] == path)
    assert [text for name, text in row.items() if "egen" in name] == ["1", "2"]


def test_what_people_open_of_a_batch_masks_the_path_too(
    archive: Archive, batch: tuple[Path, list[str]]
) -> None:
    out, _ = batch

    told = (out / "results-excel.csv").read_text(encoding="utf-8-sig")
    assert archive.number.leaks(told) == []
    found = sheet(out / "results.xlsx")
    assert archive.number.leaks(json.dumps(found, ensure_ascii=False, default=str)) == []


def sheet(path: Path) -> list[dict[str, object]]:
    """The rows of the workbook, by the names in its first row; none without the extra `xlsx`."""
    openpyxl = pytest.importorskip("openpyxl")
    names, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


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
def test_what_is_wrong_with_a_call_is_told_without_the_number(
    argv: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for turn in range(len(IN_NAME)):
        number = Numbers(turn)
        words = [each.replace("NUMBER", number("call")) for each in argv]
        run([str(tmp_path / each) if "pdf" in each or "pem" in each else each for each in words])

        captured = capsys.readouterr()

        assert captured.out + captured.err
        assert number.leaks(captured.out + captured.err) == []


def test_what_a_module_forgets_to_mask_is_masked_on_its_way_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    number = ANNA.personnummer
    day, last = number[:8], number[8:]
    with output.masked(show=False):
        sys.stdout.write(f"glömt: {day}-{last}\n")
    with output.masked(show=True):
        sys.stdout.write(f"visat: {day}-{last}\n")

    assert capsys.readouterr().out == f"glömt: {day}-****\nvisat: {day}-{last}\n"
