"""Files of trust anchors: their certificates, and what in them should be one and cannot be read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path

from fhvalidate.cms.certificate_bundle import certificates_in_bundle, is_signed_data
from fhvalidate.conclusion import Finding
from fhvalidate.errors import Asn1Error, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import not_read, read_each, read_regular
from fhvalidate.trust.file_kinds import (
    EMPTY,
    FOLDER,
    FOLDER_WITHOUT,
    TEXT,
    kind_of_block,
    kind_of_folder,
    kind_of_whole,
)
from fhvalidate.trust.profile import Profile, parse_profile
from fhvalidate.trust.profile_signs import is_profile
from fhvalidate.x509.certificates.blocks import (
    NOT_ITS_FORM,
    Block,
    UnreadableBlock,
    blocks_of,
    is_certificate,
    unreadable_because,
)
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate

MAX_FILES = 10_000  # in a folder of anchors; the EU's lists have some thousand
MAX_FILE_SIZE = 20_971_520  # bytes; a bundle of every EU anchor has 10 MB
MAX_TOTAL = 104_857_600  # bytes of a folder; what lies past them is told as not read
MAX_TOLD = 20  # unreadable certificates, or other things, of one source that are told one by one
UNREADABLE = "trust-certificate-unreadable"
# OpenSSL's form, which says behind the certificate what it is trusted for, and what not.
_WITH_SETTINGS = "TRUSTED CERTIFICATE"
_BUNDLES = frozenset({"PKCS7", "PKCS #7 SIGNED DATA", "CMS"})


@frozen
class AnchorFiles:
    """What a file, or the files of a folder, hold.

    Attributes:
        profiles: trust profiles among them, which say what their certificates are believed for.
        findings: what could not be read, and what is nothing that could be believed.
    """

    certificates: tuple[Certificate, ...] = ()
    profiles: tuple[Profile, ...] = ()
    findings: tuple[Finding, ...] = ()


@frozen
class _Read:
    """One file: what was found, what should have been read, and what else there was."""

    name: str
    certificates: tuple[Certificate, ...] = ()
    profile: Profile | None = None
    unreadable: tuple[UnreadableBlock, ...] = ()
    others: tuple[str, ...] = ()


def read_anchor_files(path: str | PathLike[str]) -> AnchorFiles:
    """The anchors of a file, or of the files of a folder (not its folders), and what is wrong.

    Raises:
        UsageError: `trust-path-missing`, `file-not-readable`, `trust-no-certificate`,
            `trust-certificate-unreadable`; `trust-profile-unreadable`, `trust-profile-malformed`:
            a trust profile cannot be read, and what it limits is not to be believed without limits.
    """
    place = Path(path)
    try:
        if place.is_dir():
            return _together(_folder(place), named=str(path), whole=False)
        data = read_regular(place, limit=MAX_FILE_SIZE)
    except OSError as error:
        raise not_read(path, error, missing="trust-path-missing") from error
    return _together([_at(place, _read(place.name, data))], named=place.name, whole=True)


def read_anchors(data: bytes, *, name: str) -> AnchorFiles:
    """The anchors in the bytes, and what is wrong; `name` is what findings call them.

    Raises:
        UsageError: as `read_anchor_files`.
    """
    return _together([_read(name, data)], named=name, whole=True)


def _together(files: Iterable[_Read], *, named: str, whole: bool) -> AnchorFiles:
    """What the files hold together; `whole`: it is one file, all of which is to be trust.

    Raises:
        UsageError: there is nothing that can be read; the first that cannot is named.
    """
    files = tuple(files)
    found = tuple(certificate for file in files for certificate in file.certificates)
    profiles = tuple(file.profile for file in files if file.profile is not None)
    bad = [(file.name, block) for file in files for block in file.unreadable]
    others = [(file.name, kind) for file in files for kind in file.others]
    if not found and not profiles:
        if bad:
            name, block = bad[0]
            raise UsageError(UNREADABLE, path=name, block=str(block.number), reason=block.reason)
        raise _nothing(named, others, whole=whole)
    # A text that somebody has put there for people to read, and an empty file, are no anchors
    # that somebody could miss.
    told = [_other(name, kind) for name, kind in others if kind not in {TEXT, EMPTY}]
    unread = [_unreadable(name, block) for name, block in bad]
    return AnchorFiles(found, profiles, (*unread[:MAX_TOLD], *told[:MAX_TOLD]))


def _nothing(named: str, others: list[tuple[str, str]], *, whole: bool) -> UsageError:
    """That there is no certificate, with the first thing that there is instead."""
    telling = [(name, kind) for name, kind in others if kind not in {TEXT, EMPTY, FOLDER}]
    notes = [(name, kind) for name, kind in others if kind != FOLDER]
    if not telling and not whole and len(notes) != 1:
        return UsageError("trust-no-certificate", path=named, found_kind=FOLDER_WITHOUT)
    name, kind = (*telling, *notes, (named, EMPTY))[0]
    return UsageError("trust-no-certificate", path=name, found_kind=kind)


def _unreadable(name: str, block: UnreadableBlock) -> Finding:
    return Finding.warning(
        UNREADABLE, "RFC 5280, 4.1", path=name, block=block.number, reason=block.reason
    )


def _other(name: str, kind: str) -> Finding:
    return Finding.warning("trust-file-passed-over", path=name, found_kind=kind)


def _folder(folder: Path) -> Iterator[_Read]:
    """The files of a folder, by name; one that cannot be read says why.

    Raises:
        OSError: it cannot be read.
        UsageError: it is a folder of something else, in which there are certificates.
    """
    entries = sorted(folder.iterdir())
    files = [entry for entry in entries if not entry.is_dir()]
    found = dict(read_each(files[:MAX_FILES], limit=MAX_FILE_SIZE, total=MAX_TOTAL))
    kind = kind_of_folder(found)
    if kind is not None:
        raise UsageError("trust-no-certificate", path=str(folder), found_kind=kind)
    for entry in entries:
        data = found.get(entry.name, "too-many")
        if entry.is_dir():
            yield _Read(entry.name, others=(FOLDER,))
        elif isinstance(data, str):
            yield _Read(entry.name, unreadable=(UnreadableBlock(1, data),))
        else:
            yield _at(entry, _read(entry.name, data))


def _at(path: Path, read: _Read) -> _Read:
    """What was read, with where its trust profile is."""
    if read.profile is None:
        return read
    return replace(read, profile=replace(read.profile, file=str(path)))


def _read(name: str, data: bytes) -> _Read:
    """What one file holds.

    Raises:
        UsageError: it is a trust profile that cannot be read.
    """
    kind = kind_of_whole(data)
    if kind is not None:
        return _Read(name, others=(kind,))
    if is_profile(data):
        return _Read(name, profile=parse_profile(data, path=name))
    found: list[Certificate] = []
    unreadable: list[UnreadableBlock] = []
    others: dict[str, None] = {}
    for block in blocks_of(data):
        reason = unreadable_because(block, read_certificate)
        if block.label == _WITH_SETTINGS:
            unreadable.append(UnreadableBlock(block.number, "trust-settings"))
        elif reason is None:
            found.append(read_certificate(block.der))
        elif is_certificate(block):
            unreadable.append(UnreadableBlock(block.number, reason))
        elif block.label in _BUNDLES or (not block.label and is_signed_data(block.der)):
            inside, bad, other = _bundle(block)
            found += inside
            unreadable += bad
            others |= dict.fromkeys(other)
        else:
            others[kind_of_block(block)] = None
    return _Read(name, tuple(found), None, tuple(unreadable), tuple(others))


def _bundle(block: Block) -> tuple[list[Certificate], list[UnreadableBlock], list[str]]:
    """The certificates of a PKCS #7 bundle; a message that somebody has signed is none."""
    if block.reason:
        return [], [UnreadableBlock(block.number, block.reason)], []
    try:
        ders = certificates_in_bundle(block.der)
    except Asn1Error:
        return [], [UnreadableBlock(block.number, NOT_ITS_FORM)], []
    if ders is None:
        return [], [], [kind_of_block(block)]
    found: list[Certificate] = []
    unreadable: list[UnreadableBlock] = []
    for number, der in enumerate(ders, start=1):
        reason = unreadable_because(Block(number, "CERTIFICATE", der), read_certificate)
        if reason is None:
            found.append(read_certificate(der))
        else:
            unreadable.append(UnreadableBlock(number, reason))
    return found, unreadable, []
