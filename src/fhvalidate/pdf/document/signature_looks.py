"""What signatures show on a page, made content of that page."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.qpdf.values import integer_of

MAX_PARENTS = 64  # between a widget, or a page, and what it inherits from
_CORNERS = ("left", "low", "right", "high")
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_ROUNDED = 0.001  # points
_WHOLE_TURN = 360  # degrees
_PRINTED = 4  # shown in print too
_UPRIGHT = 16  # keeps upright on a turned page
_UNSEEN = 2 | 32  # hidden, and not shown on a screen (ISO 32000-2, table 167)


def is_signature_widget(note: Any) -> bool:
    """Whether the annotation is where a signature field shows, used or not."""
    if not isinstance(note, Dictionary) or note.get("/Subtype") != Name.Widget:
        return False
    return bool(_inherited(note, "/FT") == Name.Sig)


def look_as_content(
    pdf: pikepdf.Pdf, page: pikepdf.Page, widgets: Sequence[Any], number: int
) -> int:
    """Has the page draw what the widgets show; how many of them show anything.

    What the page draws itself stands between `q` and `Q`, so that nothing of it is left set for
    what is drawn after it. Looks are artifacts: no text of the page, and none of its tags
    (ISO 32000-2, 14.8.2.2).

    Raises:
        UnreadableError: with the number of the page: `strip-look-upright`, what keeps upright on a
            page that is shown turned has no such place in content; `strip-look-on-screen`, what
            is not printed is no content, and the page would not look the same without it.
    """
    drawn = b""
    looks: dict[str, Any] = {}
    resources = _own_resources(page)
    taken = resources.get("/XObject")
    there = dict(taken.items()) if isinstance(taken, Dictionary) else {}
    is_turned = _is_turned(_inherited(page.obj, "/Rotate"))
    for widget in widgets:
        look = _look_of(widget)
        if look is None:
            continue
        name = _free_name(len(looks), there, looks)
        placed = _placed(name, look, widget)
        if placed:
            _refuse_unlike_content(widget, number, is_turned=is_turned)
            looks[name] = _as_content(pdf, look, widget)
            drawn += b"/Artifact BMC\n" + placed + b"\nEMC\n"
    if not looks:
        return 0
    resources["/XObject"] = Dictionary({**there, **looks})
    page.obj.Resources = resources
    before = page.obj.get("/Contents")
    old = [before[n] for n in range(len(before))] if isinstance(before, Array) else [before]
    page.obj.Contents = Array(
        [
            pdf.make_stream(b"q\n"),
            *(each for each in old if isinstance(each, Stream)),
            pdf.make_stream(b"\nQ\n" + drawn),
        ]
    )
    return len(looks)


def _look_of(widget: Any) -> Any:
    """What the widget shows as it stands; None when it shows nothing."""
    looks = widget.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(normal, Stream):
        return normal
    state = widget.get("/AS")
    if isinstance(normal, Dictionary) and isinstance(state, Name):
        chosen = normal.get(str(state))
        return chosen if isinstance(chosen, Stream) else None
    return None


def _placed(name: str, look: Any, widget: Any) -> bytes:
    """What draws the look where the widget shows it (ISO 32000-2, 12.5.5); nothing of one unseen.

    The library rounds to five decimals, by which a look can be drawn a pixel away.
    """
    flags = integer_of(widget.get("/F")) or 0
    box, rect = _numbers(look.get("/BBox")), _numbers(widget.get("/Rect"))
    if flags & _UNSEEN or len(box) != len(_CORNERS) or len(rect) != len(_CORNERS):
        return b""
    matrix = _numbers(look.get("/Matrix"))
    a, b, c, d, e, f = matrix if len(matrix) == len(_IDENTITY) else _IDENTITY
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across = sorted(a * x + c * y + e for x, y in corners)
    up = sorted(b * x + d * y + f for x, y in corners)
    wide, high = across[-1] - across[0], up[-1] - up[0]
    left, right = sorted((rect[0], rect[2]))
    low, top = sorted((rect[1], rect[3]))
    if not (wide and high and right - left and top - low):
        return b""
    scales = _scale(right - left, wide), _scale(top - low, high)
    moves = left - across[0] * scales[0], low - up[0] * scales[1]
    placed = f"{scales[0]:.7f} 0 0 {scales[1]:.7f} {moves[0]:.6f} {moves[1]:.6f}"
    return f"q\n{placed} cm\n{name} Do\nQ".encode("ascii")


def _is_turned(rotate: Any) -> bool:
    """Whether the page is shown turned, or may be: programs differ on what is no whole number."""
    return rotate is not None and (integer_of(rotate) is None or bool(rotate % _WHOLE_TURN))


def _refuse_unlike_content(widget: Any, number: int, *, is_turned: bool) -> None:
    flags = integer_of(widget.get("/F")) or 0
    if is_turned and flags & _UPRIGHT:
        raise UnreadableError("strip-look-upright", page=number)
    if not flags & _PRINTED:
        raise UnreadableError("strip-look-on-screen", page=number)


def _scale(shown: float, drawn: float) -> float:
    """How much larger it is shown; what is but rounded otherwise is of one size."""
    return 1.0 if abs(shown - drawn) < _ROUNDED else shown / drawn


def _numbers(values: Any) -> list[float]:
    """The numbers of the array; none where it is no array, or has anything else in it."""
    if not isinstance(values, Array):
        return []
    found: list[object] = [values[number] for number in range(len(values))]
    numbers = [
        float(each)
        for each in found
        if isinstance(each, int | Decimal) and not isinstance(each, bool)
    ]
    return numbers if len(numbers) == len(found) else []


def _as_content(pdf: pikepdf.Pdf, look: Any, widget: Any) -> Any:
    """The look as content draws it, in the layer of its widget where that has one.

    Its box is written from the lower left corner to the upper right: readers that draw a look
    within any two corners draw nothing of content whose box is not so (ISO 32000-2, 7.9.5).
    """
    copied = pdf.make_stream(look.read_raw_bytes())
    for key in look.keys():  # noqa: SIM118 (no mapping)
        if key != "/Length":
            copied[key] = look[key]
    copied.Subtype = Name.Form
    box = look.get("/BBox")
    if isinstance(box, Array) and len(box) == len(_CORNERS):
        left, low, right, high = (box[number] for number in range(len(box)))
        across, up = sorted((left, right)), sorted((low, high))
        copied.BBox = Array([across[0], up[0], across[1], up[1]])
    layer = widget.get("/OC")
    if layer is not None:
        copied.OC = layer
    return copied


def _own_resources(page: pikepdf.Page) -> Any:
    """A copy of the page's resources, which may be another page's too."""
    found = _inherited(page.obj, "/Resources")
    return Dictionary(dict(found.items())) if isinstance(found, Dictionary) else Dictionary()


def _free_name(number: int, *taken: dict[str, Any]) -> str:
    while any(f"/Look{number}" in names for names in taken):
        number += 1
    return f"/Look{number}"


def _inherited(value: Any, key: str) -> Any:
    """The value of the key in the dictionary, or in the nearest above that has it."""
    for _ in range(MAX_PARENTS):
        if not isinstance(value, Dictionary):
            return None
        if key in value:
            return value[key]
        value = value.get("/Parent")
    return None
