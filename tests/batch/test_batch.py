"""`fhvalidate batch` as it is used: the command, its workers, and what it leaves behind."""

import contextlib
import hashlib
import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from fhvalidate.batch.lock import locked
from fhvalidate.cli.main import run
from tests.batch.places import FILES, TRUST, batch, judged_in, results, start

SOME = ("minutes-b-lt.pdf", "minutes-b-b.pdf", "minutes-printed.pdf", "zero.pdf", "garbage.pdf")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A small archive with a duplicate, an archive within it, and files that do harm."""
    root = tmp_path / "arkiv"
    (root / "2026").mkdir(parents=True)
    for name in SOME:
        shutil.copy(FILES / name, root / "2026" / name)
    shutil.copy(FILES / "minutes-b-lt.pdf", root / "kopia.pdf")
    with zipfile.ZipFile(root / "export.zip", "w") as packed:
        packed.write(FILES / "minutes-b-lt.pdf", "2024/protokoll.pdf")
        packed.write(FILES / "empty-field.pdf", "2024/tom.pdf")
        packed.writestr("läsmig.txt", "hej")
    (root / "skadad.zip").write_bytes(b"PK\x03\x04")
    (root / "crash.pdf").write_bytes(b"%PDF-1.7\n%fault:crash")
    return root


def verdicts(folder: Path, root: Path) -> dict[str, object]:
    return {
        path.removeprefix(f"{root}/"): row[1] if row[0] == "not-judged" else row[0]
        for path, row in results(folder).items()
    }


EXPECTED = {
    "2026/minutes-b-lt.pdf": "valid",
    "2026/minutes-b-b.pdf": "indeterminate",
    "2026/minutes-printed.pdf": "reprinted",
    "2026/zero.pdf": "unreadable",
    "2026/garbage.pdf": "unreadable",
    "kopia.pdf": "valid",
    "export.zip!/2024/protokoll.pdf": "valid",
    "export.zip!/2024/tom.pdf": "unsigned",
    "skadad.zip": "archive-damaged",
    "crash.pdf": "crash",
}


def test_every_file_gets_its_verdict_and_the_same_bytes_are_judged_once(
    archive: Path, tmp_path: Path
) -> None:
    said = batch(archive, "--out", tmp_path / "r", *TRUST, "--workers=2", "--lang=en", code=6)

    assert verdicts(tmp_path / "r", archive) == EXPECTED
    assert len(judged_in(tmp_path / "r")) == len(EXPECTED) - 3
    lines = [json.loads(line) for line in (tmp_path / "r/results.ndjson").read_text().splitlines()]
    named = {line["path"]: line["report"]["document"]["name"] for line in lines if line["report"]}
    assert all(path.endswith(f"/{name}") for path, name in named.items())
    assert named[f"{archive}/kopia.pdf"] == "kopia.pdf"
    assert "        3  valid\n" in said
    for name in ("report.html", "results.csv", "results.ndjson"):
        assert (tmp_path / "r" / name).stat().st_size


def test_a_second_start_judges_only_what_has_changed(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "r"
    batch(archive, "--out", out, *TRUST, "--quiet", code=6)
    changed = (archive / "2026" / "zero.pdf").write_bytes(b"not zero")
    (archive / "2026" / "garbage.pdf").unlink()

    batch(archive, "--out", out, *TRUST, "--quiet", code=6)

    runs = judged_in(out)
    new = hashlib.sha256(b"not zero").hexdigest()
    assert changed
    assert {digest for digest, run in runs.items() if run == 2} == {new}
    assert verdicts(out, archive) == {
        path: verdict for path, verdict in EXPECTED.items() if "garbage" not in path
    }


def test_the_time_of_the_first_run_is_kept_when_asked_for(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "r"
    one = archive / "2026" / "minutes-b-lt.pdf"
    anchors = ("--trust", FILES / "trust")
    batch(one, "--out", out, *anchors, "--at=2026-03-03T09:00:00Z", "--quiet", code=0)

    batch(one, "--out", out, *anchors, "--at=run", "--quiet", code=0)
    with closing(sqlite3.connect(out / "results.sqlite")) as connection:
        again = connection.execute("SELECT count(*), min(run) FROM documents").fetchone()
    batch(one, "--out", out, "--at=2026-03-03T09:00:00Z", "--quiet", code=3)

    assert again == (1, 1)
    (row,) = results(out).values()
    assert (row[0], row[3]) == ("indeterminate", "add-trust")


def test_errors_are_tried_again_only_when_asked_or_when_limits_change(
    archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "r"
    one = archive / "crash.pdf"
    digest = hashlib.sha256(one.read_bytes()).hexdigest()
    tried = []
    for options in ((), (), ("--retry-errors",), ("--memory=700",), ("--exit-zero",)):
        batch(one, "--out", out, *TRUST, "--quiet", *options)
        tried.append(judged_in(out)[digest])

    assert tried == [1, 1, 3, 4, 5]


def test_what_the_pages_cost_keeps_no_signature_from_its_row_and_is_tried_with_other_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, one = tmp_path / "r", tmp_path / "a.pdf"
    shutil.copy(FILES / "minutes-b-lt.pdf", one)
    monkeypatch.setenv("FAULT_OF_PAGES", "crash:/ByteRange")
    runs: list[int] = []
    for options in ((), (), ("--memory=700",)):
        batch(one, "--out", out, *TRUST, "--quiet", *options, code=3)
        runs.extend(judged_in(out).values())

    (row,) = results(out).values()
    assert row[:2] == ("indeterminate", "crash")
    assert runs == [1, 1, 3]


def test_the_manifest_proves_only_what_it_names(tmp_path: Path) -> None:
    root = tmp_path / "arkiv"
    root.mkdir()
    for name in ("a.pdf", "b.pdf"):
        shutil.copy(FILES / "minutes-b-lt.pdf", root / name)
    right = hashlib.sha256((root / "a.pdf").read_bytes()).hexdigest()
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "path;sha256;held_since;reference;nämnd\n"
        f"arkiv/a.pdf;{right};2026-03-02T12:00:00Z;KS 1;KS\n"
        f"arkiv/b.pdf;{'0' * 64};2026-03-02T12:00:00Z;KS 2;KS\n"
        f"arkiv/c.pdf;{'0' * 64};;;\n"
    )
    options = ("--out", tmp_path / "r", *TRUST, "--manifest", manifest, "--lang=en")

    batch(root, *options, code=6)

    lines = [json.loads(line) for line in (tmp_path / "r/results.ndjson").read_text().splitlines()]
    missing = lines.pop()
    assert (missing["verdict"], missing["cause"]) == ("not-judged", "listed-only")
    assert [line["verdict"] for line in lines] == ["valid", "indeterminate"]
    assert [line["reference"] for line in lines] == ["KS 1", "KS 2"]
    assert lines[0]["manifest"] == {"nämnd": "KS"}
    codes = [{finding["code"] for finding in line["report"]["findings"]} for line in lines]
    assert "held-since" in codes[0]
    assert "held-since" not in codes[1]
    assert "manifest-digest-mismatch" in codes[1]
    assert "was not met: 1" in (tmp_path / "r" / "report.html").read_text()


def test_the_manifest_can_name_the_revision_that_came_in(tmp_path: Path) -> None:
    root = tmp_path / "arkiv"
    root.mkdir()
    data = (FILES / "minutes-b-lt.pdf").read_bytes()
    came_in = data[: data.index(b"%%EOF", data.index(b"/ByteRange")) + len(b"%%EOF")]
    for name in "abcde":
        (root / f"{name}.pdf").write_bytes(data)
    whole, revision = (hashlib.sha256(each).hexdigest() for each in (data, came_in))
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "path,sha256,held_since,held_sha256\n"
        f"arkiv/a.pdf,{whole},2026-03-02T09:10:00Z,{revision}\n"
        f"arkiv/b.pdf,{whole},2026-03-02T09:10:00Z,\n"
        f"arkiv/c.pdf,{whole},2026-03-02T09:10:00Z,{'0' * 64}\n"
        f"arkiv/d.pdf,{whole},2026-03-02T09:10:00Z,sha256\n"
        f"arkiv/e.pdf,{whole},9999-12-31T23:59:59Z,{revision}\n"
    )

    batch(root, "--out", tmp_path / "r", *TRUST, "--manifest", manifest, "--lang=en")

    lines = [json.loads(line) for line in (tmp_path / "r/results.ndjson").read_text().splitlines()]
    codes = [
        {f["code"] for f in line["report"]["findings"] if "held" in f["code"]} for line in lines
    ]
    assert codes == [
        {"held-since-revision"},
        {"held-since-contradicted"},
        {"held-since-digest-unknown"},
        {"manifest-held-sha256-malformed"},
        {"manifest-held-since-later"},
    ]
    with closing(sqlite3.connect(tmp_path / "r" / "results.sqlite")) as connection:
        kept = connection.execute("SELECT held_since, held_sha256 FROM results ORDER BY path")
        assert kept.fetchall() == [
            ("2026-03-02T09:10:00Z", revision),
            ("2026-03-02T09:10:00Z", None),
            ("2026-03-02T09:10:00Z", "0" * 64),
            (None, None),
            (None, None),
        ]


def test_a_list_on_standard_input_is_read(tmp_path: Path) -> None:
    names = [FILES / "zero.pdf", FILES / "garbage.pdf", tmp_path / "gone.pdf"]
    listed = "\0".join(map(str, names))

    with start("-0", "--out", tmp_path / "r", *TRUST, "--quiet") as process:
        process.communicate(listed)

    causes = sorted(str(row[1]) for row in results(tmp_path / "r").values())
    assert causes == ["None", "None", "missing"]


def test_the_same_folder_is_used_by_one_run_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path / "r"):
        said = batch(FILES, "--out", tmp_path / "r", *TRUST, "--lang=en", code=2)

    assert "Another run is writing" in said


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("x.pdf",), "--out FOLDER"),
        (("--out", "r"), "Name at least one file"),
        (("x", "--out=r", "--workers=0"), "cannot be given after --workers"),
        (("x", "--out=r", "--memory=1"), "is not enough"),
        (("x", "--out=r", "--nope"), "no option --nope"),
        (("export", "gone", "--format=odt"), "odt"),
        (("report", "gone"), "holds no results"),
        (("diff", "gone"), "takes folders of results: 2"),
        ((".", "--out=r", "--manifest=gone.csv"), "gone.csv"),
    ],
)
def test_a_wrong_command_line_is_told(argv: tuple[str, ...], words: str, tmp_path: Path) -> None:
    told = io.StringIO()
    with contextlib.chdir(tmp_path), contextlib.redirect_stderr(told):
        code = run(["batch", *argv, "--lang=en"])

    assert code == 2
    assert words in told.getvalue()


def test_results_are_shown_exported_and_compared_again(archive: Path, tmp_path: Path) -> None:
    one = archive / "2026" / "minutes-b-lt.pdf"
    batch(one, "--out", tmp_path / "a", *TRUST, "--quiet", code=0)
    batch(one, "--out", tmp_path / "b", "--at", TRUST[-1], "--quiet", code=3)

    said = batch("diff", tmp_path / "a", tmp_path / "b", "--lang=en", code=0)
    batch("report", tmp_path / "a", "--lang=sv", code=0)
    batch("export", tmp_path / "a", "--format=ndjson", "--output", tmp_path / "x", code=0)
    batch("export", tmp_path / "a", "--format=html", code=0)
    pages = list((tmp_path / "a" / "pages").iterdir())
    rows = [json.loads(line) for line in (tmp_path / "x").read_text().splitlines()]
    assert len(pages) == sum(row["report"] is not None for row in rows) == 1
    assert all(page.read_text().startswith("<!DOCTYPE html>") for page in pages)

    assert f"{one}: valid -> not established (the trust anchors are others)" in said
    assert '<html lang="sv">' in (tmp_path / "a" / "report.html").read_text()
    assert json.loads((tmp_path / "x").read_text())["verdict"] == "valid"
