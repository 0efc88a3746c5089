"""Whom the tests of the isolated call believe."""

import pytest

from fhvalidate.trust.anchors import TrustAnchors
from tests.batch.places import FILES


@pytest.fixture(scope="module")
def trust() -> TrustAnchors:
    return TrustAnchors.from_path(FILES / "trust")
