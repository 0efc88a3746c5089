"""Which trusted lists are newer: by sequence number, which only ever rises (TS 119 612, 5.3.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fhvalidate.conclusion import Finding
from fhvalidate.frozen import frozen
from fhvalidate.trust.lists import ListedCertificate, TrustedList, TrustedLists

LIST_OF_LISTS = "EU"  # stands for the list of lists where territories are named


@frozen
class Versions:
    """The sequence numbers of one set of lists.

    Attributes:
        lists: by territory; the list of lists is `EU`.
    """

    lists: Mapping[str, int]

    def older_than(self, other: "Versions") -> tuple[str, ...]:
        """The territories of which the other set has a list with a higher number."""
        own, theirs = self.lists, other.lists
        return tuple(sorted(t for t in own if own[t] < theirs.get(t, own[t])))


def versions_of(lists: TrustedLists) -> Versions:
    """The sequence numbers of the lists and of their list of lists."""
    numbers = {item.territory: item.sequence for item in lists.lists}
    return Versions({**numbers, LIST_OF_LISTS: lists.sequence})


def joined_lists(sets: Iterable[TrustedLists]) -> TrustedLists:
    """Several sets as one: of each territory the list with the highest number, the others told.

    It is called what the set with the newest list of lists is called.
    """
    newest, *older = sorted(sets, key=lambda lists: (lists.sequence, lists.name), reverse=True)
    if not older:
        return newest
    everything = (newest, *older)
    findings: list[Finding] = []
    for lists in everything:
        findings += (finding for finding in lists.findings if finding not in findings)
    chosen: dict[str, TrustedList] = {}
    for item in (item for lists in everything for item in lists.lists):
        before = chosen.get(item.territory, item)
        later, earlier = (item, before) if _age(item) > _age(before) else (before, item)
        chosen[item.territory] = later
        if earlier.sha256 != later.sha256:
            note = superseded(item.territory, earlier.sequence, used=later.sequence)
            findings += () if note in findings else (note,)
    certificates: dict[str, ListedCertificate] = {}
    for lists in everything:
        certificates |= lists.certificates
    return replace(
        newest,
        lists=tuple(chosen[territory] for territory in sorted(chosen)),
        expected=tuple(dict.fromkeys(t for lists in everything for t in lists.expected)),
        certificates=certificates,
        findings=tuple(findings),
    )


def superseded(territory: str, sequence: int, *, used: int) -> Finding:
    """That a list is not used, for there is a newer one."""
    return Finding.info(
        "trusted-list-superseded",
        "TS 119 612, 5.3.2",
        territory=territory,
        sequence=sequence,
        used=used,
    )


def _age(item: TrustedList) -> tuple[int, object, str]:
    return item.sequence, item.issued, item.sha256
