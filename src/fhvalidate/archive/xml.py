"""XML as every archive format writes it: one way, so that the same values give the same bytes.

What stands in a document is untrusted: characters that XML cannot hold, or that nobody sees, are
written as visible escapes.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from fhvalidate.frozen import frozen
from fhvalidate.words.plain import UNSEEN, escaped

Element = Any  # lxml has no types of its own

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XLINK = "http://www.w3.org/1999/xlink"
OWN = "urn:fhvalidate:archive:1"
"""The namespace of what no standard has an element for."""

# RFC 9562, 5.5: identifiers made of names are made within a namespace, which is this one.
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, OWN)


@frozen
class Vocabulary:
    """One namespace: makes its elements below others."""

    uri: str

    def name(self, local: str) -> str:
        """The name as lxml writes it."""
        return f"{{{self.uri}}}{local}"

    def root(self, local: str, prefixes: Mapping[Any, str]) -> Element:
        """A root element, with every prefix that is used below it."""
        return etree.Element(self.name(local), nsmap=dict(prefixes))

    def below(
        self, parent: Element, local: str, text: str | None = None, **attributes: str | None
    ) -> Element:
        """A new last child of the parent; attributes that are None are left out."""
        child = etree.SubElement(parent, self.name(local))
        if text is not None:
            child.text = plain(text)
        for name, value in attributes.items():
            if value is not None:
                child.set(name, plain(value))
        return child


def add_comment(parent: Element, text: str) -> None:
    """A remark for whoever reads the file, where the form has no place for one.

    The text is our own, without two hyphens in a row.
    """
    parent.append(etree.Comment(f" {text} "))


def plain(text: str) -> str:
    """The text with every character visible, which XML can hold then."""
    return UNSEEN.sub(lambda match: escaped(match[0]), text)


def written(root: Element) -> bytes:
    """The document: UTF-8 with its declaration, two blanks a level, a line break at the end."""
    etree.indent(root, space="  ")
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"


def named_uuid(*parts: str) -> str:
    """An identifier made of names (UUID version 5): the same for the same names."""
    return str(uuid.uuid5(_NAMES, _joined(parts)))


def uuid_of_version_4(*parts: str) -> str:
    """An identifier that is the same for the same names and has the form of version 4.

    NOTE: RFC 9562 has version 4 for random numbers. Archivematica keeps an event's identifier
    only where it is of that version, and gives the event another one otherwise.
    """
    digest = hashlib.sha256(_joined((OWN, *parts)).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _joined(parts: Iterable[str]) -> str:
    """The names as one: no name has a line break once it is plain."""
    return "\n".join(map(plain, parts))
