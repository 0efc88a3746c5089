"""The tags of a document without those of widgets that are no longer there.

Only what the widgets themselves lead to is touched: their entries among the parents, the tag that
held each, and those above it that are left with nothing (ISO 32000-2, 14.7.5).
"""

from collections.abc import Iterable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree

from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.qpdf.values import integer_of

MAX_PARENTS = 64  # tags within tags


def untag(pdf: pikepdf.Pdf, widgets: Iterable[Any]) -> None:
    """Takes the widgets from the structure tree.

    Raises:
        UnreadableError: the tree is damaged.
    """
    root: Any = pdf.Root
    tree = root.get("/StructTreeRoot")
    parents = tree.get("/ParentTree") if isinstance(tree, Dictionary) else None
    if not isinstance(parents, Dictionary):
        return
    try:
        numbers = NumberTree(parents)
        for widget in widgets:
            number = integer_of(widget.get("/StructParent"))
            if number is None or number not in numbers:
                continue
            tag = numbers[number]
            if isinstance(tag, Dictionary) and _refers(tag.get("/K"), widget):
                del numbers[number]
                _take(tag, lambda each, widget=widget: _is_reference(each, widget))
    except (pikepdf.PdfError, RuntimeError) as error:
        raise UnreadableError("damaged-pdf", reason="structure tree") from error


def _take(tag: Any, is_gone: Any) -> None:
    """Takes from the tag what is gone, and the tag from the one above where nothing is left."""
    for _ in range(MAX_PARENTS):
        left = [each for each in _children(tag.get("/K")) if not is_gone(each)]
        if left or tag.get("/Type") == Name.StructTreeRoot:
            tag.K = Array(left)
            return
        above = tag.get("/P")
        if "/K" in tag:
            del tag["/K"]
        if not isinstance(above, Dictionary):
            return
        gone = tag.objgen
        is_gone = lambda each, gone=gone: _is_object(each, gone)  # noqa: E731
        tag = above


def _children(value: Any) -> list[Any]:
    if isinstance(value, Array):
        return [value[number] for number in range(len(value))]
    return [] if value is None else [value]


def _refers(children: Any, widget: Any) -> bool:
    return any(_is_reference(each, widget) for each in _children(children))


def _is_reference(value: Any, widget: Any) -> bool:
    """Whether it is the reference of a tag to the widget."""
    if not isinstance(value, Dictionary) or value.get("/Type") != Name.OBJR:
        return False
    return _is_object(value.get("/Obj"), widget.objgen)


def _is_object(value: Any, objgen: tuple[int, int]) -> bool:
    return isinstance(value, Dictionary) and value.is_indirect and value.objgen == objgen
