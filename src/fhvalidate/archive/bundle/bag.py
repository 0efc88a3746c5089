"""Bags (BagIt, RFC 8493): files with digests of all of them, in a folder or a ZIP archive.

A bag is written and read in one form alone: the manifests list every file once, sorted, with
SHA-512; there is no file that is not listed, no link, and no name that leads out of the bag.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path

from fhvalidate.errors import UsageError
from fhvalidate.private_files import make_folder, write_whole
from fhvalidate.regular_files import not_read, read_regular
from fhvalidate.strict_zip import (
    MAX_MEMBERS,
    MAX_TOTAL,
    StrictZipError,
    is_plain_name,
    read_zip,
    write_zip,
)
from fhvalidate.system_errors import reason_of

DECLARATION, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha512.txt", "tagmanifest-sha512.txt"
SEAL = "tagmanifest-sha512.tsr"  # a time-stamp of the tag manifest
PAYLOAD = "data/"
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MAX_DEPTH = 2  # folders in each other: the bag, and its payload
_TAGS = (INFO, DECLARATION, MANIFEST)
_LINE = re.compile(r"([0-9a-f]{128})  ([^\n]+)")
_BASE = re.compile(r"[A-Za-z0-9._-]+")


def bag_of(payload: Mapping[str, bytes], *, day: str) -> dict[str, bytes]:
    """The files of the bag with this payload; names are without `data/`.

    Args:
        payload: the files by name.
        day: when it was made, as `2026-03-02`.
    """
    files = {f"{PAYLOAD}{name}": data for name, data in payload.items()}
    octets = sum(map(len, files.values()))
    info = f"Bagging-Date: {day}\nPayload-Oxum: {octets}.{len(files)}\n"
    manifest = _manifest(files)
    tags = {DECLARATION: DECLARED, INFO: info.encode(), MANIFEST: manifest}
    return {**files, **tags, TAG_MANIFEST: _manifest(tags)}


def checked_payload(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The payload of the bag, once every file is as the manifests say; names without `data/`.

    Raises:
        UsageError: `bundle-malformed`, `bundle-file-missing`, `bundle-file-extra`,
            `bundle-file-changed`, each with the file.
    """
    for name in (*_TAGS, TAG_MANIFEST):
        if name not in files:
            raise UsageError("bundle-file-missing", file=name)
    payload = {name: data for name, data in files.items() if name.startswith(PAYLOAD)}
    tags = {name: data for name, data in files.items() if name not in payload}
    extra = tags.keys() - {*_TAGS, TAG_MANIFEST, SEAL}
    if extra:
        raise UsageError("bundle-file-extra", file=min(extra))
    _compare(TAG_MANIFEST, files[TAG_MANIFEST], {name: files[name] for name in _TAGS})
    if files[DECLARATION] != DECLARED:
        raise UsageError("bundle-malformed", file=DECLARATION)
    _compare(MANIFEST, files[MANIFEST], payload)
    return {name.removeprefix(PAYLOAD): data for name, data in payload.items()}


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = (
        f"{hashlib.sha512(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())
    )
    return "".join(lines).encode("ascii")


def _compare(name: str, manifest: bytes, files: Mapping[str, bytes]) -> None:
    """Refuses files that are not those of the manifest, and a manifest of another form."""
    listed = _listed(name, manifest)
    for file in sorted(listed.keys() | files.keys()):
        if file not in files:
            raise UsageError("bundle-file-missing", file=file)
        if file not in listed:
            raise UsageError("bundle-file-extra", file=file)
        if hashlib.sha512(files[file]).hexdigest() != listed[file]:
            raise UsageError("bundle-file-changed", file=file, manifest=name)
    if _manifest(files) != manifest:
        raise UsageError("bundle-malformed", file=name)


def _listed(name: str, manifest: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    try:
        lines = manifest.decode("ascii").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise UsageError("bundle-malformed", file=name) from error
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or not is_plain_name(match[2]) or match[2] in found:
            raise UsageError("bundle-malformed", file=name)
        found[match[2]] = match[1]
    return found


def is_archive(path: str | PathLike[str]) -> bool:
    """Whether a bundle of that name is one file: a ZIP archive."""
    return os.fspath(path).lower().endswith(".zip")


def zipped_bag(files: Mapping[str, bytes], base: str) -> bytes:
    """The bag as one ZIP archive, in which it is a folder of that name (RFC 8493)."""
    return write_zip({f"{base}/{name}": data for name, data in files.items()})


def write_bag(files: Mapping[str, bytes], path: str | PathLike[str]) -> None:
    """Writes the bag into the folder, or as one ZIP archive where the name ends in `.zip`.

    What is made is for its owner alone. A folder that holds other files is left as it is: they
    would become part of the bag.

    Raises:
        UsageError: `evidence-not-writable`, `evidence-folder-in-use`.
    """
    place = Path(path)
    try:
        if is_archive(path):
            base = place.stem if _BASE.fullmatch(place.stem.lstrip(".")) else "bundle"
            make_folder(place.parent)
            write_whole(place, zipped_bag(files, base))
            return
        make_folder(place)
        others = {name for name, _ in _walked(place)} - files.keys()
        if others:
            raise UsageError("evidence-folder-in-use", path=str(path), file=min(others))
        make_folder(place / PAYLOAD)
        for name, data in files.items():
            write_whole(place / name, data)
    except (OSError, StrictZipError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "not-regular"
        raise UsageError("evidence-not-writable", path=str(path), reason=reason) from error


def read_bag(path: str | PathLike[str]) -> dict[str, bytes]:
    """The files of the bag in the folder or the ZIP archive, as they are; nothing is compared.

    Raises:
        UsageError: `bundle-missing`, `file-not-readable`, `bundle-not-readable`: no bag, a link in
            it, past a limit, or an archive that could be read in more than one way.
    """
    place = Path(path)
    try:
        if place.is_dir():
            return dict(_read(place))
        found = read_zip(read_regular(place, limit=MAX_TOTAL))
    except StrictZipError as error:
        raise UsageError("bundle-not-readable", path=str(path), reason=error.reason) from error
    except (OSError, ValueError) as error:
        raise not_read(path, error, missing="bundle-missing") from error
    bases = {name.partition("/")[0] for name in found}
    if len(bases) != 1 or any("/" not in name for name in found):
        raise UsageError("bundle-not-readable", path=str(path), reason="zip-folder")
    return {name.partition("/")[2]: data for name, data in found.items()}


def _read(place: Path) -> Iterator[tuple[str, bytes]]:
    left = MAX_TOTAL
    for name, file in _walked(place):
        data = read_regular(file, limit=left)
        left -= len(data)
        yield name, data


def _walked(place: Path, *, within: str = "", depth: int = 1) -> Iterator[tuple[str, Path]]:
    """The files of the folder by their names in it.

    Raises:
        StrictZipError: a link, a device, a name or a number that no bag has.
        OSError: a folder cannot be gone through.
    """
    names = sorted(each.name for each in place.iterdir())
    if len(names) > MAX_MEMBERS:
        raise StrictZipError("zip-too-many")
    for name in names:
        shown, file = f"{within}{name}", place / name
        mode = file.lstat().st_mode
        if stat.S_ISDIR(mode) and depth < MAX_DEPTH:
            yield from _walked(file, within=f"{shown}/", depth=depth + 1)
        elif stat.S_ISREG(mode):
            yield shown, file
        else:
            raise StrictZipError("link" if stat.S_ISLNK(mode) else "zip-folder")
