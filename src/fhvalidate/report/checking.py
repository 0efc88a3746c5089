"""Whether JSON that somebody else wrote is a report: the schema of `report.schema`, applied.

Only what that schema uses is understood, and anything else in it is refused. It is applied to what
comes from a process that has parsed a hostile file, so nothing here trusts the value's shape.
"""

import re
from collections.abc import Callable
from functools import cache
from math import isfinite
from typing import Any, cast

from fhvalidate.late_patterns import late_re
from fhvalidate.report.json import Json
from fhvalidate.report.schema import Schema, schema

MAX_DEPTH = 40  # levels; a report has 8, one with attachments within attachments some more
_ABSENT = object()
Check = Callable[[Any, int], str | None]

_SHA256 = late_re(r"[0-9a-f]{64}")
_ANNOTATIONS = frozenset({"$schema", "$id", "$defs", "title", "description", "format"})


# The classes that JSON of each type is read as; a bool is no number here.
_CLASSES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


def is_sha256(value: object) -> bool:
    """Whether the value is a SHA-256 digest in lower-case hexadecimal."""
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def schema_problem(value: Json) -> str | None:
    """Where and how the value is no report, in a few words; None when it is one."""
    problem = _report_check()(value, 0)
    if problem is not None:
        return problem
    digest = cast("dict[str, dict[str, Json]]", value)["document"]["sha256"]
    return None if is_sha256(digest) else "document.sha256"


@cache
def _report_check() -> Check:
    root = schema()
    definitions: dict[str, Check] = {}
    named = cast("dict[str, Schema]", root["$defs"])
    for name, part in named.items():
        definitions[name] = _check(part, definitions)
    return _check(root, definitions)


def _check(part: Schema, definitions: dict[str, Check]) -> Check:  # noqa: C901 - one case a keyword
    """One function for all that this part of the schema asks."""
    if "properties" in part:
        return _object(part, definitions)
    checks: list[Check] = []
    for key, wanted in part.items():
        match key:
            case "$ref":
                checks.append(_reference(str(wanted).rpartition("/")[2], definitions))
            case "type":
                kinds = wanted if isinstance(wanted, list) else [wanted]
                checks.append(_type(tuple(map(str, kinds))))
            case "enum":
                checks.append(_enum(tuple(cast("list[Json]", wanted))))
            case "pattern":
                checks.append(_pattern(re.compile(str(wanted))))
            case "items":
                item = cast("Schema", wanted)
                checks.append(_items(_check(item, definitions), _passing(item)))
            case "anyOf":
                choices = [_check(item, definitions) for item in cast("list[Schema]", wanted)]
                checks.append(_any_of(choices))
            case "additionalProperties":
                if isinstance(wanted, dict):
                    checks.append(_values(_check(wanted, definitions)))
            case _ if key not in _ANNOTATIONS:
                raise TypeError(f"{key} is not understood in a schema")
    return checks[0] if len(checks) == 1 else _all_of(tuple(checks))


def _passing(part: Schema) -> frozenset[type]:
    """The classes of which every value is what this part of the schema asks, not looked into."""
    asked = part.keys() - _ANNOTATIONS
    if asked == {"anyOf"}:
        return frozenset().union(*map(_passing, cast("list[Schema]", part["anyOf"])))
    if asked != {"type"}:
        return frozenset()
    kinds = part["type"] if isinstance(part["type"], list) else [part["type"]]
    # Some numbers are no JSON.
    return frozenset(found for kind in kinds for found in _CLASSES[str(kind)]) - {float}


def _all_of(checks: tuple[Check, ...]) -> Check:
    def check(value: Any, depth: int) -> str | None:
        for one in checks:
            problem = one(value, depth)
            if problem is not None:
                return problem
        return None

    return check


def _any_of(choices: list[Check]) -> Check:
    def check(value: Any, depth: int) -> str | None:
        for choice in choices:
            if choice(value, depth) is None:
                return None
        return choices[0](value, depth)

    return check


def _reference(name: str, definitions: dict[str, Check]) -> Check:
    def check(value: Any, depth: int) -> str | None:
        return "depth" if depth > MAX_DEPTH else definitions[name](value, depth + 1)

    return check


def _type(kinds: tuple[str, ...]) -> Check:
    classes = frozenset(found for kind in kinds for found in _CLASSES[kind])
    whole = "integer" in kinds

    def check(value: Any, _: int) -> str | None:
        found = type(value)
        if found is float:  # NaN and infinity are no JSON; 0.0 is an integer there too
            fits = isfinite(value) and (float in classes or (whole and value.is_integer()))
        else:
            fits = found in classes
        return None if fits else f"not {' or '.join(kinds)}"

    return check


def _enum(choices: tuple[Json, ...]) -> Check:
    def check(value: Any, _: int) -> str | None:
        return None if value in choices else "not one of the values"

    return check


def _pattern(pattern: re.Pattern[str]) -> Check:
    def check(value: Any, _: int) -> str | None:
        fits = not isinstance(value, str) or pattern.fullmatch(value)
        return None if fits else "not of the form"

    return check


def _items(item: Check, passing: frozenset[type]) -> Check:
    def check(value: Any, depth: int) -> str | None:
        if isinstance(value, list):
            for one in value:
                if type(one) in passing:
                    continue
                problem = item(one, depth)
                if problem is not None:
                    return problem
        return None

    return check


def _values(item: Check) -> Check:
    def check(value: Any, depth: int) -> str | None:
        if isinstance(value, dict):
            for one in value.values():
                problem = item(one, depth)
                if problem is not None:
                    return problem
        return None

    return check


def _object(part: Schema, definitions: dict[str, Check]) -> Check:
    """All that is asked of an object with properties."""
    extra = part.keys() - _ANNOTATIONS - {"type", "properties", "required", "additionalProperties"}
    if extra or part.get("type") != "object" or part.get("additionalProperties") is not True:
        raise TypeError(f"{min(extra, default='properties')} is not understood in a schema")
    table = cast("dict[str, Schema]", part["properties"])
    parts = tuple((n, _passing(item), _check(item, definitions)) for n, item in table.items())
    required = frozenset(cast("list[str]", part.get("required", [])))

    def check(value: Any, depth: int) -> str | None:
        if not isinstance(value, dict):
            return "not object"
        for name, passing, one in parts:
            found = value.get(name, _ABSENT)
            if type(found) in passing or found is _ABSENT:
                continue
            problem = one(found, depth)
            if problem is not None:
                return f"{name}: {problem}" if " " in problem else f"{name}.{problem}"
        return None if required <= value.keys() else f"{min(required - value.keys())} missing"

    return check
