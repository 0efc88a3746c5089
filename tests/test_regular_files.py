"""Only regular files are opened, and no more of them is read than may be."""

import io
import os
import stat
from pathlib import Path

import pytest

from fhvalidate.errors import FileTooLargeError, NotRegularFileError
from fhvalidate.private_files import make_folder, open_to_others, write_whole
from fhvalidate.regular_files import is_regular, open_regular, read_regular
from fhvalidate.source_file import read_stream
from fhvalidate.system_errors import reason_of


def test_what_fits_the_limit_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")

    assert read_regular(tmp_path / "a", limit=5) == b"12345"


def test_a_file_past_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(1 << 40)

    with pytest.raises(FileTooLargeError):
        read_regular(tmp_path / "a", limit=10)


def test_a_file_that_says_it_is_empty_is_read_to_the_limit() -> None:
    with pytest.raises(FileTooLargeError):
        read_regular("/proc/self/maps", limit=100)
    assert read_regular("/proc/self/comm", limit=100)


@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFSOCK])
def test_what_is_no_regular_file_is_not_opened(kind: int, tmp_path: Path) -> None:
    os.mknod(tmp_path / "a", 0o600 | kind)

    for path in (tmp_path / "a", "/dev/zero", "/dev/null"):
        assert not is_regular(path)
        with pytest.raises(NotRegularFileError):
            open_regular(path)


def test_a_folder_is_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path)


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "nix", ""])
def test_a_name_that_no_file_can_have_leads_nowhere(name: str, tmp_path: Path) -> None:
    with pytest.raises((FileNotFoundError, IsADirectoryError)):
        open_regular(os.fspath(tmp_path) + "/" + name)


def test_what_the_system_says_is_told_by_a_key_or_by_its_symbol() -> None:
    assert reason_of(OSError(28, "No space left on device")) == "no-space"
    assert reason_of(OSError(95, "Operation not supported")) in ("ENOTSUP", "EOPNOTSUPP")
    assert reason_of(NotRegularFileError()) == "not-a-regular-file"


def test_what_is_made_is_for_its_owner_alone_and_what_is_there_stays_as_it_was(
    tmp_path: Path,
) -> None:
    shared = tmp_path / "delad"
    shared.mkdir()
    shared.chmod(0o775)
    (shared / "gammal").touch()
    (shared / "gammal").chmod(0o664)

    make_folder(shared / "ny" / "inre")
    for name in ("gammal", "ny/inre/fil"):
        write_whole(shared / name, b"a")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in shared.rglob("*")}
    assert modes == {"gammal": 0o664, "ny": 0o700, "inre": 0o700, "fil": 0o600}
    assert stat.S_IMODE(shared.stat().st_mode) == 0o775
    assert open_to_others([shared, shared / "gammal", shared / "ny", "nix"]) == (
        str(shared),
        str(shared / "gammal"),
    )


def test_what_is_written_goes_through_a_link_and_over_no_pipe(tmp_path: Path) -> None:
    (tmp_path / "mal").write_bytes(b"gammal")
    (tmp_path / "lank").symlink_to("mal")
    os.mkfifo(tmp_path / "ror")

    write_whole(tmp_path / "lank", b"ny")

    assert (tmp_path / "mal").read_bytes() == b"ny"
    assert (tmp_path / "lank").is_symlink()
    with pytest.raises(NotRegularFileError):
        write_whole(tmp_path / "ror", b"ny")
    assert {path.name for path in tmp_path.iterdir()} == {"mal", "lank", "ror"}


class _NothingYet(io.RawIOBase):
    """A file of the system's own that would wait."""

    def readable(self) -> bool:
        return True

    def readinto(self, _: object) -> None:
        return None


def test_a_file_that_would_wait_is_not_read() -> None:
    with pytest.raises(BlockingIOError) as raised:
        read_stream(io.BufferedReader(_NothingYet()), "kmsg", limit=10)

    assert reason_of(raised.value) == "nothing-to-read"
