"""Reprints made here and now with the tools that people use, from the project's own originals."""

import io

import pytest

from fhvalidate import ReprintVerdict, Verdict
from tests.reprint.judged import anonymous, fixture, judged, needs_recognition, through

ORIGINALS = ("minutes-signed.pdf", "minutes-b-lta.pdf")
GHOSTSCRIPT = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sOutputFile={made}"]
LOST = {
    ReprintVerdict.RESAVED,
    ReprintVerdict.STRIPPED,
    ReprintVerdict.REPRINTED,
    ReprintVerdict.SCANNED,
}
RESAVING = {
    "qpdf": ["qpdf", "{given}", "{made}"],
    "qpdf-linearized": ["qpdf", "--linearize", "{given}", "{made}"],
    "qpdf-object-streams": ["qpdf", "--object-streams=generate", "{given}", "{made}"],
    "qpdf-pages": ["qpdf", "--empty", "--pages", "{given}", "1-z", "--", "{made}"],
    "mutool-clean": ["mutool", "clean", "{given}", "{made}"],
    "mutool-clean-rewriting": ["mutool", "clean", "-gggg", "-z", "{given}", "{made}"],
}
STRIPPING = {
    "qpdf-flattened": [
        "qpdf",
        "--flatten-annotations=all",
        "--generate-appearances",
        "{given}",
        "{made}",
    ],
    "mutool-merged": ["mutool", "merge", "-o", "{made}", "{given}"],
    "pdfunite": ["pdfunite", "{given}", "{given}", "{made}"],
}
PRINTING = {
    "ghostscript": [*GHOSTSCRIPT, "-sDEVICE=pdfwrite", "{given}"],
    "ghostscript-ebook": [*GHOSTSCRIPT, "-sDEVICE=pdfwrite", "-dPDFSETTINGS=/ebook", "{given}"],
    "cairo": ["pdftocairo", "-pdf", "{given}", "{made}"],
    "cairo-letter": ["pdftocairo", "-pdf", "-paper", "letter", "{given}", "{made}"],
    "mutool-converted": ["mutool", "convert", "-o", "{made}", "{given}"],
    "libreoffice-draw": [
        "soffice", "--headless", "--infilter=draw_pdf_import", "--convert-to", "pdf",
        "--outdir", "{folder}", "{given}",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", ORIGINALS)
@pytest.mark.parametrize("tool", RESAVING)
def test_a_file_saved_anew_is_resaved(tool: str, name: str) -> None:
    report = judged(through(RESAVING[tool], fixture(name)))

    assert report.reprint.verdict in {ReprintVerdict.RESAVED, ReprintVerdict.STRIPPED}
    assert report.verdict is Verdict.REPRINTED


@pytest.mark.parametrize("name", ORIGINALS)
@pytest.mark.parametrize("tool", STRIPPING)
def test_pages_copied_to_a_new_file_have_lost_their_signatures(tool: str, name: str) -> None:
    report = judged(through(STRIPPING[tool], fixture(name)))

    assert report.reprint.verdict in {ReprintVerdict.STRIPPED, ReprintVerdict.RESAVED}
    assert report.verdict is Verdict.REPRINTED


@pytest.mark.parametrize("name", [*ORIGINALS, "minutes-penneo.pdf", "minutes-ciceron.pdf"])
@pytest.mark.parametrize("tool", PRINTING)
def test_a_print_to_a_new_pdf_is_a_reprint(tool: str, name: str) -> None:
    report = judged(through(PRINTING[tool], fixture(name)), recognised=True)

    assert report.reprint.verdict is ReprintVerdict.REPRINTED
    assert report.verdict is Verdict.REPRINTED


@pytest.mark.parametrize("tool", [*PRINTING, *STRIPPING, *RESAVING])
def test_minutes_that_were_never_signed_are_not_accused_whatever_was_done_to_them(
    tool: str,
) -> None:
    command = (PRINTING | STRIPPING | RESAVING)[tool]

    report = judged(through(command, fixture("minutes-never-signed.pdf")), recognised=True)

    assert report.reprint.verdict is ReprintVerdict.UNSIGNED
    assert report.verdict is Verdict.UNSIGNED


def test_a_print_as_images_is_a_reprint_when_its_text_is_recognised() -> None:
    needs_recognition()
    command = [*GHOSTSCRIPT, "-sDEVICE=pdfimage24", "-r150", "{given}"]

    report = judged(through(command, fixture("minutes-signed.pdf")), recognised=True)

    assert report.reprint.verdict is ReprintVerdict.REPRINTED


def test_a_print_as_images_is_undecided_without_recognition_and_what_is_lacking_is_named() -> None:
    command = [*GHOSTSCRIPT, "-sDEVICE=pdfimage24", "-r150", "{given}"]

    report = judged(through(command, fixture("minutes-signed.pdf")))

    assert report.reprint.verdict is ReprintVerdict.UNKNOWN
    assert report.verdict is Verdict.INDETERMINATE
    assert any("kör igen utan --ocr off" in finding.message.sv for finding in report.findings)


def test_a_noisy_leaning_image_is_a_scan() -> None:
    needs_recognition()
    image = through(
        ["pdftoppm", "-r", "150", "-f", "4", "-l", "4", "-gray", "-singlefile", "{given}",
         "{folder}/given"],
        fixture("minutes-signed.pdf"),
        suffix="pgm",
    )  # fmt: skip

    report = judged(scanned(image), recognised=True)

    assert report.reprint.verdict is ReprintVerdict.SCANNED
    assert report.verdict is Verdict.REPRINTED


@pytest.mark.parametrize("tool", [*RESAVING, *STRIPPING, *PRINTING])
def test_the_coarse_verdict_stays_when_producer_and_dates_are_removed(tool: str) -> None:
    command = (PRINTING | STRIPPING | RESAVING)[tool]
    made = through(command, fixture("minutes-signed.pdf"))

    report = judged(anonymous(made), recognised=True)

    assert report.reprint.verdict in LOST


def scanned(image: bytes) -> bytes:
    """The image as an office scanner would write it: grey paper, a lean, JPEG."""
    from PIL import Image

    page = Image.open(io.BytesIO(image)).convert("L")
    leaning = page.rotate(0.9, resample=Image.Resampling.BICUBIC, fillcolor=250)
    grey = leaning.point(lambda value: 20 + value * 225 // 255)
    file = io.BytesIO()
    grey.save(file, "PDF", resolution=150, quality=70)
    return file.getvalue()
