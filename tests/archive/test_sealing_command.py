"""`--seal`, as it is run: a time-stamping service on this computer seals what is kept."""

from pathlib import Path

import pytest

from fhvalidate.archive.bundle.bag import SEAL, read_bag
from tests.archive.bundling import payload
from tests.archive.test_replay import authority_answers, newer
from tests.archive.test_replay_command import ran, root
from tests.fetch.server import serving
from tests.validation.scenes import world


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_private_service_that_was_typed_seals_the_bundle(tmp_path: Path) -> None:
    document = tmp_path / "protokoll.pdf"
    document.write_bytes(payload()["document.pdf"])
    (tmp_path / "rot.pem").write_bytes(root())
    (tmp_path / "tid.pem").write_bytes(world().time_stamp_root.pem)
    (crl,) = newer().data.revocation.crls
    (tmp_path / "tid.crl").write_bytes(crl)
    bundle = tmp_path / "bevis.zip"

    with serving() as server:
        server.answers["/tsa"] = authority_answers
        kept_at = ("--evidence-out", bundle, "--seal", server.url("/tsa"), "-q")
        made = ran(document, "--trust", tmp_path / "rot.pem", *kept_at)
    seal = ("--at", "2027-03-02T12:00:00+00:00", "--evidence", tmp_path / "tid.crl")
    code, said, _ = ran("replay", bundle, "--require-seal", "--trust", tmp_path / "tid.pem", *seal)

    assert (made[2], SEAL in read_bag(bundle)) == ("", True)
    assert (code, "unchanged since 2027-03-02" in said) == (0, True), said
