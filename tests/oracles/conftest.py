"""Engines and cases that the tests of this folder share."""

from collections.abc import Iterator

import pytest

from tests.oracles.atelier import Atelier
from tests.oracles.engines import KINDS


@pytest.fixture(scope="session", params=[kind.name for kind in KINDS])
def one_engine(request: pytest.FixtureRequest) -> Iterator[Atelier]:
    """Each engine by itself; skipped, with what is missing, where it is not installed."""
    kind = next(each for each in KINDS if each.name == request.param)
    if missing := kind.missing():
        pytest.skip(missing)
    with Atelier([kind.name]) as atelier:
        yield atelier
