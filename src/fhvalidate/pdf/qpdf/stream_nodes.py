"""The dictionary of a library's stream as a node of our own reading, references followed."""

from decimal import Decimal
from typing import Any

import pikepdf

from fhvalidate.pdf.syntax.objects import Kind, Node

_KEYS = (
    *("/Filter", "/DecodeParms", "/Type", "/Subtype"),
    *("/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/ImageMask"),
)
MAX_ITEMS = 32  # of an array of filters
MAX_DEPTH = 3  # parameters are dictionaries in an array


def dictionary_node(stream: Any) -> Node:
    """What the stream's dictionary says of its filters, its kind and an image's size."""
    children: list[Node] = []
    for key in _KEYS:
        value = stream.get(key)
        if value is not None:
            children += [_name(key), _node(value, MAX_DEPTH)]
    return Node(Kind.DICTIONARY, 0, 0, None, tuple(children))


def _name(name: str) -> Node:
    return Node(Kind.NAME, 0, 0, name.removeprefix("/").encode("utf-8", "surrogateescape"))


def _node(value: Any, depth: int) -> Node:
    if isinstance(value, pikepdf.Name):
        return _name(str(value))
    if isinstance(value, bool):
        return Node(Kind.WORD, 0, 0, b"true" if value else b"false")
    if isinstance(value, int | Decimal):
        return Node(Kind.INTEGER, 0, 0, int(value))
    if depth and isinstance(value, pikepdf.Array):
        items = (value[n] for n in range(min(len(value), MAX_ITEMS)))
        return Node(Kind.ARRAY, 0, 0, None, tuple(_node(item, depth - 1) for item in items))
    if depth and isinstance(value, pikepdf.Dictionary) and not isinstance(value, pikepdf.Stream):
        pairs = [(key, item) for key, item in value.items()][:MAX_ITEMS]
        held = (node for key, item in pairs for node in (_name(key), _node(item, depth - 1)))
        return Node(Kind.DICTIONARY, 0, 0, None, tuple(held))
    return Node(Kind.WORD, 0, 0, b"null")
