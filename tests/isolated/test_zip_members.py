"""Members of ZIP archives, within limits."""

import io
import zipfile

import pytest

from fhvalidate.isolated import zip_members
from fhvalidate.isolated.zip_members import ZipError, entries_of, opened, read_entry


def packed(files: dict[str, bytes], *, compress: bool = True) -> bytes:
    output = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(output, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return output.getvalue()


def archive(data: bytes) -> zipfile.ZipFile:
    return opened(io.BytesIO(data))


def test_members_are_listed_and_read_also_from_archives_inside() -> None:
    inner = packed({"b.pdf": b"B"})
    data = packed({"a.pdf": b"A", "år 2024/inre.zip": inner})

    entries = entries_of(archive(data))

    assert [entry.name for entry in entries] == ["!/a.pdf", "!/år 2024/inre.zip!/b.pdf"]
    assert [read_entry(archive(data), entry.members) for entry in entries] == [b"A", b"B"]


def test_two_members_of_one_name_are_told_apart() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as both:
        both.writestr("a.pdf", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            both.writestr("a.pdf", b"2")

    entries = entries_of(archive(output.getvalue()))

    assert [entry.name for entry in entries] == ["!/a.pdf", "!/a.pdf#1"]
    assert [read_entry(archive(output.getvalue()), e.members) for e in entries] == [b"1", b"2"]


def test_a_bomb_is_not_unpacked() -> None:
    data = packed({"bomb.pdf": b"\0" * (64 << 20)})

    with pytest.raises(ZipError) as caught:
        read_entry(archive(data), (0,))

    assert caught.value.kind == "archive-limit"


def test_archives_nested_too_deep_are_refused() -> None:
    data = packed({"1.zip": packed({"2.zip": packed({"3.pdf": b""})})})

    with pytest.raises(ZipError) as caught:
        entries_of(archive(data))

    assert caught.value.kind == "archive-limit"


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_members, "MAX_MEMBERS", 3)
    data = packed({f"{number}.pdf": b"" for number in range(4)})

    with pytest.raises(ZipError) as caught:
        entries_of(archive(data))

    assert caught.value.kind == "archive-limit"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", packed({"a.pdf": b"x" * 90})[:-30]],
    ids=["empty", "a beginning", "cut short"],  # an archive holds the time it was made at
)
def test_a_damaged_archive_is_told(data: bytes) -> None:
    with pytest.raises(ZipError) as caught:
        entries_of(archive(data))

    assert caught.value.kind == "archive-damaged"


def test_an_encrypted_member_is_told() -> None:
    data = bytearray(packed({"a.pdf": b"A"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(ZipError) as caught:
        read_entry(archive(bytes(data)), (0,))

    assert caught.value.kind == "archive-encrypted"


def test_a_member_that_is_no_longer_there_is_told() -> None:
    with pytest.raises(ZipError):
        read_entry(archive(packed({"a.pdf": b"A"})), (7,))
