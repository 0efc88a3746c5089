"""The page tree, walked in bounds before a library lists its pages (ISO 32000-2, 7.7.3)."""

from typing import Any

import pikepdf

from fhvalidate.constraints import Excess, Limits
from fhvalidate.errors import UnreadableError

NODES_FOR_PAGES = 2  # intermediate nodes included; a tree that only branches has one for a page


class TooManyPagesError(UnreadableError):
    """A page tree with more pages than a policy allows: `limit-exceeded`, `pages`."""

    def __init__(self, limit: int) -> None:
        """With the limit that is passed."""
        super().__init__("limit-exceeded", **Excess("pages", limit, None).facts)


def refuse_costly_page_tree(pdf: pikepdf.Pdf, limits: Limits) -> None:
    """Refuses a tree that leads to pages without end, or again and again to the same.

    A tree that has some pages too many is read: the report says so.

    Raises:
        TooManyPagesError: it is such a tree.
    """
    most = NODES_FOR_PAGES * limits.pages
    waiting: list[Any] = [pdf.Root.get("/Pages")]
    seen = 0
    while waiting:
        node = waiting.pop()
        seen += 1
        kids = node.get("/Kids") if isinstance(node, pikepdf.Dictionary) else None
        if not isinstance(kids, pikepdf.Array):
            continue
        if seen + len(waiting) + len(kids) > most:
            raise TooManyPagesError(limits.pages)
        waiting.extend(kids)
