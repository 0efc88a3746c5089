"""Snapshots of trusted lists: the files as they were published, kept and never changed.

A snapshot is a folder named by the date of its list of lists and the digest of its files. What
was read from it stands in the cache, which may be deleted at any time.
"""

import secrets
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from fhvalidate.atomic import PARTIAL, flush_folder, write_atomically
from fhvalidate.errors import FileTooLargeError, TrustedListError, UsageError
from fhvalidate.private_files import FOLDER, make_folder
from fhvalidate.regular_files import read_regular
from fhvalidate.system_errors import reason_of
from fhvalidate.trust.list_cache import dumps_lists, loads_lists
from fhvalidate.trust.list_history import NUMBERS, SIGNERS, keep_numbers
from fhvalidate.trust.list_versions import versions_of
from fhvalidate.trust.lists import MAX_FILES, MAX_LIST_SIZE, TrustedLists, digest_of_files
from fhvalidate.trust.profile import ListsInUse

MAX_PARSED = 536_870_912  # bytes of what was read from a snapshot; all of Europe's has 60 MB
CACHE_VERSION = 2  # another number when what is read from the same files changes

_LETTERS = str.maketrans("0123456789", "ghjkmnpqrs")


def read_folder(folder: Path) -> dict[str, bytes]:
    """The XML files of a folder by name.

    Raises:
        UsageError: `trust-snapshot-unreadable`.
    """
    try:
        files = sorted(f for f in folder.iterdir() if f.suffix.lower() == ".xml" and f.is_file())
        found = {file.name: _list_in(file) for file in files[: MAX_FILES + 1]}
    except OSError as error:
        raise UsageError(
            "trust-snapshot-unreadable", path=str(folder), reason=reason_of(error)
        ) from error
    if not found:
        raise UsageError("trust-snapshot-unreadable", path=str(folder), reason="no-lists")
    if len(found) > MAX_FILES:
        # Which of a country's lists is the newest can only be told of all of them.
        raise UsageError("trust-snapshot-unreadable", path=str(folder), reason="too-many-lists")
    return found


def keep_snapshot(
    files: Mapping[str, bytes], lists: TrustedLists, *, signers: bytes, folder: Path
) -> str:
    """The name of the snapshot's folder, which is there whole or not at all.

    Args:
        files: the XML by file name.
        lists: what was read from them.
        signers: PEM of the certificates that the list of lists was verified against.
        folder: where snapshots are kept.

    Raises:
        UsageError: `output-not-writable`.
    """
    name = snapshot_name(lists.name.partition(" ")[2], lists.sha256)
    target = folder / name
    partial = folder / f"{PARTIAL}{secrets.token_hex(8)}"
    try:
        make_folder(folder)
        _sweep(folder)
        if target.is_dir() and digest_of_files(read_folder(target)) == lists.sha256:
            if not (target / NUMBERS).exists():
                keep_numbers(target, versions_of(lists))
            return name
        partial.mkdir(mode=FOLDER)
        for file, data in files.items():
            write_atomically(partial / Path(file).name, data)
        write_atomically(partial / SIGNERS, signers)
        keep_numbers(partial, versions_of(lists))
        if target.exists():  # damaged: what the digest named is put back
            shutil.rmtree(target)
        partial.rename(target)
        flush_folder(folder)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise UsageError(
            "output-not-writable", path=str(target), reason=reason_of(error)
        ) from error
    return name


def snapshot_name(date: str, sha256: str) -> str:
    """The date and the beginning of the digest, in letters.

    A date and four digits after it would be masked as a personal identity number wherever the
    name is told.
    """
    return f"{date}-{sha256[:16].translate(_LETTERS)}"


def load_snapshot(in_use: ListsInUse, *, folder: Path, cache: Path) -> TrustedLists:
    """The lists of a snapshot that was verified when it was kept: from the cache, else read anew.

    Raises:
        UsageError: `trust-snapshot-missing`, `trust-snapshot-changed`.
    """
    parsed = cache_path(in_use.sha256, in_use.countries, cache)
    with suppress(OSError, ValueError):
        found = loads_lists(read_regular(parsed, limit=MAX_PARSED))
        if found.sha256 == in_use.sha256:
            return found
    place = folder / Path(in_use.snapshot).name
    try:
        files = read_folder(place)
        signers = read_regular(place / SIGNERS, limit=MAX_LIST_SIZE)
    except (UsageError, OSError) as error:
        raise UsageError("trust-snapshot-missing", name=in_use.snapshot) from error
    if digest_of_files(files) != in_use.sha256:
        raise UsageError("trust-snapshot-changed", name=in_use.snapshot)
    from fhvalidate.trust.list_set import assemble  # lxml is wanted only here

    try:
        lists = assemble(files, signers=signers_in(signers), countries=in_use.countries)
    except TrustedListError as error:
        raise UsageError("trust-snapshot-changed", name=in_use.snapshot) from error
    keep_parsed(lists, in_use.countries, cache)
    return lists


def signers_in(data: bytes) -> tuple[bytes, ...]:
    """The DER of each certificate in a PEM file."""
    from fhvalidate.x509.certificates.blocks import read_certificate_file

    return tuple(certificate.der for certificate in read_certificate_file(data).certificates)


def keep_parsed(lists: TrustedLists, countries: Iterable[str], cache: Path) -> None:
    """Keeps what was read, for the next time; without a place to write, the next time is slow."""
    with suppress(OSError):
        write_atomically(cache_path(lists.sha256, countries, cache), dumps_lists(lists))


def cache_path(sha256: str, countries: Iterable[str], cache: Path) -> Path:
    """Where the parsed lists of a snapshot are kept."""
    which = "-".join(sorted(countries)) or "all"
    return cache / "trusted-lists" / f"{sha256}-{which}-{CACHE_VERSION}.json"


def _list_in(file: Path) -> bytes:
    """The XML; one that is too large stays in the set as a list that cannot be read, and is told.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return read_regular(file, limit=MAX_LIST_SIZE)
    except FileTooLargeError:
        return b""


def _sweep(folder: Path) -> None:
    """Removes what an update that was killed left behind."""
    for left in folder.glob(f"{PARTIAL}*"):
        shutil.rmtree(left, ignore_errors=True)
