"""Kinds A and B: bytes and object streams that two parsers read in two ways."""

import random
import re
import zlib
from collections.abc import Callable

from tests.oracles.kinds_looks import signed_oddly
from tests.oracles.victims import (
    EVIL,
    FORGED,
    PACKED,
    TABLED,
    dictionaries,
    forged_page,
    page_numbers,
    shown_first,
    victim,
)
from tests.oracles.writing import (
    Trailer,
    cross_reference_stream,
    trailer_of,
    updated,
)
from tests.pdf.handmade import last_startxref

CONTROLS = (
    *(b"\x0b",) * 6,
    *(bytes([each]) for each in (*range(1, 9), *range(14, 32), 0x7F, 0x80, 0x85, 0xA0, 0xAD, 0xFF)),
)
WHITE = (b"\0", b"\t", b"\n", b"\x0c", b"\r", b" ", b"\r\n", b"  ", b"%a\n")
_KEY = re.compile(rb"/([A-Za-z]+) ")
_REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")

Text = Callable[[random.Random, bytes], bytes]


def tokenisers(rng: random.Random) -> tuple[str, bytes]:
    """Kind A: an object again, with bytes in it that some take for white space."""
    name, data = victim(rng)
    if rng.random() < 0.12:
        return f"{name}: trailer", _odd_trailer(rng, data)
    if rng.random() < 0.12:
        return f"{name}: around", _odd_around(rng, data)
    if rng.random() < 0.15:
        how = rng.choice(TEXTS)
        return f"{name}: signature {how.__name__}", signed_oddly(rng, data, how)
    number = rng.choice(shown_first(data) if rng.random() < 0.8 else list(dictionaries(data)))
    how = rng.choice(TEXTS)
    value = how(rng, dictionaries(data)[number])
    return f"{name}: {how.__name__} {number}", updated(data, {number: value, FORGED: EVIL})


def key_twice(rng: random.Random, value: bytes) -> bytes:
    """A key and the same key before or after a byte that is no white space."""
    found = rng.choice(list(_KEY.finditer(value)))
    key, other, control = found[1], _another(rng, value), rng.choice((*CONTROLS, b" ", b"\0"))
    added = rng.choice(
        (
            b"/%s %s /%s%s" % (key, other, key, control),
            b"/%s%s%s /%s " % (key, control, other, key),
            b"/%s%s %s /%s " % (control, key, other, key),
            b"/%s#%02x %s /%s " % (key[:-1], key[-1], other, key),
        )
    )
    return value[: found.start()] + added + value[found.end() :]


def odd_reference(rng: random.Random, value: bytes) -> bytes:
    """A reference whose three parts are told apart by something else than a space."""
    found = list(_REFERENCE.finditer(value))
    if not found:
        return key_twice(rng, value)
    chosen, control = rng.choice(found), rng.choice(CONTROLS)
    first, second = chosen[1], chosen[2]
    odd = rng.choice(
        (
            first + control + second + control + b"R",
            first + b" " + second + control + b"R",
            control + chosen[0],
            chosen[0] + control,
            b"+%s %s R" % (first, second),
            b"0%s %s R" % (first, second),
            b"%s. %s R" % (first, second),
            b"%s 0%s R" % (first, second),
            b"%s %s R%%\n" % (first, second),
        )
    )
    return value[: chosen.start()] + odd + value[chosen.end() :]


def odd_number(rng: random.Random, value: bytes) -> bytes:
    """A number written in a way that parsers understand differently."""
    found = list(re.finditer(rb"(?<=[\[ ])\d+(?=[\] ])", value))
    if not found:
        return key_twice(rng, value)
    chosen = rng.choice(found)
    shapes = (b"+%s", b"--%s", b"%s.", b"%s-1", b"0%s", b"%s.0.1", b"%se1", b"16#%s", b"- %s")
    return value[: chosen.start()] + rng.choice(shapes) % chosen[0] + value[chosen.end() :]


def control_anywhere(rng: random.Random, value: bytes) -> bytes:
    """A control byte in the place of a space, or beside it."""
    places = [at for at, byte in enumerate(value) if byte == 0x20]
    at = rng.choice(places)
    control = rng.choice(CONTROLS)
    return value[:at] + rng.choice((control, control + b" ", b" " + control)) + value[at + 1 :]


def other_white(rng: random.Random, value: bytes) -> bytes:
    """White space of another kind, which changes nothing."""
    return re.sub(rb" (?=/)", lambda _: rng.choice(WHITE), value)


def nested_odd(rng: random.Random, value: bytes) -> bytes:
    """An object that ends twice, or begins with something else."""
    ending = rng.choice(
        (b" >>", b" null", b" endobj", b" %s" % _another(rng, value), b"\x0b", b"%")
    )
    return value + ending if rng.random() < 0.6 else rng.choice(CONTROLS) + value


TEXTS: tuple[Text, ...] = (
    *(key_twice, key_twice, odd_reference, odd_number, control_anywhere, other_white, nested_odd),
)


def _another(rng: random.Random, value: bytes) -> bytes:
    values = [b"%d 0 R" % FORGED, b"null", b"90", b"[0 0 100 100]", b"()", b"/N", b"[]", b"<< >>"]
    values += [found[0] for found in _REFERENCE.finditer(value)]
    return rng.choice([values[0], *values])


def _odd_trailer(rng: random.Random, data: bytes) -> bytes:
    told = trailer_of(data)
    control = rng.choice(CONTROLS)
    catalogue = dictionaries(data)[int(told.root.split()[0])].replace(
        b"/Pages 2 0", b"/Pages 402 0"
    )
    objects = {
        FORGED: EVIL,
        401: catalogue,
        402: b"<< /Type /Pages /Kids [403 0 R] /Count 1 >>",
        403: forged_page(402),
    }
    rest = rng.choice(
        (
            b" /Root%s401 0 R" % control,
            b" /Root 401 0 R",
            b" /R#6fot 401 0 R",
            b" /Prev%s0" % control,
            b" /Encrypt%snull" % control,
            b" /Size%s3" % control,
            control,
        )
    )
    if rng.random() < 0.5:
        return updated(data, objects, trailer=Trailer(told.size, told.root, told.rest + rest))
    root = b"401 0 R /Root%s%s" % (control, told.root)
    return updated(data, objects, trailer=Trailer(told.size, root, told.rest))


def _odd_around(rng: random.Random, data: bytes) -> bytes:
    """An update in which an object's head or end, or a word of the table, has an odd byte."""
    number = rng.choice(shown_first(data))
    made = updated(data, {number: dictionaries(data)[number], FORGED: EVIL})
    words = (
        b"%d 0 obj\n" % number,
        b"endobj\n",
        b"xref\n",
        b"trailer\n",
        b"startxref\n",
        b"%%EOF\n",
    )
    word = rng.choice(words)
    control = rng.choice((*CONTROLS, b" ", b"\r"))
    odd = rng.choice((word[:-1] + control, word.replace(b" ", control), control + word[:-1]))
    at = made.rindex(word)
    return made[:at] + odd[: len(word)].ljust(len(word), b"\n") + made[at + len(word) :]


def object_streams(rng: random.Random) -> tuple[str, bytes]:
    """Kind B: an update in an object stream that is not what it seems."""
    name, data = victim(rng, (*PACKED, *PACKED, *TABLED))
    number = rng.choice(shown_first(data))
    same = dictionaries(data)[number]
    pages = page_numbers(data)
    forged = forged_page() if number in pages else key_twice(rng, same)
    entries = [(number, same)]
    others = [each for each in dictionaries(data) if each != number]
    entries += [
        (each, dictionaries(data)[each]) for each in rng.sample(others, min(2, len(others)))
    ]
    how = rng.choice(
        ("honest", "twice", "key", "order", "filter", "garbage", "count", "index", "end")
    )
    match how:
        case "twice":
            entries.insert(rng.randrange(3), (number, forged))
        case "key":
            entries[0] = (number, key_twice(rng, same))
        case _:
            pass
    return f"{name}: {how} {number}", _packed_update(rng, data, entries, how)


def _packed_update(
    rng: random.Random, data: bytes, entries: list[tuple[int, bytes]], how: str
) -> bytes:
    size = max(trailer_of(data).size, FORGED + 1)
    container, table = size, size + 1
    head, body = _laid_out(rng, entries, how)
    count = len(entries) + (rng.choice((-1, 1, 2)) if how == "count" else 0)
    first = len(head) + (rng.choice((-1, 1)) if how == "count" and rng.random() < 0.3 else 0)
    packed, filters = _filtered(rng, head + body, how)
    stream = b"<< /Type /ObjStm /N %d /First %d %s /Length %d >>\nstream\n%s\nendstream" % (
        *(count, first, filters, len(packed)),
        packed,
    )
    if not data.endswith(b"\n"):
        data += b"\n"
    previous, told = last_startxref(data), trailer_of(data)
    places: dict[int, tuple[int, int, int]] = {FORGED: (1, len(data), 0)}
    data += b"%d 0 obj\n%s\nendobj\n" % (FORGED, EVIL)
    places[container] = (1, len(data), 0)
    data += b"%d 0 obj\n%s\nendobj\n" % (container, stream)
    for index, (number, _) in enumerate(entries):
        stated = rng.choice((index, 0, index + 1)) if how == "index" else index
        if number not in places or rng.random() < 0.5:
            places[number] = (2, container, stated)
    places[table] = (1, len(data), 0)
    rest = told.rest + b" /Prev %d" % previous
    value = cross_reference_stream(places, bytes(Trailer(table + 1, told.root, rest)))
    return data + b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        value,
        places[table][1],
    )


def _laid_out(
    rng: random.Random, entries: list[tuple[int, bytes]], how: str
) -> tuple[bytes, bytes]:
    lines, body = [], b""
    for number, value in entries:
        lines.append(b"%d %d " % (number, len(body)))
        body += value + b"\n"
        if how == "garbage":
            body += rng.choice(
                (b"null ", b"400 0 R ", b"%x\n", b"endobj ", b"1 2 3 ", b")", b"\x0b")
            )
    if how == "order":
        rng.shuffle(lines)
    return b"".join(lines), body


def _filtered(rng: random.Random, plain: bytes, how: str) -> tuple[bytes, bytes]:
    if how == "end":
        cut = zlib.compress(plain)
        return rng.choice((cut[:-4], cut[:-1], cut + b"tail", cut[:-8])), b"/Filter /FlateDecode"
    if how != "filter":
        return zlib.compress(plain), b"/Filter /FlateDecode"
    hexed = plain.hex().encode() + b">"
    return rng.choice(
        (
            (plain, b""),
            (hexed, b"/Filter /ASCIIHexDecode"),
            (hexed[:20] + b"\x0b" + hexed[20:], b"/Filter /AHx"),
            (zlib.compress(plain), b"/Filter [/FlateDecode]"),
            (zlib.compress(plain).hex().encode() + b">", b"/Filter [/ASCIIHexDecode /FlateDecode]"),
            (zlib.compress(plain), b"/Filter /FlateDecode /DecodeParms << /Predictor 1 >>"),
            (zlib.compress(plain), b"/Filter /Fl"),
            (zlib.compress(plain), b"/Filter /FlateDecode /Filter /ASCIIHexDecode"),
        )
    )
