"""What ordinary writers make is extended, whatever they are: none is worse, or it is said why."""

from typing import Any

import pytest

from fhvalidate import Evidence, TrustAnchors
from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.extension.extending import extended
from fhvalidate.extension.pdf_writer import Update, with_time_stamp
from fhvalidate.extension.wanted import Goal, Wanted
from tests.extension.tools import Bench, stamping
from tests.extension.worlds import Scene, scene_at
from tests.flows.judging import AT, FILES, flows
from tests.shared import CORPUS

# That are not valid as they are, or have two tables of contents that readers take one or other of.
NOT_EXTENDED = {
    "dss-openpdf-lo-signed.pdf": "extend-not-valid",
    "dss-pdfbox-hybrid.pdf": "extend-not-written",
    "itext5-hybrid.pdf": "extend-not-written",
    "itext7-certified-ticked.pdf": "extend-not-valid",
    "itext9-hybrid.pdf": "extend-not-written",
    "mupdf-existing-fields.pdf": "extend-not-holding",
    "pdfbox3-hybrid.pdf": "extend-not-written",
    "podofo-existing-field.pdf": "extend-not-valid",
    "podofo-second-seen.pdf": "extend-not-valid",
    "pyhanko-hybrid.pdf": "extend-not-written",
    # pyHanko takes something of these for the update before; the new file would say so.
    "pdfbox2-certified-filled.pdf": "extend-changes",
}
HERE = ("pyhanko-encrypted", "itext9-two-packed", "dss-openpdf-visible-text", "itext5-hybrid")


@pytest.fixture(scope="module")
def scene() -> Scene:
    return scene_at(AT)


def bench_for(scene: Scene, password: str) -> Bench:
    root = TrustAnchors.from_pem_or_der((FILES / "root.pem").read_bytes(), name="root.pem")
    stamps = TrustAnchors.from_pem_or_der(scene.stamp_root.pem, name="stamps.pem")
    after = Evidence.from_path(FILES / "after.crl")
    return Bench(
        TrustAnchors.joined((root, stamps)),
        AT,
        scene.unit,
        lambda when: Evidence.joined((after, scene.evidence(when))),
        password=password,
    )


def tried(scene: Scene, flow: dict[str, Any]) -> None:
    """Extends the file to LTA, or renews it where it is that already."""
    data = (FILES / flow["file"]).read_bytes()
    bench = bench_for(scene, flow.get("password", ""))
    outcome = attempt(data, Wanted(Goal.LTA), bench)
    if outcome == "extend-has-level":
        outcome = attempt(data, Wanted(Goal.LTA, renew=True), bench)

    assert outcome == NOT_EXTENDED.get(flow["file"])


def attempt(data: bytes, wanted: Wanted, bench: Bench) -> str | None:
    """The code that says why it is not extended; None where it is, and is no worse."""
    try:
        made = extended(data, wanted, bench.tools)
    except (UsageError, UnreadableError) as error:
        return error.code
    is_kept = made.data.startswith(data) and made.after.verdict == made.before.verdict
    return None if is_kept else "worse"


@pytest.mark.parametrize("name", HERE)
def test_a_file_of_another_writer_is_extended(scene: Scene, name: str) -> None:
    tried(scene, next(flow for flow in flows() if flow["file"] == f"{name}.pdf"))


@pytest.mark.slow
@pytest.mark.parametrize("flow", flows(), ids=[flow["file"] for flow in flows()])
def test_every_flow_is_extended_or_it_is_said_why(scene: Scene, flow: dict[str, Any]) -> None:
    tried(scene, flow)


@pytest.mark.slow
def test_real_files_are_written_to_or_it_is_said_why(scene: Scene) -> None:
    """Whose issuers nobody trusts here: only that what is written begins with what was there."""
    files = sorted(CORPUS.rglob("*.pdf")) if CORPUS.exists() else []
    if not files:
        pytest.skip("the corpus is not here")
    outcomes = [written(path.read_bytes(), scene) for path in files]
    assert set(outcomes) <= {"written", "extend-not-written"}
    assert outcomes.count("written") > len(files) // 3


def written(data: bytes, scene: Scene) -> str:
    """What came of adding a time-stamp."""
    stamp = stamping(scene.unit)
    try:
        new = with_time_stamp(Update(data), stamp, algorithm="sha512", room=8192)
    except UnreadableError as error:
        return error.code
    return "written" if new.startswith(data) else "changed"
