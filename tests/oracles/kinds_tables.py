"""Kinds C, D and I: tables that some rebuild, generations, and numbers out of sight."""

import random
import re

from tests.oracles import hybrids
from tests.oracles.kinds_streams import hidden_definition, odd_stream
from tests.oracles.victims import (
    EVIL,
    FORGED,
    dictionaries,
    forged_field,
    forged_look,
    forged_page,
    objects_of,
    page_numbers,
    shown_first,
    victim,
)
from tests.pdf.handmade import Table, entry, last_startxref, stream, update
from tests.pdf.handsigned import HOLE, RANGE, VALUE

AWAY = (
    10**6,
    5 * 10**6,
    8388606,
    8388607,
    8388608,
    9 * 10**6,
    10**7,
    2**31 - 1,
    99999,
    70000,
    5000,
)


def rebuilt(rng: random.Random) -> tuple[str, bytes]:
    """Kind C: a sound update with one oddity that makes some readers look for the objects."""
    if rng.random() < 0.6:
        return rng.choice((hybrids.two_tables, odd_stream, odd_stream))(rng)
    name, data = victim(rng)
    number = rng.choice(list(objects_of(data)))
    hidden = hidden_definition(rng, data, FORGED + 1)
    objects = {number: objects_of(data)[number], FORGED: hidden[0], FORGED + 1: hidden[1]}
    hows = ("entry0", "astray", "after", "after", "startxref", "size", "between", "sound")
    how = rng.choice((*hows, "unlisted", "previous"))
    made = update(data, objects, _odd_table(rng, data, how))
    if how == "after":
        filling = rng.choice((b" ", b"\n", b"\0", b"\r\n", b"%\n", b"% x\n"))
        made += filling * (
            rng.choice((1, 10, 300, 900, 980, 1000, 1012, 1100, 3000)) // len(filling)
        )
    return f"{name}: {how}", made


def _odd_table(rng: random.Random, data: bytes, how: str) -> Table:
    match how:
        case "entry0":
            zero = rng.choice(
                (
                    entry(0, 0),
                    entry(0, 65535),
                    entry(15),
                    entry(9999999999 % 10**9, 0),
                    entry(0, 0, kind=b"f"),
                    entry(5, 65535, kind=b"f"),
                    entry(0, 1, kind=b"f"),
                )
            )
            return Table(lines=((0, zero),))
        case "astray":
            free = entry(0, rng.choice((0, 1, 65535)), kind=b"f")
            places = (entry(0), entry(3), entry(len(data) * 9), entry(last_startxref(data)), free)
            number = rng.choice((450, 451, rng.choice(list(objects_of(data)))))
            return Table(lines=((number, rng.choice(places)),), size=500)
        case "startxref":
            return Table(
                ending=rng.choice((b"\n%%EOF", b"\r%%EOF\r", b" %%EOF\n", b"\n%EOF\n", b"\n"))
            )
        case "size":
            return Table(size=rng.choice((1, 5, FORGED, FORGED + 1, FORGED + 2, 10**6, 10**9)))
        case "between":
            between = (b"% 4 0 obj\n", b"\n\n", b"xref\n", b"trailer\n", b"4 0 obj\nnull\nendobj\n")
            return Table(between=rng.choice(between))
        case "previous":
            starts = [int(each) for each in re.findall(rb"startxref\s+(\d+)", data)]
            return Table(previous=rng.choice((starts[0], starts[-1] + 1, starts[-1] - 1, 0)))
        case "unlisted":
            return Table(without=(rng.choice((FORGED, FORGED + 1)),))
        case _:
            return Table()


def generations(rng: random.Random) -> tuple[str, bytes]:
    """Kind D: an object at another generation than before, or than it is referred to by."""
    name, data = victim(rng)
    number = rng.choice((4, 4, *objects_of(data)))
    value = objects_of(data)[number]
    if rng.random() < 0.4:
        value = EVIL if number == 4 else value
    generation = rng.choice((0, 0, 1, 1, 2, 65534, 65535))
    made = _at_generation(rng, data, {number: value}, generation)
    if rng.random() < 0.3:
        again = objects_of(data)[number]
        made = _at_generation(rng, made, {number: again}, rng.choice((0, 0, 1)))
    if rng.random() < 0.3:
        first = page_numbers(data)[0]
        widget = {FORGED: forged_field(), FORGED + 1: forged_look()}
        made = _at_generation(rng, made, widget, generation)
        listed = b"/Annots [%d %d R]" % (FORGED, rng.choice((0, generation)))
        made = update(made, {first: dictionaries(data)[first][:-2] + listed + b" >>"})
    return f"{name}: {number} at {generation}", made


def _at_generation(
    rng: random.Random, data: bytes, objects: dict[int, bytes], generation: int
) -> bytes:
    made = update(data, objects)
    for number in objects:
        at = made.rindex(b"%d 0 obj\n" % number)
        if rng.random() < 0.85:
            made = _same_length(
                made, at, b"%d 0 obj\n" % number, b"%d %d obj" % (number, generation)
            )
        if rng.random() < 0.85:
            line = made.rindex(entry(at))
            made = made[:line] + entry(at, generation) + made[line + 20 :]
    return made


def _same_length(data: bytes, at: int, old: bytes, new: bytes) -> bytes:
    """The bytes with another head of an object; those of five digits take the line's room."""
    if len(new) > len(old):
        return data
    return data[:at] + new.ljust(len(old)) + data[at + len(old) :]


def hidden(rng: random.Random) -> tuple[str, bytes]:
    """Kind I: an object of a number that a library does not read, where something hangs on it."""
    name, data = victim(rng)
    number = rng.choice(AWAY)
    first = page_numbers(data)[0]
    body = dictionaries(data)[first]
    how = rng.choice(
        ("annotation", "contents", "field", "page", "key", "nothing", "list", "signature")
    )
    objects: dict[int, bytes] = {FORGED + 1: forged_look()}
    match how:
        case "annotation":
            objects |= {number: forged_field()}
            objects[first] = _with(body, b"/Annots", b"[%d 0 R]" % number)
        case "contents":
            objects |= {number: EVIL, first: _with(body, b"/Contents", b"[4 0 R %d 0 R]" % number)}
        case "field":
            objects |= {number: forged_field(), **_grown_form(data, number)}
        case "page":
            objects |= {number: forged_page(), FORGED: EVIL}
            objects[2] = _with(dictionaries(data)[2], b"/Kids", b"[3 0 R %d 0 R]" % number)
        case "list":
            objects |= {number: b"[%d 0 R]" % (FORGED + 2), FORGED + 2: forged_field()}
            objects[first] = _with(body, b"/Annots", b"%d 0 R" % number)
        case "key":
            target = rng.choice(shown_first(data))
            key = rng.choice((b"/AP", b"/Metadata", b"/Group", b"/V", b"/Outlines", b"/Resources"))
            objects |= {number: forged_look()}
            objects[target] = _with(dictionaries(data)[target], key, b"%d 0 R" % number)
        case "signature":
            broken = VALUE.replace(RANGE, b"[0 10 20 30]").replace(HOLE, b"<3000>")
            value = b"<< /FT /Sig /T (Dold) /V %d 0 R >>" % number
            objects |= {number: broken, FORGED: value, **_grown_form(data, FORGED)}
        case _:
            objects |= {number: rng.choice((b"null", stream(b"x"), b"<< /Type /Sig >>"))}
    size = rng.choice((number + 1, number + 1, FORGED + 3, 450))
    return f"{name}: {how} {number}", update(data, objects, Table(size=size))


def _with(value: bytes, key: bytes, new: bytes) -> bytes:
    """The dictionary with a key of its own, before any of the same name is taken away."""
    without = re.sub(rb"%s (\[[^\]]*\]|\d+ 0 R|<<[^>]*>>)" % re.escape(key), b"", value)
    return b"%s %s %s >>" % (without[:-2], key, new)


def _grown_form(data: bytes, number: int) -> dict[int, bytes]:
    for each, value in dictionaries(data).items():
        if b"/Fields [" in value:
            return {each: value.replace(b"/Fields [", b"/Fields [%d 0 R" % number, 1)}
    return {}
