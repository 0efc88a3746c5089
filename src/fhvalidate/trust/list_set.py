"""A set of files to TrustedLists: the list of lists verified first, then each list it points to.

The lists may come in any order and number: of each territory, the one with the highest sequence
number whose signature holds is the one that counts (TS 119 612, 5.3.2).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from fhvalidate.conclusion import Finding
from fhvalidate.errors import TrustedListError
from fhvalidate.frozen import frozen
from fhvalidate.trust.list_of_lists import newest_list_of_lists
from fhvalidate.trust.list_reading import LIST_OF_LISTS, ListHead, Pointer, read_head, read_list
from fhvalidate.trust.list_signature import signed_list
from fhvalidate.trust.list_versions import superseded
from fhvalidate.trust.list_xml import parse_xml
from fhvalidate.trust.lists import (
    MAX_FILES,
    ListedCertificate,
    TrustedList,
    TrustedLists,
    digest_of_files,
)


@frozen
class _File:
    """One file of a snapshot with its head, not verified yet."""

    data: bytes = field(repr=False)
    head: ListHead


@frozen
class _Verified:
    """A list's root element as signed, and the pointer that vouches for its signer."""

    root: Any
    pointer: Pointer
    file: _File


def assemble(
    files: Mapping[str, bytes], *, signers: Iterable[bytes], countries: Iterable[str] = ()
) -> TrustedLists:
    """The lists in the files: verified, read, and named by the digest of all.

    Args:
        files: XML by file name: a list of lists, its pivots and the lists.
        signers: DER certificates that the Official Journal published.
        countries: the territories that are wanted; all when empty.

    Raises:
        TrustedListError: there is no list of lists, or the signature of none leads to a signer.
    """
    findings: list[Finding] = []
    read = _read_files(files, findings)
    tops = tuple(file.data for file in read if file.head.list_type == LIST_OF_LISTS)
    verified = newest_list_of_lists(tops, signers=signers)
    wanted = {country.upper() for country in countries}
    pointers = [p for p in verified.pointers if not wanted or p.territory in wanted]
    others = [file for file in read if file.head.list_type != LIST_OF_LISTS]
    certificates: dict[str, ListedCertificate] = {}
    lists: list[TrustedList] = []
    for found in _chosen(others, verified.pointers, findings):
        if found.pointer not in pointers:
            continue
        if found.file.head.unknown_critical:
            findings.append(_not_understood(found))
            continue
        item, listed, notes = read_list(found.root, found.pointer, found.file.data)
        lists.append(item)
        certificates |= listed
        findings += notes
    expected = tuple(dict.fromkeys(pointer.territory for pointer in pointers))
    loaded = {item.territory for item in lists}
    missing = tuple(sorted({*expected, *wanted} - loaded))
    if missing:
        findings.append(Finding.warning("trusted-list-missing", territories=missing))
    return TrustedLists(
        name=f"EU {verified.head.issued:%Y-%m-%d}",
        sha256=digest_of_files(files),
        lists=tuple(lists),
        expected=expected,
        certificates=certificates,
        findings=(*verified.findings, *findings),
        sequence=verified.head.sequence,
    )


def _chosen(
    files: Iterable[_File], pointers: tuple[Pointer, ...], findings: list[Finding]
) -> Iterator[_Verified]:
    """The newest verified list of each territory, by territory; of the others it is noted why not.

    A list is its territory's. One whose territory no pointer names can only be known by its
    signer: a party to a mutual recognition may be called something else in the list of lists.
    """
    territories = {pointer.territory for pointer in pointers}
    newest_first = sorted(files, key=_age, reverse=True)
    chosen: dict[str, _Verified] = {}
    for file in sorted(newest_first, key=lambda file: file.head.territory not in territories):
        territory = file.head.territory
        if territory in chosen:
            used = chosen[territory].file.head.sequence
            findings.append(superseded(territory, file.head.sequence, used=used))
            continue
        taken = {found.pointer.territory for found in chosen.values()}
        named = [p for p in pointers if p.territory == territory]
        outcome = _verify(file, named or [p for p in pointers if p.territory not in taken])
        if isinstance(outcome, Finding):
            findings.append(outcome)
        else:
            chosen[territory] = outcome
    yield from sorted(chosen.values(), key=lambda found: found.pointer.territory)


def _age(file: _File) -> tuple[int, Any, str]:
    # Two lists of one number should not be; the one that was issued later then counts.
    return file.head.sequence, file.head.issued, hashlib.sha256(file.data).hexdigest()


def _verify(file: _File, pointers: Iterable[Pointer]) -> _Verified | Finding:
    reason = "no pointer to it"
    for pointer in pointers:
        try:
            return _Verified(signed_list(file.data, file.head, pointer.signers), pointer, file)
        except TrustedListError as error:
            reason = str(error)
    return Finding.warning("trusted-list-unverified", territory=file.head.territory, reason=reason)


def _not_understood(found: _Verified) -> Finding:
    return Finding.warning(
        "trusted-list-not-understood",
        "TS 119 612, 5.3.17",
        territory=found.pointer.territory,
        extensions=found.file.head.unknown_critical,
    )


def _read_files(files: Mapping[str, bytes], findings: list[Finding]) -> list[_File]:
    if len(files) > MAX_FILES:
        raise TrustedListError(f"more than {MAX_FILES} files")
    read: dict[bytes, _File] = {}
    for name, data in sorted(files.items()):
        try:
            read.setdefault(data, _File(data, read_head(parse_xml(data))))
        except TrustedListError:
            findings.append(
                Finding.warning("trusted-list-unverified", territory=name, reason="unreadable")
            )
    return list(read.values())
