"""The command, run on reports made for the purpose."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from fhvalidate.cli.arguments import Arguments
from fhvalidate.cli.main import run
from fhvalidate.cli.preparation import Examine
from fhvalidate.errors import UsageError
from fhvalidate.report.model import Report
from fhvalidate.report.schema import schema_of
from fhvalidate.report.signer_table import SignersTable
from tests.report import sample

Output = pytest.CaptureFixture[str]
EXAMINED = {f"{name}.pdf": report for name, report in sample.ALL.items()}


def examine(path: str, password: str) -> Report:
    """The sample report that the file is named for, or what the name asks for."""
    name = os.path.basename(path)  # noqa: PTH119 - as given
    if name in EXAMINED:
        return EXAMINED[name]
    if name == "locked.pdf":
        if password == "hemligt":
            return sample.valid()
        return sample.unreadable("password-wrong" if password else "password-needed")
    if name == "bug.pdf":
        raise ZeroDivisionError("\x1b[31mhemligt inre")
    if name == "interrupt.pdf":
        raise KeyboardInterrupt
    raise UsageError("file-missing", path=path)


@contextmanager
def prepare(arguments: Arguments) -> Iterator[Examine]:
    assert arguments.files
    if "nothing.pem" in arguments.trust:
        raise UsageError("trust-no-certificate", path="nothing.pem")
    yield examine


def command(*argv: str) -> int:
    return run(argv, prepare=prepare)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("valid", 0),
        ("invalid", 1),
        ("indeterminate", 3),
        ("reprinted", 4),
        ("unsigned", 5),
        ("unreadable", 6),
        ("hostile", 1),
    ],
)
def test_the_verdict_gives_the_exit_code(name: str, code: int, capsys: Output) -> None:
    assert command(f"{name}.pdf") == code

    out, err = capsys.readouterr()
    assert out.endswith("\n")
    assert err == ""


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (["valid", "indeterminate"], 3),
        (["unsigned", "indeterminate"], 5),
        (["unsigned", "reprinted"], 4),
        (["reprinted", "unreadable"], 6),
        (["unreadable", "invalid"], 1),
        (["invalid", "missing", "valid"], 2),
        (["bug", "invalid"], 70),
    ],
)
def test_with_several_files_the_first_in_the_order_decides(files: list[str], code: int) -> None:
    assert command(*(f"{name}.pdf" for name in files)) == code


def test_the_others_are_examined_though_one_is_missing(capsys: Output) -> None:
    code = command("missing.pdf", "valid.pdf", "unsigned.pdf", "--lang", "sv")

    out, err = capsys.readouterr()
    assert code == 2
    assert err == "fhvalidate: missing.pdf finns inte.\n"
    assert out.startswith("GILTIG:")
    assert "\n\nINTE UNDERTECKNAD:" in out


def test_the_language_follows_the_locale(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")

    command("valid.pdf")

    assert capsys.readouterr().out.startswith("GILTIG:")


def test_one_file_as_json_is_one_object(capsys: Output) -> None:
    assert command("valid.pdf", "--format", "json") == 0

    assert json.loads(capsys.readouterr().out)["verdict"] == "valid"


def test_several_files_as_json_are_a_line_each(capsys: Output) -> None:
    command("valid.pdf", "missing.pdf", "hostile.pdf", "--format=json")

    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["verdict"] for line in lines] == ["valid", "invalid"]


def test_a_folder_is_told_from_a_file(tmp_path: Path, capsys: Output) -> None:
    assert command(str(tmp_path), "--lang=en") == 2

    said = capsys.readouterr().err
    assert "is a folder." in said
    assert f"fhvalidate batch {tmp_path} --out RESULTS" in said
    assert f"fhvalidate {tmp_path}/*.pdf" in said


def test_wrong_settings_stop_everything_with_a_sentence(capsys: Output) -> None:
    assert command("valid.pdf", "--trust", "nothing.pem", "--lang", "sv") == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("fhvalidate: nothing.pem innehåller inget certifikat.")


def test_an_unknown_option_is_told_in_the_language_asked_for(capsys: Output) -> None:
    assert command("valid.pdf", "--nope\x1b", "--lang", "sv") == 2

    assert capsys.readouterr().err.startswith(r"fhvalidate: Väljaren --nope\x1b finns inte.")


def test_a_bug_is_one_sentence(capsys: Output) -> None:
    assert command("bug.pdf", "--lang", "en") == 70

    assert capsys.readouterr().err == (
        "fhvalidate: bug.pdf: An internal error (ZeroDivisionError) stopped the examination, and "
        "nothing is said about the file. Run again with --debug and report the error.\n"
    )


def test_a_bug_shows_its_traceback_neutralised_when_asked_to(capsys: Output) -> None:
    assert command("bug.pdf", "--debug") == 70

    err = capsys.readouterr().err
    assert "Traceback" in err
    assert r"ZeroDivisionError: \x1b[31mhemligt inre" in err
    assert "\x1b" not in err


def test_a_bug_outside_the_files_is_one_too(capsys: Output) -> None:
    def broken(arguments: Arguments) -> AbstractContextManager[Examine]:
        raise AssertionError(arguments)

    assert run(["valid.pdf"], prepare=broken) == 70
    assert "(AssertionError)" in capsys.readouterr().err


def test_an_interruption_is_130_whatever_was_found_before(capsys: Output) -> None:
    assert command("valid.pdf", "interrupt.pdf", "--lang=sv") == 130

    out, err = capsys.readouterr()
    assert out.startswith("GILTIG")
    assert err == "fhvalidate: Avbrutet; alla filer är inte granskade.\n"


def test_a_password_comes_from_a_file_and_is_shown_nowhere(tmp_path: Path, capsys: Output) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hemligt\n")

    assert command("locked.pdf", "--password-file", str(secret)) == 0
    assert command("bug.pdf", "--password-file", str(secret), "--debug") == 70

    out, err = capsys.readouterr()
    assert "hemligt" not in out + err.replace("hemligt inre", "")


def test_an_encrypted_file_is_unreadable_where_nobody_can_be_asked() -> None:
    assert command("locked.pdf") == 6


class Screen(io.StringIO):
    """A terminal without a window."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "code", "asked"),
    [(["hemligt"], 0, 1), (["fel", "hemligt"], 0, 2), (["a", "b", "c", "d"], 6, 3), ([""], 6, 1)],
)
def test_on_a_terminal_the_password_is_asked_for(
    typed: list[str], code: int, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[str] = []

    def answer(prompt: str) -> str:
        prompts.append(prompt)
        return typed[len(prompts) - 1]

    monkeypatch.setattr("getpass.getpass", answer)
    monkeypatch.setattr("sys.stdin", Screen())
    monkeypatch.setattr("sys.stderr", Screen())

    assert command("locked.pdf") == code
    assert len(prompts) == asked


def test_progress_is_told_on_a_terminal_for_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)

    command("valid.pdf")
    command("valid.pdf", "unsigned.pdf")

    assert screen.getvalue() == "1/2 valid.pdf\n2/2 unsigned.pdf\n"


def test_a_terminal_gets_colour_unless_it_is_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout", colourful := Screen())
    command("valid.pdf")

    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.stdout", plain := Screen())
    command("valid.pdf")

    assert "\x1b[1;32m" in colourful.getvalue()
    assert "\x1b" not in plain.getvalue()


class Pipe(io.StringIO):
    """A pipe whose reader leaves after some writes."""

    def __init__(self, writes: int) -> None:
        super().__init__()
        self.left = writes

    def write(self, text: str) -> int:
        if self.left == 0:
            raise BrokenPipeError
        self.left -= 1
        return super().write(text)


@pytest.mark.parametrize(
    ("writes", "code"),
    [(0, 130), (1, 1), (2, 1)],
    ids=["before the last file", "at the last file", "never"],
)
def test_a_reader_who_leaves_early_hears_nothing_more(
    writes: int, code: int, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setattr("sys.stdout", Pipe(writes))

    assert command("valid.pdf", "invalid.pdf") == code
    assert capsys.readouterr().err == ""


def test_a_full_disk_behind_standard_output_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device", text)

    monkeypatch.setattr("sys.stdout", Full())

    assert command("valid.pdf", "--lang=en") == 2
    assert "(the disk is full)" in capsys.readouterr().err


def test_the_report_can_go_to_a_file(tmp_path: Path, capsys: Output) -> None:
    target = tmp_path / "rapport.txt"

    assert command("valid.pdf", "unsigned.pdf", "--output", str(target), "--lang=sv") == 5

    assert capsys.readouterr().out == ""
    assert target.read_text(encoding="utf-8").startswith("GILTIG")
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_is_not_replaced_by_half_a_report(tmp_path: Path) -> None:
    target = tmp_path / "rapport.json"
    target.write_text("before")

    assert command("valid.pdf", "interrupt.pdf", f"--output={target}", "--format=json") == 130

    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_report_never_overwrites_what_is_examined(tmp_path: Path, capsys: Output) -> None:
    file = tmp_path / "valid.pdf"
    file.write_bytes(b"original")
    link = tmp_path / "link"
    link.symlink_to(file)

    assert command(str(file), "--output", str(link), "--lang=en") == 2

    assert file.read_bytes() == b"original"
    assert "must not be overwritten" in capsys.readouterr().err


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (link := tmp_path / "link").symlink_to(tmp_path / "target.txt")

    assert command("valid.pdf", "--output", str(link)) == 0

    assert link.is_symlink()
    assert (tmp_path / "target.txt").is_file()


def test_a_device_is_written_to_and_not_replaced() -> None:
    assert command("valid.pdf", "--output", os.devnull) == 0

    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("name", ["missing/rapport.txt", "x\0y"])
def test_an_output_that_cannot_be_written_is_told_before_any_report(
    name: str, tmp_path: Path, capsys: Output
) -> None:
    assert command("valid.pdf", "--output", str(tmp_path / name), "--lang=en") == 2

    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version_need_no_file(option: str, capsys: Output) -> None:
    assert command(option) == 0

    assert "fhvalidate" in capsys.readouterr().out


Start = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def start() -> Start:
    def started(*argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *argv],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={**os.environ, **environment},
        )

    return started


def test_the_command_is_a_module_too(start: Start) -> None:
    done = start("-m", "fhvalidate", "--version")

    assert (done.returncode, done.stdout[:11]) == (0, "fhvalidate ")


def test_help_never_fails_on_a_terminal_of_ascii(start: Start) -> None:
    done = start("-m", "fhvalidate", "--help", "--lang=sv", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert "Anvandning" in done.stdout


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_nothing_slow(option: str, start: Start) -> None:
    script = (
        "import sys; from fhvalidate.cli.main import run; run([sys.argv[1]]);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )

    loaded = set(start("-c", script, option).stderr.split())

    slow = {
        "pikepdf",
        "pyhanko",
        "cryptography",
        "asn1crypto",
        "pypdfium2",
        "zoneinfo",
        "typing_extensions",
        "re2",
        "lxml",
        "asyncio",
        "tomllib",
        "zipfile",
    }
    assert not slow & loaded


def test_a_plain_file_is_examined_without_what_it_does_not_need(start: Start) -> None:
    files = Path(__file__).parents[1] / "fixtures" / "files"
    script = (
        "import sys, fhvalidate, fhvalidate.cli.isolation, fhvalidate.isolated.worker;"
        "trust = fhvalidate.TrustAnchors.from_path(sys.argv[1]);"
        "print(fhvalidate.validate(sys.argv[2], trust=trust).verdict);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )

    done = start("-c", script, str(files / "root.pem"), str(files / "minutes-signed.pdf"))

    # The network, XML, databases, pictures and numbers: each costs 5 to 150 ms.
    slow = {"asyncio", "ssl", "aiohttp", "lxml", "signxml", "sqlite3", "platformdirs", "numpy"}
    slow |= {"PIL", "pytesseract", "rapidocr", "onnxruntime", "dask", "distributed", "pandas"}
    slow |= {"rich", "openpyxl", "pyarrow", "fsspec", "rensa", "multiprocessing"}
    assert done.returncode == 0, done.stderr
    assert not slow & set(done.stderr.split())


def test_samples_stay_what_their_names_say() -> None:
    assert replace(EXAMINED["valid.pdf"], findings=()) == sample.valid()


def test_signers_as_csv_have_one_header_for_all_files(capsys: Output) -> None:
    assert command("signers", "--format", "csv", "valid.pdf", "indeterminate.pdf") == 3

    lines = capsys.readouterr().out.splitlines()
    assert [line.startswith("document,") for line in lines].count(True) == 1
    assert len(lines) > 2


def test_signers_as_json_are_the_table_alone(capsys: Output) -> None:
    assert command("signers", "--format", "json", "valid.pdf") == 0

    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["schema", "document", "verdict", "signature_model", "signers"]
    assert found["schema"] == "fhvalidate/signers/1"
    Draft202012Validator(schema_of(SignersTable, found["schema"])).validate(found)


def test_signers_as_text_are_a_table(capsys: Output) -> None:
    assert command("signers", "--lang", "sv", "valid.pdf") == 0

    assert "Namn" in capsys.readouterr().out


def test_a_page_is_made_for_one_file(capsys: Output) -> None:
    assert command("--format", "html", "valid.pdf") == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")

    assert command("--lang", "sv", "--format", "html", "valid.pdf", "invalid.pdf") == 2
    assert "--output MAPP" in capsys.readouterr().err


def test_several_files_make_several_pages_and_a_table(tmp_path: Path, capsys: Output) -> None:
    folder = tmp_path / "pages"
    files = ("valid.pdf", "invalid.pdf", "./valid.pdf")

    assert command("--lang", "en", "--format", "html", "--output", str(folder), *files) == 1

    names = sorted(page.name for page in folder.iterdir())
    assert names == ["index.html", "invalid.pdf.html", "valid.pdf-2.html", "valid.pdf.html"]
    index = (folder / "index.html").read_text()
    assert [index.count(f'href="./{name}"') for name in names] == [0, 1, 1, 1]
    assert index.count("Do not accept") == 1
    assert "<li>VALID: 2</li><li>INVALID: 1</li>" in index
    assert all(page.read_text().startswith("<!DOCTYPE html>") for page in folder.iterdir())
    told = capsys.readouterr().out
    assert told.startswith("Summary of 3 files:")
    assert "Do not accept" in told


@pytest.mark.parametrize(("language", "said"), [("sv", "Ange en mapp"), ("en", "Give a folder")])
def test_a_folder_for_pages_is_not_named_as_a_file(
    tmp_path: Path, capsys: Output, language: str, said: str
) -> None:
    named = tmp_path / "rapport.html"
    argv = ("--format", "html", "--output", str(named), "valid.pdf", "invalid.pdf")

    assert command("--lang", language, *argv) == 2
    assert said in capsys.readouterr().err
    assert not named.exists()


@pytest.mark.parametrize(("language", "said"), [("sv", "Börja med"), ("en", "Begin with")])
def test_where_the_pages_are_is_told(
    tmp_path: Path, capsys: Output, language: str, said: str
) -> None:
    argv = ("--format", "html", "--output", str(tmp_path), "valid.pdf", "invalid.pdf")

    command("--lang", language, *argv)
    assert f"{said} {tmp_path}/index.html" in capsys.readouterr().err
    command("--lang", language, "--quiet", *argv)
    assert capsys.readouterr().err == ""


def test_a_folder_for_pages_that_is_a_file_is_refused(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "file").write_text("")
    argv = ("--format", "html", "--output", str(tmp_path / "file"), "valid.pdf", "invalid.pdf")

    assert command(*argv) == 2
    assert capsys.readouterr().out == ""
    assert (tmp_path / "file").read_text() == ""


def test_several_files_are_summed_up_in_a_table_but_one_is_not(capsys: Output) -> None:
    assert command("--lang", "sv", "valid.pdf", "invalid.pdf") == 1
    told = capsys.readouterr().out.split("Sammanfattning av 2 filer:\n")
    assert [line.split()[0] for line in told[1].splitlines()[2:]] == [
        "minutes-signed.pdf",
        "minutes-signed.pdf",
    ]

    command("--lang", "sv", "valid.pdf")
    assert "Sammanfattning" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv", [("--format", "csv", "valid.pdf"), ("signers", "--format", "html", "valid.pdf")]
)
def test_a_form_that_the_command_does_not_have_is_refused(
    argv: tuple[str, ...], capsys: Output
) -> None:
    assert command(*argv) == 2
    assert "--format" in capsys.readouterr().err
