"""What the terminal can show: language, colour, width and characters."""

import codecs
import os
import sys
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

from fhvalidate.report.messages import Language
from fhvalidate.words.plain import escaped

DEFAULT_WIDTH = 80
MAX_WIDTH = 100  # longer lines are hard to read

_ERRORS = "fhvalidate-plain"
_LOOKALIKES = str.maketrans(
    {"”": '"', "“": '"', "’": "'", "–": "-", "…": "..."}  # noqa: RUF001 - what they look like
)


def language(environment: Mapping[str, str]) -> Language:
    """The language of the locale's messages: Swedish where it is Swedish, otherwise English."""
    names = (environment.get(key) for key in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "")
    swedish = locale.partition(".")[0].partition("@")[0].partition("_")[0].lower() in _SWEDISH
    return Language.SV if swedish else Language.EN


_SWEDISH = ("sv", "swedish")


def colour_wanted(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether the stream is a terminal whose user has not declined colour (no-color.org)."""
    declined = environment.get("NO_COLOR") or environment.get("TERM") == "dumb"
    return not declined and is_terminal(stream)


def is_terminal(stream: TextIO) -> bool:
    """Whether a person sees the stream as it is written."""
    try:
        return stream.isatty()
    except (ValueError, AttributeError):  # closed, or none at all
        return False


def width(stream: TextIO) -> int:
    """The columns to fill."""
    if not is_terminal(stream):
        return DEFAULT_WIDTH
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return DEFAULT_WIDTH
    return min(columns or DEFAULT_WIDTH, MAX_WIDTH)


def occupy_closed() -> None:
    """Gives the standard streams that the caller has closed their numbers back.

    Else the next file that is opened takes the number, and what is printed is written into it.
    Reading and writing still fail, but for standard error, to which nobody listens then.
    """
    modes = {"stdin": os.O_WRONLY, "stdout": os.O_RDONLY, "stderr": os.O_WRONLY}
    for number, (name, mode) in enumerate(modes.items()):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, mode)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            kind = "r" if name == "stdin" else "w"
            stream = open(number, kind, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


def give_up(stream: TextIO) -> None:
    """What the stream could not write is not tried again when Python exits."""
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def make_safe(*streams: TextIO) -> None:
    """Has the streams show what their encoding lacks as its nearest likeness, or escaped."""
    codecs.register_error(_ERRORS, _likeness)
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_ERRORS)


def make_utf8(stream: TextIO) -> None:
    """Has the stream write UTF-8, as JSON requires, unless a person is looking at it."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None and not is_terminal(stream):
        reconfigure(encoding="utf-8", errors="strict")


def _likeness(error: UnicodeError) -> tuple[str, int]:
    """The error handler: å becomes a, a quotation mark becomes a straight one, the rest escapes."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    shown: list[str] = []
    for character in error.object[error.start : error.end]:
        likeness = unicodedata.normalize("NFKD", character.translate(_LOOKALIKES))
        bare = "".join(part for part in likeness if not unicodedata.combining(part))
        shown.append(bare if bare.isascii() and bare else escaped(character))
    return "".join(shown), error.end
