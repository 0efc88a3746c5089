"""Signed PDFs of small pages, one of each make: what the mutations start from."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pikepdf

from tests.pdf.handmade import CATALOGUE, FONT, document, shown, stream
from tests.pki.signing import (
    Permission,
    add_document_time_stamp,
    sign,
    sign_b_lt,
)
from tests.pki.updates import add_annotation, add_empty_field, add_text_field, fill_text_field
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import second_signer, signer

BOX = b"[0 0 200 200]"
RESOURCES = b"/Resources << /Font << /F1 5 0 R >> >>"
FIELD_BOX = (20, 60, 120, 80)
LOOK = (20, 20, 110, 50)
SECOND_LOOK = (115, 20, 190, 50)


@dataclass(frozen=True, slots=True)
class Source:
    """A signed PDF, and what its certification permits (0: it has none)."""

    name: str
    data: bytes
    permits: int = 0


def page(parent: int, contents: int, entries: bytes = b"") -> bytes:
    """A small page."""
    return b"<< /Type /Page /Parent %d 0 R /MediaBox %s /Contents %d 0 R %s %s >>" % (
        parent,
        BOX,
        contents,
        RESOURCES,
        entries,
    )


def says(text: str) -> bytes:
    """Content of a small page."""
    return stream(shown(text, at=(15, 150)))


def one_page(**entries: bytes) -> dict[int, bytes]:
    """The objects of a document of one page; `catalogue` and `page` are added to those."""
    return {
        1: CATALOGUE[:-2] + entries.get("catalogue", b"") + b" >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page(2, 4, entries.get("page", b"")),
        4: says("Beslut om avslag."),
        5: FONT,
    }


def three_pages() -> dict[int, bytes]:
    """Three pages below two nodes of the page tree."""
    return {
        1: CATALOGUE,
        2: b"<< /Type /Pages /Kids [6 0 R 7 0 R] /Count 3 >>",
        3: page(6, 4),
        4: says("Beslut om avslag."),
        5: FONT,
        6: b"<< /Type /Pages /Parent 2 0 R /Kids [3 0 R 8 0 R] /Count 2 >>",
        7: b"<< /Type /Pages /Parent 2 0 R /Kids [9 0 R] /Count 1 /Rotate 0 >>",
        8: page(6, 10),
        9: page(7, 11),
        10: says("Andra sidan."),
        11: says("Tredje sidan."),
    }


def tagged() -> dict[int, bytes]:
    """One page with tags."""
    content = b"/P << /MCID 0 >> BDC " + shown("Beslut om avslag.", at=(15, 150)) + b" EMC"
    tags = b" /StructTreeRoot 6 0 R /MarkInfo << /Marked true >> /Lang (sv-SE)"
    return {
        **one_page(catalogue=tags, page=b"/StructParents 0"),
        4: stream(content),
        6: b"<< /Type /StructTreeRoot /K [7 0 R] /ParentTree 8 0 R /ParentTreeNextKey 1 >>",
        7: b"<< /Type /StructElem /S /P /P 6 0 R /Pg 3 0 R /K 0 /Alt (Beslutet) >>",
        8: b"<< /Nums [0 [7 0 R]] >>",
    }


def annotated() -> dict[int, bytes]:
    """One page with a note and its popup, a link and a text in a box of its own look."""
    look = stream(
        b"0.9 g 0 0 60 20 re f BT 0 g /F1 8 Tf 2 6 Td (Kopia) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 60 20] " + RESOURCES,
    )
    return {
        **one_page(page=b"/Annots [6 0 R 7 0 R 8 0 R 9 0 R]"),
        6: b"<< /Type /Annot /Subtype /Text /Rect [150 170 168 188] /Contents (Se bilaga)"
        b" /T (Bo Testsson) /Popup 7 0 R /F 4 /Open true /NM (n1) >>",
        7: b"<< /Type /Annot /Subtype /Popup /Rect [60 90 140 130] /Parent 6 0 R /Open true >>",
        8: b"<< /Type /Annot /Subtype /Link /Rect [15 145 90 160] /Border [0 0 1]"
        b" /Dest [3 0 R /Fit] >>",
        9: b"<< /Type /Annot /Subtype /FreeText /Rect [15 100 75 120] /Contents (Kopia) /F 4"
        b" /DA (/F1 8 Tf 0 g) /AP << /N 10 0 R >> >>",
        10: look,
    }


def packed(data: bytes) -> bytes:
    """The PDF written with object streams and a cross-reference stream."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
        pdf.docinfo["/Title"] = "Protokoll"
        pdf.save(
            output, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
        )
    return output.getvalue()


def _two(data: bytes) -> bytes:
    once = sign(data, signer(), box=LOOK, page=0)
    return sign(once, second_signer(), field="Justerare", box=SECOND_LOOK, page=0)


def _long_term() -> bytes:
    world = shared_world()
    return sign_b_lt(
        document(one_page()), world.chair, world.time_stamps, world.validation_data(), box=LOOK
    )


def _stamped() -> bytes:
    world = shared_world()
    stamped = add_document_time_stamp(sign(document(one_page()), signer()), world.time_stamps)
    return add_validation_data(stamped, ValidationData(crls=(world.time_stamp_root.crl(),)))


def _form() -> bytes:
    return add_text_field(document(one_page()), "Expedierat", box=FIELD_BOX)


def _certified(permission: Permission) -> bytes:
    return sign(_form(), signer(), certifying=permission)


MAKERS: dict[str, tuple[Callable[[], bytes], int]] = {
    "plain": (lambda: sign(document(one_page()), signer()), 0),
    "visible": (lambda: sign(document(one_page()), signer(), box=LOOK), 0),
    "pages": (lambda: sign(document(three_pages()), signer(), box=LOOK, page=1), 0),
    "form": (lambda: sign(_form(), signer(), box=LOOK), 0),
    "two": (lambda: _two(document(one_page())), 0),
    "long-term": (_long_term, 0),
    "stamped": (_stamped, 0),
    "P1": (lambda: _certified(Permission.NOTHING), 1),
    "P2": (lambda: _certified(Permission.FORMS), 2),
    "P2-filled": (lambda: fill_text_field(_certified(Permission.FORMS), "Expedierat", "ja"), 2),
    "P3": (lambda: _certified(Permission.FORMS_AND_ANNOTATIONS), 3),
    "P3-noted": (
        lambda: add_annotation(
            _certified(Permission.FORMS_AND_ANNOTATIONS), "Läst", box=(150, 166, 174, 190)
        ),
        3,
    ),
    "tagged": (lambda: sign(document(tagged()), signer(), box=LOOK), 0),
    "annotated": (lambda: sign(document(annotated()), signer()), 0),
    "packed": (lambda: sign(packed(document(three_pages())), signer(), box=LOOK), 0),
    "packed-form": (lambda: sign(packed(_form()), signer(), box=LOOK), 0),
    "packed-tagged": (lambda: _two(packed(document(tagged()))), 0),
    "waiting": (
        lambda: sign(
            add_empty_field(document(one_page()), "Justerare", box=SECOND_LOOK), signer(), box=LOOK
        ),
        0,
    ),
}


@cache
def source(name: str) -> Source:
    """The signed PDF of that name."""
    make, permits = MAKERS[name]
    return Source(name, make(), permits)
