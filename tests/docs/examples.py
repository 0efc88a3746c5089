"""The examples in the documentation: found, run, and written anew when what they print changes.

A ```python block runs after those before it on its page; a ```text output block after it is what
it prints. A ```console block holds commands after `$` and what they print; `$ echo $?` tells the
exit code. A block whose first line says `file=NAME` is a file in the folder they run in.

python -m tests.docs.examples    # writes anew what the commands print
"""

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fhvalidate.cli.main import run

ROOT = Path(__file__).parents[2]
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))

_BLOCK = re.compile(r"^```([^\n`]+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what its first line says after the fence, and what is in it."""

    info: str
    text: str

    @property
    def kind(self) -> str:
        return self.info.split()[0]

    @property
    def facts(self) -> dict[str, str]:
        return dict(word.split("=", 1) for word in self.info.split() if "=" in word)


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(page.read_text(encoding="utf-8"))]


@contextlib.contextmanager
def working_folder(page: Path) -> Iterator[Path]:
    """A folder with the tests beside it and the page's own files in it, no locale set."""
    before, locale = Path.cwd(), {key: os.environ.pop(key, None) for key in _LOCALE}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tests").symlink_to(ROOT / "tests")
        for block in blocks(page):
            if "file" in block.facts:
                (folder / block.facts["file"]).write_text(block.text, encoding="utf-8")
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)
            os.environ.update({key: value for key, value in locale.items() if value is not None})


def commands(block: Block) -> list[str]:
    """Each command of a console block, lines that end in a backslash joined."""
    joined = block.text.replace("\\\n", "")
    return [line.removeprefix("$ ") for line in joined.splitlines() if line.startswith("$ ")]


def replayed(block: Block) -> str:
    """The block as it reads when its commands are run now."""
    shown: list[str] = []
    code = 0
    given = re.findall(r"^\$ (?:.*\\\n)*.*\n", block.text, flags=re.MULTILINE)
    for command, written in zip(commands(block), given, strict=True):
        words = shlex.split(command)
        if words == ["echo", "$?"]:
            shown += [written, f"{code}\n"]
            continue
        if words[0] != "fhvalidate":
            raise ValueError(f"only fhvalidate is run here: {command}")
        code, printed = _run(words[1:])
        shown += [written, printed]
    return "".join(shown)


def _run(arguments: list[str]) -> tuple[int, str]:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = run(arguments)
    return code, printed.getvalue()


def refresh(page: Path) -> str:
    """The page with what its commands print now."""

    def anew(match: re.Match[str]) -> str:
        block = Block(*match.groups())
        text = replayed(block) if block.kind == "console" else block.text
        return f"```{block.info}\n{text}```"

    with working_folder(page):
        return _BLOCK.sub(anew, page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for changed in PAGES:
        fresh = refresh(changed)
        if fresh != changed.read_text(encoding="utf-8"):
            changed.write_text(fresh, encoding="utf-8")
            sys.stdout.write(f"{changed.relative_to(ROOT)}\n")
