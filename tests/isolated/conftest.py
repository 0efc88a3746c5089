"""Whom the tests of the isolated call believe, and the pool whose worker they hold."""

from collections.abc import Iterator

import pytest

from fhvalidate.trust.anchors import TrustAnchors
from tests.batch.places import FILES
from tests.isolated.held import LONG, Held


@pytest.fixture(scope="module")
def trust() -> TrustAnchors:
    return TrustAnchors.from_path(FILES / "trust")


@pytest.fixture(scope="session")
def held() -> Iterator[Held]:
    """A pool with one worker, in whose queue there is room for two."""
    made = Held(queue=2)
    made.go_on.set()
    yield made
    made.pool.close()


@pytest.fixture
def busy(held: Held) -> Iterator[Held]:
    """The pool while its worker is held; afterwards nobody waits there."""
    held.go_on.clear()
    holding = held.hold()
    yield held
    held.go_on.set()
    assert holding.result(LONG).signatures
