# mypy: disable-error-code="no-untyped-call"
"""Incremental updates: what can be added to a PDF after it was made, or signed."""

import io
from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

Box = tuple[int, int, int, int]


class UndatedWriter(IncrementalPdfFileWriter):
    """pyHanko's writer, but for the modification date it takes from the clock."""

    def _update_meta(self) -> None:
        """Leave /Info as it is."""


def open_for_update(data: bytes, *, password: str = "") -> UndatedWriter:
    """A writer that adds a revision to the PDF; an encrypted one is opened with the password."""
    writer = UndatedWriter(io.BytesIO(data), strict=False)
    if writer.prev.encrypted:
        writer.encrypt(password)
    return writer


def written(writer: IncrementalPdfFileWriter) -> bytes:
    """The PDF with the writer's new revision at its end."""
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def revise(data: bytes, change: Callable[[UndatedWriter], object], *, password: str = "") -> bytes:
    """The PDF with a further revision in which the change is made."""
    writer = open_for_update(data, password=password)
    change(writer)
    return written(writer)


def add_empty_field(
    data: bytes, name: str = "Underskrift", *, box: Box | None = None, page: int = -1
) -> bytes:
    """The PDF with a further signature field that nobody has signed."""
    spec = SigFieldSpec(sig_field_name=name, box=box, on_page=page)
    return revise(data, lambda writer: append_signature_field(writer, spec))


def change_title(data: bytes, title: str) -> bytes:
    """The PDF with another title in its /Info."""

    def change(writer: UndatedWriter) -> None:
        info = writer.trailer["/Info"]
        changed = generic.DictionaryObject(info)
        changed["/Title"] = pdf_string(title)
        writer.set_info(changed)

    return revise(data, change)


def add_annotation(
    data: bytes,
    contents: str,
    *,
    page: int = 0,
    subtype: str = "/Text",
    box: Box = (40, 40, 60, 60),
) -> bytes:
    """The PDF with a further annotation on the page."""

    def change(writer: UndatedWriter) -> None:
        annotation = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(subtype),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, box)),
                pdf_name("/Contents"): pdf_string(contents),
                pdf_name("/F"): generic.NumberObject(4),
            }
        )
        page_reference, _ = writer.find_page_for_modification(page)
        writer.register_annotation(page_reference, writer.add_object(annotation))

    return revise(data, change)


def draw_on_page(
    data: bytes, text: str, *, page: int = 0, at: tuple[int, int] = (72, 400)
) -> bytes:
    """The PDF with a white box and an ASCII text drawn over what the page shows."""
    horizontal, vertical = at
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    operators = (
        f"q 1 g {horizontal - 4} {vertical - 6} 320 22 re f 0 g "
        f"BT /OverlayFont 12 Tf {horizontal} {vertical} Td ({escaped}) Tj ET Q"
    )

    def change(writer: UndatedWriter) -> None:
        font = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/Type1"),
                pdf_name("/BaseFont"): pdf_name("/Helvetica"),
            }
        )
        fonts = generic.DictionaryObject({pdf_name("/OverlayFont"): writer.add_object(font)})
        stream = generic.StreamObject(stream_data=operators.encode("ascii"))
        writer.add_stream_to_page(
            page,
            writer.add_object(stream),
            generic.DictionaryObject({pdf_name("/Font"): fonts}),
        )

    return revise(data, change)


def add_text_field(
    data: bytes, name: str, *, page: int = -1, box: Box = (72, 120, 320, 140)
) -> bytes:
    """The PDF with an empty form field for text."""

    def change(writer: UndatedWriter) -> None:
        page_reference, _ = writer.find_page_for_modification(page)
        field = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): pdf_string(name),
                pdf_name("/DA"): pdf_string("/Helv 10 Tf 0 g"),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, box)),
                pdf_name("/F"): generic.NumberObject(4),
                pdf_name("/P"): page_reference,
            }
        )
        reference = writer.add_object(field)
        writer.register_annotation(page_reference, reference)
        form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject([reference])})
        writer.root["/AcroForm"] = writer.add_object(form)
        writer.update_root()

    return revise(data, change)


def fill_text_field(data: bytes, name: str, value: str) -> bytes:
    """The PDF with the value in its form field."""

    def change(writer: UndatedWriter) -> None:
        for reference in writer.root["/AcroForm"]["/Fields"]:
            field = reference.get_object()
            if field.get("/T") == name:
                field["/V"] = pdf_string(value)
                writer.update_container(field)

    return revise(data, change)
