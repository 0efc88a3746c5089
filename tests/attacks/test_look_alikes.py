"""What looks like a signature and is none is never called one; what vanished is told."""

import io
import re

import pikepdf

from tests.attacks.world import FORM, judged, not_valid, says, signed_document
from tests.pdf.handmade import ONE_PAGE, PAGE, document, root_number, shown, stream, update
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.pki.updates import add_empty_field
from tests.validation.judging import second_signer

LOOK = stream(shown("Digitalt signerat av Anna Exempel", at=(5, 5)), FORM)


def catalogue(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.Root.unparse(resolved=True)


def test_a_picture_of_a_signature_leaves_a_file_unsigned() -> None:
    picture = {
        **ONE_PAGE,
        3: PAGE[:-2] + b"/Annots [30 0 R] >>",
        30: b"<< /Type /Annot /Subtype /Stamp /Rect [72 100 300 130] /F 4 /AP << /N 31 0 R >> >>",
        31: LOOK,
    }

    assert judged(document(picture)).verdict == "unsigned"


def test_an_empty_signature_field_with_a_look_is_no_signature() -> None:
    dressed = {
        **ONE_PAGE,
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [30 0 R] >> >>",
        3: PAGE[:-2] + b"/Annots [30 0 R] >>",
        30: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (A) /Rect [72 100 300 130] /F 4"
        b" /AP << /N 31 0 R >> >>",
        31: LOOK,
    }

    assert judged(document(dressed)).verdict in {"unsigned", "reprinted"}


def test_a_look_alike_added_to_a_signed_file_is_not_valid() -> None:
    data = signed_document()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0].obj.unparse(resolved=True)
    page = re.sub(rb"/Annots \[", b"/Annots [ 40 0 R ", page)
    stamp = b"<< /Type /Annot /Subtype /Stamp /Rect [72 100 300 130] /F 4 /AP << /N 41 0 R >> >>"

    assert not_valid(update(data, {3: page, 40: stamp, 41: LOOK}), "changed-annotation")


def test_an_empty_signature_field_that_is_given_a_look_later_is_not_valid() -> None:
    data = sign_b_b(
        add_empty_field(minutes(), "Tom", box=(72, 60, 300, 90), page=0), second_signer()
    )
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (field,) = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and str(o.get("/T", "")) == "Tom"
        ]
        number, written = field.objgen[0], field.unparse(resolved=True)

    dressed = update(data, {number: written[:-2] + b"/AP << /N 400 0 R >> >>", 400: LOOK})

    assert judged(dressed).verdict != "valid"


def test_a_signature_taken_out_of_the_form_is_told() -> None:
    data = signed_document()
    form = re.search(rb"/AcroForm (\d+) 0 R", catalogue(data))
    assert form is not None

    assert not_valid(update(data, {int(form[1]): b"<< /Fields [] >>"}), "signature-vanished")


def test_a_form_taken_out_of_the_catalogue_is_told() -> None:
    data = signed_document()
    bare = re.sub(rb"/AcroForm \d+ 0 R", b"", catalogue(data))

    assert judged(update(data, {root_number(data): bare})).verdict not in {"valid", "unsigned"}


def test_a_signature_whose_dictionary_is_overwritten_is_told() -> None:
    data = signed_document()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = next(
            o.objgen[0]
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and "/ByteRange" in o
        )

    assert says(update(data, {number: b"null"}), "signature-vanished") == "invalid"
