"""Files that were made to break a service: each is answered, and nothing else notices."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.batch.places import FILES
from tests.shared import SHARED
from tests.web.server import ask, serving

HOSTILE = SHARED / "hostile"
AT_ONCE = 20
MEGABYTES = 600  # of the web process; what is sent is 20 times 5 MB at most, and comes back larger
SIGNED = (FILES / "minutes-b-lt.pdf").read_bytes()


def posted(place: Path, files: Sequence[bytes]) -> list[tuple[int, bytes]]:
    """Status and answer of each, with so many on their way at once."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        asked = [threads.submit(ask, place, "POST", "/api/v1/validate", each) for each in files]
        answers = [each.result() for each in asked]
    return [(answer.status, text) for answer, text in answers]


@pytest.mark.slow
@pytest.mark.isolated
@pytest.mark.skipif(not HOSTILE.exists(), reason="the shared hostile files are not here")
def test_hostile_files_at_once_are_all_answered_within_memory(
    tmp_path: Path, socket_enabled: None
) -> None:
    del socket_enabled
    files = [path.read_bytes() for path in sorted(HOSTILE.glob("*.pdf"))]

    with serving(tmp_path / "s", "--trust", str(FILES / "trust"), "--wait=600") as process:
        answers = posted(tmp_path / "s", [*files, *files])
        answer, text = ask(tmp_path / "s", "POST", "/api/v1/validate", SIGNED)
        ready, _ = ask(tmp_path / "s", "GET", "/monitoring/heartbeat")
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")

    assert {status for status, _ in answers} <= {200, 503}
    judged = [json.loads(text) for status, text in answers if status == 200]
    assert len(judged) >= len(files)
    assert "valid" not in {report["verdict"] for report in judged}
    assert (answer.status, json.loads(text)["document"]["size"]) == (200, len(SIGNED))
    assert ready.status == 200
    [peak] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    assert int(peak.split()[1]) < MEGABYTES << 10
