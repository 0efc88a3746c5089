"""TrustAnchors from what is kept: the user's profile, or what `--trust` names."""

from collections.abc import Iterable
from dataclasses import replace

from fhvalidate.conclusion import Finding
from fhvalidate.errors import UsageError
from fhvalidate.regular_files import not_read, read_regular
from fhvalidate.store import places
from fhvalidate.store.list_history import rollback_notes
from fhvalidate.store.profile import MAX_SIZE, Profile, is_profile, parse_profile, read_profile
from fhvalidate.store.snapshots import load_snapshot
from fhvalidate.trust.anchors import SourceKind, TrustAnchors, TrustSource
from fhvalidate.trust.list_versions import joined_lists, versions_of
from fhvalidate.trust.lists import TrustedLists
from fhvalidate.trust.test_authorities import is_test_authority

# Told when lists are updated and by `trust status`: nothing that a reader of a report can act on.
_FOR_STATUS = frozenset(
    {
        "trusted-list-service-unreadable",
        "trusted-list-superseded",
    }
)


def load_trust(paths: Iterable[str], *, test: bool) -> TrustAnchors:
    """The anchors that the paths name, or those of the user's own profile when there are none.

    Args:
        paths: certificates (PEM or DER), folders of them, or trust profiles.
        test: whether test authorities are let in.

    Raises:
        UsageError: a path cannot be read, or names a test authority and `test` is False.
    """
    paths = tuple(paths)
    parts = [_from_path(path) for path in paths] or [
        anchors_of(read_profile(places.profile_path()))
    ]
    anchors = TrustAnchors.joined(parts)
    sets = [item for item in anchors.listed if isinstance(item, TrustedLists)]
    if len(sets) > 1:
        anchors = replace(anchors, listed=(joined_lists(sets),))
    if test:
        return anchors.allowing_test()
    for certificate in anchors.certificates:
        if paths and is_test_authority(certificate):
            raise UsageError("trust-test-authority", subject=certificate.subject)
    return anchors


def anchors_of(profile: Profile) -> TrustAnchors:
    """The anchors of a profile, with its trusted lists.

    Lists that cannot be loaded are a finding: the other anchors are believed all the same.
    """
    anchors = profile.anchors()
    if profile.lists is None:
        return anchors if profile.entries else replace(anchors, sources=())
    try:
        lists = load_snapshot(
            profile.lists, folder=places.snapshots_folder(), cache=places.cache_folder()
        )
    except UsageError as error:
        finding = Finding.warning("trusted-lists-not-loaded", name=profile.lists.snapshot)
        lost = Finding.warning(error.code, name=profile.lists.snapshot)
        return replace(anchors, findings=(*anchors.findings, finding, lost))
    older = rollback_notes(profile.lists.snapshot, versions_of(lists), places.snapshots_folder())
    told = (f for f in lists.findings if f.code not in _FOR_STATUS)
    source = TrustSource(lists.name, lists.sha256, lists.count, SourceKind.TRUSTED_LISTS)
    return replace(
        anchors,
        sources=(*anchors.sources, source),
        listed=(lists,),
        findings=(*anchors.findings, *older, *told),
    )


def _from_path(path: str) -> TrustAnchors:
    """A profile, or certificates."""
    try:
        data = read_regular(path, limit=MAX_SIZE)
    except IsADirectoryError:
        return TrustAnchors.from_path(path)
    except OSError as error:
        raise not_read(path, error, missing="trust-path-missing") from error
    if is_profile(data):
        return anchors_of(parse_profile(data, path=path))
    return TrustAnchors.from_path(path)
