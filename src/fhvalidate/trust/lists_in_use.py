"""The trusted lists that a profile uses, from where they are kept."""

from collections.abc import Sequence

from fhvalidate import places
from fhvalidate.conclusion import Finding
from fhvalidate.errors import UsageError
from fhvalidate.trust.list_history import rollback_notes
from fhvalidate.trust.list_versions import versions_of
from fhvalidate.trust.lists import TrustedLists
from fhvalidate.trust.profile import ListsInUse
from fhvalidate.trust.snapshots import load_snapshot

# Told when lists are updated and by `trust status`: nothing that a reader of a report can act on.
_FOR_STATUS = frozenset(
    {
        "trusted-list-service-unreadable",
        "trusted-list-superseded",
    }
)


def load_lists(in_use: ListsInUse) -> tuple[TrustedLists | None, Sequence[Finding]]:
    """The lists, and what is told of them; None where they cannot be loaded, which is told too."""
    try:
        lists = load_snapshot(in_use, folder=places.snapshots_folder(), cache=places.cache_folder())
    except UsageError as error:
        name = in_use.snapshot
        finding = Finding.warning("trusted-lists-not-loaded", name=name)
        return None, (finding, Finding.warning(error.code, name=name))
    older = rollback_notes(in_use.snapshot, versions_of(lists), places.snapshots_folder())
    return lists, (*older, *(f for f in lists.findings if f.code not in _FOR_STATUS))
