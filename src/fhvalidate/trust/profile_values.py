"""Single values of a trust profile's TOML: texts, times, and the table of policy inputs."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any

from fhvalidate.late_patterns import late_re
from fhvalidate.x509.paths.path_inputs import PathInputs

MAX_POLICIES = 100  # that a profile accepts; a municipality states one or two
MAX_POLICY_LENGTH = 200  # characters; real identifiers have under 40
ANY_POLICY = "2.5.29.32.0"
_IDENTIFIER = late_re(r"(?:[01]\.[1-3]?[0-9]|2\.(?:0|[1-9][0-9]*))(?:\.(?:0|[1-9][0-9]*))*")
_FLAGS = ("explicit_policy", "inhibit_policy_mapping", "inhibit_any_policy")


def text(value: object) -> str:
    """The value, which is a text.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, str):
        raise TypeError("text is wanted")
    return value


def moment(value: object) -> datetime:
    """A time with a zone; a date alone, as people write it, is its first moment in UTC.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, datetime):
        found = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        with suppress(OverflowError):
            return found.astimezone(UTC)
    elif isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    raise ValueError("a date or a time is wanted")


def policies(values: Iterable[object]) -> frozenset[str]:
    """Identifiers of certificate policies, as in `1.2.752.201.2.1`.

    Any policy cannot be named: it is what holds where none is stated.

    Raises:
        TypeError: one is no text.
        ValueError: one is no identifier, there are none, or too many.
    """
    found = frozenset(text(value) for value in values)
    for policy in found:
        if len(policy) > MAX_POLICY_LENGTH or not _IDENTIFIER.fullmatch(policy):
            raise ValueError(f"no policy identifier: {policy[:MAX_POLICY_LENGTH]}")
        if policy == ANY_POLICY:
            raise ValueError(f"any policy ({ANY_POLICY}) holds where none is stated")
    if not 0 < len(found) <= MAX_POLICIES:
        raise ValueError("no policies are stated, or too many")
    return found


def path_table(inputs: PathInputs) -> dict[str, Any]:
    """The table `[path]`: only what asks for something, so that the default writes nothing."""
    stated: dict[str, Any] = {name: True for name in _FLAGS if getattr(inputs, name)}
    if inputs.initial_policies is not None:
        stated = {"policies": sorted(inputs.initial_policies), **stated}
    return stated


def path_inputs(table: Mapping[str, object]) -> PathInputs:
    """The policy inputs that the table `[path]` states.

    Raises:
        TypeError: a value is of the wrong type.
        ValueError: a value, or a name, is not known: a misspelt one would ask for nothing.
    """
    unknown = sorted(set(table) - {"policies", *_FLAGS})
    if unknown:
        raise ValueError(f"unknown in [path]: {unknown[0]}")
    flags = {name: table.get(name, False) for name in _FLAGS}
    stated = table.get("policies")
    if not all(isinstance(flag, bool) for flag in flags.values()):
        raise TypeError("the flags of [path] are true or false")
    if stated is not None and not isinstance(stated, list):
        raise TypeError("policies is a list of texts")
    return PathInputs(
        initial_policies=None if stated is None else policies(stated),
        explicit_policy=flags["explicit_policy"] is True,
        inhibit_policy_mapping=flags["inhibit_policy_mapping"] is True,
        inhibit_any_policy=flags["inhibit_any_policy"] is True,
    )
