"""What comes after a signature and lies over a field, an annotation, a signature or a scan."""

import re

import pytest

from fhvalidate import Report, render_html
from fhvalidate.report.messages import Language
from fhvalidate.report.text import render
from tests.pdf.handmade import ONE_PAGE, document, stream, update
from tests.pki.signing import Permission, sign, sign_b_b
from tests.pki.updates import add_annotation, add_text_field, fill_text_field
from tests.validation.judging import codes, judged, second_signer, signer
from tests.validation.test_fields_on_pages import (
    BESIDE,
    certified,
    form,
    replaced,
    text_field,
)

FIELD_BOX = (72, 100, 300, 120)


def severity(report: Report, code: str) -> str:
    (found,) = {f.severity for s in report.signatures for f in s.findings if f.code == code}
    return found.value


@pytest.mark.parametrize("subtype", ["/FreeText", "/Stamp", "/Link"])
def test_an_annotation_over_a_field_with_a_value_is_indeterminate_under_p3_too(
    subtype: str,
) -> None:
    decided = form({7: text_field(b"Beslut", value=b"avslag")}, first=b"7 0 R")
    data = certified(decided, Permission.FORMS_AND_ANNOTATIONS)

    over = judged(add_annotation(data, "bifall", subtype=subtype, box=FIELD_BOX))
    beside = judged(add_annotation(data, "bifall", subtype=subtype, box=(72, 400, 300, 420)))

    assert over.verdict == "indeterminate"
    assert "signed-annotation-covered" in codes(over)
    assert beside.verdict == "valid"


def test_an_annotation_over_an_empty_field_hides_nothing() -> None:
    data = certified(
        form({7: text_field(b"Beslut")}, first=b"7 0 R"), Permission.FORMS_AND_ANNOTATIONS
    )

    assert judged(add_annotation(data, "Här", box=FIELD_BOX)).verdict == "valid"


def test_an_annotation_that_touches_the_edge_of_another_hides_nothing() -> None:
    noted = add_annotation(document(), "Ett", subtype="/FreeText", box=(72, 100, 300, 120))
    data = certified(noted, Permission.FORMS_AND_ANNOTATIONS)

    beside = add_annotation(data, "Två", subtype="/FreeText", box=(72, 120, 300, 140))

    assert judged(beside).verdict == "valid"


def test_a_permitted_value_in_a_field_over_another_is_not_valid() -> None:
    fields = {7: text_field(b"Beslut", value=b"avslag"), 8: text_field(b"Notering", BESIDE)}
    data = certified(form(fields, first=b"7 0 R 8 0 R"))

    report = judged(fill_text_field(data, "Notering", "bifall"))

    assert report.verdict == "indeterminate"
    assert "signed-annotation-covered" in codes(report)


def test_a_signature_over_the_look_of_an_earlier_one_is_told_and_valid() -> None:
    first = sign(document(), signer(), box=(300, 300, 500, 350))

    over = judged(sign_b_b(first, second_signer(), field="B", box=(310, 310, 510, 360), page=0))
    beside = judged(sign_b_b(first, second_signer(), field="B", box=(300, 350, 500, 400), page=0))

    assert over.verdict == beside.verdict == "valid"
    assert severity(over, "signature-look-covered") == "warning"
    assert "signature-look-covered" not in codes(beside)


def test_a_permitted_value_is_told_with_its_field_its_page_and_its_words() -> None:
    decided = form({7: text_field(b"Beslut", value=b"avslag")}, second=b"7 0 R")

    report = judged(fill_text_field(certified(decided), "Beslut", "bifall"))

    assert report.verdict == "valid"
    (entry,) = report.signatures
    (told,) = [f for f in entry.findings if f.code == "field-value-changed"]
    assert told.detail == {"field": "Beslut", "page": 2, "gone": "avslag", "come": "bifall"}
    (change,) = [c for c in entry.changes_after.changes if c.kind == "form-value"]
    assert (change.name, change.page, change.objects) == ("Beslut", 2, (7,))


def test_a_value_that_is_set_in_another_style_is_a_value_filled_in() -> None:
    styled = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Namn) /F 4 /Rect [%s] %s >>"
    before = styled % (BESIDE, b"/DA (/F0 9 Tf 0 g)")
    data = certified(form({7: before}, first=b"7 0 R"))

    value = styled % (BESIDE, b"/DA (/F2 9 Tf 0 g) /V (Anna)")
    filled = judged(update(data, {7: value}))
    restyled = judged(update(data, {7: value.replace(b"/V (Anna)", b"")}))

    assert filled.verdict == "valid"
    assert restyled.verdict == "invalid"


def scanned(*, more: bytes = b"") -> bytes:
    """A page whose words are a picture: a black bar where the text would stand."""
    return document({**ONE_PAGE, 4: stream(b"0 g 72 700 200 12 re f " + more)})


@pytest.mark.parametrize("more", [b"", b"BT /F1 9 Tf 72 30 Td (Sida 1) Tj ET"])
def test_a_signature_on_a_scan_is_valid_where_the_paper_is_blank(more: bytes) -> None:
    first = sign(scanned(more=more), signer())

    over = sign_b_b(first, second_signer(), field="B", box=(60, 690, 200, 720), page=0)
    beside = sign_b_b(first, second_signer(), field="B", box=(60, 500, 200, 560), page=0)

    assert "signed-text-covered" in codes(judged(over))
    assert judged(over).verdict == "indeterminate"
    assert judged(beside).verdict == "valid"


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [(rb"/Filter ", rb"/Reason (Annat) /Filter ", "/Reason"), (rb"/P 1", rb"/P 3", "/Reference")],
)
def test_a_signature_dictionary_written_anew_with_other_entries_is_invalid(
    old: bytes, new: bytes, entry: str
) -> None:
    data = sign(document(), signer(), certifying=Permission.NOTHING)
    start = data.rindex(b" 0 obj", 0, data.rindex(b"/ByteRange"))
    number = int(data[data.rindex(b"\n", 0, start) + 1 : start])
    value = data[start + len(b" 0 obj") : data.index(b"endobj", start)].strip()

    report = judged(update(data, {number: re.sub(old, new, value)}))

    assert report.verdict == "invalid"
    (told,) = [f for s in report.signatures for f in s.findings if f.code == "signature-rewritten"]
    assert entry in told.detail["entries"]  # type: ignore[operator]


def test_a_field_of_another_value_names_no_words_that_stayed() -> None:
    two = {7: text_field(b"Ett", value=b"a"), 8: text_field(b"Tva", b"72 200 300 220", b"b")}
    data = certified(form(two, first=b"7 0 R 8 0 R"))

    report = judged(replaced(data, b"(a)", b"(c)"))

    told = [f for s in report.signatures for f in s.findings if f.code == "field-value-changed"]
    assert [finding.detail["field"] for finding in told] == ["Ett"]


def test_an_annotation_that_says_other_things_covers_nothing_by_itself() -> None:
    noted = add_annotation(document(), "Ett", subtype="/FreeText", box=(72, 100, 300, 120))
    data = certified(add_text_field(noted, "F"), Permission.FORMS_AND_ANNOTATIONS)

    report = judged(replaced(data, b"(Ett)", b"(Tre)"))

    assert "signed-annotation-covered" not in codes(report)
    assert "changed-annotation" in codes(report)


def test_what_a_field_says_reaches_no_reader_as_more_than_text() -> None:
    hostile = "\u202ebifall\x1b[31m<script>alert(1)</script>"
    decided = form({7: text_field(b"Beslut", value=b"avslag")}, first=b"7 0 R")
    report = judged(fill_text_field(certified(decided), "Beslut", hostile))
    assert "field-value-changed" in codes(report)

    for language in Language:
        text = render(report, language=language, colour=False, width=100)
        page = render_html(report, language=language)

        assert not {"\u202e", "\x1b"} & {*text, *page}
        assert "<script" not in page
