"""Frozen values as JSON and back, so that settings reach a worker without pickle.

Only values of this package are rebuilt: its dataclasses, enums and functions, and Python's plain
types. It is for what the caller sends to a worker, never for what a worker sends back.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any, cast

from fhvalidate.frozen import FrozenMapping
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.json import Json
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate

_PACKAGE = "fhvalidate."


def encode(value: object) -> Json:  # noqa: C901, PLR0911, PLR0912 - a table of kinds
    """The value in JSON's own types; anything but a plain type becomes `{"$kind": ...}`.

    Raises:
        TypeError: a value that is neither plain nor one of this package's.
    """
    match value:
        case Enum():
            return {"$enum": _name(type(value)), "value": encode(value.value)}
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return {"$bytes": base64.b64encode(value).decode("ascii")}
        case datetime():
            return {"$time": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case tuple():
            return {"$tuple": [encode(item) for item in value]}
        case frozenset():
            return {"$set": [encode(item) for item in sorted(value)]}
        case Mapping():
            return {"$map": [[encode(key), encode(item)] for key, item in value.items()]}
        case Path():
            return {"$path": os.fsencode(value).hex()}
        case Knowledge():
            return {"$knowledge": _files_of(value)}
        case FunctionType():
            return {"$function": _name(value)}
        case Certificate():
            return {"$certificate": base64.b64encode(value.der).decode("ascii")}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {
                "$is": _name(type(value)),
                "fields": {i.name: encode(getattr(value, i.name)) for i in fields(value) if i.init},
            }
        case _:
            raise TypeError(f"{type(value).__name__} cannot be sent to a worker")


def decode(value: Json) -> object:  # noqa: C901, PLR0911, PLR0912 - a table of kinds
    """What `encode` was given.

    Raises:
        TypeError: the JSON names something that is no value of this package.
    """
    if not isinstance(value, dict):
        return value
    table: dict[str, Any] = value
    kind = next(iter(table))
    content = table[kind]
    match kind:
        case "$bytes":
            return base64.b64decode(content)
        case "$time":
            return datetime.fromisoformat(content)
        case "$date":
            return date.fromisoformat(content)
        case "$tuple":
            return tuple(map(decode, content))
        case "$set":
            return frozenset(map(decode, content))
        case "$map":
            return FrozenMapping({decode(key): decode(item) for key, item in content})
        case "$certificate":
            return read_certificate(base64.b64decode(content))
        case "$path":
            return Path(os.fsdecode(bytes.fromhex(content)))
        case "$knowledge":
            return Knowledge.built_in().extended((name, text) for name, text in content)
        case "$function":
            return _named(content, FunctionType)
        case "$enum":
            return _class(content)(decode(table["value"]))
        case "$is":
            members = cast("dict[str, Json]", table["fields"])
            return _class(content)(**{name: decode(item) for name, item in members.items()})
        case _:
            raise TypeError(f"{kind} is no value of this package")


def _files_of(knowledge: Knowledge) -> Json:
    """The files of which a worker makes the same: compiled patterns cannot be sent."""
    if knowledge.files is None:
        raise TypeError("Knowledge that is not made of files cannot be sent to a worker")
    return [[name, text] for name, text in knowledge.files]


def _name(kind: type | FunctionType) -> str:
    if not kind.__module__.startswith(_PACKAGE) or "<" in kind.__qualname__:
        raise TypeError(f"{kind.__qualname__} cannot be sent to a worker")
    return f"{kind.__module__}:{kind.__qualname__}"


def _class(name: str) -> type[Any]:
    found: type[Any] = _named(name, type)
    if not (is_dataclass(found) or issubclass(found, Enum)):
        raise TypeError(f"{name} is no value of this package")
    return found


def _named(name: str, kind: type) -> Any:
    module, _, qualified = name.partition(":")
    if not module.startswith(_PACKAGE):
        raise TypeError(f"{name} is no value of this package")
    found = getattr(import_module(module), qualified)
    if not isinstance(found, kind):
        raise TypeError(f"{name} is no value of this package")
    return found
