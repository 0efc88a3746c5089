"""Each rule of the table, the document verdict that follows from it, and what it must not take."""

import io
from dataclasses import replace

import pikepdf
import pytest

from fhvalidate import Holds, Language, Report, ReprintVerdict, Verdict
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.report.text import render
from tests.pki import vendor_pages
from tests.pki.layout import Line, Page, draw_pages
from tests.pki.minutes import Minutes, Vendor, minutes, minutes_pages
from tests.reprint.judged import codes, fixture, judged

NEVER = "minutes-never-signed.pdf"
SIGNED = "minutes-signed.pdf"


def answer(report: Report) -> tuple[str, str, int]:
    return report.reprint.verdict, report.verdict, int(ExitCode.of(report.verdict))


def with_file(container: bytes, name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(container)) as pdf:
        specification = pikepdf.AttachedFileSpec(
            pdf, data, filename=name, description="", mime_type="", creation_date="", mod_date=""
        )
        pdf.attachments[name] = specification
        pdf.save(file)
    return file.getvalue()


def one_page(*texts: str, pages: int = 1) -> bytes:
    lines = tuple(Line(text=text) for text in texts)
    return draw_pages([Page(lines=lines) for _ in range(pages)])


def test_a_signed_file_as_it_was_signed_is_the_original() -> None:
    report = judged(fixture(SIGNED))

    assert answer(report) == ("original", "valid", 0)
    assert report.reprint.advice is None


def test_a_changed_byte_makes_it_altered() -> None:
    report = judged(fixture("minutes-altered.pdf"))

    assert answer(report) == ("altered", "invalid", 1)


def test_signature_values_without_a_byte_range_that_fits_make_it_resaved() -> None:
    report = judged(fixture("resaved.pdf"))

    assert answer(report) == ("resaved", "reprinted", 4)
    assert {(str(s.indication), str(s.sub_indication)) for s in report.signatures} == {
        ("TOTAL-FAILED", "FORMAT_FAILURE")
    }


def test_whoever_signed_what_was_saved_anew_is_named_by_the_value_that_is_left() -> None:
    signed, saved = judged(fixture(SIGNED)), judged(fixture("resaved.pdf"))

    rows = [row for row in saved.signers if row.signature is not None]
    assert {row.name for row in rows} <= {row.name for row in signed.signers}
    assert rows
    assert all(row.name_in_certificate and row.holds is Holds.NO for row in rows)
    assert all(each.identity and each.identity.claimed for each in saved.signatures)


def test_the_name_of_a_field_or_a_word_in_the_dictionary_is_nobody() -> None:
    with pikepdf.open(io.BytesIO(fixture("resaved.pdf"))) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/ByteRange") is not None:
                each["/Contents"] = pikepdf.String(b"\x30\x03\x02\x01\x01" + b"\0" * 20)
                each["/Name"] = pikepdf.String("CEST CEST 1")
        file = io.BytesIO()
        pdf.save(file)

    report = judged(file.getvalue())

    assert {row.name for row in report.signers if row.signature is not None} == {""}
    for language in Language:
        assert '""' not in render(report, language=language)


def test_validation_data_without_a_signature_make_it_stripped() -> None:
    with pikepdf.open(io.BytesIO(fixture(SIGNED))) as pdf:
        del pdf.Root["/AcroForm"]
        for page in pdf.pages:
            if "/Annots" in page:
                del page["/Annots"]
        file = io.BytesIO()
        pdf.save(file)

    report = judged(file.getvalue())

    assert answer(report) == ("stripped", "reprinted", 4)
    assert "signature-residue" in codes(report)


def test_a_certification_that_leads_nowhere_makes_it_stripped() -> None:
    with pikepdf.open(io.BytesIO(fixture(NEVER))) as pdf:
        pdf.Root["/Perms"] = pikepdf.Dictionary(DocMDP=pikepdf.Dictionary())
        file = io.BytesIO()
        pdf.save(file)

    assert answer(judged(file.getvalue())) == ("stripped", "reprinted", 4)


def test_usage_rights_for_a_reader_are_no_residue() -> None:
    with pikepdf.open(io.BytesIO(fixture(NEVER))) as pdf:
        pdf.Root["/Perms"] = pikepdf.Dictionary(UR3=pikepdf.Dictionary())
        file = io.BytesIO()
        pdf.save(file)

    assert answer(judged(file.getvalue())) == ("unsigned", "unsigned", 5)


def orphan_widget(*, rectangle: list[int]) -> bytes:
    with pikepdf.open(io.BytesIO(fixture(NEVER))) as pdf:
        widget = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T="Ordförande",
            Rect=pikepdf.Array(rectangle),
        )
        pdf.pages[0]["/Annots"] = pikepdf.Array([pdf.make_indirect(widget)])
        file = io.BytesIO()
        pdf.save(file, preserve_pdfa=False)
    return file.getvalue()


@pytest.mark.filterwarnings("ignore:.*not reachable from")
def test_an_invisible_signature_widget_that_no_form_leads_to_makes_it_stripped() -> None:
    report = judged(orphan_widget(rectangle=[0, 0, 0, 0]))

    assert answer(report) == ("stripped", "reprinted", 4)


@pytest.mark.filterwarnings("ignore:.*not reachable from")
def test_a_blank_place_to_sign_that_no_form_leads_to_accuses_nobody() -> None:
    report = judged(orphan_widget(rectangle=[100, 100, 300, 150]))

    assert answer(report) == ("unknown", "indeterminate", 3)


def test_an_empty_field_of_a_form_accuses_nobody() -> None:
    assert answer(judged(fixture("empty-field.pdf"))) == ("unsigned", "unsigned", 5)


def test_a_signature_page_and_nothing_else_is_stripped_and_may_be_from_before_signing() -> None:
    report = judged(minutes(Minutes(vendor=Vendor.KNOWIT)))

    assert answer(report) == ("stripped", "reprinted", 4)
    assert "like-a-copy-from-before-signing" in codes(report)
    assert report.reprint.confidence == "medium"


def test_a_signing_footer_with_its_transaction_is_stripped_without_a_signature_page() -> None:
    signers = (vendor_pages.PageSigner(name="Anna Exempel"),)
    pages = minutes_pages(Minutes(vendor=Vendor.CICERON_TWODAY, signers=signers))
    body = [page for page in pages if page.footer][:3]

    report = judged(draw_pages(body))

    assert report.signature_page is None
    assert answer(report) == ("stripped", "reprinted", 4)


def test_a_footer_of_an_unknown_service_on_page_after_page_is_such_a_mark() -> None:
    lines = ("Protokoll", "Digitalt signerat dokument, id 4f3a9c07d2e14b6a, sida av alla")

    report = judged(one_page(*lines, pages=3))

    assert answer(report) == ("stripped", "reprinted", 4)
    assert "signing-footer-without-signatures" in codes(report)


def test_pages_placed_on_new_pages_make_it_reprinted() -> None:
    file = io.BytesIO()
    with (
        pikepdf.open(io.BytesIO(fixture(SIGNED))) as original,
        pikepdf.open(io.BytesIO(fixture(NEVER))) as pdf,
    ):
        del pdf.pages[:]
        for page in original.pages:
            form = pdf.copy_foreign(page.as_form_xobject())
            pdf.add_blank_page(page_size=(595, 842))
            pdf.pages[-1].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=form))
            pdf.pages[-1].Contents = pdf.make_stream(b"/P Do")
        pdf.save(file)

    report = judged(file.getvalue())

    assert answer(report) == ("reprinted", "reprinted", 4)
    assert "pages-placed-on-new-pages" in codes(report)


@pytest.mark.parametrize("name", ["minutes-printed.pdf", "minutes-printed-ghostscript.pdf"])
def test_a_print_is_reprinted_and_the_advice_names_those_to_ask(name: str) -> None:
    report = judged(fixture(name))

    assert answer(report) == ("reprinted", "reprinted", 4)
    assert report.reprint.advice is not None
    assert "Begär originalfilen" in report.reprint.advice.sv
    assert report.reprint.advice.sv in " ".join(render(report, language="sv").split())


def test_a_container_with_a_signed_file_is_never_valid_and_has_the_inner_report() -> None:
    container = with_file(fixture(NEVER), "Protokoll.pdf", fixture(SIGNED))

    report = judged(container)

    assert answer(report) == ("signed-attachment", "indeterminate", 3)
    (attachment,) = report.attachments
    assert attachment.name == "Protokoll.pdf"
    assert answer(attachment.report) == ("original", "valid", 0)


def test_files_within_files_are_looked_into_to_a_depth_and_no_further() -> None:
    data = fixture(SIGNED)
    for number in range(4):
        data = with_file(fixture(NEVER), f"{number}.pdf", data)

    report = judged(data)

    depth, innermost = 0, report
    while innermost.attachments:
        depth, innermost = depth + 1, innermost.attachments[0].report
    assert depth <= 2
    assert report.verdict is not Verdict.VALID


def test_more_files_within_than_the_limit_are_said_not_to_be_examined() -> None:
    data = fixture(NEVER)
    for number in range(7):
        data = with_file(data, f"{number}.pdf", fixture("minutes-b-b.pdf"))

    report = judged(data)

    assert len(report.attachments) == 5
    assert "attachments-not-examined" in [finding.code for finding in report.findings]


def test_a_reference_to_a_signature_page_that_is_not_there_says_so() -> None:
    report = judged(one_page("Protokoll", "Justering: Digital signering, se underskriftssida"))

    assert answer(report) == ("signature-page-missing", "indeterminate", 3)
    assert "signature-page-missing" in [finding.code for finding in report.findings]


def test_a_line_that_a_service_may_have_stamped_is_undecided() -> None:
    report = judged(one_page("Protokoll", "Signerat med BankID 2026-03-02 10:00", "Bilaga 2"))

    assert report.reprint.verdict in {ReprintVerdict.UNKNOWN, ReprintVerdict.STRIPPED}
    assert report.verdict in {Verdict.INDETERMINATE, Verdict.REPRINTED}


@pytest.mark.parametrize(
    "text",
    [
        "Protokollet har signerats elektroniskt och finns hos registrator.",
        "Kommunen inför elektroniska underskrifter under 2026.",
        "På sidan står ”se underskriftssida” när en handling är undertecknad digitalt.",
    ],
)
def test_a_mention_of_signing_in_running_text_is_no_mark(text: str) -> None:
    assert answer(judged(one_page("Meddelande", text))) == ("unsigned", "unsigned", 5)


def test_an_email_that_tells_of_signing_is_not_a_signed_document() -> None:
    report = judged(
        one_page(
            "Från: registrator@kommun.example",
            "Till: namnd@kommun.example",
            "Ämne: Dokumentet är undertecknat",
            "Anna Exempel, undertecknat med BankID 2026-03-02 10:00:00",
        )
    )

    assert report.verdict is Verdict.UNSIGNED


def test_minutes_that_were_never_signed_are_unsigned() -> None:
    report = judged(fixture(NEVER))

    assert answer(report) == ("unsigned", "unsigned", 5)
    assert replace(report.reprint, evidence=()).advice is None
