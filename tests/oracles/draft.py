"""A signed PDF with an update in the making: objects as a library reads them, changed at will."""

import io
import random
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import pikepdf

from tests.oracles.writing import Form, own_form, updated, value_of


class Draft:
    """What an update will bring: call `touch` for each object that it defines."""

    def __init__(self, data: bytes, rng: random.Random) -> None:
        self.data = data
        self.rng = rng
        self.pdf = pikepdf.open(io.BytesIO(data), inherit_page_attributes=False)
        self.touched: dict[int, pikepdf.Object] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.pdf.close()

    def objects(self) -> list[pikepdf.Object]:
        """Every object of the file but those of its cross-reference and object streams."""
        return [
            each
            for each in self.pdf.objects
            if _is_indirect(each)
            and not (
                isinstance(each, pikepdf.Stream) and str(each.get("/Type")) in {"/XRef", "/ObjStm"}
            )
        ]

    def any_object(self) -> pikepdf.Object:
        """One of the file's objects."""
        return self.rng.choice(self.objects())

    def containers(self) -> list[pikepdf.Object]:
        """The objects that have keys, signature dictionaries aside."""
        return [
            each
            for each in self.objects()
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream) and "/ByteRange" not in each
        ]

    def any_value(self) -> object:
        """A value out of one of the file's objects."""
        found = self.rng.choice(self.containers())
        keys = list(found.keys())
        return found[self.rng.choice(keys)] if keys else True

    def touch(self, thing: pikepdf.Object) -> pikepdf.Object:
        """The object, which the update will define."""
        self.touched[thing.objgen[0]] = thing
        return thing

    def touch_root(self) -> pikepdf.Object:
        """The catalogue, which the update will define."""
        return self.touch(self.pdf.Root)

    def add(self, value: pikepdf.Object) -> pikepdf.Object:
        """A new object, which the update will define."""
        return self.touch(self.pdf.make_indirect(value))

    def add_stream(self, content: bytes, **entries: object) -> pikepdf.Object:
        """A new stream, which the update will define."""
        made = self.pdf.make_stream(content)
        for key, value in entries.items():
            made["/" + key] = value
        return self.touch(made)

    def page(self, number: int | None = None) -> pikepdf.Dictionary:
        """A page, any when none is named."""
        pages = self.pdf.pages
        chosen = self.rng.randrange(len(pages)) if number is None else number
        page: pikepdf.Dictionary = pages[chosen].obj
        return page

    def annotate(self, page: pikepdf.Dictionary, annotation: pikepdf.Object) -> None:
        """The annotation at the end of the page's list."""
        annotation["/P"] = page
        listed = page.get("/Annots")
        if listed is None:
            page["/Annots"] = pikepdf.Array([annotation])
            self.touch(page)
            return
        listed.append(annotation)
        self.touch(listed if listed.is_indirect else page)

    def add_to_form(self, field: pikepdf.Object) -> None:
        """The field at the end of the form's list."""
        root = self.pdf.Root
        form = root.get("/AcroForm")
        if form is None:
            root["/AcroForm"] = self.add(
                pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
            )
            self.touch(root)
            return
        fields = form["/Fields"]
        fields.append(field)
        self.touch(next((each for each in (fields, form) if each.is_indirect), root))

    def values(self) -> dict[int, bytes]:
        """What the update defines, as it is written."""
        return {number: value_of(thing) for number, thing in sorted(self.touched.items())}

    def form(self) -> Form:
        """The form of the update: mostly that of the file."""
        own = own_form(self.data)
        others = [Form.STREAM, Form.PACKED] if own is Form.STREAM else [own] * 6 + list(Form)
        return self.rng.choice(others)

    def written(self) -> bytes:
        """The PDF with the update."""
        return updated(self.data, self.values(), form=self.form()) if self.touched else self.data

    def defined_since(self, end: int) -> Iterator[pikepdf.Object]:
        """The objects that the bytes from `end` on define, outside of object streams."""
        for each in self.objects():
            if self.data.find(b"\n%d 0 obj" % each.objgen[0], end - 1) >= 0:
                yield each


def _is_indirect(thing: object) -> bool:
    """Whether it is an object: a null that an entry leads to is none."""
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def keys_of(thing: pikepdf.Object) -> list[str]:
    """The keys of a dictionary or stream, but those of how its data is written."""
    written = {"/Length", "/Filter", "/DecodeParms"}
    return [key for key in list(thing.keys()) if key not in written]
