"""The service that is tested: judged by the fixtures' authorities, in two worker processes.

A test client has an event loop, which talks to itself by a pair of sockets; nothing reaches out.
"""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.web.application import application
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings
from tests.batch.places import FILES


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """The tests of the service have them."""


@pytest.fixture(scope="session")
def settings() -> ServiceSettings:
    return ServiceSettings(
        trust=TrustAnchors.from_path(FILES / "trust"), policy=Policy.named("default"), workers=2
    )


@pytest.fixture(scope="session")
def judging(settings: ServiceSettings) -> Iterator[Judging]:
    judging = Judging.of(settings, ready=False)
    yield judging
    judging.close()


@pytest.fixture
def client(settings: ServiceSettings, judging: Judging) -> TestClient:
    return TestClient(application(settings, judging))
