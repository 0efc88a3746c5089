"""What no time changes, worked out once for one document, which is judged at many times.

At the validation time, at the time that is claimed, and just after the end of each thing that it
rests on: digests, signature values and what they protect are the same at all of them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
_BY_VALUE = frozenset({str, bool, datetime, type(None)})


class Once(Protocol):
    """Gives what was made for a key before, or else makes it."""

    def __call__(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` gives, made once for the key.

        Args:
            key: what it is, in a word, and everything that it depends on. Texts and times are told
                apart by their values, everything else by being the same object.
            make: makes it; of what the key names and nothing else.
        """
        ...


def remembering() -> Once:
    """A memory that lives as long as who asks it: for one document, time, trust and policy."""
    known: dict[tuple[object, ...], tuple[tuple[object, ...], Any]] = {}

    def once(key: tuple[object, ...], make: Callable[[], T]) -> T:
        named = tuple([part if type(part) in _BY_VALUE else id(part) for part in key])
        found = known.get(named)
        if found is None:
            # The key is kept: what is gone could give its place to another object.
            found = known[named] = (key, make())
        return found[1]

    return once
