"""What is known of vendors and identity providers: the tables shipped, and an archive's own."""

import tomllib
from collections.abc import Iterable
from dataclasses import field
from functools import cache
from os import PathLike
from pathlib import Path

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.identity.assurance import TABLES, IdentityTables, built_in_tables, read_tables
from fhvalidate.minutes.profile import Profile, built_in_profiles, read_profile
from fhvalidate.regular_files import read_regular

# A folder with more files than this is not one of profiles.
MAX_FILES = 500
MAX_FILE_SIZE = 1_000_000  # bytes; the largest shipped has some thousands


@frozen
class Knowledge:
    """Profiles of signature pages, and tables of assurance levels and identity providers.

    Attributes:
        files: (name, text) of the files that extended what comes with the package; None when it
            was not made of files.
    """

    profiles: tuple[Profile, ...]
    tables: IdentityTables
    files: tuple[tuple[str, str], ...] | None = field(default=None, repr=False)

    @classmethod
    def built_in(cls) -> "Knowledge":
        """What comes with the package."""
        return _built_in()

    @classmethod
    def from_path(cls, folder: str | PathLike[str]) -> "Knowledge":
        """What comes with the package, and over it the TOML files of a folder.

        A file with `level`, `provider` or `sealing-service` extends the tables; any other
        describes a signature page and takes the place of a shipped profile of the same name.

        Raises:
            UsageError: `profiles-missing`, `profile_invalid` or `table-invalid`.
        """
        return cls.built_in().extended(_files(Path(folder)))

    def extended(self, files: Iterable[tuple[str, str]]) -> "Knowledge":
        """This and the files, given as (name, text)."""
        files = tuple(files)
        profiles = {profile.name: profile for profile in self.profiles}
        tables: list[IdentityTables] = []
        for name, text in files:
            if _is_table(text):
                tables.append(read_tables(text, source=name))
            else:
                profile = read_profile(text, source=name)
                profiles[profile.name] = profile
        known = None if self.files is None else (*self.files, *files)
        return Knowledge(tuple(profiles.values()), self.tables.extended(tables), known)


@cache
def _built_in() -> Knowledge:
    return Knowledge(built_in_profiles(), built_in_tables(), ())


def _is_table(text: str) -> bool:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return not TABLES.isdisjoint(found)


def _files(folder: Path) -> list[tuple[str, str]]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml")[:MAX_FILES]
        found = [(path.name, read_regular(path, limit=MAX_FILE_SIZE).decode()) for path in paths]
    except (OSError, ValueError) as error:
        raise UsageError("profiles-missing", path=str(folder)) from error
    if not found:
        raise UsageError("profiles-missing", path=str(folder))
    return found
