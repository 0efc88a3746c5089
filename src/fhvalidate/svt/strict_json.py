"""JSON from strangers, read in one way or not at all (RFC 8259, 4: names are unique here)."""

import json
from typing import Any, NoReturn

from fhvalidate.errors import SvtError

Json = Any  # None, bool, int, str, list or dict, by the type that is demanded of it


def read_object(data: bytes, *, where: str) -> dict[str, Json]:
    """The one object that the bytes are: every name once, whole numbers only.

    Args:
        data: UTF-8.
        where: what the bytes are, for what is said of them.

    Raises:
        SvtError: `not-json`, `json-key-twice`.
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_refused,
            parse_constant=_refused,
        )
    except SvtError:
        raise
    except (ValueError, RecursionError) as error:  # a number too long is a ValueError too
        raise SvtError("not-json", where) from error
    if not isinstance(value, dict):
        raise SvtError("not-json", where)
    return value


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, value in pairs:
        if name in found:
            raise SvtError("json-key-twice", name)
        found[name] = value
    return found


def _refused(_: str) -> NoReturn:
    raise ValueError("number")
