"""Kind C in cross-reference streams: rows that lead nowhere, and shapes that some refuse."""

import random

from tests.oracles.sources import page
from tests.oracles.victims import EVIL, FORGED, PACKED, TABLED, objects_of, page_numbers, victim
from tests.oracles.writing import Trailer, trailer_of
from tests.pdf.handmade import last_startxref

Rows = dict[int, tuple[int, int, int]]

HOWS = (
    "sound",
    "entry0",
    "entry0",
    "entry0",
    "astray",
    "kind",
    "index",
    "widths",
    "type",
    "trailer",
)


def hidden_definition(rng: random.Random, data: bytes, length: int) -> tuple[bytes, bytes]:
    """A stream in whose data an object is defined anew, and the object that holds its length."""
    target = rng.choice((4, 4, *page_numbers(data)))
    value = EVIL if target == 4 else page(2, 4, b"/Rotate 90")
    ended = rng.choice((b"", b"\nendstream\nendobj", b"\nendobj", b"\nendstream"))
    again = rng.choice((b"", b"9999 0 obj\n<< /Length 2 >>\nstream\nx"))
    inner = b"x%s\n%d 0 obj\n%s\nendobj\n%s" % (ended, target, value, again)
    if rng.random() < 0.3:
        inner = b"x" * len(inner)
    told = rng.choice((b"%d" % len(inner), b"%d 0 R" % length))
    return b"<< /Length %s >>\nstream\n%s\nendstream" % (told, inner), b"%d" % len(inner)


def odd_stream(rng: random.Random) -> tuple[str, bytes]:
    """An update with a cross-reference stream that is odd in one place."""
    name, data = victim(rng, (*TABLED, *PACKED))
    how = rng.choice(HOWS)
    number = rng.choice(list(objects_of(data)))
    size = max(trailer_of(data).size, FORGED + 2)
    hidden = hidden_definition(rng, data, FORGED + 1)
    objects = {number: objects_of(data)[number], FORGED: hidden[0], FORGED + 1: hidden[1]}
    told, previous = trailer_of(data), last_startxref(data)
    if not data.endswith(b"\n"):
        data += b"\n"
    rows: Rows = {}
    for each, value in objects.items():
        rows[each] = (1, len(data), 0)
        data += b"%d 0 obj\n%s\nendobj\n" % (each, value)
    rows[size] = (1, len(data), 0)
    stated = Trailer(size + 1, told.root, told.rest + b" /Prev %d" % previous)
    stream = _stream(rng, _odd_rows(rng, rows, how), stated, how)
    end = b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % rows[size][1]
    return f"{name}: stream-{how}", data + b"%d 0 obj\n" % size + stream + end


def _odd_rows(rng: random.Random, rows: Rows, how: str) -> Rows:
    match how:
        case "entry0":
            far = (0, 1, 15, 9, 2**31, 2**32 - 1, 10**6)
            zero = rng.choice(((1, rng.choice(far), 0), (1, 15, 65535), (2, FORGED, 0), (0, 0, 0)))
            return {0: rng.choice((zero, (0, 0, 65535))), **rows}
        case "astray":
            lost = rng.choice(((1, 0, 0), (1, 3, 0), (2, 999, 0), (2, FORGED, 5), (1, 2**31, 0)))
            return {**rows, rng.choice((380, 390)): lost}
        case "kind":
            return {**rows, 380: (rng.choice((3, 9, 255)), rng.choice((0, 15)), 0)}
        case _:
            return rows


def _stream(rng: random.Random, rows: Rows, told: Trailer, how: str) -> bytes:
    third = rng.choice((0, 2, 3)) if how == "widths" else 2
    data = b"".join(
        kind.to_bytes(1, "big")
        + where.to_bytes(4, "big")
        + last.to_bytes(2, "big")[:third].rjust(third, b"\0")
        for _, (kind, where, last) in sorted(rows.items())
    )
    index = b" ".join(b"%d 1" % number for number in sorted(rows))
    if how == "index":
        index = rng.choice((index + b" 390 1", index[:-2] + b" 2", b"0 0 " + index, b"+" + index))
    kind = (
        rng.choice((b"", b"/Type /Xref", b"/Type /XRef /Type /XRef"))
        if how == "type"
        else b"/Type /XRef"
    )
    rest = (
        rng.choice((b"/Root 2 0 R", b"/Size 3", b"/Info null", b"/Foo 1"))
        if how == "trailer"
        else b""
    )
    return b"<< %s /W [1 4 %d] /Index [%s] %s %s /Length %d >>\nstream\n%s\nendstream" % (
        *(kind, third, index, bytes(told), rest, len(data), data),
    )
