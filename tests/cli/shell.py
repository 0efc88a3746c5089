"""Commands as a registrar gives them, in a folder of their own."""

from pathlib import Path

import pytest

from fhvalidate.cli.main import run


class Shell:
    """Runs commands and reads what they print."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def file(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def run(self, *argv: str) -> tuple[int, str]:
        self.capsys.readouterr()
        code = run([*argv, "--lang", "en"])
        captured = self.capsys.readouterr()
        return code, captured.out + captured.err
