"""The description of the interface: true by itself, and of what is answered to anything at all."""

import ast
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from fhvalidate.web.api.openapi import BASE, DESCRIBED, description, problem_schema
from fhvalidate.web.api.routes import OPERATIONS
from fhvalidate.web.problem_types import STATUS
from tests.batch.places import FILES
from tests.docs.examples import ROOT
from tests.web.server import started

WEB = ROOT / "src" / "fhvalidate" / "web"
# Of the answers to what is as described: 422 is for what is no PDF, which no schema can say.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 422]
"""


def refused() -> Iterator[tuple[str, int]]:
    """Code and status of every problem that the service's source raises."""
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "RequestRefusedError":
                status = next((x.value for x in node.keywords if x.arg == "status"), None)
                match node.args, status:
                    case [[ast.Constant(value=str(code))], ast.Constant(value=int(number))]:
                        yield code, number


def test_every_problem_has_its_kind_and_status() -> None:
    found = {*refused()}

    ours = {each for each in found if each[0].startswith("service-")}  # DSS and SiVa have their own
    assert ours | {("service-busy", 503)} == {*STATUS.items()}


def test_the_service_gives_its_description(client: TestClient) -> None:
    assert client.get(f"{BASE}/openapi.json").json() == description()


def test_every_address_is_described() -> None:
    assert {f"{BASE}{each.path}" for each in DESCRIBED} == {*OPERATIONS}


def test_every_reference_leads_to_a_schema() -> None:
    whole: Any = description()
    text = repr(whole)

    named = re.findall(r"'#/components/schemas/([^']+)'", text)
    assert set(named) <= set(whole["components"]["schemas"])
    for schema in whole["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_a_problem_is_as_described(client: TestClient) -> None:
    for answer in (client.get("/nothing"), client.post(f"{BASE}/validate"), client.put(BASE)):
        jsonschema.validate(answer.json(), problem_schema())


def test_the_prefix_is_part_of_the_description() -> None:
    assert description(prefix="/V3")["servers"] == [{"url": "/V3"}]


def asked_anything(folder: Path, examples: int, phases: str) -> tuple[int, str]:
    """What schemathesis says after so many requests to each address, and how many in all."""
    (folder / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    trust = ("--trust", str(FILES / "trust"), "--with-certificates")
    with started(f"--port={port}", "--workers=1", *trust) as service:
        for stream in (service.stdout, service.stderr):
            assert stream is not None
            Thread(target=stream.read, daemon=True).start()  # a log that nobody reads stops it
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli"),
                *("--config-file", "schemathesis.toml", "run"),
                f"http://127.0.0.1:{port}{BASE}/openapi.json",
                *("--max-examples", str(examples), "--phases", phases),
                *("--mode", "all", "--seed", "21"),
                *("--no-color", "--generation-database", "none"),
            ],
            cwd=folder,
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": "tests.web.fuzz_hooks",
                "PYTHONPATH": str(ROOT),  # it runs in another folder
            },
            capture_output=True,
            text=True,
            check=False,
        )
    counted = re.search(r"(\d+) generated", done.stdout)
    return int(counted[1]) if counted else 0, done.stdout + done.stderr


@pytest.mark.isolated
def test_whatever_is_asked_is_answered_as_described(tmp_path: Path, socket_enabled: None) -> None:
    del socket_enabled
    count, said = asked_anything(tmp_path, 5, "coverage,fuzzing")

    assert count >= 200, said
    assert "No issues found" in said, said


@pytest.mark.slow
@pytest.mark.isolated
def test_two_thousand_requests_are_answered_as_described(
    tmp_path: Path, socket_enabled: None
) -> None:
    del socket_enabled
    count, said = asked_anything(tmp_path, 400, "examples,coverage,fuzzing")

    assert count >= 2_000, said
    assert "No issues found" in said, said
