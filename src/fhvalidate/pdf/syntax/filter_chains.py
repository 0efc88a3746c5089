"""The filters of a stream as its dictionary names them, references followed (ISO 32000-2, 7.4).

A key that stands twice, and a reference that leads to several objects of its number, give more than
one chain: what one reader takes another need not, so each is a chain of its own.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product

from fhvalidate.frozen import frozen
from fhvalidate.pdf.syntax.objects import Kind, Node

MAX_CHAINS = 16  # of one stream; real ones have one
MAX_WRITTEN = 600  # objects of one number; more than a file may have revisions
MAX_DEPTH = 8  # references that lead to references
MAX_NAMED = 32  # filters in an array that are looked at; two are seen

_FULL = {
    b"A85": b"ASCII85Decode",
    b"AHx": b"ASCIIHexDecode",
    b"CCF": b"CCITTFaxDecode",
    b"DCT": b"DCTDecode",
    b"Fl": b"FlateDecode",
    b"LZW": b"LZWDecode",
    b"RL": b"RunLengthDecode",
}
PICTURE_FILTERS = frozenset({b"CCITTFaxDecode", b"DCTDecode", b"JBIG2Decode", b"JPXDecode"})

Resolve = Callable[[int], Iterable[Node]]
"""Every object that the file writes under the number."""


@frozen
class FilterStep:
    """One filter: its full name, and what its parameters say of rows and of LZW codes.

    Attributes:
        row: bytes of a row that a predictor works on; 0 without one.
        early: EarlyChange of LZWDecode.
    """

    name: bytes
    row: int = 0
    early: int = 1


Chain = tuple[FilterStep, ...]


def chains_of(
    dictionary: Node, resolve: Resolve, keys: tuple[bytes, ...] = (b"Filter",)
) -> tuple[Chain, ...]:
    """Every chain of filters that a reader may take from the dictionary, `MAX_CHAINS` at most."""
    named = values_of(dictionary, keys, resolve)
    parameters = values_of(dictionary, (b"DecodeParms", b"DP"), resolve)
    if not named:
        return ()
    chains: dict[Chain, None] = {}
    for filters, stated in product(named, parameters or (None,)):
        for chain in _chains(filters, stated, resolve):
            chains[chain] = None
            if len(chains) >= MAX_CHAINS:
                return tuple(chains)
    return tuple(chains)


def chain_of_names(names: Iterable[bytes]) -> Chain:
    """The filters among the names, each once."""
    full = dict.fromkeys(_FULL.get(name, name) for name in names)
    return tuple(FilterStep(name) for name in full if name in _KNOWN)


_KNOWN = frozenset(_FULL.values())


def values_of(dictionary: Node, keys: tuple[bytes, ...], resolve: Resolve) -> list[Node]:
    """Everything that a reader may find under one of the keys."""
    return [
        found for key in keys for value in dictionary.all(key) for found in followed(value, resolve)
    ]


def largest_of(
    dictionary: Node, keys: tuple[bytes, ...], resolve: Resolve, *, default: int = 0
) -> int:
    """The largest of the numbers, signs aside, that a reader may find under one of the keys."""
    found = map(whole_number, values_of(dictionary, keys, resolve))
    return max((abs(number) for number in found if number is not None), default=default)


def no_objects(_: int) -> Iterable[Node]:
    """Resolves nothing: for a dictionary whose references have been followed."""
    return ()


def followed(node: Node, resolve: Resolve, depth: int = 0) -> Iterator[Node]:
    """The node, or every object that a reference leads to."""
    if node.kind is not Kind.REFERENCE:
        yield node
    elif depth < MAX_DEPTH and isinstance(node.value, tuple):
        for found in islice(resolve(node.value[0]), MAX_WRITTEN):
            yield from followed(found, resolve, depth + 1)


def whole_number(node: Node) -> int | None:
    """The number that the node is; of one with decimals, which some take, no less than it is."""
    if node.kind is Kind.REAL:
        return int(10 ** max(0, node.end - node.start - 1))
    return node.value if isinstance(node.value, int) else None


def _chains(filters: Node, stated: Node | None, resolve: Resolve) -> Iterator[Chain]:
    items = filters.children if filters.kind is Kind.ARRAY else (filters,)
    choices: list[list[FilterStep]] = []
    for place, item in enumerate(items[:MAX_NAMED]):
        own = _stated_for(stated, place)
        steps = [
            _step(_FULL.get(name.value, name.value), each, resolve)
            for name in followed(item, resolve)
            if name.kind is Kind.NAME and isinstance(name.value, bytes)
            for each in (followed(own, resolve) if own else (None,))
        ]
        if steps:
            choices.append(steps)
    yield from islice(product(*choices), MAX_CHAINS)


def _stated_for(stated: Node | None, place: int) -> Node | None:
    """The parameters of the filter at the place: a dictionary alone speaks for each."""
    if stated is None or stated.kind is not Kind.ARRAY:
        return stated
    return stated.children[place] if place < len(stated.children) else None


def _step(name: bytes, stated: Node | None, resolve: Resolve) -> FilterStep:
    if stated is None or stated.kind is not Kind.DICTIONARY:
        return FilterStep(name)

    def largest(key: bytes, default: int) -> int:
        return largest_of(stated, (key,), resolve, default=default)

    row = 0
    if largest(b"Predictor", 1) > 1:
        bits = largest(b"Columns", 1) * largest(b"Colors", 1) * largest(b"BitsPerComponent", 8)
        row = (bits + 7) // 8
    return FilterStep(name, row, largest(b"EarlyChange", 1))
