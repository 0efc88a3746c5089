"""What stands behind a look, an action and a place: each needs a signature of its own, or none.

A further reading of rules R3 and R5: a field for a signature is not a signature, a signature's
field is no place for scripts, and what a reader draws is not always where its rectangle says.
"""

import io
from functools import cache

import pikepdf
import pytest

from tests.attacks.test_blind_spots import with_field
from tests.attacks.world import FORM, not_valid, says
from tests.pdf.handmade import ONE_PAGE, PAGE, Table, document, shown, stream, update
from tests.pki.signing import Permission, sign
from tests.pki.updates import add_empty_field
from tests.validation.judging import codes, judged, second_signer, signed, signer

WORDS = b"BT /F1 12 Tf 5 10 Td (Beslutet ska vara bifall.) Tj ET"
LOOK_ENTRIES = FORM.replace(b"[0 0 595 842]", b"[0 0 300 30]")
LOOK = stream(WORDS, LOOK_ENTRIES)
BELOW = (72, 100, 372, 130)
FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Ny) /F 4 /Rect [72 100 372 130] %s >>"
SCRIPT = b"<< /PO << /S /JavaScript /JS (app.beep\\(0\\)) >> >>"


@cache
def plain() -> bytes:
    return signed(document())


@cache
def prepared() -> bytes:
    """A signed page with an empty field for a further signature."""
    return signed(add_empty_field(document(), "Justerare", box=BELOW))


def of_title(data: bytes, title: str) -> tuple[int, bytes]:
    """The number and the text of the field with the name."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return next(
            (each.objgen[0], each.unparse(resolved=True))
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and str(each.get("/T", "")) == title
        )


def held_by(data: bytes) -> int:
    """The number of the signature dictionary."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return next(
            each.objgen[0]
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/ByteRange" in each
        )


def with_new_field(entries: bytes) -> bytes:
    return with_field(plain(), [100], {100: FIELD % entries, 400: LOOK}, top=100)


@pytest.mark.parametrize("value", [b"(x)", b"[1]", b"true", b"/Namn", b"3"])
def test_a_prepared_field_that_holds_no_signature_is_not_filled_in_by_one(value: bytes) -> None:
    number, written = of_title(prepared(), "Justerare")

    dressed = update(
        prepared(), {number: written[:-2] + b"/V %s /AP << /N 400 0 R >> >>" % value, 400: LOOK}
    )

    assert judged(prepared()).verdict == "valid"
    assert not_valid(dressed, "changed-form")


@pytest.mark.parametrize("value", [b"", b"/V (x)", b"/V %d 0 R", b"/V null"])
def test_a_new_field_that_shows_something_without_a_signature_is_a_change(value: bytes) -> None:
    value = value % held_by(plain()) if b"%d" in value else value

    assert not_valid(with_new_field(b"/AP << /N 400 0 R >> " + value), "changed-form")


@pytest.mark.parametrize("entries", [b"/FT /Tx /V (bifall)", b"/MK << /CA (bifall) >>"])
def test_a_new_field_whose_widget_is_another_kind_of_field_is_a_change(entries: bytes) -> None:
    widget = b"<< /Type /Annot /Subtype /Widget /Parent 100 0 R /Rect [72 100 372 130] %s >>"
    field = b"<< /FT /Sig /T (Ny) /Kids [101 0 R] >>"

    made = with_field(plain(), [101], {100: field, 101: widget % entries}, top=100)

    assert not_valid(made, "changed-form")


@pytest.mark.parametrize("look", [b"", b"/MK << >>", b"/AP << /N 400 0 R >>"])
def test_a_new_empty_field_that_shows_nothing_changes_nothing(look: bytes) -> None:
    made = with_field(plain(), [100], {100: FIELD % look, 400: stream(b" \n")}, top=100)

    assert judged(made).verdict == "valid"


@pytest.mark.parametrize("action", [b"/AA " + SCRIPT, b"/A << /S /Launch /F (program) >>"])
def test_a_new_field_for_a_signature_brings_no_actions(action: bytes) -> None:
    assert not_valid(with_new_field(action), "changed-form")


def test_a_signature_in_a_prepared_field_brings_no_actions_either() -> None:
    both = sign(prepared(), second_signer(), field="Justerare")
    made = prepared()
    number, written = of_title(made, "Justerare")

    scripted = sign(
        update(made, {number: written[:-2] + b"/AA " + SCRIPT + b">>"}),
        second_signer(),
        field="Justerare",
    )

    assert judged(both).verdict == "valid"
    assert not_valid(scripted, "changed-form")


def test_a_signers_message_that_is_called_a_time_stamp_is_a_signature_all_the_same() -> None:
    certified = sign(document(), signer(), certifying=Permission.NOTHING)
    message = b"/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
    value = b"<< %s /ByteRange [0 1 2 3] /Contents <00> >>" % message

    made = with_field(certified, [100], {100: FIELD % b"/V 101 0 R", 101: value}, top=100)

    assert "change-forbidden" in codes(judged(made))


BY_NAME = b"A" * 40


@pytest.mark.parametrize(
    ("store", "name"),
    [
        (b"/DSS << /VRI 31 0 R >>", BY_NAME),
        (b"/DSS << /VRI << /%s 31 0 R >> >>" % BY_NAME, b"TS"),
        (b"/DSS << /VRI << /%s 31 0 R >> >>" % BY_NAME, b"Cert"),
        (b"/DSS 31 0 R", b"Certs"),
        (b"", b"Title"),
    ],
)
@pytest.mark.parametrize("above", [1, 120])
def test_what_a_page_is_drawn_from_is_no_validation_data_whatever_leads_to_it(
    store: bytes, name: bytes, above: int
) -> None:
    data = signed(information_or_store(store, name, above))
    objects = {31: b"<< /%s 60 0 R >>" % name, 60: stream(shown("bifall"), FORM)}
    extra = b"" if store else b" /Info 31 0 R"

    changed = update(data, objects, Table(extra=extra))

    # Its parent is not the node that lists it, so what it inherits can be read in two ways.
    assert codes(judged(data)) & {"read-in-two-ways"}
    assert not_valid(changed, "changed-other")


def information_or_store(store: bytes, name: bytes, above: int) -> bytes:
    """A page whose resources, inherited from some way above, are another thing as well."""
    last = 99 + above
    nodes = {n: b"<< /Type /Pages /Parent %d 0 R >>" % (n + 1) for n in range(100, last)}
    top = b"<< /Type /Pages /Resources << /XObject 31 0 R /Font << /F1 5 0 R >> >> >>"
    objects = {
        **ONE_PAGE,
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % store,
        3: b"<< /Type /Page /Parent 100 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        4: stream(b"/%s Do" % name),
        21: stream(shown("avslag"), FORM),
        31: b"<< /%s 21 0 R >>" % name,
        **nodes,
        last: top,
    }
    made = document(objects)
    return made if store else made.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 31 0 R")


FREE_TEXT = (
    b"<< /Type /Annot /Subtype /FreeText /F 4 /Rect [72 100 372 130] /AP << /N 31 0 R >> "
    b"/Contents (Avslag.) /DA (/F1 12 Tf) >>"
)
TEXT_FIELD = (
    b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (K) /V (Avslag) /F 4 /Rect [72 100 372 130] "
    b"/DA (/F1 12 Tf 0 g) /AP << /N 31 0 R >> >>"
)


@pytest.mark.parametrize("beneath", [FREE_TEXT, TEXT_FIELD])
def test_a_look_in_a_prepared_field_over_what_else_was_signed_is_never_valid(
    beneath: bytes,
) -> None:
    listed = b"/AcroForm << /Fields [30 0 R] >>" if beneath is TEXT_FIELD else b""
    objects = {
        **ONE_PAGE,
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % listed,
        3: PAGE[:-2] + b"/Annots [30 0 R] >>",
        30: beneath,
        31: stream(b"BT /F1 12 Tf 5 10 Td (Avslag.) Tj ET", LOOK_ENTRIES),
    }
    data = signed(add_empty_field(document(objects), "Justerare", box=BELOW))

    assert judged(data).verdict == "valid"
    both = sign(data, second_signer(), field="Justerare")
    assert not_valid(both, "signed-annotation-covered")


@pytest.mark.parametrize(
    "content", [shown("Det blev inte bifall."), b"q 20 w 80 100 m 300 130 l S Q"]
)
def test_a_look_in_a_prepared_field_that_leaves_nothing_to_be_read_is_never_valid(
    content: bytes,
) -> None:
    box = (60, 90, 330, 140) if b"BT" not in content else (60, 690, 330, 720)
    data = signed(add_empty_field(document({**ONE_PAGE, 4: stream(content)}), "Justerare", box=box))

    on_paper = sign(data, second_signer(), field="Justerare", paper=True)

    assert judged(data).verdict == "valid"
    assert not_valid(on_paper, "signed-text-covered")


def test_a_look_between_the_words_of_a_prepared_field_is_valid_and_told() -> None:
    data = signed(add_empty_field(document(), "Justerare", box=(60, 690, 330, 720)))

    both = sign(data, second_signer(), field="Justerare")

    assert says(both, "signature-over-words") == "valid"


def test_paper_in_a_prepared_field_over_the_line_for_signing_hides_nothing() -> None:
    line = b"0.7 w 80 105 m 300 105 l S BT /F1 10 Tf 80 106 Td (..............) Tj ET"
    content = stream(shown("Det blev avslag.") + b" " + line)
    data = signed(add_empty_field(document({**ONE_PAGE, 4: content}), "Justerare", box=BELOW))

    both = sign(data, second_signer(), field="Justerare", paper=True)

    assert judged(both).verdict == "valid"


@cache
def annotatable() -> bytes:
    """A page that was certified so that annotations may be added."""
    return sign(document(), signer(), certifying=Permission.FORMS_AND_ANNOTATIONS)


def annotated(data: bytes, entries: bytes) -> bytes:
    """The file with an annotation in its empty part."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0].obj
        number = page.objgen[0]
        there = b" ".join(b"%d 0 R" % each.objgen[0] for each in page.get("/Annots", []))
        del page["/Annots"]
        written = page.unparse(resolved=True)
    annotation = b"<< /Type /Annot /F 4 /Rect [72 100 372 130] %s >>" % entries
    listed = written[:-2] + b"/Annots [%s 100 0 R] >>" % there
    return update(data, {number: listed, 100: annotation})


STRAYING = {
    "polygon": b"/Subtype /Polygon /Vertices [60 690 300 690 300 720 60 720] /IC [1 1 1]",
    "line": b"/Subtype /Line /L [60 705 400 705] /BS << /W 30 >> /C [1 1 1]",
    "polyline": b"/Subtype /PolyLine /Vertices [60 705 400 705] /BS << /W 30 >> /C [1 1 1]",
    "ink": b"/Subtype /Ink /InkList [[60 705 400 705]] /BS << /W 30 >> /C [1 1 1]",
    "mark": b"/Subtype /Redact /QuadPoints [60 720 400 720 60 690 400 690] /IC [0 0 0]",
    "callout": b"/Subtype /FreeText /CL [60 705 400 705] /BS << /W 30 >> /DA (/Helv 12 Tf)",
    "watermark": b"/Subtype /Watermark /FixedPrint << /Type /FixedPrint /V 0.8 >>",
}


@pytest.mark.parametrize("kind", STRAYING)
def test_an_annotation_that_is_drawn_where_its_points_say_covers_what_lies_there(kind: str) -> None:
    assert not_valid(annotated(annotatable(), STRAYING[kind]), "signed-text-covered")


@pytest.mark.parametrize(
    "entries",
    [
        b"/Subtype /Link /A << /S /JavaScript /JS (x) >>",
        b"/Subtype /Link /A << /S /Launch /F (program) >>",
        b"/Subtype /Link /A << /S /URI /URI (x) /Next << /S /JavaScript /JS (x) >> >>",
        b"/Subtype /FreeText /DA (/F1 9 Tf) /AA " + SCRIPT,
        b"/Subtype /Screen",
        b"/Subtype /RichMedia",
        b"/Subtype /Widget /FT /Tx /V (bifall) /DA (/F1 12 Tf 0 g)",
    ],
)
def test_no_certification_lets_others_add_what_acts(entries: bytes) -> None:
    assert not_valid(annotated(annotatable(), entries), "changed-annotation")


@pytest.mark.parametrize(
    "entries", [b"/Subtype /FreeText /DA (/F1 9 Tf)", b"/Subtype /Link /A << /S /URI /URI (x) >>"]
)
def test_a_note_and_a_link_beside_the_text_are_permitted_and_told(entries: bytes) -> None:
    assert says(annotated(annotatable(), entries), "changed-annotation") == "valid"


def test_a_further_signature_on_a_page_with_a_marked_line_is_valid() -> None:
    mark = b"<< /Type /Annot /Subtype /Highlight /F 4 /Rect [72 695 300 712] /QuadPoints %s >>"
    points = b"[72 712 300 712 72 695 300 695]"
    page = PAGE[:-2] + b"/Annots [30 0 R] >>"
    data = signed(document({**ONE_PAGE, 3: page, 30: mark % points}))

    assert judged(sign(data, second_signer(), field="Ny", box=BELOW, page=0)).verdict == "valid"


def test_a_field_that_does_not_turn_with_the_page_lies_where_a_reader_draws_it_upright() -> None:
    turned = PAGE[:-2] + b"/Rotate 90 >>"
    content = stream(shown("Beslutet ar avslag.", at=(200, 300)))
    data = signed(document({**ONE_PAGE, 3: turned, 4: content}))
    field = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Ny) /F %d /Rect [220 278 330 290] >>"

    for flags, verdict in ((4, "valid"), (20, "indeterminate")):
        made = with_field(data, [100], {100: field % flags}, top=100)
        assert judged(made).verdict == verdict


def test_more_widgets_than_can_be_looked_at_beside_each_word_cover_the_page() -> None:
    letters = " ".join("abcdefghijklmnopqrstuvwxyz")
    lines = b" ".join(shown(f"{n} {letters}", at=(10, 820 - 2 * n)) for n in range(380))
    data = signed(document({**ONE_PAGE, 4: stream(lines)}))
    kids = range(1000, 1100)
    widget = b"<< /Type /Annot /Subtype /Widget /Parent 999 0 R /Rect [580 %d 581 %d] >>"
    objects = {kid: widget % (kid - 900, kid - 899) for kid in kids}
    objects[999] = b"<< /FT /Sig /T (Ny) /Kids [%s] >>" % b" ".join(b"%d 0 R" % k for k in kids)

    assert not_valid(with_field(data, kids, objects, top=999), "signed-text-covered")


@pytest.mark.parametrize("name", [b"M", b"Metadata"])
def test_what_a_page_is_drawn_from_is_none_of_what_signing_changes_either(name: bytes) -> None:
    holder = 31 if name == b"M" else 1
    entries = b"/%s 21 0 R" % name
    field = b"<< /FT /Sig /T (Tom) %s >>" % (entries if holder > 1 else b"")
    objects = {
        **ONE_PAGE,
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [31 0 R] >> %s >>"
        % (entries if holder == 1 else b""),
        3: b"<< /Type /Page /Parent 100 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        4: stream(b"/%s Do" % name),
        21: stream(shown("avslag"), FORM),
        31: field,
        100: b"<< /Type /Pages /Resources << /XObject %d 0 R /Font << /F1 5 0 R >> >> >>" % holder,
    }
    data = signed(document(objects))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        written = pdf.get_object(holder, 0).unparse(resolved=True)

    changed = update(
        data, {holder: written.replace(b"21 0 R", b"60 0 R"), 60: stream(shown("bifall"), FORM)}
    )

    assert judged(changed).verdict != "valid"
