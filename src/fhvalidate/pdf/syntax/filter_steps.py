"""Filters undone a piece at a time (ISO 32000-2, 7.4), so that what comes out can be counted.

Each takes pieces and yields pieces, and ends where its own end is written or where its data make
no sense: a reader has nothing more from there either. Nothing is held but a piece and a table.
"""

import binascii
import struct
import zlib
from collections.abc import Callable, Iterator

from fhvalidate.late_patterns import late_re

PIECE = 1024 * 1024  # bytes of what comes out of a filter at a time
END_OF_RUNS = 128
LZW_CLEAR, LZW_END = 256, 257
LZW_FULL = 4096  # entries of a table
LZW_WIDTHS = (9, 12)  # bits of a code: the first ones and the longest
GROUP = 5  # characters of ASCII85 that stand for four bytes

Pieces = Iterator[bytes]
Spend = Callable[[int], None]
"""Told of each piece of work done in Python, in steps, before it is done."""

_WHITE = b"\x00\t\n\x0c\r "
_NO_HEXADECIMAL = late_re(rb"[^0-9A-Fa-f]")
_NO_ASCII85 = late_re(rb"[^!-uz]")
_DIGITS = bytes((byte - 33) % 256 for byte in range(256))


def inflated(pieces: Pieces) -> Pieces:
    """What FlateDecode yields (7.4.4)."""
    unpacker = zlib.decompressobj()
    for piece in pieces:
        rest, found = piece, b""
        while rest or len(found) == PIECE:
            try:
                found = unpacker.decompress(rest, PIECE)
            except zlib.error:
                return
            yield found
            if unpacker.eof:
                return
            rest = unpacker.unconsumed_tail


def from_hexadecimal(pieces: Pieces) -> Pieces:
    """What ASCIIHexDecode yields (7.4.2)."""
    held = b""
    for piece in pieces:
        digits = held + piece.translate(None, _WHITE)
        last = _NO_HEXADECIMAL.search(digits)
        end = last.start() if last else len(digits)
        whole = end // 2 * 2
        yield binascii.unhexlify(digits[:whole])
        held = digits[whole:end]
        if last:
            break
    if held:
        yield binascii.unhexlify(held + b"0")


def from_ascii85(pieces: Pieces, spend: Spend) -> Pieces:
    """What ASCII85Decode yields (7.4.3); white space and `<~` before it are passed over."""
    held = b""
    begun = False
    for piece in pieces:
        text = held + piece.translate(None, _WHITE)
        if not begun:
            text = text.removeprefix(b"<~")
            begun = True
        last = _NO_ASCII85.search(text)
        text = text[: last.start() if last else len(text)].replace(b"z", b"!" * GROUP)
        whole = len(text) // GROUP * GROUP
        yield _groups(text[:whole], spend)
        held = text[whole:]
        if last:
            break
    if len(held) > 1:
        yield _groups(held.ljust(GROUP, b"u"), spend)[: len(held) - 1]


def _groups(text: bytes, spend: Spend) -> bytes:
    spend(len(text) // GROUP)
    digits = text.translate(_DIGITS)
    columns = zip(*(digits[n::GROUP] for n in range(GROUP)), strict=True)
    numbers = [
        ((((a * 85 + b) * 85 + c) * 85 + d) * 85 + e) & 0xFFFFFFFF for a, b, c, d, e in columns
    ]
    return struct.pack(f">{len(numbers)}I", *numbers)


def from_runs(pieces: Pieces, spend: Spend) -> Pieces:
    """What RunLengthDecode yields (7.4.5)."""
    held = b""
    for piece in pieces:
        data = held + piece
        found: list[bytes] = []
        at = size = 0
        while at < len(data):
            length = data[at]
            if length == END_OF_RUNS:
                spend(len(found))
                yield b"".join(found)
                return
            end = at + (length + 2 if length < END_OF_RUNS else 2)
            if end > len(data):
                break
            run = data[at + 1 : end]
            found.append(run if length < END_OF_RUNS else run * (257 - length))
            size += len(found[-1])
            at = end
            if size >= PIECE:
                spend(len(found))
                yield b"".join(found)
                found, size = [], 0
        spend(len(found))
        yield b"".join(found)
        held = data[at:]


def from_lzw(pieces: Pieces, spend: Spend, *, early: int = 1) -> Pieces:
    """What LZWDecode yields (7.4.4); `early` is its EarlyChange."""
    table = [bytes((byte,)) for byte in range(LZW_CLEAR)] + [b"", b""]
    first = len(table)
    width, longest = LZW_WIDTHS
    grows_at = (1 << width) - early
    before = b""
    held = bits = size = 0
    found: list[bytes] = []
    for piece in pieces:
        spend(len(piece))
        for byte in piece:
            held = (held << 8 | byte) & 0xFFFFFF
            bits += 8
            if bits < width:
                continue
            bits -= width
            code = (held >> bits) & ((1 << width) - 1)
            if code < len(table) and code not in {LZW_CLEAR, LZW_END}:
                now = table[code]
                new = before + now[:1] if before else b""
            elif code == LZW_CLEAR:
                del table[first:]
                width, before = LZW_WIDTHS[0], b""
                grows_at = (1 << width) - early
                continue
            elif code == len(table) and before:
                now = new = before + before[:1]
            else:
                yield b"".join(found)
                return
            found.append(now)
            size += len(now)
            if new and len(table) < LZW_FULL:
                table.append(new)
                if len(table) >= grows_at and width < longest:
                    width += 1
                    grows_at = (1 << width) - early
            before = now
            if size >= PIECE:
                yield b"".join(found)
                found, size = [], 0
    yield b"".join(found)
