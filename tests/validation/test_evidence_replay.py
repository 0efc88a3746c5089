"""A report can be repeated from what was written down of its evidence."""

import json
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest

from fhvalidate import Report, validate
from fhvalidate.archive.bundle.records import MANIFEST
from fhvalidate.cli.main import run
from fhvalidate.errors import UsageError
from fhvalidate.evidence import Evidence
from tests.pki import ARCHIVED_AT, EPOCH, YEAR
from tests.pki.world import World
from tests.validation.scenes import (
    DAY,
    archived,
    evidence_of,
    fresh_world,
    signed_b_b,
    signed_b_t,
    stored,
    trust_of,
    world,
)

EXERCISES = ("5.6.3",)

LONG = EPOCH + 15 * YEAR


def b_lta() -> bytes:
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    responder = shared.authority.issue_ocsp_responder()
    answer = shared.authority.ocsp(shared.chair.certificate, responder=responder)
    held = stored(signed_b_t(shared), [each.crl() for each in makers], [answer])
    return archived(shared, held, at=ARCHIVED_AT)


def given(shared: World) -> Evidence:
    """Lists from outside."""
    return evidence_of(shared.authority.crl(next_update=LONG), shared.root.crl(next_update=LONG))


def judged(
    data: bytes,
    *,
    evidence: Evidence | None = None,
    out: Path | None = None,
    at: datetime = EPOCH + 3 * YEAR,
    held: datetime | None = EPOCH + DAY,
) -> Report:
    return validate(
        data,
        trust=trust_of(world()),
        at=at,
        evidence=evidence,
        held_since=held,
        evidence_out=out,
    )


@pytest.mark.parametrize("carried", [True, False], ids=["from the file", "from outside"])
def test_validating_again_with_what_was_written_gives_an_equal_report(
    tmp_path: Path, carried: bool
) -> None:
    data = b_lta() if carried else signed_b_b(world().chair)
    evidence = None if carried else given(world())

    first = judged(data, evidence=evidence, out=tmp_path / "bevis")
    again = judged(data, evidence=Evidence.from_path(tmp_path / "bevis"))

    assert again == first
    assert first.verdict == "valid"


def test_what_is_written_says_what_it_is_and_where_it_came_from(tmp_path: Path) -> None:
    judged(b_lta(), evidence=given(world()), out=tmp_path)

    payload = tmp_path / "data"
    manifest = json.loads((payload / MANIFEST).read_text("utf-8"))
    kinds = {(item["kind"], item["origin"]) for item in manifest["items"]}
    assert "personuppgifter" in manifest["notice"]
    assert {
        ("certificate", "cms"),
        ("crl", "dss"),
        ("crl", "supplied"),
        ("ocsp_response", "dss"),
        ("time_stamp", "cms"),
        ("time_stamp", "document"),
    } <= kinds
    objects = {path.name for path in payload.iterdir() if len(path.stem) == 64}
    assert objects == {item["file"] for item in manifest["items"]}


def test_a_folder_that_cannot_be_written_is_a_wrong_call(tmp_path: Path) -> None:
    occupied = tmp_path / "fil"
    occupied.write_text("")

    with pytest.raises(UsageError, match="evidence-not-writable"):
        judged(b_lta(), out=occupied)


def test_what_is_written_twice_is_the_same(tmp_path: Path) -> None:
    data = b_lta()
    for name in ("ett", "två"):
        judged(data, out=tmp_path / name)

    dated = {MANIFEST, "report.json"}  # which say when they were made
    one, two = (
        {p.name: p.read_bytes() for p in (tmp_path / n / "data").iterdir() if p.name not in dated}
        for n in ("ett", "två")
    )
    assert one == two


def commanded(tmp_path: Path, *arguments: str) -> dict[str, object]:
    (tmp_path / "rot.pem").write_bytes(world().root.pem)
    (tmp_path / "tid.pem").write_bytes(world().time_stamp_root.pem)
    trust = ["--trust", str(tmp_path / "rot.pem"), "--trust", str(tmp_path / "tid.pem")]
    output = StringIO()
    with redirect_stdout(output):
        run([*trust, "--format", "json", *arguments])
    report: dict[str, object] = json.loads(output.getvalue())
    report.pop("produced_at")
    return report


def test_the_command_writes_and_reads_evidence_all_the_same(tmp_path: Path) -> None:
    document = tmp_path / "protokoll.pdf"
    document.write_bytes(b_lta())
    times = ["--at", "2029-03-01T00:00:00+00:00", "--held-since", "2026-03-03T09:00:00+00:00"]
    bundle = str(tmp_path / "bevis")

    first = commanded(tmp_path, *times, "--evidence-out", bundle, str(document))
    again = commanded(tmp_path, *times, "--evidence", bundle, str(document))

    assert first == again
    assert first["verdict"] == "valid"


def test_the_command_reads_several_places_of_evidence(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    document = tmp_path / "protokoll.pdf"
    document.write_bytes(signed_b_b(world().chair))
    places = []
    for name, authority in (("a.crl", world().authority), ("b.crl", world().root)):
        (tmp_path / name).write_bytes(authority.crl().public_bytes(Encoding.DER))
        places += ["--evidence", str(tmp_path / name)]

    at = ["--at", "2026-03-04T00:00:00+00:00"]
    assert commanded(tmp_path, *at, str(document))["verdict"] == "indeterminate"
    assert commanded(tmp_path, *at, *places, str(document))["verdict"] == "valid"


def test_evidence_of_one_world_says_nothing_in_another() -> None:
    stranger = fresh_world()
    document = signed_b_b(world().chair)

    one = judged(document, evidence=given(stranger))
    none = judged(document)

    assert [replace(each, findings=()) for each in one.signatures] == [
        replace(each, findings=()) for each in none.signatures
    ]
    assert one.verdict == none.verdict != "valid"
