"""What is left of signatures where the pages do not say a word about them."""

import io
from collections.abc import Callable
from functools import cache

import pikepdf
import pypdfium2
import pytest

from fhvalidate import ReprintVerdict, Verdict
from tests.fixtures.documents import CHAIR_BOX
from tests.fixtures.hierarchy import make_hierarchy
from tests.pki.signing import sign_b_b
from tests.reprint.judged import codes, fixture, judged, through

NEVER = "minutes-never-signed.pdf"
EMPTY_FIELD = "empty-field.pdf"
BLANK = b"% DSBlank\n"
FLATTENING = {
    "qpdf": ["qpdf", "--flatten-annotations=all", "{given}", "{made}"],
    "qpdf-with-object-streams": [
        "qpdf",
        "--flatten-annotations=all",
        "--object-streams=generate",
        "{given}",
        "{made}",
    ],
    "qpdf-linearized": ["qpdf", "--flatten-annotations=all", "--linearize", "{given}", "{made}"],
}
COPYING = {
    "pdfseparate": ["pdfseparate", "-f", "1", "-l", "1", "{given}", "{made}"],
    "pdfunite": ["pdfunite", "{given}", "{given}", "{made}"],
    "qpdf-pages": ["qpdf", "--empty", "--pages", "{given}", "1-z", "--", "{made}"],
}
NEVER_STRIPPED = {
    **FLATTENING,
    **COPYING,
    "mutool-clean": ["mutool", "clean", "-gggg", "{given}", "{made}"],
    "mutool-merge": ["mutool", "merge", "-o", "{made}", "{given}"],
    "cairo": ["pdftocairo", "-pdf", "{given}", "{made}"],
    "ghostscript": [
        "gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-sOutputFile={made}", "{given}",
    ],
}  # fmt: skip


@cache
def signed_without_a_look() -> bytes:
    """Minutes that say nothing of signatures, with a PAdES signature that is not shown."""
    return sign_b_b(fixture(NEVER), make_hierarchy().chair)


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(file)
    return file.getvalue()


def form(pdf: pikepdf.Pdf, content: bytes, **resources: pikepdf.Object) -> pikepdf.Stream:
    return pdf.make_stream(
        content,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array([0, 0, 200, 40]),
        Resources=pikepdf.Dictionary({f"/{name}": value for name, value in resources.items()}),
    )


def layered(pdf: pikepdf.Pdf, *, shown: bytes) -> pikepdf.Stream:
    """A look in the layers that most programs draw: /FRM with /n0 and /n2 within it."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    fonts = {} if shown == BLANK else {"Font": pikepdf.Dictionary(F1=font)}
    layers = pikepdf.Dictionary(n0=form(pdf, BLANK), n2=form(pdf, shown, **fonts))
    frame = form(pdf, b"q /n0 Do Q q /n2 Do Q", XObject=layers)
    return form(pdf, b"q /FRM Do Q", XObject=pikepdf.Dictionary(FRM=frame))


def with_look(shown: bytes) -> bytes:
    """Minutes with a signature field that has this look, and no value any more."""

    def look(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields[0]["/AP"] = pikepdf.Dictionary(N=layered(pdf, shown=shown))

    return changed(fixture(EMPTY_FIELD), look)


SHOWN = b"BT /F1 8 Tf 2 20 Td (Anna Exempel, ordf.) Tj ET"


def flattened_by_pikepdf(data: bytes) -> bytes:
    return changed(data, lambda pdf: pdf.flatten_annotations("all"))


def flattened_by_pdfium(data: bytes) -> bytes:
    with pypdfium2.PdfDocument(data) as pdf:
        pdf.init_forms()
        for page in pdf:
            pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_NORMALDISPLAY)
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


@pytest.mark.parametrize("tool", FLATTENING)
def test_a_flattened_look_is_residue_whatever_it_says(tool: str) -> None:
    report = judged(through(FLATTENING[tool], with_look(SHOWN)))

    assert report.reprint.verdict is ReprintVerdict.STRIPPED
    assert report.reprint.confidence == "medium"
    assert codes(report) == ["signature-residue"]
    assert report.verdict is Verdict.REPRINTED


@pytest.mark.parametrize("flattened", [flattened_by_pikepdf, flattened_by_pdfium])
def test_a_look_that_a_library_flattened_is_residue(flattened: Callable[[bytes], bytes]) -> None:
    report = judged(flattened(with_look(SHOWN)))

    assert report.reprint.verdict is ReprintVerdict.STRIPPED


@pytest.mark.parametrize("tool", [*FLATTENING, *COPYING])
def test_what_a_program_declares_when_it_signs_is_residue_where_nothing_else_is_left(
    tool: str,
) -> None:
    command = {**FLATTENING, **COPYING}[tool]

    report = judged(through(command, signed_without_a_look()))

    lost = {ReprintVerdict.STRIPPED, ReprintVerdict.RESAVED}
    assert report.reprint.verdict in lost
    assert report.verdict is Verdict.REPRINTED


def test_what_is_declared_accuses_nobody_where_there_is_a_place_to_sign() -> None:
    def declare(pdf: pikepdf.Pdf) -> None:
        level = pikepdf.Dictionary(BaseVersion=pikepdf.Name("/1.7"), ExtensionLevel=1)
        pdf.Root["/Extensions"] = pikepdf.Dictionary(ESIC=level)
        pdf.Root.AcroForm["/SigFlags"] = 1

    report = judged(changed(fixture(EMPTY_FIELD), declare))

    assert report.reprint.verdict is ReprintVerdict.UNKNOWN


def test_a_blank_look_in_layers_is_no_trace_of_a_signature() -> None:
    given = with_look(BLANK)

    assert judged(given).reprint.verdict is ReprintVerdict.UNSIGNED
    assert judged(flattened_by_pikepdf(given)).reprint.verdict is ReprintVerdict.UNSIGNED


@pytest.mark.parametrize("tool", NEVER_STRIPPED)
def test_an_unsigned_signature_field_is_never_a_signature_taken_away(tool: str) -> None:
    report = judged(through(NEVER_STRIPPED[tool], fixture(EMPTY_FIELD)))

    assert report.reprint.verdict in {ReprintVerdict.UNSIGNED, ReprintVerdict.UNKNOWN}
    assert report.verdict is not Verdict.REPRINTED


def test_a_signed_file_with_an_older_look_on_its_pages_is_the_original() -> None:
    flat = flattened_by_pikepdf(with_look(SHOWN))

    report = judged(sign_b_b(flat, make_hierarchy().chair, box=CHAIR_BOX))

    assert report.reprint.verdict is ReprintVerdict.ORIGINAL
