"""Number trees (ISO 32000-2, 7.9.7)."""

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import Value

MAX_NODES = 100_000  # writers keep some tens of entries in each


def has_tags(objects: Objects, key: Value) -> bool:
    """Whether the tags have an entry for the content or object of that number (14.7.5.4)."""
    root = objects.dictionary(objects.trailer.get(b"Root"))
    tags = objects.dictionary(root.get(b"StructTreeRoot"))
    return key in number_tree(objects, tags.get(b"ParentTree"))[0]


def number_tree(objects: Objects, value: Value) -> tuple[dict[int, Value], tuple[Value, ...]]:
    """The entries of a number tree, and the values by which its nodes and their lists are led to.

    Raises:
        PdfSyntaxError: it has too many nodes, or one cannot be read.
    """
    entries: dict[int, Value] = {}
    nodes: list[Value] = []
    waiting = [value]
    while waiting:
        if len(nodes) > MAX_NODES:
            raise PdfSyntaxError("number-tree", 0)
        node = waiting.pop()
        found = objects.dictionary(node)
        nodes += [node, found.get(b"Nums")]
        numbers = objects.items(found.get(b"Nums"))
        pairs = zip(numbers[::2], numbers[1::2], strict=False)
        entries.update((key, entry) for key, entry in pairs if isinstance(key, int))
        waiting.extend(objects.items(found.get(b"Kids")))
    return entries, tuple(nodes)
