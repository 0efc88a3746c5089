"""TrustAnchors for a command: the user's own profile, or what `--trust` names."""

from collections.abc import Iterable

from fhvalidate import places
from fhvalidate.errors import UsageError
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.trust.profile import read_profile
from fhvalidate.trust.test_authorities import is_test_authority


def load_trust(paths: Iterable[str], *, test: bool) -> TrustAnchors:
    """The anchors that the paths name, or those of the user's own profile when there are none.

    Args:
        paths: certificates (PEM, DER, PKCS #7), trust profiles, or folders of either.
        test: whether test authorities are let in.

    Raises:
        UsageError: a path cannot be read, or names a test authority and `test` is False.
    """
    paths = tuple(paths)
    parts = [TrustAnchors.from_path(path) for path in paths] or [
        TrustAnchors.of_profile(read_profile(places.profile_path()))
    ]
    anchors = TrustAnchors.joined(parts)
    if test:
        return anchors.allowing_test()
    for certificate in anchors.certificates:
        if paths and is_test_authority(certificate):
            raise UsageError("trust-test-authority", subject=certificate.subject)
    return anchors
