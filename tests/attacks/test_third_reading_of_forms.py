"""Looks that a reader makes anew are those of the fonts and styles that were signed."""

import io

import pikepdf
import pytest

from tests.attacks.test_permissions import DOC_MDP, LISTED, PAGE, SIGNED_FIELD, told
from tests.attacks.world import judged
from tests.hostile.sealing import RANGE, VALUE_NUMBER, objects_of, seal, signature_value, write
from tests.pdf.handmade import shown, stream, update

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding %s >>"
USUAL = FONT % b"/WinAnsiEncoding"
SWAPPED = FONT % b"<< /Type /Encoding /Differences [97 /b /i /f] >>"
FORM = (
    b"<< /SigFlags 3 /Fields [6 0 R 8 0 R 9 0 R] %s /DA (/F2 12 Tf 0 g)"
    b" /DR << /Font << /F2 32 0 R >> >> >>"
)
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R /AcroForm 31 0 R %s >>"
FIELD = (
    b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (%s) /F 4 /Rect [72 %d 320 %d]"
    b" /AP << /N 35 0 R >> %s >>"
)
LOOK = stream(
    shown("avslag"),
    b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>",
)
MADE_ANEW = b"/NeedAppearances true"
MORE = b"/F2 32 0 R"


def signed_form(asks: bytes, *, entries: bytes = b"/V (avslag)", certified: bool = False) -> bytes:
    """A signed page with a field and an empty one, which bring their looks."""
    references = b" /Reference [%s]" % (DOC_MDP % 2) if certified else b""
    objects = {
        1: CATALOGUE % (LISTED if certified else b""),
        3: PAGE,
        6: SIGNED_FIELD % b"",
        8: FIELD % (b"Beslut", 100, 120, entries),
        9: FIELD % (b"Notering", 200, 220, b""),
        31: FORM % asks,
        32: USUAL,
        35: LOOK,
        VALUE_NUMBER: signature_value().replace(RANGE, RANGE + references),
    }
    return seal(write(objects_of(objects)))


def with_form(data: bytes, old: bytes, new: bytes) -> bytes:
    """The file with a part of its form replaced, and a font 33 in which letters are others."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        form = pdf.get_object(31, 0).unparse(resolved=True)
    assert old in form
    return update(data, {31: form.replace(old, new), 33: SWAPPED})


CHANGES = {
    "another font under its name": (MORE, b"/F2 33 0 R"),
    "another style": (b"12 Tf 0 g", b"12 Tf 1 g"),
    "a font of another name": (b"/F2 12 Tf", b"/F#32 1 Tf"),
}


@pytest.mark.parametrize("certified", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_what_looks_are_made_anew_from_is_a_part_of_them(change: str, certified: bool) -> None:
    data = signed_form(MADE_ANEW, certified=certified)

    report = judged(with_form(data, *CHANGES[change]))

    assert judged(data).verdict == "valid"
    assert report.verdict == ("invalid" if certified else "indeterminate")
    assert told(report, "changed-form")


def test_a_font_that_is_redefined_is_another_font() -> None:
    data = signed_form(MADE_ANEW)

    assert judged(update(data, {32: SWAPPED})).verdict == "indeterminate"


def test_a_fields_own_style_decides_which_font_is_its() -> None:
    own = b"/V (avslag) /DA (/F3 12 Tf 0 g)"
    data = signed_form(MADE_ANEW, entries=own)

    assert not told(judged(with_form(data, MORE, b"/F2 33 0 R")), "changed-form")
    assert judged(with_form(data, MORE, MORE + b" /F3 33 0 R")).verdict == "indeterminate"


def test_a_caption_is_made_anew_too() -> None:
    button = b"/Ff 65536 /MK << /CA (avslag) >>"
    data = signed_form(MADE_ANEW, entries=button)

    assert judged(with_form(data, MORE, b"/F2 33 0 R")).verdict == "indeterminate"


@pytest.mark.parametrize("entries", [b"", b"/V ()"])
def test_what_says_nothing_looks_the_same_in_every_font(entries: bytes) -> None:
    data = signed_form(MADE_ANEW, entries=entries)

    assert not told(judged(with_form(data, MORE, b"/F2 33 0 R")), "changed-form")


@pytest.mark.parametrize("asks", [MADE_ANEW, b"", b"/NeedAppearances false"])
def test_a_font_that_is_added_for_others_changes_nothing(asks: bytes) -> None:
    data = signed_form(asks)

    assert judged(with_form(data, MORE, MORE + b" /F9 33 0 R")).verdict == "valid"


def test_looks_that_are_not_made_anew_are_those_that_were_signed() -> None:
    data = signed_form(b"/NeedAppearances false")

    assert not told(judged(with_form(data, MORE, b"/F2 33 0 R")), "changed-form")


@pytest.mark.parametrize("asks", [MADE_ANEW, b"", b"/NeedAppearances false"])
def test_a_name_that_had_a_font_keeps_it(asks: bytes) -> None:
    data = with_form(signed_form(asks), MORE, b"/F2 33 0 R")

    assert judged(data).verdict != "valid"
    assert told(judged(data), "changed-other")
