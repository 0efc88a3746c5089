"""`fhvalidate replay`, as it is run: in another environment, another zone, another language."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

import fhvalidate
from fhvalidate.archive.bundle.bag import SEAL, TAG_MANIFEST, read_bag, write_bag
from tests.archive.bundling import kept, payload, remade

Ran = tuple[int, str, str]


def ran(*arguments: str | Path, python: str | Path = sys.executable, **environment: str) -> Ran:
    """The exit code and what was said."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [python, "-m", "fhvalidate", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**given, **environment},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def another_environment(place: Path) -> Path:
    """The Python of a new virtual environment, which has the same packages."""
    venv.create(place, symlinks=True)
    packages = next(place.glob("lib/python*/site-packages"))
    here = [str(Path(fhvalidate.__file__).parent.parent), sysconfig.get_path("purelib")]
    beside = [path for path in sys.path if path.endswith("site-packages") and path not in here]
    (packages / "same.pth").write_text("\n".join([*here, *beside]) + "\n")
    return place / "bin" / "python"


def test_the_same_bytes_come_out_elsewhere(tmp_path: Path) -> None:
    bundle = kept(tmp_path / "bevis.zip")
    python = another_environment(tmp_path / "annan")

    code, said, why = ran(
        "replay", bundle, python=python, TZ="Pacific/Kiritimati", LC_ALL="C", LANG="C"
    )

    assert (code, why) == (0, "")
    assert said.startswith("SAME REPORT")
    assert "consistent, but not sealed" in said
    assert "unchanged" not in said


def test_it_is_told_in_swedish_and_as_json(tmp_path: Path) -> None:
    bundle = kept(tmp_path / "bevis")

    told = ran("replay", bundle, "--lang=sv")
    code, said, _ = ran("replay", bundle, "--json")

    assert told[0] == code == 0
    assert told[1].startswith("SAMMA RAPPORT")
    assert "inte förseglade" in told[1]
    assert "oförändrad" not in told[1]
    found = json.loads(said)
    assert (found["outcome"], found["seal"]["state"]) == ("same-bytes", "none")


def test_what_is_altered_is_named_and_ends_with_1(tmp_path: Path) -> None:
    bundle = kept(tmp_path / "bevis")
    (bundle / "data" / "policy.json").write_bytes(payload()["policy.json"] + b"\n")

    code, said, why = ran("replay", bundle, "--lang=sv")
    as_json = ran("replay", bundle, "--json")

    assert (code, said) == (1, "")
    assert "data/policy.json" in why
    assert json.loads(as_json[2])["code"] == "bundle-file-changed"
    assert json.loads(as_json[2])["exit_code"] == as_json[0] == 1


@pytest.mark.slow
def test_each_answer_has_its_code(tmp_path: Path) -> None:
    manifest = json.loads(payload()["manifest.json"])
    manifest["options"]["show_personnummer"] = True
    told = {**payload(), "manifest.json": json.dumps(manifest).encode()}
    bundle = remade(tmp_path / "visar", told)
    gone = ran("replay", tmp_path / "finns-inte")
    unsealed = ran("replay", kept(tmp_path / "bevis"), "--require-seal")
    differs = ran("replay", bundle)

    assert (gone[0], unsealed[0]) == (2, 3)
    assert differs[0] in {0, 7}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["document.pdf", "manifest.json"])
def test_a_hostile_bundle_costs_its_worker_alone(tmp_path: Path, name: str) -> None:
    import hashlib

    hostile = b"[" * 5_000_000
    manifest = json.loads(payload()["manifest.json"])
    manifest["document"]["sha256"] = hashlib.sha256(hostile).hexdigest()
    manifest["document_sha256"] = manifest["document"]["sha256"]
    changed = {**payload(), "manifest.json": json.dumps(manifest).encode(), name: hostile}

    code, _, why = ran("replay", remade(tmp_path / "bevis", changed))

    assert code in {1, 3, 7}, why
    assert "Traceback" not in why


@pytest.mark.slow
def test_the_document_can_be_left_out_and_named(tmp_path: Path) -> None:
    document = tmp_path / "protokoll.pdf"
    document.write_bytes(payload()["document.pdf"])
    bundle = tmp_path / "bevis.zip"

    made = ran(document, "--evidence-out", bundle, "--evidence-digest", "-q", "--trust", "none.pem")
    assert made[0] == 2
    (tmp_path / "rot.pem").write_bytes(root())
    made = ran(
        document,
        "--evidence-out",
        bundle,
        "--evidence-digest",
        "-q",
        "--trust",
        tmp_path / "rot.pem",
    )
    without, named = ran("replay", bundle), ran("replay", bundle, "--document", document)
    other = ran("replay", bundle, "--document", tmp_path / "rot.pem")

    assert made[2] == ""
    assert "data/document.pdf" not in read_bag(bundle)
    assert (without[0], named[0], other[0]) == (2, 0, 2), (without, named, other)


def root() -> bytes:
    from tests.validation.scenes import world

    return world().root.pem


def test_options_of_bundles_are_for_bundles(tmp_path: Path) -> None:
    for option in (["--seal", "http://127.0.0.1/"], ["--evidence-digest"]):
        code, _, why = ran(tmp_path / "a.pdf", *option)
        assert (code, "--evidence-out" in why) == (2, True)


@pytest.mark.slow
def test_a_seal_that_does_not_come_leaves_no_bundle(tmp_path: Path) -> None:
    document = tmp_path / "protokoll.pdf"
    document.write_bytes(payload()["document.pdf"])
    (tmp_path / "rot.pem").write_bytes(root())
    kept_at = ("--evidence-out", tmp_path / "bevis", "--seal", "http://127.0.0.1:9/")

    code, _, why = ran(document, "--trust", tmp_path / "rot.pem", *kept_at, "--lang=sv")

    assert (code, "Ingen tidsstämpel" in why) == (2, True)
    assert not (tmp_path / "bevis").exists()


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_sealed_bundle_says_since_when_it_is_unchanged(tmp_path: Path) -> None:
    from tests.archive.test_replay import newer, sealed
    from tests.validation.scenes import world

    files = read_bag(kept(tmp_path / "bevis"))
    files[SEAL] = sealed(files[TAG_MANIFEST])
    write_bag(files, tmp_path / "sealed.zip")
    (tmp_path / "tid.pem").write_bytes(world().time_stamp_root.pem)
    (crl,) = newer().data.revocation.crls
    (tmp_path / "tid.crl").write_bytes(crl)
    seal = ("--at", "2027-03-02T12:00:00+00:00", "--evidence", tmp_path / "tid.crl")

    believed = ran("replay", tmp_path / "sealed.zip", "--trust", tmp_path / "tid.pem", *seal)
    stranger = ran("replay", tmp_path / "sealed.zip", *seal)

    assert (believed[0], "unchanged since 2027-03-02" in believed[1]) == (0, True), believed
    assert (stranger[0], "cannot be confirmed" in stranger[1]) == (3, True), stranger
    assert "unchanged" not in stranger[1]
