"""What a reader makes the looks of form fields from, where it makes them anew.

ISO 32000-2, 12.7.3 (/NeedAppearances) and 12.7.4.3: by a font of the form and the text style of
the field. The appearance that was signed is then not what is shown.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

from fhvalidate.pdf.document.digests import Digests
from fhvalidate.pdf.document.form_snapshot import FieldKey, widgets_of
from fhvalidate.pdf.document.page_places import ancestors
from fhvalidate.pdf.library.values import bytes_of

_NAME = re.compile(rb"/([^\x00\s()<>\[\]{}/%]+)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MAX_NAMES = 10  # in one text style; it selects one font


def remade_looks(
    form: Any, fields: Iterable[tuple[FieldKey, Any]], digests: Digests
) -> dict[FieldKey, bytes]:
    """Of each field that says something, the digest of what its look is made anew from.

    Nothing when the form does not ask for new looks.
    """
    asked: Any = form.get("/NeedAppearances") if isinstance(form, pikepdf.Dictionary) else None
    if asked is not True:
        return {}
    fonts = _fonts(form)
    return {
        key: digests.of([item for style in _styles(node, form) for item in _used(style, fonts)])
        for key, node in fields
        if _says_something(node)
    }


def _fonts(form: Any) -> Any:
    resources = form.get("/DR")
    found = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()


def _styles(node: Any, form: Any) -> Iterator[tuple[bytes, Any]]:
    """The text style and alignment of each widget, its own or inherited (table 228)."""
    for widget in widgets_of(node):
        nodes = (widget, *ancestors(node), form)
        yield bytes_of(_first(nodes, "/DA")) or b"", _first(nodes, "/Q")


def _first(nodes: Iterable[Any], key: str) -> Any:
    return next((node.get(key) for node in nodes if key in node), None)


def _used(style: tuple[bytes, Any], fonts: Any) -> Iterator[Any]:
    """The style itself, and each font that it names."""
    text, alignment = style
    yield [pikepdf.String(text), alignment]
    for name in _NAME.findall(text)[:_MAX_NAMES]:
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name)
        yield fonts.get("/" + plain.decode("utf-8", "replace"))


def _says_something(node: Any) -> bool:
    """Whether the field holds a value, or a widget of it bears a caption."""
    value = _first(ancestors(node), "/V")
    if value is not None and bytes_of(value) != b"":
        return True
    made_of = (widget.get("/MK") for widget in widgets_of(node))
    return any(isinstance(item, pikepdf.Dictionary) and "/CA" in item for item in made_of)
