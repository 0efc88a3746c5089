"""ZIP archives that can be read in one way alone: every byte in one place, said twice alike.

A ZIP archive says what it holds in two places, and programs differ in which they believe. Here the
two must agree, nothing may lie between the members, before them or behind them, and what else the
format allows and no bundle needs is refused: encryption, links, comments, sizes that come later.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from fhvalidate.errors import FhvalidateError
from fhvalidate.frozen import frozen

MAX_MEMBERS = 10_000  # of one archive; one document has some ten objects
MAX_TOTAL = 536_870_912  # bytes unpacked; the trusted lists of all of Europe take 60 MB
MAX_NAME = 300  # characters
_NAME = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FLAGS = 0x0806  # how hard it was packed, and names in UTF-8: nothing that changes the reading
_STORED, _DEFLATED = 0, 8
_EXTRA = struct.Struct("<2H")
_CHANGING_EXTRAS = frozenset({0x0001, 0x7075, 0x9901})  # ZIP64, another name, encryption
_LINK, _KIND = 0o120000, 0o170000
_UNIX = 3
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can say: nothing of now


class StrictZipError(FhvalidateError):
    """The archive cannot be read in one way alone; `reason` is a key of `fact-reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@frozen
class _Entry:
    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def is_plain_name(name: str) -> bool:
    """Whether the name is a relative path of plain characters, which leads nowhere else."""
    parts = name.split("/")
    plain = len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None
    return plain and not any(part in {".", ".."} for part in parts)


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """The files as an archive: the same files give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = _UNIX, 0o600 << 16
            archive.writestr(info, data)
    return target.getvalue()


def read_zip(data: bytes) -> dict[str, bytes]:
    """The files of the archive by name; folders are passed over.

    Raises:
        StrictZipError: it is none, is past a limit, or could be read in more than one way.
    """
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    place = total = 0
    entries, end = _entries(data)
    for entry in entries:
        total += entry.size
        if total > MAX_TOTAL:
            raise StrictZipError("zip-too-large")
        folder = entry.name.endswith("/")
        if not is_plain_name(entry.name.removesuffix("/")):
            raise StrictZipError("zip-name")
        if entry.name.lower() in seen:
            raise StrictZipError("zip-name-twice")
        seen.add(entry.name.lower())
        if entry.offset != place:
            raise StrictZipError("zip-gap")
        content, place = _content(data, entry, end)
        if folder and content:
            raise StrictZipError("zip-folder")
        if not folder:
            found[entry.name] = content
    if place != end:
        raise StrictZipError("zip-gap")
    return found


def _entries(data: bytes) -> tuple[list[_Entry], int]:
    """What the central directory lists, and where the directory begins."""
    if len(data) < _END.size:
        raise StrictZipError("zip-none")
    signature, disk, first, here, count, size, start, comment = _END.unpack_from(
        data, len(data) - _END.size
    )
    if signature != b"PK\x05\x06" or (disk, first, comment) != (0, 0, 0) or here != count:
        raise StrictZipError("zip-directory")
    if start + size != len(data) - _END.size:
        raise StrictZipError("zip-directory")
    if count > MAX_MEMBERS:
        raise StrictZipError("zip-too-many")
    entries, place = [], start
    for _ in range(count):
        entry, place = _listed(data, place, start + size)
        entries.append(entry)
    if place != start + size:
        raise StrictZipError("zip-directory")
    return entries, start


def _listed(data: bytes, place: int, end: int) -> tuple[_Entry, int]:
    if place + _CENTRAL.size > end:
        raise StrictZipError("zip-directory")
    fields = _CENTRAL.unpack_from(data, place)
    signature, made_by, _, flags, method, _, _, crc, packed, size = fields[:10]
    name_length, extra_length, comment, disk, _, attributes, offset = fields[10:]
    after = place + _CENTRAL.size + name_length + extra_length
    if signature != b"PK\x01\x02" or comment or disk or after > end:
        raise StrictZipError("zip-directory")
    if flags & ~_FLAGS or method not in {_STORED, _DEFLATED}:
        raise StrictZipError("zip-method")
    if made_by >> 8 == _UNIX and (attributes >> 16) & _KIND == _LINK:
        raise StrictZipError("link")
    begin = place + _CENTRAL.size
    _check_extra(data[begin + name_length : after])
    name = _name(data[begin : begin + name_length])
    return _Entry(name, flags, method, crc, packed, size, offset), after


def _content(data: bytes, entry: _Entry, end: int) -> tuple[bytes, int]:
    """The bytes of the member, and where it ends; its own header says what the directory says."""
    begin = entry.offset + _LOCAL.size
    if begin > end:
        raise StrictZipError("zip-header")
    fields = _LOCAL.unpack_from(data, entry.offset)
    signature, _, flags, method, _, _, crc, packed, size, name_length, extra_length = fields
    name = data[begin : begin + name_length]
    begin += name_length + extra_length
    same = (flags, method, crc, packed, size) == (
        entry.flags,
        entry.method,
        entry.crc,
        entry.packed,
        entry.size,
    )
    if signature != b"PK\x03\x04" or not same or name != entry.name.encode("ascii"):
        raise StrictZipError("zip-header")
    if begin + packed > end:
        raise StrictZipError("zip-header")
    _check_extra(data[begin - extra_length : begin])
    content = _unpacked(data[begin : begin + packed], entry)
    if len(content) != size or zlib.crc32(content) != crc:
        raise StrictZipError("zip-content")
    return content, begin + packed


def _unpacked(packed: bytes, entry: _Entry) -> bytes:
    if entry.method == _STORED:
        return packed
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflater.decompress(packed, entry.size + 1)
    except zlib.error as error:
        raise StrictZipError("zip-content") from error
    if not inflater.eof or inflater.unused_data or inflater.unconsumed_tail:
        raise StrictZipError("zip-content")
    return content


def _name(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise StrictZipError("zip-name") from error


def _check_extra(extra: bytes) -> None:
    """Refuses what would change how the member is read."""
    for kind in _kinds(extra):
        if kind in _CHANGING_EXTRAS:
            raise StrictZipError("zip-header")


def _kinds(extra: bytes) -> Iterator[int]:
    place = 0
    while place < len(extra):
        if place + _EXTRA.size > len(extra):
            raise StrictZipError("zip-header")
        kind, length = _EXTRA.unpack_from(extra, place)
        place += _EXTRA.size + length
        if place > len(extra):
            raise StrictZipError("zip-header")
        yield kind
