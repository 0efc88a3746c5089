"""Closed lists, read from their text: which keys a dictionary may have, and what under each."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re

_HEX_NAME = late_re(rb"[0-9A-Fa-f]{40}")

Kinds = tuple[str, ...]
ELSEWHERE: Kinds = ("elsewhere",)  # what is referred to is derived by another production, or not


@frozen
class Grammar:
    """The kinds of dictionaries: the keys of each, with the kinds of what may stand under it.

    Attributes:
        keys: of each kind; `*` is any name, `#` one of forty hexadecimal digits.
        streams: the kinds that are streams.
    """

    keys: Mapping[str, Mapping[bytes, Kinds]]
    streams: frozenset[str]

    def under(self, kind: str, key: bytes) -> Kinds | None:
        """The kinds of what may stand under the key of that kind; None where it may not be."""
        keys = self.keys[kind]
        if key in keys:
            return keys[key]
        if b"#" in keys and _HEX_NAME.fullmatch(key):
            return keys[b"#"]
        return keys.get(b"*")


def grammar(text: str, *, of_every_stream: str) -> Grammar:
    """The kinds that the text lists, a kind a paragraph: its name, a colon, its keys.

    A key may name the kinds of what stands under it, as in `Font=font|fonts`. A name that ends in
    `()` is a stream's, which has the keys `of_every_stream` too.
    """
    keys: dict[str, Mapping[bytes, Kinds]] = {}
    streams: set[str] = set()
    for paragraph in re.sub(r"#[ ].*", "", text).split(";"):
        name, colon, listed = paragraph.partition(":")
        kind = name.strip().removesuffix("()")
        if not colon:
            continue
        if name.strip() != kind:
            streams.add(kind)
            listed = f"{listed} {of_every_stream}"
        entries = (entry.partition("=") for entry in listed.split())
        keys[kind] = MappingProxyType(
            {
                key.encode(): tuple(kinds.split("|")) if equals else ()
                for key, equals, kinds in entries
            }
        )
    return Grammar(MappingProxyType(keys), frozenset(streams))
