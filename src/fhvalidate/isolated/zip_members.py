"""Members of a ZIP archive, within limits; run in workers only.

The sizes that an archive declares are claims: what is read is counted as it comes.
"""

import io
import zipfile
from typing import BinaryIO

from fhvalidate.errors import FhvalidateError
from fhvalidate.frozen import frozen

MAX_MEMBERS = 10_000  # of one archive with those inside it; an export of a year has some thousand
MAX_MEMBER_SIZE = 268_435_456  # bytes; minutes with scanned attachments reach 100 MB
MAX_TOTAL_SIZE = 17_179_869_184  # bytes, declared; what a year's export of a large body can have
MAX_RATIO = 200  # of size to packed size; PDF packs 1:1 to 1:20, DEFLATE itself ends at 1:1032
RATIO_FROM = 1_048_576  # bytes; below that a ratio harms nobody
MAX_NESTING = 2  # an export of exports; deeper is a bomb or a mistake
_ENCRYPTED = 0x1


class ZipError(FhvalidateError):
    """A ZIP archive that is damaged, encrypted or past a limit (`kind`), and how."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


@frozen
class Entry:
    """One file in an archive: its numbers, and its name with those of the archives around it."""

    members: tuple[int, ...]
    name: str


def entries_of(archive: zipfile.ZipFile) -> tuple[Entry, ...]:
    """The files in the archive, those of archives in it included.

    Raises:
        ZipError: it is damaged, encrypted or past a limit.
    """
    found: list[Entry] = []
    _collect(archive, Entry((), ""), found)
    return tuple(found)


def read_entry(archive: zipfile.ZipFile, members: tuple[int, ...]) -> bytes:
    """The bytes of the member.

    Raises:
        ZipError: it is not there, damaged, encrypted or past a limit.
    """
    first, *rest = members
    data = _read(archive, first)
    for number in rest:
        with opened(io.BytesIO(data)) as inner:
            data = _read(inner, number)
    return data


def _collect(archive: zipfile.ZipFile, parent: Entry, found: list[Entry]) -> None:
    infos = archive.infolist()
    if len(infos) + len(found) > MAX_MEMBERS:
        raise ZipError("archive-limit", f"members > {MAX_MEMBERS}")
    if sum(info.file_size for info in infos) > MAX_TOTAL_SIZE:
        raise ZipError("archive-limit", f"bytes > {MAX_TOTAL_SIZE}")
    names: set[str] = set()
    for number, info in enumerate(infos):
        if info.is_dir():
            continue
        name = info.filename if info.filename not in names else f"{info.filename}#{number}"
        names.add(name)
        entry = Entry((*parent.members, number), f"{parent.name}!/{name}")
        if not info.filename.lower().endswith(".zip"):
            found.append(entry)
            continue
        if len(entry.members) >= MAX_NESTING:
            raise ZipError("archive-limit", f"nesting > {MAX_NESTING}")
        with opened(io.BytesIO(_read(archive, number))) as inner:
            _collect(inner, entry, found)


def opened(stream: BinaryIO) -> zipfile.ZipFile:
    """The archive in the stream.

    Raises:
        ZipError: it is damaged.
    """
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ZipError("archive-damaged", type(error).__name__) from error


def _read(archive: zipfile.ZipFile, number: int) -> bytes:
    infos = archive.infolist()
    if number >= len(infos):  # another archive has taken the place of the one that was listed
        raise ZipError("archive-damaged", "member")
    info = infos[number]
    if info.flag_bits & _ENCRYPTED:
        raise ZipError("archive-encrypted", "")
    allowed = min(MAX_MEMBER_SIZE, max(RATIO_FROM, info.compress_size * MAX_RATIO))
    try:
        with archive.open(info) as stream:
            content = stream.read(allowed + 1)
    except MemoryError:
        raise
    except Exception as error:  # zlib, lzma and zipfile each raise their own
        raise ZipError("archive-damaged", type(error).__name__) from error
    if len(content) > allowed:
        raise ZipError("archive-limit", f"bytes > {allowed}")
    return content
