"""`fhvalidate archive strip`, and what its record says of the copy years later."""

import fcntl
import hashlib
import json
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, tsp

from fhvalidate import Report
from fhvalidate.archive.record import EVENTS, RECORD, REPORT, SEAL
from fhvalidate.cli.staging import staged
from tests.archive.test_stripping import FILES
from tests.cli.shell import Shell
from tests.pki import VALIDATED_AT
from tests.pki.time_stamping import Imprint, TimeStampAuthority, time_stamp_token
from tests.pki.world import World, make_world, shared_world

AT = "2026-03-03T09:00:00Z"
TRUST = str(FILES / "root.pem")
SIGNED = str(FILES / "minutes-signed.pdf")
LATER = VALIDATED_AT + timedelta(days=1)
Output = pytest.CaptureFixture[str]


@pytest.fixture
def shell(tmp_path: Path, capsys: Output) -> Shell:
    return Shell(tmp_path, capsys)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy and its record, made once; tests work on copies of them."""
    from fhvalidate.cli.main import run

    folder = tmp_path_factory.mktemp("made")
    asked = ("archive", "strip", SIGNED, "--trust", TRUST, "--at", AT, "--lang", "en")
    places = ("--out", str(folder / "copy.pdf"), "--record", str(folder / "record"))
    code = run([*asked, *places, "--decided-by", "KS 2026:17, 19900101-2384"])
    assert code == 0
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "place")
    return tmp_path / "place"


def told(shell: Shell, place: Path, *options: str) -> tuple[int, Report]:
    """The exit code and the report on the copy beside the record."""
    copy, record = str(place / "copy.pdf"), str(place / "record")
    code, text = shell.run(
        copy, "--record", record, "--json", "--at", str(LATER.isoformat()), *options
    )
    return code, Report.from_json(text)


def strip(shell: Shell, file: str, *options: str) -> tuple[int, str]:
    out, record = str(shell.folder / "copy.pdf"), str(shell.folder / "record")
    return shell.run(
        *("archive", "strip", file, "--trust", TRUST, "--at", AT),
        *("--out", out, "--record", record, *options),
    )


def seal(place: Path, authority: TimeStampAuthority, *, over: bytes | None = None) -> None:
    data = (place / "record" / RECORD).read_bytes() if over is None else over
    imprint = Imprint(algorithm="sha256", value=hashlib.sha256(data).digest())
    token = time_stamp_token(authority, imprint)
    (place / "record" / SEAL).write_bytes(token.dump())


def trusting(place: Path, world: World) -> tuple[str, ...]:
    """Options that believe the world's time-stamping authority, with what it says of its own."""
    anchor, crl = place / "tsa.pem", place / "tsa.crl"
    anchor.write_bytes(world.time_stamp_root.pem)
    from cryptography.hazmat.primitives.serialization import Encoding

    revocation = world.time_stamp_root.crl(this_update=VALIDATED_AT)
    crl.write_bytes(revocation.public_bytes(Encoding.DER))
    return "--trust", str(anchor), "--evidence", str(crl)


def test_the_copy_and_the_record_are_for_their_owner_alone(made: Path) -> None:
    assert (made / "copy.pdf").stat().st_mode & 0o777 == 0o600
    assert (made / "record").stat().st_mode & 0o777 == 0o700
    assert sorted(each.name for each in made.iterdir()) == ["copy.pdf", "record"]
    for each in (made / "record").rglob("*"):
        assert each.stat().st_mode & 0o077 == 0


def test_the_record_names_original_copy_and_every_file_of_it(made: Path) -> None:
    record = json.loads((made / "record" / RECORD).read_text())

    original, copy = Path(SIGNED).read_bytes(), (made / "copy.pdf").read_bytes()
    assert record["original"]["sha256"] == hashlib.sha256(original).hexdigest()
    assert record["copy"]["sha256"] == hashlib.sha256(copy).hexdigest()
    assert (record["verdict"], record["anyway"], record["signatures"]) == ("valid", False, 2)
    for file in record["files"]:
        data = (made / "record" / file["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
    assert {REPORT, EVENTS, "evidence/data/manifest.json"} <= {
        file["name"] for file in record["files"]
    }
    assert not list((made / "record").rglob("document.pdf"))


def test_the_record_masks_personal_identity_numbers_outside_the_certificates(made: Path) -> None:
    for name in (RECORD, REPORT, EVENTS):
        text = (made / "record" / name).read_text()
        assert "19900101-2384" not in text
        assert "199908072391" not in text


def test_a_document_that_is_not_valid_keeps_its_signatures(shell: Shell) -> None:
    code, text = strip(shell, str(FILES / "minutes-b-b.pdf"))

    assert code == 3
    assert "--anyway" in text
    assert not any(shell.folder.iterdir())


def test_signatures_of_an_invalid_document_are_removed_on_demand_and_the_record_says_so(
    shell: Shell,
) -> None:
    code, text = strip(shell, str(FILES / "minutes-b-b.pdf"), "--anyway")

    assert code == 0
    assert "not valid" in text
    code, report = told(shell, shell.folder)
    assert report.archive_record is not None
    assert (report.archive_record.verdict, report.archive_record.anyway) == ("indeterminate", True)
    _, words = shell.run(str(shell.folder / "copy.pdf"), "--record", str(shell.folder / "record"))
    assert "was not valid" in " ".join(words.split())


def test_a_document_without_signatures_has_nothing_to_remove(shell: Shell) -> None:
    code, text = strip(shell, str(FILES / "minutes-never-signed.pdf"), "--anyway")

    assert code == 5
    assert "no signature to remove" in text
    assert not any(shell.folder.iterdir())


@pytest.mark.parametrize("options", [(), ("--anyway",)])
@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("encrypted.pdf", 6, "--password-file"),
        ("garbage.pdf", 6, "not a PDF"),
        ("minutes-printed.pdf", 4, "has lost its signatures already"),
    ],
)
def test_a_file_whose_signatures_cannot_be_seen_is_told_why(
    shell: Shell, name: str, code: int, reason: str, options: tuple[str, ...]
) -> None:
    found, text = strip(shell, str(FILES / name), *options)

    assert found == code
    assert reason in " ".join(text.split())
    assert "no signature to remove" not in text
    assert not any(shell.folder.iterdir())


def test_a_copy_that_was_saved_anew_is_told_to_have_lost_its_signatures(shell: Shell) -> None:
    code, text = strip(shell, str(FILES / "resaved.pdf"))

    assert code == 4
    assert "has lost its signatures already" in " ".join(text.split())


@pytest.mark.parametrize("name", ["copy.pdf", "record"])
def test_nothing_is_written_over(shell: Shell, name: str) -> None:
    (shell.folder / name).symlink_to("nowhere")

    code, text = strip(shell, SIGNED)

    assert code == 2
    assert "nothing is written over" in text
    assert [each.name for each in shell.folder.iterdir()] == [name]


def test_the_original_is_not_touched(shell: Shell) -> None:
    original = Path(shell.file("original.pdf", Path(SIGNED).read_bytes()))
    before = original.read_bytes(), original.stat().st_mtime_ns

    code, _ = strip(shell, str(original))

    assert code == 0
    assert (original.read_bytes(), original.stat().st_mtime_ns) == before


def test_a_record_without_a_seal_is_told_as_what_anybody_can_have_written(
    shell: Shell, place: Path
) -> None:
    code, report = told(shell, place)

    assert code == 4
    assert report.verdict == "reprinted"
    record = report.archive_record
    assert record is not None
    assert (record.status, record.seal, record.sealed_at) == ("unconfirmed", "missing", None)
    assert [each.name for each in record.signers] == ["Anna Exempel", "Bo Testsson"]
    assert record.decided_by == "KS 2026:17, 19900101-****"


def test_a_sealed_record_is_confirmed_and_the_verdict_stays_that_of_the_copy(
    shell: Shell, place: Path
) -> None:
    world = shared_world()
    seal(place, world.time_stamps)

    code, report = told(shell, place, *trusting(place, world))

    assert (code, report.verdict) == (4, "reprinted")
    assert report.signatures == ()
    record = report.archive_record
    assert record is not None
    assert (record.status, record.seal) == ("confirmed", "confirmed")
    assert record.sealed_at == world.time_stamps.at
    assert record.sealed_by
    assert record.verdict == "valid"


def test_the_answer_of_an_authority_is_a_seal_as_its_token_is(shell: Shell, place: Path) -> None:
    world = shared_world()
    seal(place, world.time_stamps)
    token = place / "record" / SEAL
    answer = tsp.TimeStampResp(
        {
            "status": {"status": "granted"},
            "time_stamp_token": cms.ContentInfo.load(token.read_bytes()),
        }
    )
    token.write_bytes(answer.dump())

    _, report = told(shell, place, *trusting(place, world))

    assert report.archive_record is not None
    assert report.archive_record.status == "confirmed"


def test_the_copy_of_a_sealed_record_sends_nobody_for_the_original(
    shell: Shell, place: Path
) -> None:
    """The verdict stays that of the copy; what to do is to read the record, which comes next."""
    seal(place, shared_world().time_stamps)
    options = trusting(place, shared_world())
    copy, record = str(place / "copy.pdf"), str(place / "record")

    code, text = shell.run(copy, "--record", record, "--at", LATER.isoformat(), *options)

    told = " ".join(text.split())
    assert code == 4
    assert "To do: By its sealed record the file is the archive's own copy" in told
    assert "sk for the original" not in told
    assert told.index("The record of removed signatures") < told.index("confidence)")


def test_a_record_without_a_seal_does_not_stand_for_the_original(shell: Shell, place: Path) -> None:
    copy, record = str(place / "copy.pdf"), str(place / "record")

    _, text = shell.run(copy, "--record", record, "--at", LATER.isoformat())

    advice = " ".join(text.split()).partition("To do: ")[2][:500]
    assert "the original" in advice
    assert "The record has no confirmed seal" in advice


def test_a_seal_of_somebody_who_is_not_believed_confirms_nothing(shell: Shell, place: Path) -> None:
    seal(place, make_world().time_stamps)

    _, report = told(shell, place, *trusting(place, shared_world()))

    record = report.archive_record
    assert record is not None
    assert (record.status, record.seal, record.sealed_by) == ("unconfirmed", "not-confirmed", None)


def test_a_seal_over_another_record_confirms_nothing(shell: Shell, place: Path) -> None:
    world = shared_world()
    seal(place, world.time_stamps, over=b"another record")

    _, report = told(shell, place, *trusting(place, world))

    assert report.archive_record is not None
    assert report.archive_record.status == "unconfirmed"
    assert report.archive_record.seal == "of-other-bytes"


@pytest.mark.parametrize("more", [b"garbage", b"", b"\x30\x80"])
def test_a_seal_that_is_none_or_has_something_after_it_confirms_nothing(
    shell: Shell, place: Path, more: bytes
) -> None:
    world = shared_world()
    seal(place, world.time_stamps)
    token = place / "record" / SEAL
    token.write_bytes(token.read_bytes() + more if len(more) > 2 else more)

    _, report = told(shell, place, *trusting(place, world))

    assert report.archive_record is not None
    assert report.archive_record.status == "unconfirmed"
    assert report.archive_record.seal == "unreadable"


def test_a_sealed_record_of_another_file_says_nothing_of_this_one(
    shell: Shell, place: Path
) -> None:
    world = shared_world()
    seal(place, world.time_stamps)
    copy = place / "copy.pdf"
    copy.write_bytes(copy.read_bytes() + b"\n")

    _, report = told(shell, place, *trusting(place, world))

    record = report.archive_record
    assert record is not None
    assert record.status == "other-file"
    assert (record.verdict, record.signers, record.sealed_at) == (None, (), None)


def _reports_otherwise(record: Path) -> None:
    report = record / REPORT
    report.write_text(report.read_text().replace("Anna", "Olle"))


def _report_gone(record: Path) -> None:
    (record / REPORT).unlink()


def _report_elsewhere(record: Path) -> None:
    (record / REPORT).rename(record.parent / REPORT)
    (record / REPORT).symlink_to(record.parent / REPORT)


def _evidence_elsewhere(record: Path) -> None:
    (record / "evidence").rename(record.parent / "evidence")
    (record / "evidence").symlink_to(record.parent / "evidence")


def _one_more(record: Path) -> None:
    (record / "evidence" / "more.crt").write_bytes(b"")


def _a_pipe(record: Path) -> None:
    (record / REPORT).unlink()
    os.mkfifo(record / REPORT)


def _rewritten(record: Path, **members: object) -> None:
    written = json.loads((record / RECORD).read_text())
    (record / RECORD).write_text(json.dumps({**written, **members}))


def _another_verdict(record: Path) -> None:
    _rewritten(record, verdict="invalid")


def _another_original(record: Path) -> None:
    _rewritten(record, original={"name": "x", "size": 112676, "sha256": "0" * 64})


def _outside(record: Path) -> None:
    outside = record.parent / "copy.pdf"
    digest = hashlib.sha256(outside.read_bytes()).hexdigest()
    files = json.loads((record / RECORD).read_text())["files"]
    size = outside.stat().st_size
    _rewritten(record, files=[*files, {"name": "../copy.pdf", "size": size, "sha256": digest}])


def _twice(record: Path) -> None:
    files = json.loads((record / RECORD).read_text())["files"]
    _rewritten(record, files=[*files, files[0]])


def _endless(record: Path) -> None:
    files = json.loads((record / RECORD).read_text())["files"]
    _rewritten(record, files=[*files[:-1], {**files[-1], "size": 1 << 60}])


def _a_member_twice(record: Path) -> None:
    text = (record / RECORD).read_text()
    (record / RECORD).write_text(text.replace("{", '{"verdict": "valid",', 1))


def _of_another_kind(record: Path) -> None:
    _rewritten(record, schema="fhvalidate/archive-record/2")


def _nested(record: Path) -> None:
    (record / RECORD).write_text("[" * 100_000)


def _huge(record: Path) -> None:
    with (record / RECORD).open("r+b") as file:
        file.truncate(1 << 33)


def _empty(record: Path) -> None:
    shutil.rmtree(record)
    record.mkdir()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (_reports_otherwise, "changed"),
        (_report_gone, "changed"),
        (_report_elsewhere, "changed"),
        (_evidence_elsewhere, "changed"),
        (_one_more, "changed"),
        (_a_pipe, "changed"),
        (_another_verdict, "changed"),
        (_another_original, "changed"),
        (_outside, "unreadable"),
        (_twice, "unreadable"),
        (_endless, "unreadable"),
        (_a_member_twice, "unreadable"),
        (_of_another_kind, "unreadable"),
        (_nested, "unreadable"),
        (_huge, "unreadable"),
        (_empty, "unreadable"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_record_that_is_not_as_it_says_is_told_as_that_and_nothing_of_it(
    shell: Shell, place: Path, change: object, status: str
) -> None:
    assert callable(change)
    change(place / "record")
    world = shared_world()
    if (place / "record" / RECORD).is_file() and change is not _huge:
        seal(place, world.time_stamps)

    code, report = told(shell, place, *trusting(place, world))

    assert code == 4
    record = report.archive_record
    assert record is not None
    assert record.status == status
    assert (record.verdict, record.signers, record.original_name) == (None, (), None)


def test_a_number_in_a_record_that_somebody_wrote_is_masked(shell: Shell, place: Path) -> None:
    _rewritten(place / "record", decided_by="Anna 19900101-2384")

    code, text = shell.run(str(place / "copy.pdf"), "--record", str(place / "record"), "--json")

    assert code == 4
    assert "2384" not in text


def test_a_folder_that_is_not_there_is_a_wrong_call(shell: Shell, place: Path) -> None:
    code, text = shell.run(str(place / "copy.pdf"), "--record", str(place / "nothing"))

    assert code == 2
    assert "is no folder" in text


def test_the_page_tells_the_record_after_the_answer(shell: Shell, place: Path) -> None:
    _, page = shell.run(
        str(place / "copy.pdf"), "--record", str(place / "record"), "--format", "html"
    )

    assert page.index("REPRINTED") < page.index("The record of removed signatures")
    assert "Anybody can have written it." in page


def test_a_refused_removal_leaves_no_folder_that_it_made(shell: Shell) -> None:
    new = shell.folder / "new"
    places = ("--out", str(new / "a" / "c.pdf"), "--record", str(new / "b" / "r"))

    code, _ = shell.run(
        *("archive", "strip", str(FILES / "minutes-b-b.pdf"), "--trust", TRUST, "--at", AT), *places
    )

    assert code == 3
    assert not any(shell.folder.iterdir())


def _left(folder: Path, mark: str) -> tuple[Path, Path]:
    copy, record = folder / f".partial-{mark}", folder / f".partial-{mark}-record"
    copy.write_bytes(b"%PDF-")
    (record / "evidence").mkdir(parents=True)
    return copy, record


def test_what_a_killed_removal_left_goes_at_the_next_and_nothing_else(tmp_path: Path) -> None:
    copy, record = _left(tmp_path, "0123456789abcdef")
    busy = _left(tmp_path, "fedcba9876543210")
    other = tmp_path / ".partial-notes-record"
    other.mkdir()
    alone = tmp_path / ".partial-00112233445566ff"
    alone.write_bytes(b"x")
    lock = os.open(busy[1], os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)

    try:
        with staged(str(tmp_path / "c.pdf"), str(tmp_path / "r")) as places:
            with staged(str(tmp_path / "d.pdf"), str(tmp_path / "s")):
                assert places.folder.is_dir()  # of one that is at work
            assert places.copy.is_file()
    finally:
        os.close(lock)

    assert not copy.exists()
    assert not record.exists()
    assert all(each.exists() for each in (*busy, other, alone))
