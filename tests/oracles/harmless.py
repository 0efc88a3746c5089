"""What honest software does to a signed PDF, with what is free in it chosen at random."""

import random
from collections.abc import Callable
from datetime import timedelta

import pikepdf

from tests.oracles.draft import Draft
from tests.oracles.sources import FIELD_BOX, SECOND_LOOK, Source
from tests.pki.signing import add_document_time_stamp, sign
from tests.pki.times import EPOCH
from tests.pki.updates import add_empty_field, fill_text_field
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import second_signer

Step = Callable[[random.Random, bytes], bytes]


def rewritten(rng: random.Random, data: bytes) -> bytes:
    """Some objects again, value for value."""
    with Draft(data, rng) as draft:
        for thing in rng.sample(draft.containers(), rng.randint(1, 3)):
            draft.touch(thing)
        return draft.written()


def unused(rng: random.Random, data: bytes) -> bytes:
    """New objects that nothing leads to."""
    with Draft(data, rng) as draft:
        draft.add(pikepdf.Dictionary(Producer=f"Skrivare {rng.randrange(9)}"))
        if rng.random() < 0.5:
            draft.add_stream(b"BT /F1 12 Tf (bifall) Tj ET")
        return draft.written()


def information(rng: random.Random, data: bytes) -> bytes:
    """Other document information, where the file has any, and other metadata."""
    with Draft(data, rng) as draft:
        found = draft.pdf.trailer.get("/Info")
        if found is not None and found.is_indirect:
            found["/ModDate"] = "D:20260302100000Z"
            draft.touch(found)
        xml = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><!-- %d --></x:xmpmeta>" % rng.randrange(99)
        if found is None or rng.random() < 0.5:
            kind = {"Type": pikepdf.Name.Metadata, "Subtype": pikepdf.Name.XML}
            draft.touch_root()["/Metadata"] = draft.add_stream(xml, **kind)
        return draft.written()


def stored(rng: random.Random, data: bytes) -> bytes:
    """A document security store, or more in it."""
    world = shared_world()
    crls = (world.root.crl(), world.time_stamp_root.crl(), world.authority.crl())
    some = tuple(rng.sample(crls, rng.randint(1, 3)))
    return add_validation_data(data, ValidationData(crls=some), per_signature=rng.random() < 0.5)


def empty_field(rng: random.Random, data: bytes) -> bytes:
    """A signature field for the next to sign."""
    box = rng.choice((None, (120, 60, 180, 90)))
    return add_empty_field(data, f"Nästa{rng.randrange(99)}", box=box, page=0)


def stamped(rng: random.Random, data: bytes) -> bytes:
    """A document time-stamp, and what is needed to check it."""
    world = shared_world()
    field = f"Stämpel{rng.randrange(999)}"
    made = add_document_time_stamp(data, world.time_stamps, field=field)
    return add_validation_data(made, ValidationData(crls=(world.time_stamp_root.crl(),)))


def signed_again(rng: random.Random, data: bytes) -> bytes:
    """The second signer's signature, seen or unseen."""
    box = rng.choice((None, SECOND_LOOK, (120, 55, 185, 90)))
    field = f"Justerare{rng.randrange(999)}"
    at = EPOCH + timedelta(minutes=rng.randrange(1, 60))
    return sign(data, second_signer(), field=field, box=box, page=0, at=at)


def filled(rng: random.Random, data: bytes) -> bytes:
    """A value in the field, with or without a look."""
    text = rng.choice(("ja", "nej", "2026-03-02", "Expedierat"))
    if rng.random() < 0.5:
        return fill_text_field(data, "Expedierat", text)
    with Draft(data, rng) as draft:
        for field in draft.pdf.Root.AcroForm.Fields:
            if str(field.get("/T")) == "Expedierat":
                field["/V"] = text
                field["/AP"] = pikepdf.Dictionary(N=_look(draft, text))
                draft.touch(field)
        return draft.written()


def noted(rng: random.Random, data: bytes) -> bytes:
    """A further annotation."""
    with Draft(data, rng) as draft:
        draft.annotate(draft.page(0), note(draft))
        return draft.written()


def note(draft: Draft) -> pikepdf.Object:
    """An annotation of an ordinary kind."""
    rng = draft.rng
    kind = rng.choice(("Text", "FreeText", "Square", "Highlight", "Stamp", "Popup", "Link"))
    left, bottom = rng.randrange(10, 110), rng.randrange(10, 105)
    made = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name("/" + kind),
        Rect=pikepdf.Array([left, bottom, left + 70, bottom + 30]),
        Contents=rng.choice(("Läst", "Kopia", "bifall")),
        F=4,
    )
    if kind in {"FreeText", "Stamp"} or rng.random() < 0.3:
        made["/AP"] = pikepdf.Dictionary(N=_look(draft, "Kopia"))
    if kind == "Highlight":
        low, high, right = bottom + 8, bottom + 22, left + 60
        corners = [left + 10, high, right, high, left + 10, low, right, low]
        made["/QuadPoints"] = pikepdf.Array(corners)
    made["/C"] = pikepdf.Array([1, 1, 0])
    return draft.add(made)


def _look(draft: Draft, text: str) -> pikepdf.Object:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    width, height = FIELD_BOX[2] - FIELD_BOX[0], FIELD_BOX[3] - FIELD_BOX[1]
    return draft.add_stream(
        b"/Tx BMC q BT /F1 9 Tf 2 5 Td (%s) Tj ET Q EMC" % text.encode("ascii"),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array([0, 0, width, height]),
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=draft.add(font))),
    )


def steps(source: Source) -> tuple[Step, ...]:
    """What may be done to the source: less where a certification forbids it."""
    any_file: tuple[Step, ...] = (rewritten, rewritten, unused, stored)
    match source.permits:
        case 1:
            return (*any_file, stamped)
        case 2:
            return (*any_file, information, empty_field, signed_again, filled, filled, stamped)
        case 3:
            return (*any_file, information, empty_field, signed_again, filled, noted)
        case _:
            return (*any_file, information, empty_field, signed_again, stamped)


def changed(rng: random.Random, source: Source) -> tuple[str, bytes]:
    """The source after one or two such steps: their names, and the file."""
    data, names = source.data, []
    for _ in range(rng.choice((1, 1, 1, 2))):
        step = rng.choice(steps(source))
        data = step(rng, data)
        names.append(step.__name__)
    return f"{source.name}: {', '.join(names)}", data
