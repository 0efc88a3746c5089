"""A set of files to TrustedLists: the list of lists verified first, then each list it points to.

Whoever verifies the list of lists is the Official Journal of the European Union, through its
pivots: lists of lists that were each signed with what was known before, and name the next signers
(Decision (EU) 2015/1505; the Commission's explanation of the pivot LOTL).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fhvalidate.conclusion import Finding
from fhvalidate.errors import TrustedListError
from fhvalidate.trust.list_reading import (
    LIST_OF_LISTS,
    XML_TYPE,
    ListHead,
    Pointer,
    read_head,
    read_list,
)
from fhvalidate.trust.list_signature import signed_root
from fhvalidate.trust.list_xml import parse_xml
from fhvalidate.trust.lists import (
    MAX_FILES,
    ListedCertificate,
    TrustedList,
    TrustedLists,
    digest_of_files,
)


@dataclass(frozen=True, slots=True)
class _File:
    """One file of a snapshot with its head, not verified yet."""

    name: str
    data: bytes
    head: ListHead


@dataclass(frozen=True, slots=True)
class VerifiedListOfLists:
    """The list of lists as it was signed.

    Attributes:
        pointers: to the lists in XML, without the pointer to itself.
    """

    head: ListHead
    pointers: tuple[Pointer, ...]
    findings: tuple[Finding, ...] = ()


def verify_list_of_lists(
    data: bytes, pivots: Iterable[bytes], *, signers: Iterable[bytes]
) -> VerifiedListOfLists:
    """The list of lists, its signature verified.

    Args:
        data: its XML.
        pivots: XML of earlier lists of lists, in any order; those that lead nowhere are noted.
        signers: DER certificates that the Official Journal published.

    Raises:
        TrustedListError: nothing leads from the Official Journal to this list's signature.
    """
    known = tuple(signers)
    heads = [(_head(pivot), pivot) for pivot in list(pivots)[:MAX_FILES]]
    readable = [(head, pivot) for head, pivot in heads if head is not None]
    findings = [
        Finding.warning("trusted-list-unverified", territory="pivot", reason="unreadable")
        for head, _ in heads
        if head is None
    ]
    for head, pivot in sorted(readable, key=lambda item: item[0].issued):
        try:
            root = signed_root(pivot, known, at=head.issued)
        except TrustedListError as error:
            note = Finding.warning("trusted-list-unverified", territory="pivot", reason=str(error))
            findings.append(note)
            continue
        named = _own_signers(read_head(root))
        known = named or known
    head = read_head(parse_xml(data))
    if head.list_type != LIST_OF_LISTS:
        raise TrustedListError("not a list of lists")
    verified = read_head(signed_root(data, known, at=head.issued))
    pointers = tuple(
        p for p in verified.pointers if p.media_type == XML_TYPE and p.list_type != LIST_OF_LISTS
    )
    return VerifiedListOfLists(verified, pointers, tuple(findings))


def assemble(
    files: Mapping[str, bytes], *, signers: Iterable[bytes], countries: Iterable[str] = ()
) -> TrustedLists:
    """The lists in the files: verified, read, and named by the digest of all.

    Args:
        files: XML by file name: one list of lists, its pivots and the lists.
        signers: DER certificates that the Official Journal published.
        countries: the territories that are wanted; all when empty.

    Raises:
        TrustedListError: there is no list of lists, or its signature leads to no signer.
    """
    findings: list[Finding] = []
    read = _read_files(files, findings)
    tops = sorted(
        (f for f in read if f.head.list_type == LIST_OF_LISTS), key=lambda f: f.head.sequence
    )
    if not tops:
        raise TrustedListError("no list of lists")
    *pivots, top = tops
    verified = verify_list_of_lists(top.data, (p.data for p in pivots), signers=signers)
    wanted = {country.upper() for country in countries}
    pointers = [p for p in verified.pointers if not wanted or p.territory in wanted]
    certificates: dict[str, ListedCertificate] = {}
    lists: list[TrustedList] = []
    for file in sorted(read, key=lambda f: f.name):
        if file.head.list_type == LIST_OF_LISTS:
            continue
        outcome = _verified_list(file, verified.pointers, lists)
        if isinstance(outcome, Finding):
            findings.append(outcome)
            continue
        if outcome.pointer in pointers:
            item, found, notes = read_list(outcome.root, outcome.pointer, file.data)
            lists.append(item)
            certificates |= found
            findings += notes
    expected = tuple(dict.fromkeys(pointer.territory for pointer in pointers))
    loaded = {item.territory for item in lists}
    missing = tuple(sorted({*expected, *wanted} - loaded))
    if missing:
        findings.append(Finding.warning("trusted-list-missing", territories=missing))
    digest = digest_of_files(files)
    return TrustedLists(
        name=f"EU {verified.head.issued:%Y-%m-%d}",
        sha256=digest,
        lists=tuple(lists),
        expected=expected,
        certificates=certificates,
        findings=(*verified.findings, *findings),
    )


@dataclass(frozen=True, slots=True)
class _Verified:
    """A list's root element as signed, and the pointer that vouches for its signer."""

    root: Any
    pointer: Pointer


def _verified_list(
    file: _File, pointers: tuple[Pointer, ...], loaded: Iterable[TrustedList]
) -> _Verified | Finding:
    territory = file.head.territory
    taken = {item.territory for item in loaded}
    if territory in taken:
        return Finding.warning("trusted-list-unverified", territory=territory, reason="repeated")
    # A list is its territory's. One whose territory no pointer names can only be known by its
    # signer: a party to a mutual recognition may be called something else in the list of lists.
    named = [p for p in pointers if p.territory == territory]
    reason = "no pointer to it"
    for pointer in named or [p for p in pointers if p.territory not in taken]:
        try:
            return _Verified(signed_root(file.data, pointer.signers, at=file.head.issued), pointer)
        except TrustedListError as error:
            reason = str(error)
    return Finding.warning("trusted-list-unverified", territory=territory, reason=reason)


def _read_files(files: Mapping[str, bytes], findings: list[Finding]) -> list[_File]:
    read = []
    for name, data in list(files.items())[:MAX_FILES]:
        head = _head(data)
        if head is None:
            findings.append(
                Finding.warning("trusted-list-unverified", territory=name, reason="unreadable")
            )
        else:
            read.append(_File(name, data, head))
    return read


def _head(data: bytes) -> ListHead | None:
    try:
        return read_head(parse_xml(data))
    except TrustedListError:
        return None


def _own_signers(head: ListHead) -> tuple[bytes, ...]:
    """Who may sign the next list of lists, by this one's pointer to itself."""
    own = (p for p in head.pointers if p.list_type == LIST_OF_LISTS and p.media_type == XML_TYPE)
    return tuple(dict.fromkeys(signer for pointer in own for signer in pointer.signers))
