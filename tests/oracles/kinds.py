"""A generator for each kind of attack: not one file of it, but any."""

import random
from collections.abc import Callable, Mapping

from tests.oracles import kinds_bytes, kinds_keys, kinds_looks, kinds_pages, kinds_tables

Generator = Callable[[random.Random], tuple[str, bytes]]

KINDS: Mapping[str, Generator] = {
    "A": kinds_bytes.tokenisers,
    "B": kinds_bytes.object_streams,
    "C": kinds_tables.rebuilt,
    "D": kinds_tables.generations,
    "E": kinds_pages.page_tree,
    "F": kinds_looks.looks,
    "G": kinds_looks.empty_fields,
    "H": kinds_keys.undigested,
    "I": kinds_tables.hidden,
}
