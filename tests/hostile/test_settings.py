"""Policies, profiles and manifests from strangers: bounded, and told by where they are wrong."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fhvalidate.batch.manifest import MAX_ROW, manifest_rows
from fhvalidate.errors import SettingsError, UsageError
from fhvalidate.evidence import Evidence
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.store.trust import load_trust
from fhvalidate.toml_text import read_toml
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.trust.profile import read_profile

SECONDS = 5.0  # of processor time, several times what the slowest needs

TOML = {
    "deep list": (b"a = " + b"[" * 10_000 + b"]" * 10_000, "too-deep"),
    "deep tables": (b"a = " + b"{a=" * 10_000 + b"1" + b"}" * 10_000, "too-deep"),
    "long key": (b"[" + b".".join([b"a"] * 10_000) + b"]", "too-deep"),
    "many long keys": (
        b"\n".join(b"[" + b".".join([b"a%d" % n] * 190) + b"]" for n in range(2000)),
        "too-deep",
    ),
    "dotted setting": (b".".join([b"a"] * 5_000) + b" = 1", "too-deep"),
    "dotted inline": (b"a = {" + b".".join([b"a"] * 5_000) + b" = 1}", "line-too-long"),
    "huge number": (b"a = 1" + b"0" * 50_000, "number-too-large"),
    "null": (b'a = "\0"', "not-toml"),
    "latin-1": (b'a = "\xe5"', "not-utf-8"),
    "endless text": (b'a = """' + b"a" * 500_000, "not-toml"),
    "long line": (b"a = '" + b"a" * 2_000_000 + b"'", "line-too-long"),
}


@pytest.mark.parametrize("name", TOML)
def test_hostile_toml_is_refused_at_once(name: str) -> None:
    data, reason = TOML[name]
    before = time.process_time()

    with pytest.raises(SettingsError) as caught:
        read_toml(data)

    assert caught.value.reason == reason
    assert time.process_time() - before < SECONDS


def test_a_list_of_identifiers_and_a_certificate_are_not_taken_for_hostile() -> None:
    lines = "-----BEGIN CERTIFICATE-----\n" + "MIIB/a=+\n" * 50
    oids = ", ".join(f"'1.2.752.201.{n}.1'" for n in range(15))

    read = read_toml(
        f"a = [{oids}]\nb = [\n  '1.2.3.4.5.6.7', # one\n]\nc = '''{lines}'''".encode()
    )

    assert len(read["a"]) == 15


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[limits]\npages = 1" + "0" * 30, "number-too-large"),
        ("[limits]\npages = -1", "not-a-whole-number"),
        ("[limits]\npages = nan", "not-a-whole-number"),
        ("[limits]\npages = true", "not-a-whole-number"),
        ("[limits]\nsidor = 1", "unknown-key"),
        ("limits = 3", "not-a-table"),
    ],
)
def test_a_policy_that_says_what_it_cannot_is_told_by_the_setting(
    text: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "p.toml").write_text(text)

    with pytest.raises(UsageError, match="policy-malformed") as caught:
        Policy.from_path(tmp_path / "p.toml")

    assert caught.value.detail["reason"] == reason
    assert "limits" in str(caught.value.detail["where"])


READERS: dict[str, Callable[[Path], object]] = {
    "policy": Policy.from_path,
    "profile": read_profile,
    "trust": lambda path: load_trust([str(path)], test=False),
    "anchors": TrustAnchors.from_path,
    "evidence": Evidence.from_path,
    "manifest": lambda path: list(manifest_rows(str(path))),
}


@pytest.mark.parametrize("reader", READERS)
def test_only_regular_files_are_read_as_settings(reader: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ror")
    (tmp_path / "runt").symlink_to("runt")
    with (tmp_path / "stor").open("wb") as file:
        file.truncate(2 << 30)

    for name in ("ror", "/dev/zero", "runt", "stor", "n" * 300, "nix\0"):
        if name == "nix\0" and reader == "profile":
            continue  # one that is not there is an empty one
        with pytest.raises(UsageError):
            READERS[reader](tmp_path / name)


def test_a_folder_of_tables_with_a_pipe_in_it_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.toml")

    with pytest.raises(UsageError, match="profiles-missing"):
        Knowledge.from_path(tmp_path)


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        ("path,sha256\nå.pdf,\n".encode("latin-1"), "manifest-not-utf-8", None),
        ("path,sha256\nå.pdf,\n".encode("utf-16"), "manifest-not-utf-8", None),
        ("path,sha256\nå.pdf,\n".encode("utf-16-be"), "manifest-not-utf-8", None),
        (b"path,sha256\na\0.pdf,\n", "manifest-malformed", "null-byte"),
        (b"path,sha256\n" + b"a" * (MAX_ROW + 10), "manifest-malformed", "row-too-long"),
        (b'path,sha256\n"' + b"a\n" * MAX_ROW, "manifest-malformed", "not-csv"),
        (b"path,sha256\n" + b"a" * 200_000, "manifest-malformed", "not-csv"),
        (b"", "manifest-column-missing", None),
    ],
)
def test_a_manifest_that_is_not_what_it_should_be_is_told_by_its_line(
    data: bytes, code: str, reason: str | None, tmp_path: Path
) -> None:
    (tmp_path / "m.csv").write_bytes(data)

    with pytest.raises(UsageError, match=code) as caught:
        list(manifest_rows(str(tmp_path / "m.csv")))

    assert caught.value.detail.get("reason") == reason


def test_a_manifest_as_excel_writes_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes("path;sha256\r\nå.pdf;00\r\n".encode("utf-8-sig"))

    assert [row.path for row in manifest_rows(str(tmp_path / "m.csv"))] == ["å.pdf"]
