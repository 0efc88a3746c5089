"""What is wrong with a call, on standard error: a sentence, or a JSON object a line.

It is JSON where JSON was asked for, so that whoever reads one by machine reads the other too. What
is on standard output are reports and nothing else.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fhvalidate.cli import output, terminal
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.private_files import open_to_others
from fhvalidate.report.messages import Language, Message, sentence, words

if TYPE_CHECKING:
    from fhvalidate.conclusion import Fact

Schema = Literal["fhvalidate/error/1"]
SCHEMA: Schema = "fhvalidate/error/1"
_OPTIONS = ("--format", "--json")

_as_json: ContextVar[bool] = ContextVar("errors as JSON", default=False)


@frozen
class Complaint:
    """What kept a call, or one of its files, from an answer; or what is to be known of the call.

    Attributes:
        exit_code: the exit code that it gives; none where it keeps nothing from its answer.
        file: the file that it is about, as the command line names it and numbers masked.
        number: which of the files of the command line that is, from 1.
    """

    schema: Schema
    code: str
    detail: Mapping[str, str]
    exit_code: int | None
    file: str | None
    number: int | None
    message: Message


@frozen
class About:
    """Which file of the command line an error is about, and whether its numbers are shown."""

    file: str | None = None
    number: int | None = None
    show: bool = False


NOTHING = About()


def asks_json(argv: Sequence[str]) -> bool:
    """Whether the command line asks for JSON, read first so that errors of reading it follow it."""
    asked = False
    before = ""
    for argument in argv:
        if argument == "--":
            break
        if argument == "--json":
            return True
        if before == "--format" or argument.startswith("--format="):
            asked = argument.removeprefix("--format=") == "json"
        before = argument
    return asked


@contextmanager
def errors_as_json(*, asked: bool) -> Iterator[None]:
    """Has what is wrong be told as JSON in what follows, if that was asked for."""
    token = _as_json.set(asked)
    if asked:
        terminal.make_utf8(sys.stderr)
    try:
        yield
    finally:
        _as_json.reset(token)


def complain(language: Language, error: UsageError, about: About = NOTHING) -> None:
    """Says on standard error what is wrong with a call, personal identity numbers masked."""
    if error.detail.get("path") == "":
        error = UsageError("name-empty")
    tell(language, error.code, error.detail, exit_code=ExitCode.USAGE, about=about)


def tell(
    language: Language,
    code: str,
    detail: Mapping[str, "Fact"],
    *,
    exit_code: ExitCode | None,
    about: About = NOTHING,
    before: str = "",
) -> None:
    """Says the sentence of the code on standard error, in words or as JSON as was asked for.

    `before` is what the words begin with.
    """
    masked = {key: _masked(value, show=about.show) for key, value in detail.items()}
    if not _as_json.get():
        output.say(before + _sentence(language, code, masked))
        return
    from fhvalidate.report.json import dumps

    file = about.file if about.file is None else output.path_shown(about.file, show=about.show)
    facts = {key: _text(value) for key, value in masked.items() if key != "hint"}
    message = Message(*(_sentence(each, code, masked) for each in (Language.SV, Language.EN)))
    number = None if exit_code is None else int(exit_code)
    complaint = Complaint(SCHEMA, code, facts, number, file, about.number, message)
    output.say(dumps(complaint, indent=None), prefix="")


def tell_of(
    language: Language,
    code: str,
    detail: Mapping[str, "Fact"],
    *,
    exit_code: ExitCode,
    about: About,
) -> ExitCode:
    """Says the sentence of the code after the file's name; the exit code."""
    before = f"{output.path_shown(about.file or '', show=about.show)}: "
    tell(language, code, detail, exit_code=exit_code, about=about, before=before)
    return exit_code


def tell_not_done(
    language: Language, error: UnreadableError, about: About, *, refused: bool
) -> ExitCode:
    """Says why nothing was made of a file; `refused` where that says nothing of the file."""
    code = ExitCode.USAGE if refused else ExitCode.UNREADABLE
    return tell_of(language, error.code, error.detail, exit_code=code, about=about)


def tell_ahead(language: Language, at: datetime | None) -> None:
    """Mentions that the time to validate for has not been yet."""
    if at is not None and at > datetime.now(UTC):
        from fhvalidate.words.local_times import local  # zones are wanted only here

        tell(language, "time-ahead", {"time": local(at)}, exit_code=None)


def tell_open(language: Language, *paths: str | Path, show: bool = False) -> None:
    """Mentions files and folders that are there already and that others may open."""
    found = open_to_others(paths)
    if found:
        shown = tuple(output.path_shown(path, show=show) for path in found)
        tell(language, "open-to-others", {"path": shown}, exit_code=None, about=About(show=show))


def tell_key_open(language: Language, path: str) -> None:
    """Mentions a file with a private key that others may open."""
    for found in open_to_others((path,)):
        mode = f"{Path(found).stat().st_mode & 0o777:o}"
        facts = {"path": output.path_shown(found), "mode": mode}
        tell(language, "key-open-to-others", facts, exit_code=None)


def tell_masked(language: Language, count: int, *, before: str = "") -> None:
    """Mentions files whose names in what an archive gets are masked, and so lead to no file."""
    if count:
        tell(language, "archive-names-masked", {"count": count}, exit_code=None, before=before)


def is_json() -> bool:
    """Whether what is wrong is told as JSON."""
    return _as_json.get()


def _sentence(language: Language, code: str, detail: Mapping[str, "Fact"]) -> str:
    """The sentence of the code, and what helps whoever made a slip."""
    told = sentence(language, code, detail)
    if "near" in detail:
        told += " " + words(language, "hint", "near", near=detail["near"])
    if "hint" in detail:
        told += " " + words(language, "hint", str(detail["hint"]), **detail)
    return told


def _masked(value: "Fact", *, show: bool) -> "Fact":
    if isinstance(value, tuple):
        return tuple(str(_masked(item, show=show)) for item in value)
    if value is None or isinstance(value, bool | int):
        return value
    return str(value) if show else mask_attribute(str(value))


def _text(value: "Fact") -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
