"""What every test shares: no test sees, or touches, the files of the user who runs it."""

from pathlib import Path

import pytest

from fhvalidate.cli import isolation


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Empty folders for profiles, trusted lists and the cache."""
    home = tmp_path_factory.mktemp("home", numbered=True)
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(home / variable.lower()))
    return home


@pytest.fixture(autouse=True)
def _commands_judge_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands judge in the process of the tests, unless a test is about a worker's.

    A process a call would take most of the time of these tests; tests marked `isolated` have them.
    """
    if "isolated" not in request.keywords:
        monkeypatch.setattr(isolation, "is_isolated", lambda: False)
        monkeypatch.setattr(isolation, "tell_not_isolated", lambda _: None)
