"""`fhvalidate batch extend` over two hundred signed files, killed again and again (kill -9)."""

import random
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import SignatureKind, validate
from fhvalidate.batch.extension_journal import State
from fhvalidate.batch.extension_plan import EVENTS
from tests.batch.extending import digest, entries
from tests.batch.places import batch, start
from tests.extension.tsa import answering
from tests.extension.worlds import today

pytestmark = [pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]
COUNT = 200
ADDED = 2  # time-stamps of one extension to LTA


def test_no_file_is_damaged_and_none_extended_twice(tmp_path: Path) -> None:
    scene, chance = today(), random.Random()
    root, results = tmp_path / "arkiv", tmp_path / "res"
    root.mkdir()
    files: dict[Path, bytes] = {}
    for number in range(COUNT):
        path = root / f"{number:03}.pdf"
        path.write_bytes(scene.signed() if number == 0 else files[root / "000.pdf"])
        files[path] = path.read_bytes()
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for number, crl in enumerate(scene.crls(scene.at)):
        (evidence / f"{number}.crl").write_bytes(crl.public_bytes(Encoding.DER))
    (tmp_path / "roots.pem").write_bytes(scene.root.pem + scene.stamp_root.pem)
    judged_by = ("--trust", tmp_path / "roots.pem", "--evidence", evidence)
    batch(root, "--out", results, "-q", *judged_by, code=0)

    with answering(scene.unit) as tsa:
        options = ("--tsa", tsa.url, "--in-place", "--due-before", "2090-01-01", "--workers", "2")
        command = ("extend", results, *options, "-q", *judged_by)
        kills = 0
        for _ in range(6):
            with start(*command) as process:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=chance.uniform(3.0, 20.0))
                kills += process.poll() is None
                process.send_signal(signal.SIGKILL)
            for path, data in files.items():
                assert path.read_bytes().startswith(data)
                assert path.read_bytes().rstrip().endswith(b"%%EOF")
        batch(*command, code=0)

    told = entries(results)
    for path, data in files.items():
        new = path.read_bytes()
        report = validate(new, trust=scene.bench().trust)
        kinds = [each.kind for each in report.signatures[1:]]
        assert (report.verdict, kinds) == ("valid", ADDED * [SignatureKind.DOCUMENT_TIMESTAMP])
        entry = told[path.name]
        assert (entry.state, entry.old_sha256) == (State.DONE, digest(data))
        assert entry.written is not None
        assert entry.written.sha256 == digest(new)
    assert kills
    assert len(list((results / EVENTS).iterdir())) == COUNT
    assert sorted(root.iterdir()) == sorted(files)
