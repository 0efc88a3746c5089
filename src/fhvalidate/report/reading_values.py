"""Values of a report that stand by themselves, from JSON that somebody else wrote."""

import base64
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from fhvalidate.late_patterns import late_re

Read = Callable[[Any, int], Any]  # of a value, and how deep it lies


class NotOfThisKindError(ValueError):
    """The JSON is no value of the kind that was asked for; says where and how, in a few words."""


PLAIN: Mapping[Any, tuple[type, ...]] = {
    str: (str,),
    bool: (bool,),
    int: (int,),
    float: (int, float),
    type(None): (type(None),),
}


def plain(kind: Any) -> Read:
    """What reads values that are the same in JSON."""
    classes = PLAIN[kind]

    def read(value: Any, _: int) -> Any:
        if value is None and kind is float:  # what is not finite is written so
            return math.nan
        if type(value) in classes and (type(value) is not float or math.isfinite(value)):
            return value
        raise NotOfThisKindError(f"not {kind.__name__}")

    return read


# As `report.json.utc` writes it: any other text that could be a time stays text.
UTC = late_re(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z")


def _moment(text: str) -> datetime:
    if UTC.fullmatch(text) is None:
        raise ValueError
    return datetime.fromisoformat(text)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


TEXTS: Mapping[Any, Callable[[str], Any]] = {
    datetime: _moment,
    date: date.fromisoformat,
    time: time.fromisoformat,
    bytes: _bytes,
}


def written(kind: Any, parse: Callable[[str], Any]) -> Read:
    """What reads values that are written as text."""

    def read(value: Any, _: int) -> Any:
        if type(value) is str:
            try:
                return parse(value)
            except ValueError:
                pass
        raise NotOfThisKindError(f"not {kind.__name__}")

    return read


def one_of(choices: tuple[Any, ...]) -> Read:
    """What reads one of some values."""

    def read(value: Any, _: int) -> Any:
        if type(value) is str and value in choices:
            return value
        raise NotOfThisKindError("not one of the values")

    return read


def member(kind: type[Enum]) -> Read:
    """What reads a member of the enumeration."""
    by_value = {member.value: member for member in kind}

    def read(value: Any, _: int) -> Any:
        if type(value) in {str, int} and value in by_value:
            return by_value[value]
        raise NotOfThisKindError("not one of the values")

    return read
