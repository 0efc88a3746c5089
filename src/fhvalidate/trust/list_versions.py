"""Which trusted lists are newer: by sequence number, which only ever rises (TS 119 612, 5.3.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fhvalidate.conclusion import Finding
from fhvalidate.trust.lists import ListedCertificate, TrustedList, TrustedLists

LIST_OF_LISTS = "EU"  # stands for the list of lists where territories are named


@dataclass(frozen=True, slots=True)
class Versions:
    """The sequence numbers of one set of lists.

    Attributes:
        lists: by territory; the list of lists is `EU`.
    """

    lists: Mapping[str, int]

    def older_than(self, other: "Versions") -> tuple[str, ...]:
        """The territories of which the other set has a list with a higher number."""
        theirs = other.lists
        return tuple(
            sorted(t for t, number in self.lists.items() if number < theirs.get(t, number))
        )


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
    chosen: dict[str, TrustedList] = {}
    findings: dict[str, Finding] = {}
    for item in (item for lists in everything for item in lists.lists):
        before = chosen.get(item.territory, item)
        later, earlier = (item, before) if _age(item) > _age(before) else (before, item)
        chosen[item.territory] = later
        if earlier.sha256 != later.sha256:
            findings[earlier.sha256] = superseded(earlier, later)
    certificates: dict[str, ListedCertificate] = {}
    for lists in everything:
        certificates |= lists.certificates
    return replace(
        newest,
        lists=tuple(chosen[territory] for territory in sorted(chosen)),
        expected=tuple(dict.fromkeys(t for lists in everything for t in lists.expected)),
        certificates=certificates,
        findings=(*(f for lists in everything for f in lists.findings), *findings.values()),
    )


def superseded(earlier: TrustedList, later: TrustedList) -> Finding:
    """That a list is not used, for there is a newer one."""
    return Finding.info(
        "trusted-list-superseded",
        "TS 119 612, 5.3.2",
        territory=earlier.territory,
        sequence=earlier.sequence,
        used=later.sequence,
    )


def _age(item: TrustedList) -> tuple[int, object, str]:
    return item.sequence, item.issued, item.sha256
