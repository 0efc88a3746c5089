"""Case: how the file for a limit is made, and what is one beyond."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Made = bytes | Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """The file for one limit.

    Attributes:
        make: gives the file with so many of what is limited, whole or in pieces.
        unit: how many more make the file one beyond the limit.
        what: what there are so many of.
        lowered: of a limit of the worker: what it is lowered to, so that the file passes it.
        amount: of such a limit: what `make` is called with; of others it is the limit.
    """

    make: Callable[[int], Made]
    what: str
    unit: int = 1
    lowered: int = 0
    amount: int = 0
