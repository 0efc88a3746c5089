"""What stands behind a look, an action and a place: each needs a signature of its own, or none.

A further reading of rules R3 and R5: a field for a signature is not a signature, a signature's
field is no place for scripts, and what a reader draws is not always where its rectangle says.
"""

import io
from functools import cache

import pikepdf
import pytest

from tests.attacks.test_blind_spots import with_field
from tests.attacks.world import not_valid
from tests.pdf.handmade import document, stream, update
from tests.pki.signing import Permission, sign
from tests.pki.updates import add_empty_field
from tests.validation.judging import codes, judged, second_signer, signed, signer

WORDS = b"BT /F1 12 Tf 5 10 Td (Beslutet ska vara bifall.) Tj ET"
LOOK = stream(
    WORDS,
    b"/Type /XObject /Subtype /Form /BBox [0 0 300 30] /Resources << /Font << /F1 5 0 R >> >>",
)
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


@pytest.mark.parametrize("look", [b"", b"/AP << /N 400 0 R >>"])
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
