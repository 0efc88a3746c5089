"""Commands that write, told to end: what is half made is removed, by SIGTERM as by Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.extension.test_svt_command import archive, pem_of, signed
from tests.extension.tsa import answering
from tests.extension.worlds import today

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.isolated]


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("command", ["extend", "issue"])
def test_what_is_half_made_is_removed(tmp_path: Path, command: str, number: signal.Signals) -> None:
    scene = today()
    (tmp_path / "a.pdf").write_bytes(signed())
    (tmp_path / "r.pem").write_bytes(scene.root.pem + scene.stamp_root.pem)
    (tmp_path / "k.pem").write_bytes(pem_of(archive()))
    folder = tmp_path / "evidence"
    folder.mkdir()
    for each, crl in enumerate(scene.crls(scene.at)):
        (folder / f"{each}.crl").write_bytes(crl.public_bytes(Encoding.DER))
    own = {
        "extend": ("extend", "a.pdf", "--level", "lta"),
        "issue": ("svt", "issue", "a.pdf", "--key", "k.pem"),
    }[command]
    there = {each.name for each in tmp_path.iterdir()}
    with answering(scene.unit) as tsa:
        rest = ("--tsa", tsa.badly("hanging"), "-o", "out.pdf", "--trust", "r.pem")
        call = (sys.executable, "-m", "fhvalidate", *own, *rest, "--evidence", "evidence")
        with subprocess.Popen(
            call, cwd=tmp_path, stderr=subprocess.PIPE, env={**os.environ, "HOME": str(tmp_path)}
        ) as running:
            while not tsa.server.asked and running.poll() is None:
                time.sleep(0.05)
            beside = [each for each in tmp_path.rglob("*") if ".partial-" in str(each)]
            modes = {each.stat().st_mode & 0o077 for each in beside}
            running.send_signal(number)
            said = running.communicate(timeout=60)[1].decode()

    assert beside
    assert modes == {0}
    assert running.returncode == 130, said
    assert {each.name for each in tmp_path.iterdir()} - {".cache", ".config"} == there
