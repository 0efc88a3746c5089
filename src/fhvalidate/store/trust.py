"""TrustAnchors for a command: the user's own profile, or what `--trust` names."""

from collections.abc import Iterable

from fhvalidate import places
from fhvalidate.errors import UsageError
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.trust.profile import read_profile
from fhvalidate.trust.test_authorities import is_test_authority


def load_trust(paths: Iterable[str], *, test: bool) -> TrustAnchors:
    """The anchors that the paths name, or those of the user's own profile when there are none.

    Args:
        paths: certificates (PEM, DER, PKCS #7), trust profiles, or folders of either. With a
            purpose before it, as in `svt:root.pem`, a path is believed for that alone; without
            one for signatures and time-stamps.
        test: whether test authorities are let in.

    Raises:
        UsageError: a path cannot be read, or names a test authority and `test` is False.
    """
    paths = tuple(paths)
    parts = [_stated(path) for path in paths] or [
        TrustAnchors.of_profile(read_profile(places.profile_path()))
    ]
    anchors = TrustAnchors.joined(parts)
    if test:
        return anchors.allowing_test()
    for certificate in anchors.certificates:
        if paths and is_test_authority(certificate):
            raise UsageError("trust-test-authority", subject=certificate.subject)
    return anchors


def stated_path(text: str) -> tuple[Purpose | None, str]:
    """What `--trust` names: the purpose before the path, where there is one, and the path."""
    before, colon, path = text.partition(":")
    if colon and path and before in tuple(Purpose):
        return Purpose(before), path
    return None, text


def _stated(text: str) -> TrustAnchors:
    purpose, path = stated_path(text)
    anchors = TrustAnchors.from_path(path)
    return anchors if purpose is None else anchors.for_purpose(purpose)
