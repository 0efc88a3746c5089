"""What a page shows without a word of it changing: an image, a drawing, a font, an order."""

import io
import random
import re

import pikepdf
import pytest

from fhvalidate import Report, TrustAnchors, validate
from fhvalidate.policy import policy_from_toml
from tests.attacks.world import FORM, codes, judged, not_valid, says, warnings
from tests.pdf.handmade import FONT, ONE_PAGE, PAGE, document, shown, stream, update
from tests.pki import VALIDATED_AT
from tests.pki.signing import Permission, add_document_time_stamp, sign, sign_b_b
from tests.pki.updates import add_empty_field, add_text_field, fill_text_field
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import second_signer, signed, signer
from tests.validation.placing import signatures_of

TEXT = shown("Kommunstyrelsen beslutar enligt bilden.")
DRAWN = TEXT + b" q 200 0 0 100 72 400 cm /Im0 Do Q"
BELOW = (80, 100, 280, 140)
ON_IMAGE = (80, 420, 200, 460)


def image(seed: int) -> bytes:
    """A picture of 40 by 20 grey points; each seed gives another."""
    points = random.Random(seed).randbytes(800)
    told = b"/Type /XObject /Subtype /Image /Width 40 /Height 20 /BitsPerComponent 8"
    return stream(points, told + b" /ColorSpace /DeviceGray")


def with_image() -> bytes:
    page = PAGE.replace(b"/Font <<", b"/XObject << /Im0 6 0 R >> /Font <<")
    return document({**ONE_PAGE, 3: page, 4: stream(DRAWN), 6: image(1)})


def note(data: bytes, box: tuple[int, int, int, int], words: bytes) -> bytes:
    """The PDF with an annotation that shows the words on white."""
    size = b"[0 0 %d %d]" % (box[2] - box[0], box[3] - box[1])
    look = b"1 g 0 0 600 600 re f 0 g BT /F1 12 Tf 2 8 Td (%s) Tj ET" % words
    annotation = (
        b"<< /Type /Annot /Subtype /FreeText /F 4 /Rect [%d %d %d %d] /AP << /N 71 0 R >> >>"
    )
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = int(pdf.pages[0].objgen[0])
        page = pdf.pages[0].obj.unparse(resolved=True)
        listed = b" ".join(b"%d 0 R" % a.objgen[0] for a in pdf.pages[0].get("/Annots", []))
    page = re.sub(rb"/Annots \[[^]]*\]", b"", page)[:-2] + b"/Annots [%s 70 0 R] >>" % listed
    form = FORM.replace(b"[0 0 595 842]", size)
    return update(data, {number: page, 70: annotation % box, 71: stream(look, form)})


def finding(report: Report, code: str) -> dict[str, object]:
    """The facts of the one finding with the code."""
    (found,) = [f for e in report.signatures for f in e.findings if f.code == code]
    return dict(found.detail)


def test_an_image_that_is_swapped_is_invalid_and_told_by_its_place() -> None:
    swapped = update(signed(with_image()), {6: image(2)})

    assert says(swapped, "changed-content") == "invalid"
    told = finding(judged(swapped), "picture-changed")
    assert told["page"] == 1
    assert "left" in told["where"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("content", "beneath"),
    [
        (b" 1 g 60 690 300 30 re f", "Kommunstyrelsen beslutar om avslag."),
        (b" 1 g 227 690 80 30 re f", "avslag."),
        (b" q 1 0 0 1 0 300 cm 0 0 200 200 re f Q", None),
    ],
    ids=["a white box over the text", "a white box over a word", "a drawing beside it"],
)
def test_a_drawing_that_is_added_is_invalid_and_told_though_no_word_changed(
    content: bytes, beneath: str | None
) -> None:
    drawn = update(signed(document()), {4: stream(ONE_PAGE_TEXT + content)})

    assert says(drawn, "changed-content") == "invalid"
    told = finding(judged(drawn), "picture-changed-over" if beneath else "picture-changed")
    assert told.get("words") == beneath


ONE_PAGE_TEXT = shown("Kommunstyrelsen beslutar om avslag.")


def test_a_font_whose_letters_are_others_is_told_though_its_words_are_the_same() -> None:
    said = b"<< /Type /Encoding /Differences [97 /b /i /f /a /l] >>"
    other = FONT[:-2] + b"/Encoding " + said + b" /ToUnicode 60 0 R >>"
    to_unicode = stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap"
        b" 1 begincodespacerange <00> <ff> endcodespacerange"
        b" 1 beginbfrange <20> <7e> <0020> endbfrange endcmap end end"
    )
    forged = update(signed(document()), {5: other, 60: to_unicode})

    assert says(forged, "changed-content") == "invalid"
    told = finding(judged(forged), "picture-changed-over")
    assert "avslag." in str(told["words"])


def test_an_annotation_over_an_image_hides_what_was_signed() -> None:
    certified = sign(with_image(), signer(), certifying=Permission.FORMS_AND_ANNOTATIONS)

    over = note(certified, ON_IMAGE, b"Nej")
    beside = note(certified, BELOW, b"Ja")

    assert says(over, "signed-text-covered") == "indeterminate"
    assert judged(beside).verdict == "valid"
    assert finding(judged(beside), "words-added")["come"] == "Ja"


def test_a_further_signature_over_an_image_is_never_valid_and_beside_it_is() -> None:
    first = signed(with_image())

    assert not_valid(
        sign_b_b(first, second_signer(), field="Justerare", box=ON_IMAGE), "signed-text-covered"
    )
    beside = judged(sign_b_b(first, second_signer(), field="Justerare", box=BELOW))
    assert beside.verdict == "valid"
    assert not {"picture-changed", "words-added", "look-changed"} & codes(beside)


def scan() -> bytes:
    """A page that is one image, and white where it is not."""
    page = PAGE.replace(b"/Font <<", b"/XObject << /Im0 6 0 R >> /Font <<")
    drawn = stream(b"q 200 0 0 100 72 400 cm /Im0 Do Q")
    return document({**ONE_PAGE, 3: page, 4: drawn, 6: image(1)})


def test_on_a_page_without_words_it_is_what_is_drawn_that_must_not_be_covered() -> None:
    first = signed(scan())

    over = sign_b_b(first, second_signer(), field="Justerare", box=ON_IMAGE)
    beside = sign_b_b(first, second_signer(), field="Justerare", box=BELOW)

    assert not_valid(over, "signed-text-covered")
    assert judged(beside).verdict == "valid"


@pytest.mark.parametrize(
    "boxes",
    [
        b"/MediaBox [595 842 0 0]",
        b"/MediaBox [0 0 595 842] /CropBox [-50 -50 700 900]",
        b"/MediaBox [-20 -30 575 812] /CropBox [500 700 10 20] /Rotate 90",
        b"/MediaBox [0 0 595 842] /Rotate 270 /UserUnit 2",
    ],
)
def test_a_further_signature_is_no_change_however_the_page_is_laid_out(boxes: bytes) -> None:
    page = PAGE.replace(b"/MediaBox [0 0 595 842]", boxes)
    first = signed(document({**ONE_PAGE, 3: page}))

    report = judged(sign_b_b(first, second_signer(), field="Justerare", box=BELOW))

    assert report.verdict == "valid"
    assert not {"look-changed", "picture-changed", "words-added"} & codes(report)


def test_a_further_signature_in_a_frame_drawn_for_it_is_valid() -> None:
    frame = b" 80 100 200 40 re S 80 160 m 280 160 l S 90 112 m 270 112 l S"
    first = signed(document({**ONE_PAGE, 4: stream(ONE_PAGE_TEXT + frame)}))

    report = judged(sign_b_b(first, second_signer(), field="Justerare", box=BELOW))

    assert report.verdict == "valid"


def two_fields(first: int, second: int) -> dict[int, bytes]:
    """A page with two fields in one place, of which the one that comes last is seen."""
    look = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (%s) /V (%s) /F 4 /Ff 1"
        b" /Rect [72 600 300 630] /AP << /N %d 0 R >> >>"
    )
    white = b"1 g 0 0 228 30 re f 0 g "
    form = FORM.replace(b"[0 0 595 842]", b"[0 0 228 30]")
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [30 0 R 31 0 R] >> >>",
        3: PAGE[:-2] + b"/Annots [%d 0 R %d 0 R] >>" % (first, second),
        30: look % (b"Ett", b"avslag", 32),
        31: look % (b"Tva", b"bifall", 33),
        32: stream(white + shown("avslag", at=(2, 8)), form),
        33: stream(white + shown("bifall", at=(2, 8)), form),
    }


def test_the_order_in_which_fields_lie_over_each_other_is_a_change() -> None:
    data = signed(document({**ONE_PAGE, **two_fields(31, 30)}))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (own,) = [a.objgen[0] for a in pdf.pages[0].Annots if a.objgen[0] not in (30, 31)]
    page = PAGE[:-2] + b"/Annots [%s] >>"

    turned = update(data, {3: page % (b"30 0 R 31 0 R %d 0 R" % own)})
    again = update(data, {3: page % (b"31 0 R 30 0 R %d 0 R" % own)})

    assert judged(data).verdict == "valid"
    assert not_valid(turned, "look-changed")
    assert judged(again).verdict == "valid"


def test_a_style_that_fields_inherit_is_a_change_where_it_shows() -> None:
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Beslut) /V (avslag) /F 4"
        b" /Rect [72 600 300 630] >>"
    )
    form = (
        b"<< /Fields [30 0 R] /DA (/F1 12 Tf %s) /NeedAppearances true"
        b" /DR << /Font << /F1 5 0 R >> >> >>"
    )
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm 31 0 R >>"
    page = PAGE[:-2] + b"/Annots [30 0 R] >>"
    data = signed(document({**ONE_PAGE, 1: catalogue, 3: page, 30: field, 31: form % b"0 g"}))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = pdf.Root.AcroForm.objgen[0]
        now = pdf.Root.AcroForm.unparse(resolved=True)

    white = update(data, {number: now.replace(b"0 g", b"1 g")})

    assert judged(data).verdict == "valid"
    assert not_valid(white, "changed-form")


def test_the_value_that_a_certification_permits_is_told_with_its_field_and_words() -> None:
    form = sign(add_text_field(document(), "Expedierat"), signer(), certifying=Permission.FORMS)

    report = judged(fill_text_field(form, "Expedierat", "ja, i dag"))

    assert report.verdict == "valid"
    assert "field-value-added" in warnings(report)
    assert finding(report, "field-value-added") == {
        "field": "Expedierat",
        "page": 1,
        "come": "ja, i dag",
    }


def test_a_value_that_hides_an_image_is_never_valid_though_the_field_may_be_filled_in() -> None:
    def filled(box: tuple[int, int, int, int]) -> bytes:
        widget = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (F) /F 4 /Rect [%d %d %d %d] %s >>"
        catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [30 0 R] >> >>"
        page = PAGE.replace(b"/Font <<", b"/XObject << /Im0 6 0 R >> /Font <<")
        page = page[:-2] + b"/Annots [30 0 R] >>"
        empty = {1: catalogue, 3: page, 4: stream(DRAWN), 6: image(1), 30: widget % (*box, b"")}
        certified = sign(document({**ONE_PAGE, **empty}), signer(), certifying=Permission.FORMS)
        look = b"1 g 0 0 600 600 re f 0 g BT /F1 12 Tf 2 8 Td (Ja) Tj ET"
        form = FORM.replace(b"[0 0 595 842]", b"[0 0 %d %d]" % (box[2] - box[0], box[3] - box[1]))
        value = b"/V (Ja) /AP << /N 71 0 R >>"
        return update(certified, {30: widget % (*box, value), 71: stream(look, form)})

    assert not_valid(filled(ON_IMAGE), "signed-text-covered")
    assert judged(filled(BELOW)).verdict == "valid"


def test_a_signature_over_words_in_a_field_prepared_for_it_is_told() -> None:
    over = signed(add_empty_field(document(), "Justerare", box=(60, 690, 300, 720)))
    beside = signed(add_empty_field(document(), "Justerare", box=BELOW))

    assert "signature-over-words" in warnings(
        judged(sign_b_b(over, second_signer(), field="Justerare"))
    )
    report = judged(sign_b_b(beside, second_signer(), field="Justerare"))
    assert report.verdict == "valid"
    assert not {"signature-over-words", "look-changed", "words-added"} & codes(report)


def test_who_covers_a_change_is_told_of_every_earlier_signature() -> None:
    noted = note(signed(document()), BELOW, b"Bifall")
    seen = sign_b_b(noted, second_signer(), field="Justerare")

    assert "change-covered-by-nobody" in codes(judged(noted))
    report = judged(seen)
    assert report.verdict == "indeterminate"
    assert finding(report, "change-covered-later")["fields"] == ("Justerare",)
    assert "change-covered-by-nobody" not in codes(report)


def test_pages_that_nothing_changed_for_are_not_looked_at() -> None:
    world = shared_world()
    crls = ValidationData(crls=(world.time_stamp_root.crl(),))
    stamped = add_document_time_stamp(signed(document()), world.time_stamps)
    invisible = sign_b_b(stamped, second_signer(), field="Osynlig")

    for data in (stamped, add_validation_data(invisible, crls)):
        assert {each.placed.touched for each in signatures_of(data)} == {()}


def several_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (100 + n) for n in range(count))
    pages = {100 + n: PAGE for n in range(count)}
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return document({**ONE_PAGE, 2: tree, **pages})


def under(limits: bytes, data: bytes) -> Report:
    policy = policy_from_toml(b'name = "x"\n[limits]\n' + limits)
    trust = TrustAnchors.from_pem_or_der(shared_world().root.pem, name="rot.pem")
    return validate(data, trust=trust, at=VALIDATED_AT, policy=policy)


def signed_on_pages(count: int) -> bytes:
    data = signed(several_pages(count))
    for number in range(count):
        data = sign_b_b(data, second_signer(), field=f"F{number}", box=BELOW, page=number)
    return data


@pytest.mark.parametrize("limit", [b"compared_pages = 2", b"compared_pixels = 600_000"])
def test_what_a_limit_keeps_from_being_compared_is_told_and_never_valid(limit: bytes) -> None:
    data = signed_on_pages(3)

    report = under(limit, data)

    assert under(b"", data).verdict == "valid"
    assert report.verdict == "indeterminate"
    passed = {f.detail["what"] for f in report.findings if f.code == "limit-exceeded"}
    assert passed == {limit.split()[0].decode()}
    assert "pages-beyond-limit" in codes(report)


def test_a_page_that_is_changed_for_many_signers_is_compared_once_for_each_look() -> None:
    # Six comparisons of pages, of which three differ: each page with and without its signature.
    assert under(b"compared_pages = 3", signed_on_pages(3)).verdict == "valid"


def test_a_page_larger_than_any_sheet_is_never_valid_once_it_is_changed() -> None:
    large = PAGE.replace(b"[0 0 595 842]", b"[0 0 14400 14400]")
    data = signed(document({**ONE_PAGE, 3: large}))

    further = sign_b_b(data, second_signer(), field="Justerare", box=BELOW)

    assert judged(data).verdict == "valid"
    assert not_valid(further, "pages-not-compared")
