"""`batch extend`: which files are due, and what becomes of each."""

import ctypes
import os
import stat
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from fhvalidate.batch import held_folder
from fhvalidate.batch.extension_due import waiting_files
from fhvalidate.batch.extension_file import settle_exchange, source
from fhvalidate.batch.extension_journal import State, open_journal
from fhvalidate.batch.extension_plan import EVENTS, Extended, NotExtended
from fhvalidate.batch.extension_run import MAX_IN_A_ROW, patient
from fhvalidate.batch.extension_workers import answering, clear
from fhvalidate.batch.listing import Filters, Skipped, listed
from fhvalidate.batch.opening import open_results
from fhvalidate.conclusion import Verdict
from fhvalidate.errors import FetchError, InternalError, UnreadableError, UsageError
from fhvalidate.extension import extending as extending_one
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.source_file import SourceFile
from tests.archive.schemas import errors
from tests.batch.extending import (
    LATE,
    MARK,
    NOW,
    SOON,
    archive,
    digest,
    due_archive,
    entries,
    extend,
    extend_all,
    judged,
    named,
    refusing,
    report_on,
)

AWAY = NotExtended("extend-no-time-stamp", {"reason": "busy"}, passing=True)


def partials(root: Path) -> list[Path]:
    return [path for path in root.rglob(".*") if path.name.startswith(".partial-")]


def test_what_ends_within_a_year_is_due_and_first_what_ends_first(tmp_path: Path) -> None:
    a, b, c, d = archive(tmp_path / "arkiv", 4)
    ends = {a: LATE, b: SOON + timedelta(days=1), c: SOON, d: None}
    results = judged(
        tmp_path / "r", {p: report_on(p.read_bytes(), p.name, until=e) for p, e in ends.items()}
    )

    assert [each.path for each in named(results)] == [str(c), str(b)]
    assert [each.path for each in named(results, LATE)] == [str(c), str(b), str(a)]
    assert named(results, SOON - timedelta(days=1)) == []


def test_what_cannot_be_extended_yet_waits_and_is_counted(tmp_path: Path) -> None:
    (path,) = archive(tmp_path / "arkiv", 1)
    tomorrow = NOW + timedelta(days=1)
    results = judged(
        tmp_path / "r", {path: report_on(path.read_bytes(), path.name, begin=tomorrow)}
    )

    assert named(results) == named(results, LATE) == []
    with closing(open_results(results)) as connection:
        assert waiting_files(connection, now=NOW, before=LATE) == 1
        assert waiting_files(connection, now=tomorrow, before=LATE) == 0
        assert waiting_files(connection, now=NOW, before=NOW) == 0


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.VALID])
def test_what_is_not_valid_is_not_due(tmp_path: Path, verdict: Verdict) -> None:
    (path,) = archive(tmp_path / "arkiv", 1)
    report = report_on(path.read_bytes(), path.name, verdict=verdict)

    assert named(judged(tmp_path / "r", {path: report})) == []


def test_each_due_file_is_replaced_and_its_old_digest_kept(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 5)

    summary = extend_all(results, extend, extend)

    assert (summary.extended, summary.refused, summary.left) == (5, 0, 0)
    for path, data in files.items():
        assert path.read_bytes() == data + MARK
        entry = entries(results)[path.name]
        assert (entry.state, entry.old_sha256, entry.old_size) == (
            State.DONE,
            digest(data),
            len(data),
        )
        assert entry.written is not None
        assert entry.written.sha256 == digest(data + MARK)
        assert entry.written.size == len(data + MARK)
    assert partials(tmp_path) == []


def test_the_events_are_valid_premis_with_both_digests(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 2)

    extend_all(results)

    told = sorted((results / EVENTS).iterdir())
    found = {}
    for file in told:
        data = file.read_bytes()
        assert errors("premis-v3.xsd", data) == []
        root = etree.fromstring(data)
        space = {"p": "http://www.loc.gov/premis/v3"}
        old, new = root.xpath("//p:messageDigest/text()", namespaces=space)
        kinds = root.xpath("//p:eventType/@valueURI", namespaces=space)
        roles = root.xpath("//p:event[1]/p:linkingObjectIdentifier", namespaces=space)
        ids = root.xpath("//p:objectIdentifierValue/text()", namespaces=space)
        assert [each.findtext(".//p:linkingObjectRole", namespaces=space) for each in roles] == [
            "source",
            "outcome",
        ]
        assert [
            each.findtext("p:linkingObjectIdentifierValue", namespaces=space) for each in roles
        ] == ids
        assert kinds[0].endswith("/dsg")
        assert {kind.rpartition("/")[2] for kind in kinds[1:]} == {"dig"}
        found[old] = new
    assert found == {digest(data): digest(data + MARK) for data in files.values()}


def test_nothing_is_extended_twice_though_the_results_name_it_still(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 3)
    extend_all(results)

    again = extend_all(results)

    assert (again.extended, again.already) == (0, 3)
    assert all(path.read_bytes() == data + MARK for path, data in files.items())


def test_a_file_that_was_put_back_is_extended_again(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 2)
    extend_all(results)
    path, data = next(iter(files.items()))
    path.write_bytes(data)

    again = extend_all(results)

    assert (again.extended, again.already) == (1, 1)
    assert path.read_bytes() == data + MARK


def test_copies_go_into_another_folder_and_the_originals_stay(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 4)
    out = tmp_path / "ut"

    first, second = extend_all(results, out=out), extend_all(results, out=out)

    assert (first.extended, second.extended, second.already) == (4, 0, 4)
    for path, data in files.items():
        assert path.read_bytes() == data
        copy = out / path.relative_to(tmp_path / "arkiv")
        assert copy.read_bytes() == data + MARK
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_what_has_the_name_of_a_copy_is_never_written_over(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files
    mine = tmp_path / "ut" / path.relative_to(tmp_path / "arkiv")
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")

    assert extend_all(results, out=tmp_path / "ut").refused == 1
    assert mine.read_bytes() == b"mine"
    assert entries(results)[path.name].reason == "batch-extend-exists"


def test_a_copy_goes_nowhere_outside_the_folder_through_a_link(tmp_path: Path) -> None:
    _, results = due_archive(tmp_path, 1)
    (tmp_path / "ut").mkdir()
    (tmp_path / "annat").mkdir()
    (tmp_path / "ut" / "even").symlink_to(tmp_path / "annat")

    assert extend_all(results, out=tmp_path / "ut").refused == 1
    assert list((tmp_path / "annat").iterdir()) == []


def test_permissions_and_attributes_are_kept(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files
    path.chmod(0o640)
    try:
        os.setxattr(path, "user.arkiv", b"2026/17")
        has_attributes = True
    except OSError:
        has_attributes = False

    extend_all(results)

    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    if has_attributes:
        assert os.getxattr(path, "user.arkiv") == b"2026/17"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_the_owner_is_kept(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files
    os.chown(path, 12345, 23456)

    extend_all(results)

    assert path.read_bytes() == files[path] + MARK
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


def test_a_write_protected_file_is_left_and_that_is_told(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 2)
    first, second = files
    first.chmod(0o444)

    summary = extend_all(results)

    assert (summary.extended, summary.refused) == (1, 1)
    assert first.read_bytes() == files[first]
    assert second.read_bytes() == files[second] + MARK
    assert entries(results)[first.name].reason == "batch-extend-write-protected"


def test_a_file_that_is_not_what_was_judged_is_left(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 2)
    first, second = files
    first.write_bytes(b"other")
    second.unlink()

    assert extend_all(results).refused == 2
    assert first.read_bytes() == b"other"
    told = entries(results)
    assert told[first.name].reason == "batch-extend-changed"
    assert told[second.name].facts == {"reason": "no-such-file"}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files
    path.rename(tmp_path / "elsewhere.pdf")
    path.symlink_to(tmp_path / "elsewhere.pdf")

    assert extend_all(results).refused == 1
    assert (tmp_path / "elsewhere.pdf").read_bytes() == files[path]
    assert entries(results)[path.name].facts == {"reason": "link"}


def test_pipes_and_large_files_are_left(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 2)
    first, second = files
    first.unlink()
    os.mkfifo(first)

    assert extend_all(results, limit=10).refused == 2
    told = entries(results)
    assert told[first.name].facts == {"reason": "not-a-regular-file"}
    assert told[second.name].facts == {"reason": "file-too-large"}


def test_a_file_that_another_run_has_is_left(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files

    with held_folder.held(path.parent) as folder, source(folder, path.name, limit=10_000):
        summary = extend_all(results)

    assert summary.refused == 1
    assert entries(results)[path.name].facts == {"reason": "in-use"}
    assert path.read_bytes() == files[path]


def test_what_somebody_writes_meanwhile_is_not_lost(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files

    def meanwhile(data: bytes, name: str) -> Extended:
        path.unlink()
        path.write_bytes(b"newer")
        return extend(data, name)

    assert extend_all(results, meanwhile).refused == 1
    assert path.read_bytes() == b"newer"
    assert partials(tmp_path) == []


def test_what_somebody_wrote_in_the_last_moment_changes_back(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"extended")
    (tmp_path / ".partial-0").write_bytes(b"newer")

    with held_folder.held(tmp_path) as folder:
        taken = settle_exchange(folder, ".partial-0", "a.pdf", old=digest(b"old"))

    assert not taken
    assert (tmp_path / "a.pdf").read_bytes() == b"newer"
    assert partials(tmp_path) == []


def test_where_two_names_cannot_change_at_once_the_old_file_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())  # as an old system has it
    files, results = due_archive(tmp_path, 2)

    assert extend_all(results).extended == 2
    assert all(path.read_bytes() == data + MARK for path, data in files.items())
    assert partials(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda e: replace(e, data=b"x" + e.data), "batch-extend-not-added-to"),
        (lambda e: replace(e, data=e.data[: -len(MARK)]), "batch-extend-not-added-to"),
        (lambda e: replace(e, data=e.data + b"more"), "batch-extend-not-judged"),
        (lambda e: replace(e, before=e.after), "batch-extend-not-judged"),
        (
            lambda e: replace(e, after=replace(e.after, verdict=Verdict.INDETERMINATE)),
            "batch-extend-not-valid",
        ),
    ],
)
def test_no_answer_takes_a_place_that_is_not_the_judged_extension(
    tmp_path: Path, change: object, reason: str
) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files

    summary = extend_all(results, lambda data, name: change(extend(data, name)))  # type: ignore[operator]

    assert (summary.extended, summary.refused) == (0, 1)
    assert path.read_bytes() == files[path]
    assert entries(results)[path.name].reason == reason
    assert partials(tmp_path) == []
    assert not (results / EVENTS).exists()


def test_a_refusal_is_kept_and_tried_again_by_the_next_run(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files

    first = extend_all(results, refusing(NotExtended("batch-extend-not-added-to")))
    second = extend_all(results)

    assert (first.refused, second.extended) == (1, 1)
    assert path.read_bytes() == files[path] + MARK


def asked_until(
    answers: list[bytes | str | FetchError], ended: bool = False
) -> tuple[bytes | str, list[float]]:
    """What asking again gives, and how long it waited before each time; a word is a refusal."""
    waited: list[float] = []

    def stamp(_digest: bytes, _algorithm: str) -> bytes:
        answer = answers.pop(0)
        if isinstance(answer, bytes):
            return answer
        raise FetchError(answer) if isinstance(answer, str) else answer

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return ended

    try:
        return patient(stamp, wait, (1.0, 2.0))(b"digest", "sha512"), waited
    except FetchError as error:
        return error.reason, waited


def test_an_authority_that_does_not_answer_is_asked_again_later_and_later() -> None:
    assert asked_until([b"token"]) == (b"token", [])
    assert asked_until(["busy", "timeout", b"token"]) == (b"token", [1.0, 2.0])
    assert asked_until(["busy", "busy", "busy", b"token"]) == ("busy", [1.0, 2.0])


def test_what_another_try_does_not_mend_is_not_tried_again() -> None:
    for reason in ("time-stamp-refused", "status"):
        assert asked_until([reason, b"token"]) == (reason, [])


@pytest.mark.parametrize(("told", "waited"), [(None, 1.0), (0, 1.0), (7, 7.0), (900_000, 300.0)])
def test_an_authority_that_says_when_is_asked_then(told: int | None, waited: float) -> None:
    assert asked_until([FetchError("busy", wait=told), b"token"]) == (b"token", [waited])


def test_nobody_is_asked_again_when_the_run_is_to_end() -> None:
    assert asked_until(["busy", b"token"], ended=True) == ("busy", [1.0])


def test_an_authority_that_stays_away_ends_the_run_and_the_rest_stays_due(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 10)
    asked = []

    def away(_: bytes, name: str) -> NotExtended:
        asked.append(name)
        return AWAY

    summary = extend_all(results, away)
    after = extend_all(results)

    assert (summary.extended, summary.left, summary.reason) == (0, 10, AWAY)
    assert len(asked) == MAX_IN_A_ROW
    assert after.extended == 10
    assert all(path.read_bytes() == data + MARK for path, data in files.items())


def test_a_file_without_a_time_stamp_now_and_then_does_not_end_the_run(tmp_path: Path) -> None:
    _, results = due_archive(tmp_path, 6)

    summary = extend_all(results, refusing(AWAY, AWAY, None, AWAY, AWAY))

    assert (summary.extended, summary.left, summary.reason) == (2, 4, None)


def test_what_an_extender_raises_ends_the_run_with_nothing_changed(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 3)

    def wrong(_data: bytes, _name: str) -> Extended:
        raise UsageError("password-needed")

    with pytest.raises(UsageError):
        extend_all(results, wrong)
    assert all(path.read_bytes() == data for path, data in files.items())
    assert extend_all(results).extended == 3


def test_a_damaged_journal_is_left_as_it_is(tmp_path: Path) -> None:
    _, results = due_archive(tmp_path, 1)
    (results / "extensions.sqlite").write_bytes(b"not one")

    with pytest.raises(UsageError, match="extension-journal-damaged"):
        open_journal(results)
    assert (results / "extensions.sqlite").read_bytes() == b"not one"


def test_the_journal_is_for_its_owner_alone(tmp_path: Path) -> None:
    _, results = due_archive(tmp_path, 1)
    with closing(open_journal(results)):
        mode = (results / "extensions.sqlite").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_what_is_being_written_is_no_document_of_a_batch(tmp_path: Path) -> None:
    (tmp_path / ".partial-0123456789abcdef").write_bytes(b"%PDF-")
    (tmp_path / "a").write_bytes(b"%PDF-")

    found = [each.path for each in listed([str(tmp_path)], Filters(("*",)), Skipped())]

    assert found == [str(tmp_path / "a")]


def asked_for(wanted: Wanted, *, has_level: bool) -> tuple[list[Wanted], Extended | NotExtended]:
    """What a file is asked to become, one after another, and the answer."""
    asked = []

    def extending(file: SourceFile, wanted: Wanted, _password: str) -> extending_one.Extended:
        asked.append(wanted)
        if has_level and not wanted.renew:
            raise UsageError("extend-has-level", level="lta")
        made = extend(file.data, file.name)
        return extending_one.Extended(made.data, made.before, made.after)

    return asked, answering(extending, wanted)(b"%PDF-", "a.pdf")


def test_a_file_that_has_the_level_is_renewed_where_that_is_asked_for() -> None:
    level, renewed = Wanted(Goal.LTA), Wanted(Goal.LTA, renew=True)

    assert asked_for(level, has_level=False)[0] == [level]
    assert asked_for(renewed, has_level=False)[0] == [level]
    asked, answer = asked_for(renewed, has_level=True)
    assert asked == [level, renewed]
    assert isinstance(answer, Extended)
    asked, answer = asked_for(level, has_level=True)
    assert asked == [level]
    assert answer == NotExtended("extend-has-level", {"level": "lta"})


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (
            UsageError("extend-no-time-stamp", reason="busy"),
            NotExtended("extend-no-time-stamp", {"reason": "busy"}, passing=True),
        ),
        (UnreadableError("password-needed"), NotExtended("password-needed")),
        (InternalError("ValueError"), NotExtended("error-internal", {"at": "ValueError"})),
    ],
)
def test_what_keeps_one_file_from_being_extended_keeps_no_other(
    error: Exception, answer: NotExtended
) -> None:
    def extending(_file: SourceFile, _wanted: Wanted, _password: str) -> extending_one.Extended:
        raise error

    assert answering(extending, Wanted(Goal.LTA))(b"%PDF-", "a.pdf") == answer


def test_what_keeps_every_file_from_being_extended_ends_the_run() -> None:
    def extending(_file: SourceFile, _wanted: Wanted, _password: str) -> extending_one.Extended:
        raise UsageError("worker-not-started", reason="no-memory")

    with pytest.raises(UsageError):
        answering(extending, Wanted(Goal.LTA))(b"%PDF-", "a.pdf")


def test_what_a_killed_run_was_making_is_removed_and_no_link_followed(tmp_path: Path) -> None:
    (tmp_path / ".extending-a").mkdir()
    (tmp_path / ".extending-a" / "given.pdf").write_bytes(b"%PDF-")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    (tmp_path / ".extending-b").symlink_to(tmp_path / "mine")

    clear(tmp_path)

    assert not (tmp_path / ".extending-a").exists()
    assert (tmp_path / "mine" / "file").exists()
