"""The how-to on calling the service shows what it answers."""

import shutil

import pytest

from tests.web import called


@pytest.mark.slow
@pytest.mark.isolated
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_the_examples_are_answered_as_the_page_shows(socket_enabled: None) -> None:
    del socket_enabled
    found = list(called.answers())

    assert len(found) >= 7
    for shown, given in found:
        assert given == shown, "run: python -m tests.web.called"
