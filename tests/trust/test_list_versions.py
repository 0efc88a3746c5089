"""Several sets of trusted lists: which of their lists count."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from fhvalidate.trust.list_set import assemble
from fhvalidate.trust.list_versions import Versions, joined_lists, versions_of
from fhvalidate.trust.lists import TrustedLists
from tests.pki import EPOCH
from tests.trust.published import WITHDRAWN, Points, Published, State, signed
from tests.trust.test_list_set import COMMISSION, OPERATOR, SIGNERS, SWEDISH, TOP

EXERCISES = ("TS 119 612, 5.3",)

GRANTED = SWEDISH
ENDED = replace(
    SWEDISH,
    sequence=2,
    services=[
        replace(
            SWEDISH.services[0],
            states=[
                State(status=WITHDRAWN, since=EPOCH - timedelta(days=50)),
                State(since=EPOCH - timedelta(days=900)),
            ],
        )
    ],
)
FINNISH = replace(SWEDISH, territory="FI", sequence=5)
BOTH = replace(
    TOP,
    pointers=[
        Points(territory=land, location=f"http://x.test/{land}.xml", signers=[OPERATOR])
        for land in ("SE", "FI")
    ],
)


def lists_of(*lists: Published, sequence: int = 10) -> TrustedLists:
    files = {"EU.xml": signed(replace(BOTH, sequence=sequence), COMMISSION)}
    files |= {f"{item.territory}.xml": signed(item, OPERATOR) for item in lists}
    return assemble(files, signers=SIGNERS)


def until(lists: TrustedLists) -> list[object]:
    return [b.until for found in lists._beliefs.values() for b in found]


def test_what_a_newer_list_withdrew_an_older_one_does_not_bring_back() -> None:
    older, newer = lists_of(GRANTED), lists_of(ENDED)

    for order in permutations((older, newer)):
        joined = joined_lists(order)
        assert versions_of(joined) == Versions({"EU": 10, "SE": 2})
        assert until(joined) == [EPOCH - timedelta(days=50)]
        assert "trusted-list-superseded" in [f.code for f in joined.findings]


def test_each_territory_has_its_own_newest_list() -> None:
    first = lists_of(ENDED, replace(FINNISH, sequence=4), sequence=12)
    second = lists_of(GRANTED, FINNISH, sequence=11)

    for order in permutations((first, second)):
        joined = joined_lists(order)
        assert versions_of(joined) == Versions({"EU": 12, "FI": 5, "SE": 2})
        assert joined.sha256 == first.sha256


def test_a_set_alone_stays_as_it_is() -> None:
    alone = lists_of(GRANTED)

    assert joined_lists([alone]) is alone
    assert joined_lists([alone, alone]) == alone


@pytest.mark.parametrize(
    ("own", "other", "older"),
    [
        ({"SE": 1}, {"SE": 2}, ("SE",)),
        ({"SE": 2}, {"SE": 2}, ()),
        ({"SE": 3}, {"SE": 2}, ()),
        ({"SE": 1, "FI": 1}, {"SE": 2, "FI": 2}, ("FI", "SE")),
        ({"SE": 1, "FI": 3}, {"SE": 2, "FI": 2}, ("SE",)),
        ({"EU": 9, "SE": 3}, {"EU": 10}, ("EU",)),
        ({"SE": 1}, {}, ()),
        ({}, {"SE": 1}, ()),
        ({"SE": 0}, {"SE": 1}, ("SE",)),
        ({"SE": 1}, {"FI": 2}, ()),
    ],
)
def test_older_is_what_has_a_lower_number(
    own: dict[str, int], other: dict[str, int], older: tuple[str, ...]
) -> None:
    assert Versions(own).older_than(Versions(other)) == older
