"""The files that are given beside the project, where they are at hand."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("FHVALIDATE_SHARED", Path(__file__).parents[2] / "shared")).resolve()
CORPUS = Path(os.environ.get("FHVALIDATE_CORPUS", SHARED / "corpus"))


def shared(path: str) -> Path:
    """The path below the shared folder; the test is skipped where it is not."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{path} is not among the shared files here")
    return found
