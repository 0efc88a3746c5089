"""The service that SiVa's requests are put to, once its canary has been judged."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from fhvalidate.web.application import application
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings


@pytest.fixture(scope="module")
def siva(settings: ServiceSettings, judging: Judging) -> Iterator[TestClient]:
    with TestClient(application(settings, judging)) as client:
        yield client
