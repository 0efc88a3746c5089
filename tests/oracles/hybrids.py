"""Updates with two cross-reference sections for one revision, or of another form than before."""

import random

from tests.oracles.victims import (
    EVIL,
    FORGED,
    PACKED,
    TABLED,
    forged_page,
    objects_of,
    page_numbers,
    victim,
)
from tests.oracles.writing import (
    Form,
    Trailer,
    cross_reference_stream,
    object_stream,
    trailer_of,
    updated,
)
from tests.pdf.handmade import entry, last_startxref


def two_tables(rng: random.Random) -> tuple[str, bytes]:
    """A hybrid update (ISO 32000-2, 7.5.8.4), or a table after a cross-reference stream."""
    if rng.random() < 0.3:
        name, data = victim(rng, PACKED)
        number = rng.choice(list(objects_of(data)))
        return f"{name}: table-after-stream", updated(
            data, {number: objects_of(data)[number]}, form=Form.TABLE
        )
    name, data = victim(rng, (*TABLED, "packed"))
    how = rng.choice(("free", "absent", "both", "other", "other", "outside"))
    return f"{name}: hybrid-{how}", _hybrid(rng, data, how)


def _hybrid(rng: random.Random, data: bytes, how: str) -> bytes:
    """A table and, by /XRefStm, a stream, that agree or not on one of the objects."""
    found, told = objects_of(data), trailer_of(data)
    number = rng.choice((page_numbers(data)[0], 4, FORGED + 5))
    same = found.get(number, b"<< /Producer (Skrivare) >>")
    other = EVIL if number == 4 else forged_page() if number in found else b"<< >>"
    container, table = (max(told.size, FORGED + 6), max(told.size, FORGED + 6) + 1)
    previous = last_startxref(data)
    inside: dict[int, tuple[int, int, int]] = {}
    lines = {0: entry(0, 65535, kind=b"f"), FORGED: entry(len(data))}
    data += b"%d 0 obj\n%s\nendobj\n" % (FORGED, EVIL)
    if same.endswith(b"endstream") or how == "outside":
        inside[number] = (1, len(data), 0)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, same)
    else:
        inside[number] = (2, container, 0)
    inside[container] = (1, len(data), 0)
    packed = object_stream([number], {number: same if number != 4 else b"null"})
    data += b"%d 0 obj\n%s\nendobj\n" % (container, packed)
    match how:
        case "free":
            lines[number] = entry(0, rng.choice((0, 65535)), kind=b"f")
        case "both":
            lines[number] = entry(len(data))
            data += b"%d 0 obj\n%s\nendobj\n" % (number, same)
        case "other":
            lines[number] = entry(len(data))
            data += b"%d 0 obj\n%s\nendobj\n" % (number, other)
        case _:
            pass
    return _ended(data, lines, inside, Trailer(table + 1, told.root, told.rest), previous)


def _ended(
    data: bytes,
    lines: dict[int, bytes],
    inside: dict[int, tuple[int, int, int]],
    trailer: Trailer,
    previous: int,
) -> bytes:
    at, number = len(data), trailer.size - 1
    value = cross_reference_stream({**inside, number: (1, at, 0)}, bytes(trailer))
    data += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    lines[number] = entry(at)
    start = len(data)
    table = b"".join(b"%d 1\n%s" % each for each in sorted(lines.items()))
    return data + b"xref\n%strailer\n<< %s /XRefStm %d /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(table, bytes(trailer), at, previous, start),
    )
