"""The JSON Schema of a report (draft 2020-12), made from the model's own types."""

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime, time
from enum import Enum
from inspect import cleandoc
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from fhvalidate.report.json import Json, told_fields
from fhvalidate.report.model import SCHEMA, Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"
UTC_PATTERN = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$"
DATE_PATTERN = r"^\d{4}-\d\d-\d\d$"
CLOCK_PATTERN = r"^\d\d:\d\d$"

Schema = dict[str, Json]
_TIMES: dict[object, Schema] = {
    datetime: {"type": "string", "format": "date-time", "pattern": UTC_PATTERN},
    date: {"type": "string", "format": "date", "pattern": DATE_PATTERN},
    time: {"type": "string", "pattern": CLOCK_PATTERN},
}
_PRIMITIVES: dict[object, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
}


def schema() -> Schema:
    """The schema of `Report`: every dataclass and enum of the model is one of its `$defs`."""
    return schema_of(Report, SCHEMA)


def schema_of(kind: type, name: str) -> Schema:
    """The schema of the dataclass, which is called by the name."""
    definitions: dict[str, Json] = {}
    root = _of(kind, definitions)
    return {
        "$schema": DIALECT,
        "$id": f"urn:{name.replace('/', ':')}",
        "title": name,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _of(hint: Any, definitions: dict[str, Json]) -> Schema:
    """The schema of one type; adds what it names to `definitions`."""
    origin = get_origin(hint)
    if hint in _PRIMITIVES:
        return {"type": _PRIMITIVES[hint]}
    if hint in _TIMES:
        return dict(_TIMES[hint])
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin in (Union, types.UnionType):
        return _union(get_args(hint), definitions)
    if origin is tuple:
        return {"type": "array", "items": _of(get_args(hint)[0], definitions)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(get_args(hint)[1], definitions)}
    return _named(hint, definitions)


def _union(choices: tuple[Any, ...], definitions: dict[str, Json]) -> Schema:
    made = [_of(choice, definitions) for choice in choices]
    if all(set(choice) == {"type"} for choice in made):
        return {"type": [choice["type"] for choice in made]}
    return {"anyOf": [*made]}


def _named(hint: Any, definitions: dict[str, Json]) -> Schema:
    name = hint.__name__
    reference: Schema = {"$ref": f"#/$defs/{name}"}
    if name in definitions:
        return reference
    described: Schema = {"description": cleandoc(hint.__doc__ or "")}
    if isinstance(hint, type) and issubclass(hint, Enum):
        definitions[name] = described | {"enum": [member.value for member in hint]}
        return reference
    if not is_dataclass(hint):
        raise TypeError(f"{name} has no place in a report")
    definitions[name] = described  # a report holds reports: named before its fields are read
    hints = get_type_hints(hint)
    names = [item.name for item in told_fields(hint)]
    definitions[name] = described | {
        "type": "object",
        "properties": {key: _of(hints[key], definitions) for key in names},
        "required": [*names],
        "additionalProperties": True,
    }
    return reference
