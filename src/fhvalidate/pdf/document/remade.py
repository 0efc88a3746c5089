"""What a reader makes the looks of form fields from, where it makes them anew.

ISO 32000-2, 12.7.3 (/NeedAppearances) and 12.7.4.3: by a font of the form and the text style of
the field. The appearance that was signed is then not what is shown. Where none was signed, some
readers make one whether the form asks for it or not.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.document.digests import Digests
from fhvalidate.pdf.document.form_snapshot import FieldKey, widgets_of
from fhvalidate.pdf.document.page_places import ancestors, has_look
from fhvalidate.pdf.qpdf.values import bytes_of, integer_of, name_of, number_of

_NAME = late_re(rb"/([^\x00\s()<>\[\]{}/%]+)")
_ESCAPED = late_re(rb"#([0-9A-Fa-f]{2})")
_PUSH_BUTTON = 1 << 16  # of /Ff (table 229)
_MAX_NAMES = 10  # in one text style; it selects one font

Style = tuple[bytes, float | None]
"""How a text is set (/DA), and on which side (/Q)."""


def remade_looks(
    form: Any, fields: Iterable[tuple[FieldKey, Any]], digests: Digests
) -> dict[FieldKey, bytes]:
    """Of each field that says something, the digest of what its look is made anew from.

    Where the form does not ask for new looks, of each that brings none.
    """
    if not isinstance(form, pikepdf.Dictionary):
        return {}
    asked: Any = form.get("/NeedAppearances")
    fonts = _fonts(form)
    made: dict[tuple[Style, ...], bytes] = {}
    found: dict[FieldKey, bytes] = {}
    for key, node in fields:
        if (asked is True or _lacks_look(node)) and _says_something(node):
            styles = tuple(_styles(node, form))
            if styles not in made:
                made[styles] = digests.of(
                    [item for style in styles for item in _used(style, fonts)]
                )
            found[key] = made[styles]
    return found


def _fonts(form: Any) -> Any:
    resources = form.get("/DR")
    found = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()


def _styles(node: Any, form: Any) -> Iterator[Style]:
    """The text style and alignment of each widget, its own or inherited (table 228)."""
    for widget in widgets_of(node):
        nodes = (widget, *ancestors(node), form)
        yield bytes_of(_first(nodes, "/DA")) or b"", number_of(_first(nodes, "/Q"))


def _first(nodes: Iterable[Any], key: str) -> Any:
    return next((node.get(key) for node in nodes if key in node), None)


def _used(style: Style, fonts: Any) -> Iterator[Any]:
    """The style itself, and each font that it names."""
    text, alignment = style
    yield [pikepdf.String(text), str(alignment)]
    for name in _NAME.findall(text)[:_MAX_NAMES]:
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name)
        yield fonts.get("/" + plain.decode("utf-8", "replace"))


def _lacks_look(node: Any) -> bool:
    """Whether a widget of the field brings no look; one that is off needs none (12.7.5.2.3)."""
    return any(not has_look(each) and not _is_off(each) for each in _drawn(node))


def _drawn(node: Any) -> Iterator[Any]:
    """The widgets of the field; itself alone where it is its own."""
    return (widget for widget in widgets_of(node) if "/Rect" in widget)


def _is_off(widget: Any) -> bool:
    appearance, flags = widget.get("/AP"), _first(ancestors(widget), "/Ff")
    looks = appearance.get("/N") if isinstance(appearance, pikepdf.Dictionary) else None
    is_off = name_of(widget.get("/AS")) == "Off" and not (integer_of(flags) or 0) & _PUSH_BUTTON
    return is_off and isinstance(looks, pikepdf.Dictionary) and bool(looks.keys())


def _says_something(node: Any) -> bool:
    """Whether the field holds a value or choices, or a widget of it bears a caption."""
    value = _first(ancestors(node), "/V")
    if value is not None and bytes_of(value) != b"":
        return True
    if _first(ancestors(node), "/Opt") is not None:
        return True
    made_of = (widget.get("/MK") for widget in widgets_of(node))
    return any(isinstance(item, pikepdf.Dictionary) and "/CA" in item for item in made_of)
