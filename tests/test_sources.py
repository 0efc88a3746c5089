"""What a document may be handed over as: a path, bytes of any kind, or an open file."""

import hashlib
import io
import os
import tempfile
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import pytest

import fhvalidate
from fhvalidate import Policy, TrustAnchors, UsageError, isolated
from fhvalidate.api import revisions, side_by_side
from fhvalidate.source_file import MAX_DIGESTED, Source, source_file
from tests.fixtures.make import FILES

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
FILE = FILES / "minutes-b-b.pdf"
DATA = FILE.read_bytes()
LIMIT = 1 << 20


class Sparing(io.RawIOBase):
    """Gives a few bytes at a time, as a socket does."""

    def __init__(self, data: bytes) -> None:
        self.data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self.data.read(min(len(buffer), 777))
        buffer[: len(piece)] = piece
        return len(piece)


KINDS: dict[str, Callable[[], Source]] = {
    "bytes": lambda: DATA,
    "bytearray": lambda: bytearray(DATA),
    "memoryview": lambda: memoryview(b"x" + DATA)[1:],
    "bytes in memory": lambda: io.BytesIO(DATA),
    "a file that gives a little at a time": lambda: Sparing(DATA),
    "str": lambda: str(FILE),
    "path": lambda: FILE,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_source_is_the_same_document(kind: str) -> None:
    given = source_file(KINDS[kind](), limit=LIMIT)

    assert given.data == DATA
    assert given.name == (FILE.name if kind in {"str", "path"} else "")


@pytest.mark.parametrize("kind", ["bytearray", "memoryview", "bytes in memory"])
def test_every_call_that_reads_a_document_takes_every_kind(kind: str) -> None:
    make = KINDS[kind]

    report = fhvalidate.validate(make(), trust=TrustAnchors.none(), at=AT)
    assert report == replace(
        fhvalidate.validate(DATA, trust=TrustAnchors.none(), at=AT), produced_at=report.produced_at
    )
    assert revisions(make()) == revisions(DATA)
    assert side_by_side(make()) == side_by_side(DATA)
    assert fhvalidate.read_minutes(make()) == fhvalidate.read_minutes(DATA)
    assert fhvalidate.match(make(), make()) == fhvalidate.match(DATA, DATA)


def test_a_file_is_read_from_where_it_stands_and_left_open() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"before" + DATA)
        file.seek(6)

        assert source_file(file, limit=LIMIT).data == DATA
        assert not file.closed
        assert file.tell() == 6 + len(DATA)


def test_an_open_file_names_the_document_by_its_path_alone() -> None:
    with FILE.open("rb") as file, open(os.dup(file.fileno()), "rb") as numbered:  # noqa: PTH123
        unnamed = io.BytesIO(DATA)
        standard = io.BytesIO(DATA)
        standard.name = "<stdin>"
        files = (file, numbered, unnamed, standard)

        names = [source_file(each, limit=LIMIT).name for each in files]

    assert names == [FILE.name, "", "", ""]


def test_what_is_written_afterwards_was_not_judged() -> None:
    buffer = bytearray(DATA)

    given = source_file(memoryview(buffer), limit=LIMIT)
    buffer[:] = bytes(len(buffer))

    assert given.data == DATA


class Texts:
    """Has what a file has, and gives text."""

    def read(self, _: int) -> str:
        return "%PDF-1.7"


class Waits:
    """A file that does not wait, and has nothing now."""

    name = "/dev/somewhere"

    def read(self, _: int) -> None:
        return None


@pytest.mark.parametrize("source", [io.StringIO("%PDF"), Texts(), 17, None, [b"%PDF"], object])
def test_what_gives_no_bytes_is_a_wrong_call(source: Any) -> None:
    with pytest.raises(TypeError, match=r"source must be|missing 1 required"):
        fhvalidate.validate(source, trust=TrustAnchors.none())


def test_a_file_that_cannot_be_read_is_told_as_one_at_a_path() -> None:
    with pytest.raises(UsageError, match=r"file-not-readable.*nothing-to-read"):
        fhvalidate.validate(Waits(), trust=TrustAnchors.none())


class Zeros:
    """So many zeros, none of which is held."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int) -> bytes:
        piece = bytes(min(size, self.left))
        self.left -= len(piece)
        return piece


def test_a_large_file_is_held_to_the_limit_and_digested_to_its_end() -> None:
    size = 300 << 20
    expected = hashlib.sha256()
    for _ in range(300):
        expected.update(bytes(1 << 20))
    before = getrusage(RUSAGE_SELF).ru_maxrss

    given = source_file(Zeros(size), limit=LIMIT)

    assert (len(given.data), given.size) == (LIMIT + 1, size)
    assert given.sha256 == expected.hexdigest()
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB


def test_a_file_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_DIGESTED > 1 << 30
    monkeypatch.setattr("fhvalidate.source_file.MAX_DIGESTED", 10 << 20)

    with pytest.raises(UsageError, match="file-too-large"):
        source_file(Zeros(1 << 62), limit=LIMIT)


def test_bytes_past_the_limit_are_held_to_it_as_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(DATA)
    of_path = source_file(tmp_path / "a.pdf", limit=1000)

    for source in (DATA, bytearray(DATA), io.BytesIO(DATA)):
        assert replace(of_path, name="") == source_file(source, limit=1000)


def test_a_worker_judges_an_open_file_past_the_limit_by_its_whole_digest(tmp_path: Path) -> None:
    policy = Policy.named("default")
    small = replace(policy, limits=replace(policy.limits, file_size=1000))
    given: dict[str, Any] = {"trust": TrustAnchors.none(), "at": AT, "policy": small}
    path = tmp_path / "protokoll.pdf"
    path.write_bytes(DATA)

    with path.open("rb") as file:
        there = isolated.validate(file, **given)
    here = fhvalidate.validate(path, **given)

    assert isinstance(there, isolated.Judged)
    assert there.sha256 == here.document.sha256 == hashlib.sha256(DATA).hexdigest()
    document = there.report["document"]
    assert isinstance(document, dict)
    assert (document["name"], document["size"]) == ("protokoll.pdf", len(DATA))


def test_a_file_that_gives_a_byte_at_a_time_costs_no_more_memory() -> None:
    class Slow:
        def __init__(self, size: int) -> None:
            self.left = size

        def read(self, _: int) -> bytes:
            self.left -= 1
            return b"x" if self.left >= 0 else b""

    tracemalloc.start()
    try:
        found = source_file(Slow(1_000_000), limit=2_000_000)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found.size == 1_000_000
    assert most < 8_000_000
