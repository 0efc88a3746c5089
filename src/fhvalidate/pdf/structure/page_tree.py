"""The page tree by /Kids alone (ISO 32000-2, 7.7.3)."""

from dataclasses import dataclass

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import Reference, number_of

MAX_NODES = 1_000_000  # pages and the nodes above them; the policy's limit of pages is far below


@dataclass(frozen=True, slots=True)
class PageTree:
    """The page tree: its pages in order and the nodes above them, by the objects' numbers."""

    pages: tuple[int, ...]
    nodes: frozenset[int]


def page_tree(objects: Objects) -> PageTree:
    """The page tree of a revision.

    Raises:
        PdfSyntaxError: a node is met twice, is no object of its own, or cannot be read.
    """
    pages: list[int] = []
    nodes: set[int] = set()
    root = objects.dictionary(objects.trailer.get(b"Root"))
    waiting = [root.get(b"Pages")]
    while waiting:
        node = waiting.pop()
        number = number_of(node)
        if not objects.has(number) or number in nodes or len(nodes) > MAX_NODES:
            raise PdfSyntaxError("page-tree", 0)
        nodes.add(number)
        found = objects.dictionary(node)
        if b"Kids" in found:
            waiting.extend(reversed(objects.items(found[b"Kids"])))
        else:
            pages.append(number)
    return PageTree(tuple(pages), frozenset(nodes) - frozenset(pages))


def annotations_lists(objects: Objects, pages: tuple[int, ...]) -> dict[int, int]:
    """The page of each list of annotations that is an object of its own, by that object."""
    found: dict[int, int] = {}
    for number in pages:
        listed = objects.dictionary(objects.reference(number)).get(b"Annots")
        if isinstance(listed, Reference):
            found[listed.number] = number
    return found
