"""A shell that runs commands and reads what they print."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Commands in a folder of their own."""
    return Shell(tmp_path, capsys)
