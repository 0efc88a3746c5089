"""Where this user's files are, by the customs of the operating system (platformdirs)."""

from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path

NAME = "fhvalidate"
PROFILE = "trust.toml"
INDEX = "originals.sqlite"


def profile_path() -> Path:
    """The trust profile that is used when `--trust` names nothing."""
    return user_config_path(NAME, appauthor=False) / PROFILE


def snapshots_folder() -> Path:
    """Where trusted lists are kept as they were published."""
    return user_data_path(NAME, appauthor=False) / "trusted-lists"


def index_path() -> Path:
    """The index of originals that is used when `--index` names none."""
    return user_data_path(NAME, appauthor=False) / INDEX


def cache_folder() -> Path:
    """What can be fetched or computed again; safe to delete at any time."""
    return user_cache_path(NAME, appauthor=False)
