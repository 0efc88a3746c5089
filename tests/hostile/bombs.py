"""Bytes that unpack to far more than they are, in every filter, and ways to write a filter down."""

import random
import zlib
from dataclasses import dataclass

from tests.hostile.files import MEGABYTE, deflated

VAST = 600 * MEGABYTE
FULL = 4096  # entries of an LZW table
CLEAR, END, FIRST = 256, 257, 258
SHORT = {
    b"FlateDecode": b"Fl",
    b"LZWDecode": b"LZW",
    b"ASCII85Decode": b"A85",
    b"ASCIIHexDecode": b"AHx",
    b"RunLengthDecode": b"RL",
}


@dataclass(frozen=True, slots=True)
class Packed:
    """What unpacks to `VAST` bytes or more, its filters, and the parameters of the first."""

    raw: bytes
    filters: tuple[bytes, ...]
    parameters: bytes = b""


def lzw(size: int, *, early: int = 1) -> bytes:
    """One byte so many times, as LZW codes, each a byte longer than the one before."""
    bits, held, out = 0, 0, bytearray()

    def put(code: int, width: int) -> None:
        nonlocal bits, held
        held = held << width | code
        bits += width
        while bits >= 8:
            bits -= 8
            out.append(held >> bits & 0xFF)
        held &= (1 << bits) - 1

    done = 0
    while done < size:
        put(CLEAR, 9)
        put(32, 9)
        done += 1
        entries, width = FIRST, 9
        for code in range(FIRST, FULL - 2):
            if entries + early >= 1 << width and width < 12:
                width += 1
            put(code, width)
            entries += 1
            done += code - FIRST + 2
        # The next table begins at the width that this one ended with.
        if entries + early >= 1 << width and width < 12:
            width += 1
        put(CLEAR, width)
    put(END, 9)
    put(0, 7)
    return bytes(out)


def ascii85(data: bytes) -> bytes:
    """The bytes in base 85."""
    padded = data + bytes(-len(data) % 4)
    out = bytearray()
    for at in range(0, len(padded), 4):
        number = int.from_bytes(padded[at : at + 4])
        group = bytearray()
        for _ in range(5):
            number, digit = divmod(number, 85)
            group.append(digit + 33)
        out += group[::-1]
    return bytes(out) + b"~>"


def packed(rng: random.Random) -> Packed:
    """A bomb in one of the ways to pack it."""
    match rng.randrange(8):
        case 0:
            return Packed(deflated(VAST), (b"FlateDecode",))
        case 1:
            once = deflated(4 * VAST)
            return Packed(zlib.compress(once, 9), (b"FlateDecode", b"FlateDecode"))
        case 2:
            early = rng.choice((0, 1))
            parameters = b"" if early else b"<< /EarlyChange 0 >>"
            return Packed(lzw(VAST // 2, early=early), (b"LZWDecode",), parameters)
        case 3:
            text = ascii85(deflated(VAST))
            return Packed(
                rng.choice((b"", b" \n", b"<~")) + text, (b"ASCII85Decode", b"FlateDecode")
            )
        case 4:
            text = deflated(VAST).hex().encode() + b">"
            return Packed(text, (b"ASCIIHexDecode", b"FlateDecode"))
        case 5:
            runs = b"\x81 " * (VAST // 128) + b"\x80"
            return Packed(zlib.compress(runs, 9), (b"FlateDecode", b"RunLengthDecode"))
        case 6:
            return Packed(zlib.compress(lzw(VAST // 2), 9), (b"FlateDecode", b"LZWDecode"))
        case _:
            zeros = b"z" * (VAST // 4) + b"~>"
            return Packed(zlib.compress(zeros, 9), (b"FlateDecode", b"ASCII85Decode"))


def spelled(rng: random.Random, name: bytes) -> bytes:
    """A name with some of its letters as codes."""
    return b"/" + b"".join(
        b"#%02x" % byte if rng.random() < 0.3 else bytes((byte,)) for byte in name
    )


def entries(rng: random.Random, bomb: Packed, number: int) -> tuple[bytes, dict[int, bytes]]:
    """The dictionary's entries on the filters, and objects they refer to, from `number` on."""
    apart: dict[int, bytes] = {}

    def maybe_apart(value: bytes) -> bytes:
        if rng.random() < 0.6:
            return value
        apart[number + len(apart)] = value
        return b"%d 0 R" % (number + len(apart) - 1)

    names = [SHORT[name] if rng.random() < 0.3 else name for name in bomb.filters]
    written = [spelled(rng, name) if rng.random() < 0.5 else b"/" + name for name in names]
    if len(written) > 1 or rng.random() < 0.5:
        value = b"[%s]" % rng.choice((b" ", b"\n", b"%\n")).join(map(maybe_apart, written))
    else:
        value = written[0]
    key = spelled(rng, b"Filter") if rng.random() < 0.3 else b"/Filter"
    found = key + rng.choice((b" ", b"\n", b" % ]\n")) + maybe_apart(value) + b" "
    if bomb.parameters:
        stated = b"[%s]" % bomb.parameters if value.startswith(b"[") else bomb.parameters
        found += b"/DecodeParms " + maybe_apart(stated) + b" "
    return found, apart


def inline_entries(bomb: Packed) -> bytes:
    """The same for an inline image."""
    names = b" ".join(b"/" + SHORT[name] for name in bomb.filters)
    parameters = b" /DP [%s]" % bomb.parameters if bomb.parameters else b""
    return b"/F [%s]%s" % (names, parameters)
