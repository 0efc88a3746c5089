"""Whatever an update redefines, the pages are compared as a reader draws them (rules R3 and R5).

Readers take in more than any list of keys: inherited values, keys of another kind of object, nulls,
generations, places in a stream. What shows otherwise than it was signed is never valid, however
it came to.
"""

import io
import random
import re
from collections.abc import Callable, Sequence
from functools import cache

import pikepdf
import pytest

from tests.attacks.rendering import shown
from tests.attacks.world import FORM, codes, judged
from tests.pdf.handmade import (
    ONE_PAGE,
    PAGE,
    PAGE_TREE,
    Table,
    document,
    last_startxref,
    root_number,
    stream,
    update,
)
from tests.pdf.handmade import shown as text
from tests.pki.signing import sign
from tests.validation.judging import second_signer, signed, signer

FIELD_AT = b"/Type /Annot /Subtype /Widget /F 4 /Rect [72 600 300 630]"
Objects = dict[int, bytes]
Change = tuple[Callable[[], bytes], Callable[[bytes], bytes]]


def of(objects: Objects) -> Callable[[], bytes]:
    return cache(lambda: signed(document({**ONE_PAGE, **objects})))


def changed(objects: Objects) -> Callable[[bytes], bytes]:
    return lambda data: update(data, objects)


def replaced(objects: Objects, changes: Objects) -> Change:
    return of(objects), changed(changes)


def form(*, top: int, field: bytes, parent: bytes | None = None) -> Objects:
    resources = b"/DR << /Font << /F1 5 0 R >> >>"
    listed = b"[%d 0 R]" % top if top else b"[]"
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields %s /NeedAppearances true %s"
    made = {
        1: catalogue % (listed, b"/DA (/F1 12 Tf 0 g) " + resources) + b" >> >>",
        3: PAGE[:-2] + b"/Annots [30 0 R] >>",
        30: field,
    }
    return made if parent is None else {**made, 31: parent}


def inherited_above_many_nodes() -> Change:
    nodes = {n: b"<< /Type /Pages /Parent %d 0 R >>" % (n + 1) for n in range(100, 220)}
    top = b"<< /Type /Pages /Resources << /XObject << /X 21 0 R >> /Font << /F1 5 0 R >> >> >>"
    page = b"<< /Type /Page /Parent 100 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    objects = {**nodes, 220: top, 3: page, 4: stream(b"/X Do"), 21: stream(text("avslag"), FORM)}
    return replaced(objects, {21: stream(text("bifall"), FORM)})


def resources_in_a_circle() -> Change:
    page = PAGE.replace(b"/Resources << /Font << /F1 5 0 R >> >>", b"/AB 31 0 R /Resources 30 0 R")
    drawn = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources %d 0 R"
    objects = {
        3: page,
        4: stream(b"/F Do"),
        20: stream(b"/G Do", drawn % 30),
        22: stream(text("avslag"), FORM),
        23: stream(text("bifall"), FORM),
        30: b"<< /Font << /F1 5 0 R >> /XObject << /F 20 0 R /G 22 0 R >> >>",
        31: b"<< /Font << /F1 5 0 R >> /K 30 0 R /XObject << /G 23 0 R >> >>",
    }
    return replaced(objects, {20: stream(b"/G Do", drawn % 31)})


def value_above_a_field(*, listed: bool) -> Change:
    name = b"/T (B)" if listed else b""
    field = b"<< %s %s /Parent 31 0 R >>" % (FIELD_AT, name)
    parent = b"<< /FT /Tx /T (Beslut) /V (%s) /Kids [30 0 R] /DA (/F1 12 Tf 0 g) >>"
    objects = form(top=30 if listed else 0, field=field, parent=parent % b"avslag")
    return replaced(objects, {31: parent % b"bifall"})


def style_above_a_field(old: bytes, new: bytes) -> Change:
    parent = b"<< /T (P) /FT /Tx /DA (/F1 12 Tf 0 g) /Ff 0 /Q 0 /MaxLen 20 /Kids [30 0 R] >>"
    field = b"<< %s /T (K) /V (avslag) /Parent 31 0 R >>" % FIELD_AT
    return replaced(form(top=31, field=field, parent=parent), {31: parent.replace(old, new)})


def field_of_another_kind(kind: bytes, more: bytes) -> Change:
    field = b"<< /Type /Annot /Subtype /%s /FT /Tx /T (K) /F 4 /Rect [60 690 300 720] %s >>"
    return replaced(form(top=30, field=field % (b"Widget", b"")), {30: field % (kind, more)})


def aligned_otherwise() -> Change:
    field = b"<< %s /FT /Tx /T (K) /V (avslag) /Q %d >>"
    return replaced(form(top=30, field=field % (FIELD_AT, 0)), {30: field % (FIELD_AT, 2)})


def signature_of_another_kind() -> Change:
    def change(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            widget = pdf.pages[0].Annots[0]
            written = widget.unparse(resolved=True).replace(b"/Widget", b"/Popup")
            return update(data, {widget.objgen[0]: written})

    return cache(lambda: sign(document(), signer(), box=(72, 100, 300, 150), page=0)), change


def count_of_pages(stated: bytes) -> Change:
    return replaced({}, {2: PAGE_TREE.replace(b"/Count 1", b"/Count " + stated)})


def lost_second_page() -> Change:
    tree = b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>"
    objects = {2: tree, 6: PAGE.replace(b"4 0 R", b"7 0 R"), 7: stream(text("Sida 2"))}
    return replaced(objects, {2: tree.replace(b"/Count 2", b"/Count 1")})


def another_catalogue() -> Change:
    tree = b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>"
    objects = {2: tree, 6: PAGE.replace(b"4 0 R", b"7 0 R"), 7: stream(text("Sida 2"))}

    def change(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            catalogue = pdf.Root.unparse(resolved=True).replace(b"2 0 R", b"171 0 R")
        new = {170: catalogue, 171: tree.replace(b"/Count 2", b"/Count 1")}
        return update(data, new, Table(root=b"170 0 R"))

    return of(objects), change


def page_with(old: bytes, new: bytes, tree: bytes = PAGE_TREE) -> Change:
    """The page written anew, with one part in place of another."""

    def change(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
            number = pdf.pages[0].obj.objgen[0]
            written = pdf.get_object(number, 0).unparse(resolved=True)
        return update(data, {number: written.replace(old, new)})

    return of({2: tree}), change


def null_by_a_reference() -> Change:
    turned = PAGE_TREE[:-2] + b"/Rotate 90 >>"
    make, _ = page_with(b"", b"", turned)

    def change(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
            number = pdf.pages[0].obj.objgen[0]
            page = pdf.get_object(number, 0).unparse(resolved=True)
        return update(data, {number: page[:-2] + b"/Rotate 190 0 R >>", 190: b"null"})

    return make, change


def parent_in_the_security_store() -> Change:
    field = b"<< %s /Parent 31 0 R >>" % FIELD_AT
    parent = b"<< /FT /Tx /T (Beslut) /V (%s) /Kids [30 0 R] /DA (/F1 12 Tf 0 g) >>"
    objects = form(top=0, field=field, parent=parent % b"avslag")
    objects[1] = objects[1][:-2] + b"/DSS << /VRI 31 0 R >> >>"
    return replaced(objects, {31: parent % b"bifall"})


def mark_without_a_place() -> Change:
    """A new signature field that is drawn where its points say, not in its rectangle."""
    mark = (
        b"<< /Type /Annot /Subtype /Highlight /FT /Sig /T (Ny) /F 4 /Rect [0 0 0 0] /C [0 0 0] "
        b"/QuadPoints [60 720 400 720 60 690 400 690] >>"
    )
    return of({}), lambda data: with_field(data, [100], {100: mark}, top=100)


def page_as_a_resource() -> Change:
    page = PAGE.replace(b"/Font <<", b"/XObject 3 0 R /Font <<")[:-2] + b"/PieceInfo 20 0 R >>"
    objects = {3: page, 4: stream(b"/PieceInfo Do"), 20: stream(text("avslag"), FORM)}
    return replaced(objects, {20: stream(text("bifall"), FORM)})


def packed_update(data: bytes, entries: dict[int, tuple[int, int, int]], objects: Objects) -> bytes:
    """An update whose section is a stream; the entries beside those of its own objects."""
    root, previous, rows = root_number(data), last_startxref(data), dict(entries)
    for number, value in objects.items():
        rows[number] = (1, len(data), 0)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    rows[150] = (1, len(data), 0)
    body = b"".join(
        bytes([kind]) + one.to_bytes(4) + two.to_bytes(2)
        for _, (kind, one, two) in sorted(rows.items())
    )
    index = b" ".join(b"%d 1" % number for number in sorted(rows))
    head = b"/Type /XRef /Size 200 /W [1 4 2] /Index [%s] /Root %d 0 R /Prev %d"
    section = stream(body, head % (index, root, previous))
    start = len(data)
    return data + b"150 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (section, start)


def packed_twice() -> Change:
    def change(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
            number = pdf.pages[0].obj.objgen[0]
            page = pdf.get_object(number, 0).unparse(resolved=True)
        other = page.replace(b"4 0 R", b"60 0 R")
        head = b"%d 0 %d %d " % (number, number, len(other) + 1)
        held = stream(head + other + b" " + page, b"/Type /ObjStm /N 2 /First %d" % len(head))
        return packed_update(data, {number: (2, 61, 0)}, {60: stream(text("bifall")), 61: held})

    return of({}), change


def packed_elsewhere() -> Change:
    note = b"<< /Type /Annot /Subtype /Square /F 4 /C [1 0 0] /IC [1 1 1] /Rect [60 690 300 720] >>"

    @cache
    def made() -> bytes:
        packed = io.BytesIO()
        page = PAGE[:-2] + b"/Annots [30 0 R] >>"
        with pikepdf.open(io.BytesIO(document({**ONE_PAGE, 3: page, 30: note}))) as pdf:
            pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return signed(packed.getvalue())

    def change(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            held = {
                each.objgen[0]
                for each in pdf.objects
                if isinstance(each, pikepdf.Stream) and each.get("/Type") == "/ObjStm"
            }
            number = next(
                each.objgen[0]
                for each in pdf.objects
                if isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/Square"
            )
        return packed_update(data, {number: (2, min(held), 40)}, {})

    return made, change


def picture(*, seed: int = 1) -> Objects:
    """A page with lines of text, and a picture of what else is signed."""
    lines = b" ".join(
        text(f"Kommunstyrelsen beslutar, rad {n} av protokollet.", at=(72, 780 - 20 * n))
        for n in range(6)
    )
    noise = random.Random(seed).randbytes(800)
    image = b"/Type /XObject /Subtype /Image /Width 40 /Height 20 /BitsPerComponent 8 "
    return {
        3: PAGE.replace(b"/Font <<", b"/XObject << /Im0 6 0 R >> /Font <<"),
        4: stream(lines + b" q 100 0 0 50 72 400 cm /Im0 Do Q"),
        6: stream(noise, image + b"/ColorSpace /DeviceGray"),
    }


def with_field(data: bytes, kids: Sequence[int], objects: Objects, *, top: int) -> bytes:
    """An update that brings the objects, the kids as annotations and the top one as a field."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fields = [b"%d 0 R" % each.objgen[0] for each in pdf.Root.AcroForm.Fields]
        form_number = pdf.Root.AcroForm.objgen[0]
        form_written = pdf.Root.AcroForm.unparse(resolved=True)
        root = pdf.Root.unparse(resolved=True)
        number = pdf.pages[0].obj.objgen[0]
        page = pdf.pages[0].obj.unparse(resolved=True)
        annotations = [b"%d 0 R" % each.objgen[0] for each in pdf.pages[0].get("/Annots", [])]
    listed = b" ".join([*annotations, *(b"%d 0 R" % kid for kid in kids)])
    bare = re.sub(rb"/Annots (\[[^]]*\]|\d+ 0 R)", b"", page)
    now = b"/Fields [%s %d 0 R]" % (b" ".join(fields), top)
    grown = re.sub(rb"/Fields \[[^]]*\]", now, form_written)
    holder = (
        {form_number: grown}
        if form_number
        else {root_number(data): root.replace(form_written, grown)}
    )
    return update(data, {**objects, **holder, number: bare[:-2] + b" /Annots [%s] >>" % listed})


def signature_field_over(boxes: list[tuple[float, float, float, float]], ink: bytes) -> Change:
    """A new signature field with a look of its own in the boxes, over a signed picture."""

    kids = range(100, 100 + len(boxes))
    objects: Objects = {}
    for kid, (left, bottom, right, top) in zip(kids, boxes, strict=True):
        size = b"[0 0 %.2f %.2f]" % (right - left, top - bottom)
        objects[kid + 300] = stream(ink, FORM.replace(b"[0 0 595 842]", size))
        place = b"/Rect [%.2f %.2f %.2f %.2f]" % (left, bottom, right, top)
        objects[kid] = (
            b"<< /Type /Annot /Subtype /Widget /Parent 99 0 R /F 132 %s /AP << /N %d 0 R >> >>"
            % (place, kid + 300)
        )
    widgets = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[99] = b"<< /FT /Sig /T (Ny) /Kids [%s] >>" % widgets
    return of(picture()), lambda data: with_field(data, kids, objects, top=99)


WHITE = b"1 g 0 0 600 600 re f"
CHANGES: dict[str, Change] = {
    "resources in a circle": resources_in_a_circle(),
    "the value of a parent that no form lists": value_above_a_field(listed=False),
    "the value of a listed field's parent": value_above_a_field(listed=True),
    "an inherited colour": style_above_a_field(b"12 Tf 0 g", b"12 Tf 1 g"),
    "an inherited flag": style_above_a_field(b"/Ff 0", b"/Ff 8192"),
    "an inherited alignment": style_above_a_field(b"/Q 0", b"/Q 2"),
    "an inherited type": style_above_a_field(b"/FT /Tx", b"/FT /Btn"),
    "a field's alignment": aligned_otherwise(),
    "a field that became a square": field_of_another_kind(b"Square", b"/IC [1 1 1] /C [1 1 1]"),
    "a signature that became a note": signature_of_another_kind(),
    "more pages stated than there are": count_of_pages(b"3"),
    "fewer pages stated than there are": lost_second_page(),
    "a catalogue and a page tree that are new": another_catalogue(),
    "a null over an inherited turn": page_with(
        b">>", b"/Rotate null >>", PAGE_TREE[:-2] + b"/Rotate 90 >>"
    ),
    "a null that a reference leads to": null_by_a_reference(),
    "a field's parent in the security store": parent_in_the_security_store(),
    "a mark that is a signature field without a place": mark_without_a_place(),
    "a page that is called another thing": page_with(b"/Type /Page", b"/Type /Template"),
    "a page as its own resource": page_as_a_resource(),
    "one number twice in an object stream": packed_twice(),
    "another place in an object stream": packed_elsewhere(),
    "a large empty signature field over a picture": signature_field_over(
        [(20, 20, 575, 600)], b"1 g 52 380 100 50 re f"
    ),
    "many small widgets over a picture": signature_field_over(
        [
            (8 * c + 0.05, 842 - 8 * (r + 1) + 0.05, 8 * c + 7.95, 842 - 8 * r - 0.05)
            for c in range(9, 22)
            for r in range(48, 56)
        ],
        WHITE,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_shows_otherwise_than_it_was_signed_is_never_valid(name: str) -> None:
    make, change = CHANGES[name]
    before = make()
    after = change(before)

    assert judged(before).verdict == "valid"
    assert shown(after) != shown(before)
    assert judged(after).verdict != "valid"


def test_a_page_whose_parent_is_not_the_node_that_lists_it_can_be_read_in_two_ways() -> None:
    make, change = inherited_above_many_nodes()

    assert "read-in-two-ways" in codes(judged(make()))
    assert judged(change(make())).verdict != "valid"


def test_a_signed_page_that_refers_to_another_generation_can_be_read_in_two_ways() -> None:
    page = PAGE.replace(b"4 0 R", b"[4 0 R 20 1 R]")

    before = of({3: page, 20: stream(b"")})()
    after = update(before, {20: stream(b"1 g 0 0 595 842 re f 0 g " + text("bifall"))})

    assert judged(before).verdict != "valid"
    assert "read-in-two-ways" in codes(judged(before))
    assert judged(after).verdict != "valid"


def test_what_is_written_anew_as_it_was_changes_nothing() -> None:
    before = of({})()
    with pikepdf.open(io.BytesIO(before)) as pdf:
        same = {n: pdf.get_object(n, 0).unparse(resolved=True) for n in (2, 5)}

    assert judged(update(before, same)).verdict == "valid"


def test_a_further_signature_on_many_pages_has_none_of_them_drawn() -> None:
    kids = b" ".join(b"%d 0 R" % n for n in range(200, 320))
    pages = dict.fromkeys(range(200, 320), PAGE)
    first = of({2: b"<< /Type /Pages /Kids [3 0 R %s] /Count 121 >>" % kids, **pages})()

    assert judged(sign(first, second_signer(), field="Justerare")).verdict == "valid"
