# mypy: disable-error-code="no-untyped-call"
"""Looks of later signatures: who signed, when, why and where, and no word more."""

import io
import re
from datetime import UTC, datetime
from functools import cache

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import ArrayObject, NameObject, NumberObject
from pyhanko.stamp import TextStampStyle

from fhvalidate import Report
from tests.pdf.handmade import document, update
from tests.pki import TEST_PERSONNUMMER, Identity, Person
from tests.pki.looks import FONT, DrawnLook, named, text
from tests.pki.signing import add_document_time_stamp, sign
from tests.pki.updates import add_empty_field
from tests.pki.world import shared_world
from tests.validation.judging import codes, judged, second_signer, signer

FIRST, SECOND, THIRD = (72, 100, 272, 160), (300, 100, 500, 160), (300, 200, 500, 260)
AT = datetime(2026, 3, 2, 22, 4, 5, tzinfo=UTC)
SARA = Person(
    given_name="Sara-Märta",
    surname="Örnsköld",
    organisation="Testby kommun",
    personnummer=TEST_PERSONNUMMER[2],
)


@cache
def signed_once() -> bytes:
    return sign(document(), signer(), box=FIRST)


@cache
def sara() -> Identity:
    return shared_world().root.issue_person(SARA, no_rev_avail=True)


def signed_twice(look: DrawnLook | TextStampStyle | None, by: Identity | None = None) -> bytes:
    """Signed once, and then by another whose look comes in the same update."""
    return sign(
        signed_once(),
        by or second_signer(),
        field="Justerare",
        box=SECOND,
        look=look or TextStampStyle(stamp_text="%(signer)s"),
        at=AT,
        reason="Justering av § 17",
        location="Testby, sal Björken",
    )


def says(look: DrawnLook | TextStampStyle | None, by: Identity | None = None) -> str:
    """The words that the second look says too much; the file is valid where there are none."""
    report = judged(signed_twice(look, by))
    found = words(report)
    assert report.verdict == ("indeterminate" if found else "valid")
    return " ".join(found)


def words(report: Report) -> list[str]:
    """The words that findings on the first signature tell of."""
    found = [f for f in report.signatures[0].findings if f.code == "look-says-more"]
    return [str(f.detail["words"]) for f in found]


def drawn(*lines: str) -> DrawnLook:
    return DrawnLook(content=text(*lines, size=6))


HONEST = {
    "the default of a library": None,
    "Swedish": drawn("Digitalt signerat av", "Bo Testsson", "Datum: 2026-03-02 23:04:05 +01'00'"),
    "in capitals": drawn("ELEKTRONISKT UNDERSKRIVEN AV", "BO TESTSSON", "2026-03-02"),
    "English": drawn("Digitally signed by Bo Testsson", "Date: 2026.03.02 23:04:05 CET"),
    "a month in words": drawn("Undertecknad av: Bo Testsson", "den 2 mars 2026 kl. 23.04"),
    "a day in words": drawn("Signed by Bo Testsson", "Monday, March 2, 2026 11:04:05 PM"),
    "ISO 8601": drawn("Signerat: 2026-03-02T22:04:05Z", "Bo Testsson"),
    "reason and place": drawn("Orsak: Justering av § 17", "Plats: Testby, sal Björken"),
    "a role": drawn("Ordförande", "Bo Testsson", "Underskrift med BankID"),
    "a name in pieces": drawn("Bo Tests", "son"),
    "a name spaced out": drawn("B o  T e s t s s o n"),
    "a distinguished name": drawn("DN: cn=Bo Testsson, sn=Testsson, c=SE"),
    "a personal number": drawn("Bo Testsson, 19120211-9986", "Personnummer: 120211-9986"),
    "identifiers": drawn("Transaktions-ID:", "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "00ffee" * 4),
    "two columns": DrawnLook(
        content=b"BT /F1 14 Tf 2 40 Td (Bo) Tj 0 -16 Td (Tests) Tj 0 -16 Td (son) Tj ET"
        b" BT /F1 6 Tf 90 42 Td (Digitally signed) Tj 0 -10 Td (by Bo Testsson) Tj"
        b" 0 -10 Td (Date: 2026.03.02) Tj ET"
    ),
}


@pytest.mark.parametrize("look", HONEST)
def test_a_look_that_says_who_signed_and_when_and_why_is_valid(look: str) -> None:
    assert says(HONEST[look]) == ""


def test_a_name_with_accents_and_an_organisation_are_the_signers() -> None:
    look = drawn("Signerat av SARA-MÄRTA ÖRNSKÖLD", "Testby Kommun")

    assert says(look, by=sara()) == ""
    assert says(look) == "SARA-MÄRTA ÖRNSKÖLD Kommun"


MORE = {
    "a decision": (drawn("Bo Testsson", "Beslut: bifall"), "Beslut: bifall"),
    "a decision in place of everything": (drawn("bifall"), "bifall"),
    "an amount": (drawn("Bo Testsson", "7 500 000 kr"), "7 500 000 kr"),
    "a share": (drawn("Bo Testsson", "5 %"), "%"),
    "a currency": (drawn("Bo Testsson 2026 \u20ac"), "\u20ac"),
    "another date": (drawn("Bo Testsson 2026-04-02"), "2026-04-02"),
    "another time": (drawn("Bo Testsson", "2026-03-02 05:23"), "05:23"),
    "another name": (drawn("Digitalt signerat av Anna Exempel"), "Anna Exempel"),
    "a denial": (drawn("Signature not by Bo Testsson"), "not"),
    "letters placed apart": (drawn("b i f a l l"), "b i f a l l"),
    "letters below each other": (DrawnLook(content=text(*"bifall", size=4)), "b i f a l l"),
    "white on white": (DrawnLook(content=b"1 g " + text("bifall")), "bifall"),
    "invisible": (DrawnLook(content=b"3 Tr " + text("bifall")), "bifall"),
    "small": (DrawnLook(content=text("Bo Testsson") + text("bifall", size=1)), "bifall"),
    "turned": (DrawnLook(content=text("bifall"), matrix=(0, 1, -1, 0, 60, 0)), "bifall"),
    "turned text": (DrawnLook(content=b"q 0 1 -1 0 60 0 cm " + text("bifall") + b" Q"), "bifall"),
    "a form in it": (DrawnLook(content=b"/X1 Do", nested=text("bifall")), "bifall"),
    "a web address": (drawn("https://example.com/bifall/1"), "https://example.com/bifall/1"),
    "a mark that it reads otherwise": (
        DrawnLook(content=b"/Span << /ActualText (Bo) >> BDC " + text("bifall") + b" EMC"),
        "bifall",
    ),
}


@pytest.mark.parametrize("look", MORE)
def test_a_look_that_says_more_is_indeterminate_with_the_words(look: str) -> None:
    drawing, told = MORE[look]

    assert says(drawing) == told


@pytest.mark.parametrize(
    "look",
    [
        DrawnLook(content=text("bifall"), borrows=True),
        DrawnLook(content=b"/X1 Do", nested=text("bifall"), nested_borrows=True),
    ],
    ids=["the page's", "those of the form around it"],
)
def test_a_look_that_borrows_its_resources_is_read_by_them(look: DrawnLook) -> None:
    assert words(judged(signed_twice(look))) == ["bifall"]


def test_a_rectangle_without_measure_keeps_nothing_from_being_read() -> None:
    twice = signed_twice(drawn("bifall"))
    with pikepdf.open(io.BytesIO(twice)) as pdf:
        fields = pdf.Root.AcroForm.Fields
        (field,) = [f for f in fields if str(f.T) == "Justerare"]
        number, written = field.objgen[0], field.unparse(resolved=True)
    wide = re.sub(rb"/Rect \[[^]]*\]", b"/Rect [ 300 100 999999999.5 160 ]", written)

    report = judged(update(twice, {number: wide}))

    assert report.verdict == "indeterminate"
    assert words(report) == ["bifall"]


def test_letters_of_another_script_are_other_letters() -> None:
    differences = ArrayObject([NumberObject(66), NameObject("/afii10019")])  # Cyrillic Ve
    encoding = named({"/Type": "/Encoding", "/Differences": differences})
    alike = DrawnLook(content=text("Bo Testsson"), font={**FONT, "/Encoding": encoding})

    assert says(alike) == "\u0412o"


def test_a_font_that_is_not_embedded_is_read_by_its_encoding() -> None:
    told = b" ".join(
        b"<%02x> <%04x>" % (ord(code), ord(shown))
        for code, shown in zip("bifal", "Bo Bo", strict=True)
    )
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap"
        b" 1 begincodespacerange <00> <ff> endcodespacerange"
        b" 5 beginbfchar %s endbfchar endcmap end end" % told
    )

    assert says(DrawnLook(content=text("bifall"), to_unicode=to_unicode)) == "bifall"


def test_two_looks_that_say_something_together_are_each_told_to_those_before() -> None:
    first = signed_twice(drawn("Bo Testsson", "bi"))
    both = sign(first, sara(), field="Justerare2", box=THIRD, look=drawn("fall"))

    report = judged(both)

    assert report.verdict == "indeterminate"
    assert words(report) == ["bi", "fall"]
    second, third = ({f.code for f in entry.findings} for entry in report.signatures[1:])
    assert "look-says-more" in second
    assert "look-says-more" not in third


def test_the_same_look_by_the_same_signer_in_the_same_place_is_told_only() -> None:
    look = drawn("Digitalt signerat av Cecilia Provman", "2025-01-02")
    first = sign(document(), signer(), box=FIRST, look=look)

    again, elsewhere, by_another = (
        judged(sign(first, by, field="B", box=box, look=look))
        for by, box in ((signer(), FIRST), (signer(), SECOND), (second_signer(), FIRST))
    )

    assert words(again) == words(elsewhere) == ["Cecilia Provman 2025-01-02"]
    (told,) = [f for f in again.signatures[0].findings if f.code == "look-says-more"]
    assert told.severity == "warning"
    assert elsewhere.verdict == by_another.verdict == "indeterminate"


def test_what_the_first_signature_covers_itself_is_not_held_against_it() -> None:
    alone = sign(document(), signer(), box=FIRST, look=drawn("Anna Exempel", "bifall"))

    assert judged(alone).verdict == "valid"
    assert judged(sign(alone, second_signer(), field="B", box=SECOND)).verdict == "valid"


def test_a_field_that_waited_for_the_second_signer_is_read_too() -> None:
    prepared = add_empty_field(document(), "Justerare", box=SECOND)
    first = sign(prepared, signer(), box=FIRST)

    honest, other = (
        judged(sign(first, second_signer(), field="Justerare", look=look))
        for look in (drawn("Bo Testsson"), drawn("avslag"))
    )

    assert honest.verdict == "valid"
    assert (other.verdict, words(other)) == ("indeterminate", ["avslag"])


def test_the_time_of_a_time_stamp_is_the_signers_too() -> None:
    stamps = shared_world().time_stamps
    look = drawn("Bo Testsson", "Tidsstämpel: 2026-03-02 10:01:00 CET")

    stamped = sign(
        signed_once(), second_signer(), field="B", box=SECOND, look=look, time_stamps=stamps
    )

    assert words(judged(stamped)) == []
    assert says(drawn("2026-03-02 10:01:00 CET")) == "10:01:00"


def test_a_document_time_stamp_between_changes_nothing() -> None:
    stamped = add_document_time_stamp(signed_once(), shared_world().time_stamps)

    data = sign(stamped, second_signer(), field="B", box=SECOND, look=drawn("bifall"))
    report = judged(data)

    assert report.verdict == "indeterminate"
    assert words(report) == ["bifall"]


IMAGE = (
    {
        "/Type": "/XObject",
        "/Subtype": "/Image",
        "/Width": NumberObject(2),
        "/Height": NumberObject(2),
        "/BitsPerComponent": NumberObject(8),
        "/ColorSpace": "/DeviceGray",
    },
    b"\x00\xff\xff\x00",
)
INLINE = b"q 40 0 0 40 2 2 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"
TYPE_3 = {
    "/Subtype": "/Type3",
    "/FontBBox": ArrayObject(map(NumberObject, (0, 0, 1, 1))),
    "/FontMatrix": ArrayObject(map(NumberObject, (1, 0, 0, 1, 0, 0))),
    "/CharProcs": named({}),
    "/Encoding": named({"/Differences": ArrayObject([NumberObject(66), NameObject("/B")])}),
    "/FirstChar": NumberObject(66),
    "/LastChar": NumberObject(66),
    "/Widths": ArrayObject([NumberObject(1)]),
}
PICTURES = {
    "an image": DrawnLook(content=b"/Im1 Do " + text("Bo"), objects={"/Im1": IMAGE}),
    "an image in a form": DrawnLook(content=b"/X1 Do", nested=INLINE),
    "an inline image": DrawnLook(content=INLINE),
    "a drawing": DrawnLook(content=b"2 2 m 9 9 20 2 40 30 c S " + text("Bo")),
    "letters of lines": DrawnLook(content=b"2 2 m 2 20 l 20 2 l 20 20 l 30 2 m 50 2 l 30 20 l S"),
    "letters that are drawings": DrawnLook(content=text("Bo"), font={**FONT, **TYPE_3}),
    "a clip of many pieces": DrawnLook(content=b"2 2 5 5 re " * 9 + b"W n 0 0 99 99 re f"),
}


@pytest.mark.parametrize("look", PICTURES)
def test_what_cannot_be_read_is_a_warning_with_page_and_rectangle(look: str) -> None:
    report = judged(signed_twice(PICTURES[look]))

    (finding,) = [f for f in report.signatures[0].findings if f.code == "look-with-picture"]
    assert report.verdict == "valid"
    assert finding.severity == "warning"
    assert dict(finding.detail) == {"field": "Justerare", "page": 1, "rectangle": SECOND}


def test_a_frame_on_a_background_is_no_picture() -> None:
    framed = b"1 g 0 0 200 60 re f 0 g 1 1 198 58 re S 2 30 m 198 30 l S " + text("Bo Testsson")

    assert "look-with-picture" not in codes(judged(signed_twice(DrawnLook(content=framed))))


def test_a_picture_beside_too_many_words_is_no_excuse() -> None:
    look = DrawnLook(content=INLINE + b" " + text("bifall"))

    assert says(look) == "bifall"


def test_the_words_under_a_page_that_is_turned_are_read_as_well() -> None:
    with pikepdf.open(io.BytesIO(document())) as pdf:
        page = pdf.pages[0].obj
        number, written = page.objgen[0], page.unparse(resolved=True)
    turned = update(document(), {number: written[:-2] + b" /Rotate 90 >>"})
    first = sign(turned, signer(), box=FIRST)

    report = judged(sign(first, second_signer(), field="B", box=SECOND, look=drawn("bifall")))

    assert words(report) == ["bifall"]
