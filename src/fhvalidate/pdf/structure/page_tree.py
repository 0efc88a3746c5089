"""The page tree by /Kids alone (ISO 32000-2, 7.7.3)."""

from collections.abc import Mapping

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import Reference, number_of

MAX_NODES = 1_000_000  # pages and the nodes above them; the policy's limit of pages is far below


@frozen
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


def miscounted(objects: Objects, tree: PageTree) -> frozenset[int]:
    """The nodes that do not state as many pages as they have: not every reader counts them itself.

    Nor does every reader follow /Kids: a node whose parent names another one is among them.
    """
    found: set[int] = set()
    counts = dict.fromkeys(tree.pages, 1)
    kids: dict[int, tuple[int, ...]] = {}
    for number in tree.nodes:
        listed = objects.items(objects.dictionary(objects.reference(number)).get(b"Kids"))
        kids[number] = tuple(map(number_of, listed))
        for kid in kids[number]:
            parent = objects.dictionary(objects.reference(kid)).get(b"Parent")
            if number_of(parent) not in {0, number}:
                found.add(kid)
    _count(kids, counts)
    for number in tree.nodes:
        stated = objects.follow(objects.dictionary(objects.reference(number)).get(b"Count"))
        if stated != counts.get(number):
            found.add(number)
    return frozenset(found)


def _count(kids: Mapping[int, tuple[int, ...]], counts: dict[int, int]) -> None:
    """Counts each node, from the leaves on: when all its kids are, and so each kid once."""
    above: dict[int, list[int]] = {}
    for node, below in kids.items():
        for kid in below:
            above.setdefault(kid, []).append(node)
    missing = {node: sum(kid not in counts for kid in below) for node, below in kids.items()}
    ready = [node for node, number in missing.items() if not number]
    while ready:
        node = ready.pop()
        counts[node] = sum(counts[kid] for kid in kids[node])
        for holder in above.get(node, ()):
            missing[holder] -= 1
            if not missing[holder]:
                ready.append(holder)


def annotations_lists(objects: Objects, pages: tuple[int, ...]) -> dict[int, int]:
    """The page of each list of annotations that is an object of its own, by that object."""
    found: dict[int, int] = {}
    for number in pages:
        listed = objects.dictionary(objects.reference(number)).get(b"Annots")
        if isinstance(listed, Reference):
            found[listed.number] = number
    return found
