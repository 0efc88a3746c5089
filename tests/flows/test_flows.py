"""What ordinary writers do after a signature is told, and is no harm.

`flows.toml` lists the writers, their versions and steps; `make/` holds what made the files.
"""

from typing import Any

import pytest

from tests.flows.judging import FILES, flows, judged, what_changed

BYTES = 4_000_000  # the files are in every clone of the repository
NAMES = [flow["file"].removesuffix(".pdf") for flow in flows()]


@pytest.mark.parametrize("flow", flows(), ids=NAMES)
def test_a_flow_has_the_verdict_that_is_listed(flow: dict[str, Any]) -> None:
    report = judged(FILES / flow["file"], password=flow.get("password", ""))

    assert report.verdict.value == flow["verdict"], sorted(what_changed(report))


@pytest.mark.parametrize("flow", flows(), ids=NAMES)
def test_a_flow_has_no_error_but_those_that_are_listed(flow: dict[str, Any]) -> None:
    report = judged(FILES / flow["file"], password=flow.get("password", ""))

    assert what_changed(report) == set(flow.get("errors", ()))


def test_a_flow_that_is_not_valid_is_listed_with_its_reason() -> None:
    unexplained = [f["file"] for f in flows() if f["verdict"] != "valid" and not f.get("note")]

    assert not unexplained


def test_every_file_is_listed() -> None:
    present = {path.name for path in FILES.glob("*.pdf")}

    assert present == {flow["file"] for flow in flows()}


def test_the_files_together_are_small() -> None:
    assert sum(path.stat().st_size for path in FILES.iterdir()) < BYTES
