"""Which object is meant, how a number is written, and where a look lies: rules R3 and R5 again.

Two objects of equal content are two objects. What readers make of a number, of a name or of a
size that they read differently is what each of them shows, and so none of it is derived.
"""

import pytest

from tests.attacks.world import FORM, not_valid
from tests.oracles.sealing import STAMP, stamped
from tests.pdf.handmade import FONT, ONE_PAGE, PAGE, shown, stream, update
from tests.pdf.handsigned import VALUE, form, prepared, sealed
from tests.validation.judging import judged, second_signer

Objects = dict[int, bytes]

REFERENCE = (
    b"/Reference [<< /Type /SigRef /TransformMethod /DocMDP"
    b" /TransformParams << /Type /TransformParams /P %d /V /1.2 >> >>] >>"
)
NOTHING = VALUE[:-2] + REFERENCE % 1
FILLING = VALUE[:-2] + REFERENCE % 2
LISTED = b"/Perms << /DocMDP 7 0 R >>"
WITH_ANNOTATION = PAGE[:-2] + b"/Annots [10 0 R] >>"
SMALL = FORM.replace(b"[0 0 595 842]", b"[0 0 228 50]")
LOOK = stream(shown("BIFALL", at=(5, 20)), SMALL)


def catalogue(entries: bytes, *fields: int) -> bytes:
    """A catalogue whose form has the signed field and the others, with the entries."""
    return form(6, *fields)[:-2] + entries + b" >>"


LAYER = b"<< /Type /OCG /Name (lager) >>"
ON_LAYERS = PAGE.replace(b"/Resources <<", b"/Resources << /Properties << /L1 20 0 R /L2 21 0 R >>")
WORDS_ON_LAYERS = stream(
    b"/OC /L1 BDC %s EMC /OC /L2 BDC %s EMC" % (shown("Beslut: avslag."), shown("Beslut: bifall."))
)


def layers(on: int, off: int) -> bytes:
    """The entry of a catalogue that shows the one layer and hides the other."""
    entry = b"/OCProperties << /OCGs [%d 0 R %d 0 R] /D << /ON [%d 0 R] /OFF [%d 0 R] >> >>"
    return entry % (on, off, on, off)


LAYERS_CHANGED: dict[str, tuple[bytes, Objects]] = {
    "the other one is on": (layers(21, 20), {}),
    "two new ones are listed": (layers(30, 31), {30: LAYER, 31: LAYER}),
    "the page names them the other way": (
        layers(20, 21),
        {3: ON_LAYERS.replace(b"/L1 20 0 R /L2 21 0 R", b"/L1 21 0 R /L2 20 0 R")},
    ),
}


@pytest.mark.parametrize(("value", "entries"), [(VALUE, b""), (NOTHING, LISTED)])
@pytest.mark.parametrize("change", LAYERS_CHANGED)
def test_which_of_two_equal_layers_a_page_refers_to_is_a_change(
    change: str, value: bytes, entries: bytes
) -> None:
    objects = {3: ON_LAYERS, 4: WORDS_ON_LAYERS, 20: LAYER, 21: LAYER}
    data = sealed(prepared({1: catalogue(entries + layers(20, 21)), **objects}, value=value))
    listed, others = LAYERS_CHANGED[change]

    changed = update(data, {1: catalogue(entries + listed), **others})

    assert judged(data).verdict == "valid"
    assert not_valid(changed, "changed-other")


RUBBER = b"<< /Type /Annot /Subtype /Stamp /Rect [72 500 300 550] %s /AP << /N 11 0 R >> >>"


def test_which_of_two_equal_layers_an_annotation_is_on_is_a_change() -> None:
    hidden = b"/OCProperties << /OCGs [20 0 R 21 0 R] /D << /OFF [%d 0 R] >> >>"
    objects = {3: WITH_ANNOTATION, 10: RUBBER % b"/F 4 /OC 20 0 R", 11: LOOK, 20: LAYER, 21: LAYER}
    data = sealed(prepared({1: catalogue(hidden % 20), **objects}))

    changed = update(data, {1: catalogue(hidden % 21)})

    assert judged(data).verdict == "valid"
    assert not_valid(changed, "changed-other")


PICTURE = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray"
MARKED = catalogue(b"/MarkInfo << /Marked true >> /StructTreeRoot 20 0 R")
WITH_PICTURE: Objects = {
    3: PAGE.replace(b"/Resources <<", b"/Resources << /XObject << /Im 20 0 R >>"),
    4: stream(b"q 100 0 0 100 72 400 cm /Im Do Q"),
    20: stream(b"\x00\xff\xff\x00", PICTURE + b" /Width 2 /Height 2 /BitsPerComponent 8"),
}
WITH_STATE: Objects = {
    3: PAGE.replace(b"/Resources <<", b"/Resources << /ExtGState << /G 20 0 R >>"),
    4: stream(b"/G gs " + shown("Kommunstyrelsen beslutar om avslag.")),
    20: b"<< /Type /ExtGState /ca 1 >>",
}
WITH_ELEMENT: Objects = {
    1: MARKED,
    3: PAGE[:-2] + b"/StructParents 5 >>",
    4: stream(b"/P << /MCID 0 >> BDC %s EMC" % shown("Beslutet ar avslag.")),
    20: b"<< /Type /StructTreeRoot /ParentTree << /Nums [5 [22 0 R]] >> /K 21 0 R >>",
    21: b"<< /Type /StructElem /S /Document /P 20 0 R /K [22 0 R] >>",
    22: b"<< /Type /StructElem /S /P /P 21 0 R /Pg 3 0 R /ActualText (bifall) /K 0.0 >>",
}
LETTERS = FONT[:-2] + b"/Encoding << /Differences [97 /s 100 /k] >> >>"
WIDTHS = FONT[:-2] + b"/FirstChar 65 /LastChar 66 /Widths [1000 2000] >>"
HIDDEN: Objects = {3: WITH_ANNOTATION, 10: RUBBER % b"/F 2", 11: LOOK}
UNSEEN: Objects = {3: WITH_ANNOTATION, 10: RUBBER % b"/F 32", 11: LOOK}
AS_REALS: dict[str, tuple[Objects, int, bytes, bytes]] = {
    "a place of letters": ({5: LETTERS}, 5, b"[97 /s 100 /k]", b"[97. /s 100. /k]"),
    "a first letter": ({5: WIDTHS}, 5, b"65 /LastChar 66", b"65.0 /LastChar 66.0"),
    "a flag that hides": (HIDDEN, 10, b"/F 2", b"/F 2.0"),
    "a flag against view": (UNSEEN, 10, b"/F 32", b"/F 32."),
    "a turn": ({3: PAGE[:-2] + b"/Rotate 90 >>"}, 3, b"/Rotate 90", b"/Rotate 90.0"),
    "a unit": ({3: PAGE[:-2] + b"/UserUnit 2 >>"}, 3, b"/UserUnit 2", b"/UserUnit 2.0"),
    "bits of a colour": (WITH_PICTURE, 20, b"Component 8", b"Component 8.0"),
    "a width in samples": (WITH_PICTURE, 20, b"/Width 2", b"/Width 2.0"),
    "an opacity": (WITH_STATE, 20, b"/ca 1", b"/ca 1.0"),
    "the number of a mark": (WITH_ELEMENT, 22, b"/K 0.0", b"/K 0"),
}


@pytest.mark.parametrize("kind", AS_REALS)
def test_a_whole_number_written_as_a_real_is_another_value(kind: str) -> None:
    objects, number, old, new = AS_REALS[kind]
    data = sealed(prepared(objects))

    changed = update(data, {number: objects[number].replace(old, new)})

    assert judged(data).verdict == "valid"
    assert not_valid(changed, "changed-other")


def test_a_whole_number_is_the_same_with_its_sign_before_it() -> None:
    data = sealed(prepared(HIDDEN))

    written = update(data, {10: HIDDEN[10].replace(b"/F 2", b"/F +2")})

    assert judged(written).verdict == "valid"


def test_the_edges_of_a_page_are_the_same_as_reals() -> None:
    written = PAGE.replace(b"[0 0 595 842]", b"[0 0 595.0 842.]")

    assert judged(update(sealed(prepared()), {3: written})).verdict == "valid"


FIELD = (
    b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Ny) /V 12 0 R /F 4 /P 3 0 R"
    b" /Rect %s /AP << /N 11 0 R >> >>"
)
ASIDE = b"[300 300 528 350]"


def signed_with(look: bytes, box: bytes, signed: Objects | None = None) -> bytes:
    """A signed page that another person signs in a new field, which has the look."""
    data = sealed(prepared(signed or {}))
    assert judged(data).verdict == "valid"
    page = {**ONE_PAGE, **(signed or {})}[3][:-2] + b"/Annots [10 0 R] >>"
    objects = {1: form(6, 10), 3: page, 10: FIELD % box, 11: look, 12: VALUE}
    return sealed(update(data, objects), by=second_signer())


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("box", [b"[0 0 0 0]", b"[72 500 72 550]"])
def test_what_is_between_a_comment_and_its_end_is_no_content(box: bytes, end: bytes) -> None:
    words = shown("Beslutet ar bifall.")

    commented = signed_with(stream(b"%/X" + end + b"Do " + words, FORM), box)

    assert judged(signed_with(stream(b"q Q", FORM), box)).verdict == "valid"
    assert not_valid(commented, "changed-other")


def test_a_time_stamp_brings_no_look_behind_a_comment() -> None:
    signed = {1: catalogue(LISTED)}
    data = sealed(prepared(signed, value=NOTHING))
    field = FIELD % b"[0 0 0 0]"
    after = {1: catalogue(LISTED, 10), 3: WITH_ANNOTATION, 10: field, 12: STAMP}

    plain = stamped(data, {**after, 11: stream(b"q Q", FORM)})
    commented = stamped(data, {**after, 11: stream(b"%/X\nDo " + shown("bifall"), FORM)})

    assert judged(plain).verdict == "valid"
    assert not_valid(commented, "changed-other")


def test_a_look_that_names_what_is_not_its_own_paints() -> None:
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 228 50] %s"
    own = b"/Resources << /XObject << /X 13 0 R >> >>"
    named = PAGE.replace(b"/Resources <<", b"/Resources << /XObject << /X 20 0 R >>")
    page = {3: named, 13: stream(b"", SMALL), 20: LOOK}

    of_its_own = signed_with(stream(b"/X Do", entries % own), b"[72 500 72 550]", page)
    of_the_page = signed_with(stream(b"/X Do", entries % b""), b"[72 500 72 550]", page)

    assert judged(of_its_own).verdict == "valid"
    assert not_valid(of_the_page, "changed-other")


SIZES = [
    b"/BBox [0 0 3 1578] /Matrix [1 0 0 1 4341458593 -4807344855]",
    b"/BBox [0 0 228 50] /Matrix [1 0 0 1 77000000000 -5000000000]",
    b"/BBox [0 0 228 50] /Matrix [1 0 0 1 20000003 20000003]",
    b"/BBox [0 0 228 50] /Matrix [0 0 0 0 0 0]",
    b"/BBox [100000000 0 100000001 1]",
    b"/BBox [0 0 0.0000000000000001 0.0000000000000001]",
]


@pytest.mark.parametrize("size", SIZES)
def test_sizes_that_readers_compute_differently_are_not_derived(size: bytes) -> None:
    look = stream(shown("Bo Testsson", at=(5, 20)), SMALL)
    elsewhere = stream(shown("Bo Testsson", at=(5, 20)), SMALL.replace(b"/BBox [0 0 228 50]", size))

    assert judged(signed_with(look, ASIDE)).verdict == "valid"
    assert not_valid(signed_with(elsewhere, ASIDE), "changed-other")


def test_a_field_is_not_filled_in_by_a_look_of_such_a_size() -> None:
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Text) /F 4 /P 3 0 R /Rect %s" % ASIDE
    field += b" /DA (/Helv 12 Tf 0 g) >>"
    objects = {1: catalogue(LISTED, 10), 3: WITH_ANNOTATION, 10: field}
    data = sealed(prepared(objects, value=FILLING))
    filled = {10: field[:-2] + b"/V (BIFALL) /AP << /N 11 0 R >> >>", 11: LOOK}
    far = LOOK.replace(b"/BBox", b"/Matrix [1 0 0 1 77000000000 -5000000000] /BBox")

    assert judged(update(data, filled)).verdict == "valid"
    assert not_valid(update(data, {**filled, 11: far}), "changed-other")


def signed_and_stamped(name: bytes, value: bytes, entries: bytes) -> bytes:
    """A signed page with a text field of the name, and a later field called Ny, without a look."""
    text = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (%s) /V (Beslut: bifall) /Rect [0 0 0 0]"
        b" /F 2 /P 3 0 R /DA (/Helv 12 Tf 0 g) >>"
    )
    page = PAGE[:-2] + b"/Annots [15 0 R%s] >>"
    with_font = (b"/AcroForm <<", b"/AcroForm << /DR << /Font << /Helv 5 0 R >> >>")
    before, after = (
        catalogue(entries, *fields).replace(*with_font) for fields in ((15,), (15, 10))
    )
    data = sealed(prepared({1: before, 3: page % b"", 15: text % name}, value=value))
    field = FIELD.replace(b"/AP << /N 11 0 R >> ", b"") % b"[72 600 300 630]"
    return stamped(data, {1: after, 3: page % b" 10 0 R", 10: field, 12: STAMP})


@pytest.mark.parametrize(("value", "entries"), [(VALUE, b""), (NOTHING, LISTED)])
def test_a_new_field_has_a_name_of_its_own(value: bytes, entries: bytes) -> None:
    assert judged(signed_and_stamped(b"Annan", value, entries)).verdict == "valid"
    assert not_valid(signed_and_stamped(b"Ny", value, entries), "changed-other")


def test_a_signature_stays_where_it_was_signed() -> None:
    data = sealed(prepared())
    start = data.index(b"7 0 obj\n") + len(b"7 0 obj\n")
    value = data[start : data.index(b"\nendobj", start)]

    moved = update(data, {7: value})

    assert judged(data).verdict == "valid"
    assert not_valid(moved, "changed-other")
