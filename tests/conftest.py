"""What every test shares: its own folders, no clock on the wall, and who runs what beside whom."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from fhvalidate.cli import isolation

# A busy machine is no defect: what may not take long is measured in processor time instead.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

TESTS = Path(__file__).parent

# What takes longest is begun first, so that no process is left alone with it at the end.
LONGEST = (
    "corpus",
    "hostile/test_limits.py",
    "reprint/test_shared_cases.py",
    "batch/test_batch.py",
    "attacks/test_mutations.py",
    "isolated/test_isolated.py",
    "cli/test_masking.py",
    "validation/test_held_since.py",
)
# A file's tests share what they have made, and these folders' files too.
TOGETHER = frozenset({"corpus"})


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Empty folders for profiles, trusted lists and the cache: no test touches the user's."""
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first, in the order above."""

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(TESTS) if item.path.is_relative_to(TESTS) else item.path
        known = (at for at, each in enumerate(LONGEST) if path.is_relative_to(each))
        return next(known, len(LONGEST))

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Gives each process whole files, in the order above."""
    scheduler = import_module("xdist.scheduler.loadscope").LoadScopeScheduling(config, log)
    scheduler._split_scope = shared_by
    config.option.loadscopereorder = False
    return scheduler


def shared_by(nodeid: str) -> str:
    """The file, or the folder, whose tests run in one process."""
    file = nodeid.partition("::")[0]
    folder = Path(file).parent
    return str(folder) if folder.name in TOGETHER else file
