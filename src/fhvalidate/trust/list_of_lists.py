"""The list of lists, verified back to the Official Journal of the European Union by its pivots.

Pivots are lists of lists that were each signed with what was known before, and name the next
signers (Decision (EU) 2015/1505; the Commission's explanation of the pivot LOTL).
"""

from collections.abc import Iterable
from dataclasses import replace

from fhvalidate.conclusion import Finding
from fhvalidate.errors import TrustedListError
from fhvalidate.frozen import frozen
from fhvalidate.trust.list_reading import LIST_OF_LISTS, XML_TYPE, ListHead, Pointer, read_head
from fhvalidate.trust.list_signature import signed_list
from fhvalidate.trust.list_xml import parse_xml
from fhvalidate.trust.lists import MAX_FILES


@frozen
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
    head = read_head(parse_xml(data))
    if head.list_type != LIST_OF_LISTS:
        raise TrustedListError("not a list of lists")
    own = tuple(signers)
    _, known, findings = _chain(pivots, own)
    return replace(_verified(data, head, known, own), findings=findings)


def newest_list_of_lists(
    files: Iterable[bytes], *, signers: Iterable[bytes]
) -> VerifiedListOfLists:
    """The list of lists with the highest sequence number among those whose signature holds.

    Args:
        files: XML of lists of lists, pivots among them, in any order.
        signers: DER certificates that the Official Journal published.

    Raises:
        TrustedListError: nothing leads from the Official Journal to any of them, or the newest
            has a critical extension that is not understood: an older one does not stand in for it.
    """
    files = tuple(files)
    newest, _, findings = _chain(files, tuple(signers))
    if newest is None:
        reasons = [str(finding.detail["reason"]) for finding in findings]
        raise TrustedListError(reasons[-1] if reasons else "no list of lists")
    if newest.head.unknown_critical:
        raise TrustedListError(_critical(newest.head))
    return replace(newest, findings=findings)


def _chain(
    files: Iterable[bytes], own: tuple[bytes, ...]
) -> tuple[VerifiedListOfLists | None, tuple[bytes, ...], tuple[Finding, ...]]:
    """The last that verified, who may sign the next one, and what was wrong with the others."""
    findings: list[Finding] = []
    readable: list[tuple[ListHead, bytes]] = []
    for data in dict.fromkeys(list(files)[:MAX_FILES]):
        try:
            readable.append((read_head(parse_xml(data)), data))
        except TrustedListError:
            findings.append(_unverified("unreadable"))
    known, newest = own, None
    for head, data in sorted(readable, key=lambda item: (item[0].sequence, item[0].issued)):
        try:
            newest = _verified(data, head, known, own, understood=False)
        except TrustedListError as error:
            findings.append(_unverified(str(error)))
            continue
        if not head.unknown_critical:
            known = _own_signers(newest.head) or known
    return newest, known, tuple(findings)


def _verified(
    data: bytes,
    head: ListHead,
    known: tuple[bytes, ...],
    own: tuple[bytes, ...],
    *,
    understood: bool = True,
) -> VerifiedListOfLists:
    """The list, signed by who was named last, or by whom the Official Journal names itself.

    A later publication in the Journal begins a new chain, so that no pivot leads to it.
    """
    root = signed_list(data, head, dict.fromkeys((*known, *own)))
    if understood and head.unknown_critical:
        raise TrustedListError(_critical(head))
    verified = read_head(root)
    pointers = tuple(
        p for p in verified.pointers if p.media_type == XML_TYPE and p.list_type != LIST_OF_LISTS
    )
    return VerifiedListOfLists(verified, pointers)


def _critical(head: ListHead) -> str:
    return f"critical extension: {', '.join(head.unknown_critical)}"


def _unverified(reason: str) -> Finding:
    return Finding.warning("trusted-list-unverified", territory="pivot", reason=reason)


def _own_signers(head: ListHead) -> tuple[bytes, ...]:
    """Who may sign the next list of lists, by this one's pointer to itself."""
    own = (p for p in head.pointers if p.list_type == LIST_OF_LISTS and p.media_type == XML_TYPE)
    return tuple(dict.fromkeys(signer for pointer in own for signer in pointer.signers))
