"""The examples of docs/how-to/call-the-service.md: run against a service, and written anew.

A ```sh or ```py block before a ```text answer block is what it comes from.

python -m tests.web.called    # writes anew what is answered
"""

import contextlib
import io
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

from tests.docs.examples import ROOT, blocks
from tests.web.server import serving

PAGE = ROOT / "docs" / "how-to" / "call-the-service.md"
TRUST = ROOT / "tests" / "fixtures" / "files" / "trust"
_ANSWER = re.compile(r"^```text answer\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def answers() -> Iterator[tuple[str, str]]:
    """What the page shows as answered, and what is answered now."""
    found = blocks(PAGE)
    with tempfile.TemporaryDirectory() as name:
        folder, place = Path(name), Path(name) / "socket"
        (folder / "tests").symlink_to(ROOT / "tests")
        with serving(place, "--trust", str(TRUST), "--with-certificates"):
            for before, block in pairwise(found):
                if block.info != "text answer":
                    continue
                given = _python if before.kind == "py" else _shell
                yield block.text, given(before.text, folder, place).rstrip("\n") + "\n"


def _shell(commands: str, folder: Path, place: Path) -> str:
    through = f'curl() {{ command curl --unix-socket "{place}" "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", through + commands], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def _python(code: str, folder: Path, place: Path) -> str:
    def connect(connection: HTTPConnection) -> None:
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(place))

    printed, before = io.StringIO(), Path.cwd()
    with patch.object(HTTPConnection, "connect", connect), contextlib.redirect_stdout(printed):
        os.chdir(folder)
        try:
            exec(compile(code, str(PAGE), "exec"), {"__name__": "example"})
        finally:
            os.chdir(before)
    return printed.getvalue()


if __name__ == "__main__":
    now = iter([given for _, given in answers()])
    text = PAGE.read_text(encoding="utf-8")
    fresh = _ANSWER.sub(lambda _: f"```text answer\n{next(now)}```", text)
    PAGE.write_text(fresh, encoding="utf-8")
    sys.stdout.write("written\n" if fresh != text else "")
