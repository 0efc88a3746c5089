"""The catalogues `sv.toml` and `en.toml`, and the sentences made from them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from re import Match

from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.words.plain import neutralise, within_quotes
from fhvalidate.words.plain_tables import read_tables

# What a finding or an error tells beside its code.
Fact = str | int | float | bool | datetime | None | tuple[str, ...] | tuple[int, ...]

MAX_ITEMS = 20  # of a list of pages or fields; the JSON has them all

_PLACE = late_re(r"(\d+)(?::(\d+))?")  # in a file of settings
_FACT = late_re(r"\{([a-z_]+)\}")
_QUOTED = late_re(r"([“”]?)\{([a-z_]+)\}")
UNREAD = "?"  # as `identity.names` has it: somebody whose name cannot be read
_PEOPLE = frozenset({"name", "names", "lost", "signers"})
_ALSO = {"detail": "reason"}  # why a document was not judged is one of the reasons, or a number
_NO_FACTS: Mapping[str, Fact] = FrozenMapping({})


class Language(StrEnum):
    """The languages that a report is written in."""

    SV = "sv"
    EN = "en"


class Medium(StrEnum):
    """Where words are read; elsewhere than on a command line they speak of no commands.

    The value is what the names of a medium's own tables begin with: `page-next-step` is there in
    the place of `next-step`, for the keys that it has.
    """

    COMMAND = ""
    SERVICE = "service"
    PAGE = "page"


# Whose tables are looked in, the first before the next; the tables for all are the last.
_TABLES_OF: Mapping[Medium, tuple[Medium, ...]] = FrozenMapping(
    {
        Medium.COMMAND: (),
        Medium.SERVICE: (Medium.SERVICE,),
        Medium.PAGE: (Medium.PAGE, Medium.SERVICE),
    }
)
_FINDINGS = "messages"  # of a medium, the table of its sentences by code


@frozen
class Message:
    """A sentence in both languages."""

    sv: str
    en: str


@cache
def catalogue(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Every table of words of one language, by name."""
    # By its place, as the other files of the package that a start needs: `importlib.resources`
    # costs as much as a catalogue.
    folder = Path(__file__).parent.parent / "report" / "messages"
    return FrozenMapping(read_tables((folder / f"{language}.toml").read_text(encoding="utf-8")))


@cache
def groups(language: Language) -> Mapping[str, Mapping[str, str]]:
    """The sentences by group (`trust`, `reading` and so on), then by code."""
    prefix = "messages-"
    return FrozenMapping(
        {
            name.removeprefix(prefix): table
            for name, table in catalogue(language).items()
            if name.startswith(prefix)
        }
    )


@cache
def templates(language: Language) -> Mapping[str, str]:
    """The sentence of every code, with its facts as `{name}`."""
    return FrozenMapping(
        {code: text for group in groups(language).values() for code, text in group.items()}
    )


def facts_of(template: str) -> frozenset[str]:
    """The facts that a sentence names."""
    return frozenset(_FACT.findall(template))


def message_for(
    code: str, detail: Mapping[str, Fact] = _NO_FACTS, *, medium: Medium = Medium.COMMAND
) -> Message:
    """The sentence of `code` in each language; a fact that is missing is said to be unknown."""
    swedish, english = (
        sentence(each, code, detail, medium=medium) for each in (Language.SV, Language.EN)
    )
    return Message(swedish, english)


def sentence(
    language: Language,
    code: str,
    detail: Mapping[str, Fact] = _NO_FACTS,
    *,
    medium: Medium = Medium.COMMAND,
) -> str:
    """The sentence of `code` in one language."""
    own = table_of(language, medium, _FINDINGS, code)
    template = (catalogue(language)[own] if own else templates(language)).get(code)
    if template is None:  # a defect that a test looks for; a report is made all the same
        known = ", ".join(f"{name}: {shown(language, name, detail)}" for name in detail)
        return neutralise(code) + (f" ({known})" if known else "")
    return filled(language, template, detail, medium)


def table_of(language: Language, medium: Medium, table: str, key: str) -> str:
    """The medium's own table that has the key in the place of that table; else empty."""
    names = (f"{each}-{table}" for each in _TABLES_OF[medium])
    return next((name for name in names if key in catalogue(language).get(name, ())), "")


def words(language: Language, table: str, key: str, **facts: Fact) -> str:
    """The words of `key` in one of the other tables, with its facts."""
    return filled(language, catalogue(language)[table][key], facts)


def decimal(language: Language, number: str) -> str:
    """The number, written with a point, with the decimal sign of the language."""
    return number.replace(".", ",") if language is Language.SV else number


def grouped(language: Language, number: int) -> str:
    """The number with its digits in threes, as the language groups them."""
    shown = f"{number:,}"
    return shown.replace(",", "\N{NO-BREAK SPACE}") if language is Language.SV else shown


def filled(
    language: Language,
    template: str,
    facts: Mapping[str, Fact],
    medium: Medium = Medium.COMMAND,
) -> str:
    """The template with each `{name}` replaced by its fact; what a fact contains is never read."""
    if "{" not in template:
        return template

    def fact(match: Match[str]) -> str:
        value = facts.get(match[2])
        if not match[1]:
            return shown(language, match[2], facts, medium)
        # What stands in quotation marks cannot end them, and go on as words of ours.
        each = value[:MAX_ITEMS] if isinstance(value, tuple) and value else (value,)
        texts = (shown(language, match[2], {match[2]: one}, medium) for one in each)
        quoted = catalogue(language)["text"]["between-quoted"].join(map(within_quotes, texts))
        return (
            match[1] + quoted + ("…" if isinstance(value, tuple) and len(value) > MAX_ITEMS else "")
        )

    return _QUOTED.sub(fact, template)


def shown(
    language: Language, name: str, facts: Mapping[str, Fact], medium: Medium = Medium.COMMAND
) -> str:
    """One fact as a person reads it: neutralised, in local time, in the reader's language."""
    value = facts.get(name)
    if isinstance(value, tuple):
        items = [_one(language, name, item, medium) for item in value[:MAX_ITEMS]]
        return ", ".join([*items, *(["…"] if len(value) > MAX_ITEMS else [])]) or _missing(
            language, name
        )
    return _one(language, name, value, medium)


def _missing(language: Language, name: str) -> str:
    """What stands for a fact that is missing: no sentence has a question mark in it."""
    text = catalogue(language)["text"]
    return text.get(f"missing-{name}") or text["missing"]


def _one(language: Language, name: str, value: Fact, medium: Medium) -> str:
    if value is None or value == "":
        return _missing(language, name)
    if isinstance(value, bool):
        return catalogue(language)["text"]["yes" if value else "no"]
    if isinstance(value, datetime):
        from fhvalidate.words.local_times import local  # zones are wanted only here

        return local(value)
    if isinstance(value, int) and value.bit_length() > 1024:  # noqa: PLR2004 - as in report.json
        return neutralise(hex(value))
    if name in _PEOPLE and value == UNREAD:
        return catalogue(language)["text"]["unread-name"]
    text = str(value)
    table = f"fact-{_ALSO.get(name, name)}"
    known = catalogue(language).get(table_of(language, medium, table, text) or table, {})
    if name == "where" and (place := _PLACE.fullmatch(text)):
        key = "line" if place[2] is None else "line-and-column"
        return words(language, "text", key, line=place[1], column=place[2])
    return known.get(text) or neutralise(text)
