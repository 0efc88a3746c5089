"""Levels of assurance and identity providers: what their URIs mean, from tables that are data."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re2

LEVELS = range(5)

# The keys of a file with tables; any of them tells it from a profile of a signature page.
TABLES = frozenset({"level", "provider", "sealing-service"})

# "https://test.idp…", "…-ct.test.…", "m00-mg-local.testidp.…", "sandbox", "qa.connector…", "dev.".
# A word of its own between separators, so that "protest.se" and "latest" are no tests.
_TEST = late_re2(
    r"(?i)(?:^|[./:_-])(?:(?:test|sandbox|qa|dev|demo|staging|acc|acceptance)(?:idp|bed|env)?[0-9]*"
    r"|idp-?test)(?:$|[./:_-])"
)
# CGI's broker: `https://m00-mg-local.idp.funktionstjanster.se/…`, with `testidp` for tests.
_BROKER = late_re2(r"(?i)^https?://[a-z0-9.-]+\.(?:test)?idp\.funktionstjanster\.se(?:/|$)")


@frozen
class AssuranceLevel:
    """A level of assurance.

    Attributes:
        level: the Swedish level (tillitsnivå) 1-4 that it corresponds to; 0 is none.
        reviewed: whether a supervisor has found that the issuer reaches it.
        known: whether the table has the URI.
    """

    uri: str
    name: str
    level: int
    reviewed: bool
    known: bool = True


@frozen
class IdentityProvider:
    """An identity provider; `e_identification` is None where it brokers several or is unknown."""

    entity_id: str
    name: str | None
    e_identification: str | None
    test: bool


@frozen
class IdentityTables:
    """What is known: levels, providers by the start of their entity identifiers, and services.

    Attributes:
        sealing: words in the names of services whose seal stands for those that a signature page
            lists.
    """

    levels: tuple[AssuranceLevel, ...]
    providers: tuple[IdentityProvider, ...]
    sealing: tuple[str, ...] = ()

    def level(self, uri: str) -> AssuranceLevel:
        """The level of the URI; an unknown one is no Swedish level."""
        known = next((level for level in self.levels if level.uri == uri.strip()), None)
        return known or AssuranceLevel(uri.strip(), uri.strip(), 0, reviewed=False, known=False)

    def provider(self, entity_id: str) -> IdentityProvider:
        """What is known of the provider; its name says whether it is one for tests."""
        looks_like_test = bool(_TEST.search(entity_id))
        fitting = [row for row in self.providers if _is_at(entity_id, row.entity_id)]
        if fitting:
            row = max(fitting, key=lambda row: len(row.entity_id))
            test = row.test or looks_like_test
            return IdentityProvider(entity_id, row.name, row.e_identification, test)
        name = "CGI" if _BROKER.search(entity_id) else None
        return IdentityProvider(entity_id, name, None, looks_like_test)

    def extended(self, others: Iterable["IdentityTables"]) -> "IdentityTables":
        """These tables with others over them: of two rows on one URI the later decides."""
        levels = {level.uri: level for level in self.levels}
        providers = {provider.entity_id: provider for provider in self.providers}
        sealing = dict.fromkeys(self.sealing)
        for other in others:
            sealing.update(dict.fromkeys(other.sealing))
            levels.update({level.uri: level for level in other.levels})
            providers.update({provider.entity_id: provider for provider in other.providers})
        return IdentityTables(tuple(levels.values()), tuple(providers.values()), tuple(sealing))


def _is_at(entity_id: str, prefix: str) -> bool:
    """Whether the identifier is the prefix or goes on after it at a boundary."""
    if not entity_id.startswith(prefix):
        return False
    return entity_id == prefix or prefix.endswith("/") or entity_id[len(prefix)] in "/?#:"


@cache
def built_in_tables() -> IdentityTables:
    """The tables that come with the package."""
    folder = Path(__file__).parent / "tables"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")),
        key=lambda entry: entry.name,
    )
    empty = IdentityTables((), ())
    return empty.extended(read_tables(file.read_text("utf-8"), source=file.name) for file in files)


def read_tables(text: str, *, source: str) -> IdentityTables:
    """The tables in a TOML text; `source` names it in errors.

    Raises:
        UsageError: `table-invalid`, with the source and the key that is wrong.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError("table-invalid", source=source, key="toml") from error
    for key in table:
        if key not in TABLES:
            raise UsageError("table-invalid", source=source, key=key)
    return IdentityTables(
        tuple(_level(row, source) for row in _rows(table, "level", source)),
        tuple(_provider(row, source) for row in _rows(table, "provider", source)),
        tuple(_sealing(row, source) for row in _rows(table, "sealing-service", source)),
    )


def _rows(table: dict[str, Any], key: str, source: str) -> list[dict[str, Any]]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError("table-invalid", source=source, key=key)
    return rows


def _level(row: dict[str, Any], source: str) -> AssuranceLevel:
    _only(row, {"uri": str, "name": str, "level": int, "reviewed": bool}, source)
    if row["level"] not in LEVELS or isinstance(row["level"], bool):
        raise UsageError("table-invalid", source=source, key="level")
    return AssuranceLevel(row["uri"], row["name"], row["level"], reviewed=row["reviewed"])


def _provider(row: dict[str, Any], source: str) -> IdentityProvider:
    kinds = {"prefix": str, "name": str, "test": bool}
    e_identification = row.get("e_identification")
    _only({key: row[key] for key in row if key != "e_identification"}, kinds, source)
    if e_identification is not None and not isinstance(e_identification, str):
        raise UsageError("table-invalid", source=source, key="e_identification")
    return IdentityProvider(row["prefix"], row["name"], e_identification, row["test"])


def _sealing(row: dict[str, Any], source: str) -> str:
    _only(row, {"name": str}, source)
    name: str = row["name"]
    return name


def _only(row: dict[str, Any], kinds: dict[str, type], source: str) -> None:
    """Refuses a row that lacks a key, has another, or has a value of another type or none."""
    for key in (*kinds, *row):
        value = row.get(key)
        if key not in kinds or not isinstance(value, kinds[key]) or value == "":
            raise UsageError("table-invalid", source=source, key=key)
