"""Profiles: how each vendor's signature page and page marks look, as data.

A profile is a TOML file in `profiles/`. Its literals are compared by `fold`; its patterns are
RE2, which matches in linear time whatever the text.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import re2

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.minutes.fold import fold
from fhvalidate.minutes.word_patterns import Pattern

# A literal with fewer folded letters ("Sida", "Namn") would match by chance in running text.
MIN_FOLDED_LITERAL = 12

# A mark that must be followed by its identity may be shorter: "Transaktion 0922…".
MIN_FOLDED_MARK = 6

# RE2's memory for a pattern, in bytes; the built-in ones need some kilobytes.
_PATTERN_MEMORY = 1 << 20


class NamePlace(StrEnum):
    """Which line of a signer's rows is the name: the first, or the nearest above the time."""

    FIRST = "first"
    NEAREST = "nearest"


class MarkKind(StrEnum):
    """What a vendor leaves on each page of a signed document."""

    FOOTER = "footer"
    MARGIN_KEY = "margin_key"


class Certainty(StrEnum):
    """How sure it is that a page that fits a profile is a signature page."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@frozen
class Literal:
    """A phrase as the vendor writes it, and its fold."""

    text: str
    folded: str


@frozen
class RowRule:
    """How a signer's rows read; `needed` rows make the page a signature page.

    `requires_act` keeps only rows with a word of signing: logs have rows for other events too.
    """

    needed: int
    name: NamePlace
    requires_reference: bool
    reference: Pattern | None
    reference_continues: Pattern | None
    requires_act: bool = False


@frozen
class MarkRule:
    """A phrase on each page, and the identity that follows it (group 1 of the pattern).

    `signers` tells that there is one identity for each signer, the same as on the signature page.
    `beside` is what stands with ordinary words where they are the vendor's.
    """

    kind: MarkKind
    literal: Literal
    identity: Pattern
    identity_continues: Pattern | None
    identity_required: bool
    reversible: bool
    signers: bool = False
    beside: Pattern | None = None


@frozen
class Profile:
    """A vendor's signature page: what it says, how many sentences prove it, how rows read.

    Attributes:
        sure: how sure a page that fits is a signature page.
        seals: whether the vendor seals the document and attaches the people's evidence.
        sealed_by: words in the names of certificates that seal for those listed, although the
            vendor's documents mostly carry their own signatures.
        stamp: whether the text is a stamp on a page of other text, not a page of its own.
        sample: whether it was read off a real document of the vendor, not off descriptions alone.
    """

    name: str
    title: str
    headings: tuple[Literal, ...]
    statements: tuple[Literal, ...]
    needed_with_heading: int
    needed_alone: int
    rows: RowRule
    continuations: tuple[tuple[Literal, ...], ...]
    marks: tuple[MarkRule, ...]
    sure: Certainty = Certainty.HIGH
    seals: bool = False
    stamp: bool = False
    sealed_by: tuple[str, ...] = ()
    sample: bool = False


@cache
def built_in_profiles() -> tuple[Profile, ...]:
    """The profiles that come with the package, by name."""
    folder = Path(__file__).parent / "profiles"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return tuple(read_profile(file.read_text("utf-8"), source=file.name) for file in files)


def read_profile(text: str, *, source: str) -> Profile:
    """The profile that a TOML text describes; `source` names it in errors.

    Raises:
        UsageError: `profile_invalid`, with the source and the key that is wrong.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError("profile_invalid", source=source, key="toml") from error
    return _profile(_Table(table, source, ""))


@frozen
class _Table:
    """A TOML table that is asked for its values by key and type."""

    values: Mapping[str, Any]
    source: str
    path: str

    def only(self, *keys: str) -> None:
        for key in self.values:
            if key not in keys:
                raise self.wrong(key)

    def get(self, key: str, kind: type, default: object = None) -> Any:
        value = self.values.get(key, default)
        # bool is an int to Python; a count is not a switch.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(key)
        return value

    def count(self, key: str, *, least: int) -> int:
        value: int = self.get(key, int)
        if value < least:
            raise self.wrong(key)
        return value

    def tables(self, key: str) -> list["_Table"]:
        rows = self.get(key, list, [])
        if not all(isinstance(row, dict) for row in rows):
            raise self.wrong(key)
        return [_Table(row, self.source, f"{key}.") for row in rows]

    def literals(self, key: str) -> tuple[Literal, ...]:
        return tuple(self._literal(key, text) for text in self.get(key, list))

    def literal(self, key: str, *, least: int = MIN_FOLDED_LITERAL) -> Literal:
        return self._literal(key, self.get(key, str), least)

    def _literal(self, key: str, text: object, least: int = MIN_FOLDED_LITERAL) -> Literal:
        if not isinstance(text, str) or len(fold(text)) < least:
            raise self.wrong(key)
        return Literal(text, fold(text))

    def pattern(self, key: str, *, groups: int) -> Pattern | None:
        if key not in self.values:
            return None
        options = re2.Options()
        options.case_sensitive = False
        options.max_mem = _PATTERN_MEMORY
        options.log_errors = False
        try:
            pattern = re2.compile(self.get(key, str), options=options)
        except re2.error as error:
            raise self.wrong(key) from error
        if pattern.groups != groups:
            raise self.wrong(key)
        compiled: Pattern = pattern
        return compiled

    def wrong(self, key: str) -> UsageError:
        return UsageError("profile_invalid", source=self.source, key=self.path + key)


def _profile(table: _Table) -> Profile:
    table.only(
        "name", "title", "headings", "statements", "needed_with_heading", "needed_alone",
        "rows", "continuations", "marks", "sure", "seals", "stamp", "sealed_by", "sample",
    )  # fmt: skip
    statements = table.literals("statements")
    if not statements:
        raise table.wrong("statements")
    return Profile(
        name=table.get("name", str),
        title=table.get("title", str),
        headings=table.literals("headings"),
        statements=statements,
        needed_with_heading=table.count("needed_with_heading", least=1),
        needed_alone=table.count("needed_alone", least=1),
        rows=_row_rule(_Table(table.get("rows", dict), table.source, "rows.")),
        continuations=tuple(_continuation(row) for row in table.tables("continuations")),
        marks=tuple(_mark_rule(row) for row in table.tables("marks")),
        sure=_choice(table, "sure", Certainty) if "sure" in table.values else Certainty.HIGH,
        seals=table.get("seals", bool, default=False),
        stamp=table.get("stamp", bool, default=False),
        sealed_by=_texts(table, "sealed_by"),
        sample=table.get("sample", bool, default=False),
    )


def _texts(table: _Table, key: str) -> tuple[str, ...]:
    found = table.get(key, list, [])
    if not all(isinstance(text, str) and text.strip() for text in found):
        raise table.wrong(key)
    return tuple(found)


def _row_rule(table: _Table) -> RowRule:
    table.only(
        "needed", "name", "requires_reference", "reference", "reference_continues", "requires_act"
    )
    requires_reference = table.get("requires_reference", bool)
    reference = table.pattern("reference", groups=1)
    if requires_reference and reference is None:
        raise table.wrong("reference")
    return RowRule(
        needed=table.count("needed", least=0),
        name=_choice(table, "name", NamePlace),
        requires_reference=requires_reference,
        reference=reference,
        reference_continues=table.pattern("reference_continues", groups=0),
        requires_act=table.get("requires_act", bool, default=False),
    )


def _continuation(table: _Table) -> tuple[Literal, ...]:
    table.only("statements")
    statements = table.literals("statements")
    if not statements:
        raise table.wrong("statements")
    return statements


def _mark_rule(table: _Table) -> MarkRule:
    table.only(
        "kind", "literal", "identity", "identity_continues", "identity_required", "reversible",
        "signers", "beside",
    )  # fmt: skip
    identity = table.pattern("identity", groups=1)
    if identity is None:
        raise table.wrong("identity")
    required: bool = table.get("identity_required", bool)
    return MarkRule(
        kind=_choice(table, "kind", MarkKind),
        literal=table.literal("literal", least=MIN_FOLDED_MARK if required else MIN_FOLDED_LITERAL),
        identity=identity,
        identity_continues=table.pattern("identity_continues", groups=0),
        identity_required=required,
        reversible=table.get("reversible", bool),
        signers=table.get("signers", bool, default=False),
        beside=table.pattern("beside", groups=0),
    )


_Choice = TypeVar("_Choice", bound=StrEnum)


def _choice(table: _Table, key: str, choices: type[_Choice]) -> _Choice:
    value = table.get(key, str)
    if value not in [choice.value for choice in choices]:
        raise table.wrong(key)
    return choices(value)
