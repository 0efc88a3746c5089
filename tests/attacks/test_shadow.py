"""What a signer did not see, and a later revision brings out, is never valid."""

import pytest

from tests.attacks.world import AVSLAG, BIFALL, FORM, judged, not_valid, says
from tests.pdf.handmade import FONT, ONE_PAGE, PAGE, Table, document, shown, stream, update
from tests.pki.signing import Permission, sign
from tests.validation.judging import signed, signer

COVER = stream(b"1 g 0 0 595 842 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]")


def with_forms(*names: bytes) -> dict[int, bytes]:
    """A page that draws the forms of these names, which are objects 20 and following."""
    forms = b" ".join(b"/%s %d 0 R" % (name, 20 + n) for n, name in enumerate(names))
    page = PAGE.replace(b"/Font <<", b"/XObject << %s >> /Font <<" % forms)
    return {**ONE_PAGE, 3: page, 4: stream(b"".join(b"/%s Do " % name for name in names))}


BIFALL_FORM = stream(shown("bifall"), FORM)
AVSLAG_FORM = stream(shown("avslag"), FORM)
NAMES = (b"Fm0", b"P", b"Parent", b"Metadata", b"Type", b"Popup", b"LastModified")


@pytest.mark.parametrize("name", NAMES)
def test_a_form_that_is_replaced_is_invalid_whatever_its_name(name: bytes) -> None:
    data = signed(document({**with_forms(name), 20: AVSLAG_FORM}))

    assert says(update(data, {20: BIFALL_FORM}), "changed-content") == "invalid"


@pytest.mark.parametrize("name", NAMES)
def test_a_cover_that_is_taken_away_is_invalid(name: bytes) -> None:
    hidden = {**with_forms(b"Fm9", name), 20: BIFALL_FORM, 21: COVER}
    empty = stream(b"", FORM)

    assert says(update(signed(document(hidden)), {21: empty}), "changed-content") == "invalid"


def test_a_cover_that_an_update_frees_is_invalid() -> None:
    hidden = {**with_forms(b"Fm9", b"Fm0"), 20: BIFALL_FORM, 21: COVER}
    freed = Table(lines=((21, b"0000000000 00001 f \n"),))

    assert says(update(signed(document(hidden)), {40: b"null"}, freed), "changed-content") == (
        "invalid"
    )


def test_a_font_that_is_replaced_is_invalid() -> None:
    other = FONT.replace(b"Helvetica", b"Symbol")

    assert says(update(signed(document()), {5: other}), "changed-content") == "invalid"


def test_a_reference_that_led_nowhere_and_now_leads_somewhere_is_invalid() -> None:
    dangling = with_forms(b"Fm0")

    data = update(signed(document(dangling)), {20: BIFALL_FORM})

    assert says(data, "reference-resolved-later") == "invalid"


def test_a_page_prepared_out_of_sight_and_hung_up_later_is_invalid() -> None:
    prepared = {**ONE_PAGE, 30: PAGE.replace(b"4 0 R", b"31 0 R"), 31: BIFALL}
    tree = b"<< /Type /Pages /Kids [30 0 R] /Count 1 >>"

    assert says(update(signed(document(prepared)), {2: tree}), "changed-content") == "invalid"


def test_a_layer_that_is_switched_is_not_valid() -> None:
    catalogue = (
        b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [30 0 R] /D << %s [30 0 R] >> >> >>"
    )
    layered = {
        **ONE_PAGE,
        1: catalogue % b"/ON",
        3: PAGE.replace(b"/Font <<", b"/Properties << /L 30 0 R >> /Font <<"),
        4: stream(b"/OC /L BDC " + shown("avslag") + b" EMC"),
        30: b"<< /Type /OCG /Name (L) >>",
    }
    data = signed(document(layered))
    now = judged(data)
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root.unparse(resolved=True).replace(b"/ON", b"/OFF")

    assert now.verdict == "valid"
    assert not_valid(update(data, {1: root}), "changed-other")


def field(value: bytes, look: int) -> bytes:
    return (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Beslut) /V (%s) /F 4"
        b" /Rect [72 600 300 630] /AP << /N %d 0 R >> >>" % (value, look)
    )


def form_document() -> bytes:
    return document(
        {
            **ONE_PAGE,
            1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [30 0 R] >> >>",
            3: PAGE[:-2] + b"/Annots [30 0 R] >>",
            30: field(b"avslag", 31),
            31: stream(shown("avslag", at=(2, 8)), FORM),
            32: stream(shown("bifall", at=(2, 8)), FORM),
        }
    )


def test_a_form_value_changed_after_an_approval_is_indeterminate() -> None:
    changed = update(signed(form_document()), {30: field(b"bifall", 32)})

    assert says(changed, "changed-form") == "indeterminate"


@pytest.mark.parametrize("permission", list(Permission))
def test_a_look_that_no_longer_shows_its_value_is_never_valid(permission: Permission) -> None:
    data = sign(form_document(), signer(), certifying=permission)

    assert not_valid(update(data, {30: field(b"avslag", 32)}), "changed-form")
    assert not_valid(update(data, {31: stream(shown("bifall", at=(2, 8)), FORM)}), "changed-form")


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/F 4", b"/F 2"),
        (b"[72 600 300 630]", b"[72 680 500 730]"),
        (b"[72 600 300 630]", b"[33 0 R 600 300 630]"),
        (b"/V (avslag)", b"/V (bifall) /A << /S /JavaScript /JS (app.beep\\(0\\)) >>"),
        (b"/V (avslag)", b"/V (bifall) /AA << /F << /S /JavaScript /JS (x) >> >>"),
        (b"/V (avslag)", b"/V (bifall) /MK << /BG [1 1 1] >>"),
        (b"/V (avslag)", b"/V (bifall) /OC 33 0 R"),
    ],
)
def test_more_than_filling_in_is_never_valid(
    permission: Permission, old: bytes, new: bytes
) -> None:
    data = sign(form_document(), signer(), certifying=permission)
    changed = field(b"avslag", 31).replace(old, new)

    assert not_valid(update(data, {30: changed, 33: b"40"}), "change-forbidden")


def test_the_text_of_an_approved_page_is_said_in_words() -> None:
    report = judged(update(signed(document({**ONE_PAGE, 4: AVSLAG})), {4: BIFALL}))
    (told,) = [f for e in report.signatures for f in e.findings if f.code == "words-changed"]

    assert told.detail["gone"] == "avslag."
    assert told.detail["come"] == "bifall."


@pytest.mark.parametrize("permission", [None, *Permission])
def test_a_field_that_its_page_lists_no_more_is_never_valid(permission: Permission | None) -> None:
    data = sign(form_document(), signer(), certifying=permission)

    assert not_valid(update(data, {3: PAGE}), "changed-form")


def test_a_signature_that_its_page_shows_no_more_is_never_valid() -> None:
    data = sign(document(), signer(), box=(72, 100, 300, 150), page=0)

    assert not_valid(update(data, {3: PAGE}), "changed-signature-look")
