"""Form fields and the pages that show them: what a comparison by name alone would not see."""

from collections.abc import Mapping

import pytest

from tests.pdf.handmade import ONE_PAGE, document, stream, update
from tests.pki.signing import Permission, sign
from tests.pki.updates import add_text_field, fill_text_field
from tests.validation.judging import codes, judged, signed, signer

PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
    b" /Resources << /Font << /F1 5 0 R >> >> %s >>"
)
WIDGET = b"<< /Type /Annot /Subtype /Widget /FT /%s /T (%s) /F 4 /Rect [%s] %s >>"
BESIDE = b"72 100 300 120"
ELSEWHERE = b"72 200 300 220"
ON_TEXT = (60, 690, 300, 720)


def text_field(name: bytes, box: bytes = BESIDE, value: bytes = b"") -> bytes:
    return WIDGET % (b"Tx", name, box, b"/V (%s)" % value if value else b"")


def form(
    fields: Mapping[int, bytes], *, first: bytes = b"", second: bytes = b"", more: bytes = b""
) -> bytes:
    """Two pages with text, and a form of the fields; `first` and `second` list what they show."""
    listed = b" ".join(b"%d 0 R" % number for number in fields)
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> %s >>"
    content = stream(b"BT /F1 12 Tf 72 700 Td (Kommunstyrelsen beslutar om avslag.) Tj ET")
    return document(
        {
            **ONE_PAGE,
            1: catalogue % (listed, more),
            2: b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
            3: PAGE % (4, b"/Annots [%s]" % first),
            4: content,
            6: PAGE % (4, b"/Annots [%s]" % second),
            **fields,
        }
    )


def certified(data: bytes, permission: Permission = Permission.FORMS) -> bytes:
    return sign(data, signer(), certifying=permission)


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """The signed file with the object that has `old` in it, as it now stands, with `new`."""
    at = data.rindex(old)
    start = data.rindex(b" 0 obj", 0, at)
    number = int(data[data.rindex(b"\n", 0, start) + 1 : start])
    value = data[start + len(b" 0 obj") : data.index(b"endobj", at)].strip()
    return update(data, {number: value.replace(old, new)})


def test_the_first_of_two_fields_with_one_name_is_compared_too() -> None:
    data = signed(
        form(
            {7: text_field(b"Beslut", value=b"avslag"), 8: text_field(b"Beslut", ELSEWHERE)},
            first=b"7 0 R 8 0 R",
        )
    )

    for old, new in ((b"(avslag)", b"(bifall)"), (BESIDE, b"72 150 300 170")):
        report = judged(replaced(data, old, new))

        assert report.verdict == "indeterminate"
        assert "changed-form" in codes(report)


def test_a_further_field_with_the_name_of_another_is_told() -> None:
    data = signed(form({7: text_field(b"Beslut")}, first=b"7 0 R"))
    twice = {7: text_field(b"Beslut"), 8: text_field(b"Beslut", ELSEWHERE)}
    catalogue = data.rindex(b"/Fields")
    listed = data[catalogue : data.index(b"]", catalogue)]

    report = judged(update(replaced(data, listed, listed + b" 90 0 R"), {90: twice[8]}))

    assert report.verdict == "indeterminate"
    assert "changed-form" in codes(report)


@pytest.mark.parametrize(
    ("page", "listed"), [(6, b"7 0 R "), (3, b"")], ids=["also on the second", "on none"]
)
def test_a_field_that_another_page_shows_has_moved(page: int, listed: bytes) -> None:
    data = certified(form({7: text_field(b"Beslut", value=b"avslag")}, first=b"7 0 R"))
    start = data.rindex(b"\n%d 0 obj" % page)
    before, after = data[start : data.index(b"endobj", start)].split(b"/Annots [")
    rest = after.replace(b"7 0 R", b"").strip()

    value = before.split(b"obj", 1)[1] + b"/Annots [" + listed + rest
    report = judged(update(data, {page: value}))

    assert report.verdict == "invalid"
    assert "changed-form" in codes(report)


@pytest.mark.parametrize("entries", [b"/AS /Off", b"/A << /S /URI /URI (x) >>", b"/AA << >>"])
def test_a_signature_field_that_is_given_another_state_or_an_action_is_told(
    entries: bytes,
) -> None:
    data = sign(document(), signer(), box=(300, 300, 500, 350))

    changed = replaced(data, b"/FT /Sig", b"/FT /Sig " + entries)

    assert "changed-signature-look" in codes(judged(changed))
    assert judged(changed).verdict == "indeterminate"


@pytest.mark.parametrize("permission", [Permission.FORMS, Permission.FORMS_AND_ANNOTATIONS])
def test_a_permitted_value_is_valid_only_where_it_hides_no_signed_text(
    permission: Permission,
) -> None:
    over = certified(add_text_field(document(), "Beslut", box=ON_TEXT), permission)
    beside = certified(add_text_field(document(), "Beslut"), permission)

    hiding, filled = (judged(fill_text_field(d, "Beslut", "bifall")) for d in (over, beside))

    assert hiding.verdict == "indeterminate"
    assert "signed-text-covered" in codes(hiding)
    assert filled.verdict == "valid"
    assert "changed-form" in codes(filled)


def test_a_value_on_a_line_of_dots_hides_nothing() -> None:
    dotted = {
        **ONE_PAGE,
        4: stream(b"BT /F1 12 Tf 72 122 Td (..............) Tj 0 500 Td (Expedierat) Tj ET"),
    }
    data = certified(add_text_field(document(dotted), "Datum"))

    assert judged(fill_text_field(data, "Datum", "2026-03-02")).verdict == "valid"


LINK = b"<< /Type /Annot /Subtype /Link /Rect [72 690 300 720] /Dest [%d 0 R /Fit] >>"
OUTLINE = b"<< /Title (Beslut) /Parent 8 0 R /Dest [%d 0 R /Fit] >>"


def test_a_link_and_an_outline_that_lead_to_another_page_are_told() -> None:
    outlines = {8: b"<< /Type /Outlines /First 9 0 R /Last 9 0 R /Count 1 >>", 9: OUTLINE % 3}
    base = form({}, first=b"7 0 R", more=b"/Outlines 8 0 R")
    data = signed(update(base, {7: LINK % 3, **outlines}))

    link, outline = update(data, {7: LINK % 6}), update(data, {9: OUTLINE % 6})

    assert "changed-annotation" in codes(judged(link))
    assert "changed-other" in codes(judged(outline))
    assert {judged(link).verdict, judged(outline).verdict} == {"indeterminate"}
