"""TOML from strangers: its syntax read within bounds, and where in it something is wrong."""

import tomllib
from codecs import BOM_UTF8
from typing import Any

from fhvalidate.errors import SettingsError
from fhvalidate.late_patterns import late_re

MAX_DEPTH = 50  # tables and lists in one another; a policy has three
MAX_DOTS = 100  # in one line; a list of a few identifiers has 50
MAX_KEY_DOTS = 20  # in what names a table or a setting: its parts cost their square
MAX_LINE = 1_000_000  # bytes; the certificate of an authority on one line has 4,000
_PLACE = late_re(r"\(at line (\d+), column (\d+)\)")
_ABSENT = "-"


def read_toml(data: bytes) -> dict[str, Any]:
    """The table that the bytes are.

    Raises:
        SettingsError: they are no TOML, or past a bound; `where` is line and column.
    """
    data = data.removeprefix(BOM_UTF8)  # which editors on Windows write
    for number, line in enumerate(data.split(b"\n"), start=1):
        if _named_in(line).count(b".") > MAX_KEY_DOTS:
            raise SettingsError("too-deep", where=str(number))
        if len(line) > MAX_LINE or line.count(b".") > MAX_DOTS:
            raise SettingsError("line-too-long", where=str(number))
    try:
        found = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = data.count(b"\n", 0, error.start)
        raise SettingsError("not-utf-8", where=str(before + 1)) from error
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where = ":".join(place.groups()) if place else str(data.count(b"\n") + 1)
        raise SettingsError("not-toml", where=where) from error
    except RecursionError as error:
        raise SettingsError("too-deep", where=_ABSENT) from error
    except (ValueError, OverflowError) as error:  # a number of thousands of digits
        raise SettingsError("number-too-large", where=_ABSENT) from error
    _check_depth(found)
    return found


def _named_in(line: bytes) -> bytes:
    """What of the line may name a table or a setting."""
    if line.lstrip().startswith(b"["):
        return line
    before, equals, _ = line.partition(b"=")
    return before if equals else b""


def _check_depth(found: dict[str, Any]) -> None:
    level: list[Any] = [found]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for item in level
            for inner in (item.values() if isinstance(item, dict) else item)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise SettingsError("too-deep", where=_ABSENT)
