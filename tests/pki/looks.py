# mypy: disable-error-code="no-untyped-call"
"""Looks of signatures that are drawn by hand, operator by operator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NumberObject,
    StreamObject,
    pdf_name,
)
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.base import BaseStamp

FONT = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}


def text(*lines: str, size: int = 8) -> bytes:
    """Content that shows the lines from the top down, in a look 60 points high."""
    shown = b" T* ".join(b"(%s) Tj" % line.encode("cp1252") for line in lines)
    return b"BT /F1 %d Tf %d TL 2 48 Td %s ET" % (size, size + 2, shown)


def named(entries: Mapping[str, Any]) -> DictionaryObject:
    """A dictionary whose text values are names."""
    return DictionaryObject(
        {
            pdf_name(key): pdf_name(value) if isinstance(value, str) else value
            for key, value in entries.items()
        }
    )


@dataclass(frozen=True)
class DrawnLook(BaseStampStyle):
    """A look of this content, by a font /F1; a stamp style of pyHanko's.

    Attributes:
        content: what it draws.
        matrix: of the form (ISO 32000-2, 8.10.2).
        to_unicode: a map from its font's codes to characters.
        nested: content of a form /X1 that it may draw.
        objects: further XObjects: dictionary and data, by name.
        font: the entries of its font.
        borrows: whether it has no resources, and draws by those of its page.
        nested_borrows: whether the form in it has none.
    """

    content: bytes = b""
    matrix: tuple[int, ...] = ()
    to_unicode: bytes = b""
    nested: bytes = b""
    objects: Mapping[str, tuple[Mapping[str, Any], bytes]] = field(default_factory=dict)
    font: Mapping[str, Any] = field(default_factory=lambda: FONT)
    borrows: bool = False
    nested_borrows: bool = False

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: dict[str, str],  # noqa: ARG002 (pyHanko's)
    ) -> "_Drawn":
        """The look, in the file that is written."""
        return _Drawn(writer, box, self)


class _Drawn(BaseStamp):
    def __init__(self, writer: BasePdfFileWriter, box: BoxConstraints, look: DrawnLook) -> None:
        super().__init__(writer, look, box)
        self._look = look

    def render(self) -> bytes:
        return self._look.content

    def as_form_xobject(self) -> StreamObject:
        look, writer = self._look, self._ensure_writer
        form: StreamObject = super().as_form_xobject()
        font = named({"/Encoding": "/WinAnsiEncoding", **look.font})
        if look.to_unicode:
            mapped = StreamObject(stream_data=look.to_unicode)
            font[pdf_name("/ToUnicode")] = writer.add_object(mapped)
        fonts = named({"/F1": writer.add_object(font)})
        resources = named({"/Font": fonts})
        things = {
            name: StreamObject(named(d), stream_data=s) for name, (d, s) in look.objects.items()
        }
        if look.nested:
            entries = {"/Type": "/XObject", "/Subtype": "/Form", "/BBox": form["/BBox"]}
            own = {} if look.nested_borrows else {"/Resources": named({"/Font": fonts})}
            things["/X1"] = StreamObject(named({**entries, **own}), stream_data=look.nested)
        listed = {name: writer.add_object(thing) for name, thing in things.items()}
        resources[pdf_name("/XObject")] = named(listed)
        form[pdf_name("/Resources")] = resources
        if look.borrows:
            del form["/Resources"]
        if look.matrix:
            form[pdf_name("/Matrix")] = ArrayObject(map(NumberObject, look.matrix))
        return form
