"""Any value of the report's model: strategies made of the declared types."""

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from fhvalidate.conclusion import Fact
from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.json import told_fields
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.reading import as_read

# JSON has no half characters, no numbers that are not finite, and no larger integers that others
# could read.
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    bool: st.booleans(),
    int: st.integers(-(2**70), 2**70),
    float: st.floats(allow_nan=False, allow_infinity=False),
    type(None): st.none(),
    bytes: st.binary(max_size=8),
    datetime: st.datetimes(timezones=st.just(UTC)),
    date: st.dates(),
    time: st.builds(time, st.integers(0, 23), st.integers(0, 59)),
}


@cache
def any_of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - a case a kind
    """Values of the kind; of values in values of their own kind, few."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind == Fact:
        return st.one_of(*map(any_of, arguments)).map(as_read)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in {Union, types.UnionType}:
        return st.one_of(*map(any_of, arguments))
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return st.lists(any_of(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(any_of, arguments))
    if origin in {Mapping, dict}:
        return st.dictionaries(any_of(str), any_of(arguments[1]), max_size=3).map(FrozenMapping)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _values(kind)
    raise TypeError(f"{kind!r} has no place in a report")


def _values(kind: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    own = {
        field.name: st.just(()) if field.name == "attachments" else any_of(hints[field.name])
        for field in told_fields(kind)
        if field.init
    }
    if kind is SignerRow:  # which points at a signature, and at a row of the page
        own |= {"signature": st.none(), "page_signer": st.none()}
    return st.builds(kind, **own)
