"""Digests of byte ranges that begin alike: what they have in common is hashed once.

Each signature of a file covers nearly all that the ones before it cover, and is asked for its
digest by the judgement, by the proofs and by the report. So the state of a digest is copied where
the hole of a signature begins, and goes on from there for that signature and for later ones.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Any

MOST = 1_000  # states kept of an algorithm, of some 200 bytes each; a file has 200 signatures

Parts = tuple[memoryview, ...]


class Prefixes:
    """The states of digests where the holes of a file's signatures begin; for one file.

    They are of one object with the bytes: what is asked of another one begins anew.
    """

    def __init__(self, holes: Iterable[int] = ()) -> None:
        """Nothing is hashed yet.

        Args:
            holes: where the holes begin.
        """
        self._holes = sorted(set(holes))[:MOST]
        self._data: bytes = b""
        self._states: dict[str, dict[int, Any]] = {}
        self._known: dict[tuple[str, int, int, int], bytes] = {}

    def covered(self, data: bytes, start: int, rest: tuple[int, int]) -> "Covered":
        """The bytes up to `start`, and of the rest so many from where it begins."""
        view = memoryview(data)
        found = Covered((view[:start], view[rest[0] : sum(rest)]))
        found.digest = lambda algorithm: self._digest(data, algorithm, start, rest)
        return found

    def _digest(self, data: bytes, algorithm: str, start: int, rest: tuple[int, int]) -> bytes:
        """The digest of these bytes; raises what `hashlib.new` raises."""
        if data is not self._data:
            self._data, self._states, self._known = data, {}, {}
        key = (algorithm, start, *rest)
        if key not in self._known:
            state = self._state(algorithm, start)
            state.update(memoryview(data)[rest[0] : sum(rest)])
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = state.digest()
        return self._known[key]

    def _state(self, algorithm: str, start: int) -> Any:
        """A state of its own after the bytes up to `start`; those of holes before it are kept."""
        states = self._states.setdefault(algorithm, {})
        at = max((place for place in states if place <= start), default=0)
        state = states[at].copy() if at else hashlib.new(algorithm)
        view = memoryview(self._data)
        first, last = bisect_right(self._holes, at), bisect_right(self._holes, start)
        for hole in self._holes[first:last]:
            state.update(view[at:hole])
            at = hole
            states[hole] = state.copy()
        state.update(view[at:start])
        return state


class Covered(Parts):
    """The bytes that a signature covers, in parts, and what knows the digest of them."""

    digest: Callable[[str], bytes]
