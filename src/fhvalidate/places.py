"""Where this user's files are, by the customs of the operating system (platformdirs).

The library is imported when a place is asked for: most commands name what they need.
"""

from pathlib import Path

NAME = "fhvalidate"
PROFILE = "trust.toml"
INDEX = "originals.sqlite"


def profile_path() -> Path:
    """The trust profile that is used when `--trust` names nothing."""
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False) / PROFILE


def snapshots_folder() -> Path:
    """Where trusted lists are kept as they were published."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / "trusted-lists"


def index_path() -> Path:
    """The index of originals that is used when `--index` names none."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / INDEX


def cache_folder() -> Path:
    """What can be fetched or computed again; safe to delete at any time."""
    from platformdirs import user_cache_path

    return user_cache_path(NAME, appauthor=False)
