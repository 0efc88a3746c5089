"""What the generators of attacks share: a signed file, its objects as text, and a forgery."""

import io
import random
from functools import cache

import pikepdf

from tests.oracles.sources import page, says, source
from tests.oracles.writing import value_of

FORGED = 400
"""The number of the content that nobody signed, in an update."""

EVIL = says("Beslut om bifall.")
TABLED = ("plain", "visible", "pages", "form", "tagged", "annotated", "waiting", "two")
PACKED = ("packed", "packed-form", "packed-tagged")


def victim(rng: random.Random, names: tuple[str, ...] = TABLED) -> tuple[str, bytes]:
    """A signed file."""
    chosen = source(rng.choice(names))
    return chosen.name, chosen.data


@cache
def objects_of(data: bytes) -> dict[int, bytes]:
    """Every object of the file that holds no signature, by its number, as text."""
    with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
        return {
            each.objgen[0]: value_of(each)
            for each in pdf.objects
            if _is_object(each) and b"/ByteRange" not in value_of(each)
        }


def _is_object(thing: object) -> bool:
    """Whether it is one: a null that an entry leads to is none."""
    return isinstance(thing, pikepdf.Object)


def dictionaries(data: bytes) -> dict[int, bytes]:
    """The objects that are dictionaries and no streams."""
    return {
        number: value
        for number, value in objects_of(data).items()
        if value.startswith(b"<<") and not value.endswith(b"endstream")
    }


def page_numbers(data: bytes) -> list[int]:
    """The numbers of the pages."""
    with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
        return [each.obj.objgen[0] for each in pdf.pages]


def shown_first(data: bytes) -> list[int]:
    """The objects that decide what is seen: pages, their parents, catalogue, form, annotations."""
    telling = (b"/Page", b"/Annot", b"/Catalog", b"/Fields", b"/Kids", b"/FT")
    found = dictionaries(data)
    return [number for number, value in found.items() if any(word in value for word in telling)]


def forged_page(parent: int = 2) -> bytes:
    """A page that shows what nobody signed."""
    return page(parent, FORGED)


def forged_field(text: str = "bifall", box: str = "20 90 120 110") -> bytes:
    """A text field, with its widget, that says something."""
    return (
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (F) /V ({text}) /DA (/F1 10 Tf 0 g)"
        f" /Rect [{box}] /F 4 /AP << /N {FORGED + 1} 0 R >> >>"
    ).encode()


def forged_look() -> bytes:
    """A look with words."""
    return EVIL.replace(
        b"<< ",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 200]"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1"
        b" /BaseFont /Helvetica >> >> >> ",
        1,
    )
