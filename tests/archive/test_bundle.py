"""A bundle is read as it was written, or refused with the name of the file that is not."""

import json
import stat
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from warnings import catch_warnings, simplefilter

import pytest

from fhvalidate import strict_zip
from fhvalidate.archive.bundle import bag
from fhvalidate.archive.bundle.bag import checked_payload, read_bag, write_bag
from fhvalidate.errors import UsageError
from fhvalidate.evidence import Evidence
from fhvalidate.strict_zip import StrictZipError, read_zip, write_zip
from tests.archive.bundling import document, files, kept, lists, payload, remade

FORMS = ("bevis", "bevis.zip")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_is_read(tmp_path: Path, form: str) -> None:
    bundle = kept(tmp_path / "djupt" / form)

    found = checked_payload(read_bag(bundle))

    assert found["document.pdf"] == document()
    manifest = json.loads(found["manifest.json"])
    assert manifest["format"] == "fhvalidate/bundle/2"
    assert {name for name in manifest if name.startswith("document")} <= manifest.keys()
    assert stat.S_IMODE(bundle.stat().st_mode) == (0o700 if form == "bevis" else 0o600)


@pytest.mark.parametrize("form", FORMS)
def test_one_byte_of_any_file_refuses_the_bundle_by_the_name_of_the_file(
    tmp_path: Path, form: str
) -> None:
    target = tmp_path / form
    write_bag(files(), target)
    for name, data in files().items():
        for place in {0, len(data) // 2, len(data) - 1}:
            changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            if form == "bevis":
                (target / name).write_bytes(changed)
            else:
                packed_anew = {f"bevis/{n}": d for n, d in {**files(), name: changed}.items()}
                target.write_bytes(write_zip(packed_anew))

            with pytest.raises(UsageError) as caught:
                checked_payload(read_bag(target))

            told = caught.value.detail
            assert name in (told["file"], told.get("manifest")), (name, caught.value)
        if form == "bevis":
            (target / name).write_bytes(data)


def test_a_file_that_is_missing_or_not_listed_is_named() -> None:
    found = files()
    for name in found:
        with pytest.raises(UsageError) as caught:
            checked_payload({key: data for key, data in found.items() if key != name})
        assert caught.value.detail["file"] == name
    for name in ("data/.gömd", "data/x", "fetch.txt", "manifest-md5.txt"):
        with pytest.raises(UsageError) as caught:
            checked_payload({**found, name: b""})
        assert (caught.value.code, caught.value.detail["file"]) == ("bundle-file-extra", name)


def test_a_manifest_has_one_form_alone() -> None:
    found = files()
    lines = found[bag.TAG_MANIFEST].decode().splitlines(keepends=True)
    for other in (
        "".join(reversed(lines)),
        "".join([*lines, lines[0]]),
        "".join(lines).upper(),
        "".join(lines).replace("\n", "\r\n"),
        "".join(lines).removesuffix("\n"),
        "".join(lines).replace("  ", " *"),
        "".join([*lines, f"{'0' * 128}  ../utanför\n"]),
        "",
    ):
        with pytest.raises(UsageError):
            checked_payload({**found, bag.TAG_MANIFEST: other.encode()})


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    bundle = kept(tmp_path / "bevis")
    report = bundle / "data" / "report.json"
    report.rename(tmp_path / "report.json")
    report.symlink_to(tmp_path / "report.json")

    with pytest.raises(UsageError) as caught:
        read_bag(bundle)

    assert (caught.value.code, caught.value.detail["reason"]) == ("bundle-not-readable", "link")


def test_a_folder_that_holds_other_files_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "min.txt").write_text("behålls")

    with pytest.raises(UsageError) as caught:
        kept(tmp_path)

    assert caught.value.code == "evidence-folder-in-use"
    assert [path.name for path in tmp_path.iterdir()] == ["min.txt"]


def test_an_object_of_the_manifest_must_be_that_of_its_digest(tmp_path: Path) -> None:
    from fhvalidate.archive.bundle.reading import read_manifest

    for name, data in payload().items():
        if name == "manifest.json":
            continue
        changed = {**payload(), name: data + b"\n"}
        bundle = remade(tmp_path / name.replace(".", "-"), changed)
        with pytest.raises(UsageError) as caught:
            read_manifest(checked_payload(read_bag(bundle)))
        assert caught.value.detail["file"] == name


@pytest.mark.parametrize("form", FORMS)
def test_evidence_is_read_from_a_bundle_in_either_form(tmp_path: Path, form: str) -> None:
    found = Evidence.from_path(kept(tmp_path / form))

    assert not found.findings
    assert set(lists().data.revocation.crls) <= set(found.data.revocation.crls)


def packed(names: tuple[str, ...], **members: int) -> bytes:
    """An archive of Python's own, whose members have these attributes."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive, catch_warnings():
        simplefilter("ignore")  # Python's own warns of a name that comes twice
        for name in names:
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            for key, value in members.items():
                setattr(info, key, value)
            archive.writestr(info, b"innehall")
    return target.getvalue()


def other_local_name(data: bytes) -> bytes:
    return data.replace(b"a/b", b"a/c", 1)


def other_central_size(data: bytes) -> bytes:
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<L", 7) + data[place + 4 :]


def later_sizes(data: bytes) -> bytes:
    local, central = data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8
    changed = bytearray(data)
    changed[local] |= 8
    changed[central] |= 8
    return bytes(changed)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no archive": lambda: b"%PDF-1.7\n" * 20,
    "a name twice": lambda: packed(("a/b", "a/b")),
    "names that differ in case": lambda: packed(("a/b", "A/B")),
    "a name that leads out": lambda: packed(("../b",)),
    "a name that leads out from within": lambda: packed(("a/../../b",)),
    "an absolute name": lambda: packed(("/etc/passwd",)),
    "a name with another separator": lambda: packed(("a\\b",)),
    "a name with other letters": lambda: packed(("a/ö",)),
    "a link": lambda: packed(("a/b",), external_attr=(stat.S_IFLNK | 0o777) << 16),
    "bytes before": lambda: b"#!" + packed(("a/b",)),
    "bytes behind": lambda: packed(("a/b",)) + b"\n",
    "two archives": lambda: packed(("a/b",)) + packed(("a/c",)),
    "another name in the directory": lambda: other_local_name(packed(("a/b",))),
    "another size in the directory": lambda: other_central_size(packed(("a/b",))),
    "sizes that come later": lambda: later_sizes(packed(("a/b",))),
    "other bytes": lambda: packed(("a/b",)).replace(b"innehall", b"innehalL"),
    "cut short": lambda: packed(("a/b",))[:-30],
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=list(HOSTILE))
def test_an_archive_that_can_be_read_in_more_than_one_way_is_refused(
    tmp_path: Path, data: Callable[[], bytes]
) -> None:
    (tmp_path / "a.zip").write_bytes(data())

    with pytest.raises(UsageError, match="bundle-not-readable"):
        read_bag(tmp_path / "a.zip")
    with pytest.raises(UsageError, match="bundle-not-readable"):
        Evidence.from_path(tmp_path / "a.zip")


def test_every_byte_of_an_archive_belongs_to_one_place() -> None:
    data = write_zip({"a/b": b"innehall" * 9, "a/c": b""})
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]
        try:
            found = read_zip(changed)
        except StrictZipError:
            continue
        # Days, permissions and versions say nothing of what is read.
        assert found == read_zip(data) or found.keys() != read_zip(data).keys()


def test_an_archive_is_unpacked_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = write_zip({"a/b": bytes(10_000_000)})
    assert len(bomb) < 20_000

    monkeypatch.setattr(strict_zip, "MAX_TOTAL", 1_000_000)

    with pytest.raises(StrictZipError, match="zip-too-large"):
        read_zip(bomb)


def test_an_archive_that_another_program_packed_is_read(tmp_path: Path) -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("bevis")
        archive.mkdir("bevis/data")
        for name, data in files().items():
            archive.writestr(f"bevis/{name}", data)
    (tmp_path / "bevis.zip").write_bytes(target.getvalue())

    assert read_bag(tmp_path / "bevis.zip") == files()
