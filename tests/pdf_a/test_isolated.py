"""Where the worker reads the claim, and its caller has it tried."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fhvalidate import Policy, TrustAnchors
from fhvalidate.batch.ahead import hint_of
from fhvalidate.batch.inputs import InputDigests
from fhvalidate.cli.main import run
from fhvalidate.isolated import Settings
from fhvalidate.isolated.frames import BrokenFrameError, Frame
from fhvalidate.isolated.trying import MAX_SENT, MAX_TRIED, Trying, trying_by_caller
from fhvalidate.isolated.verapdf import verapdf_at
from fhvalidate.pdf_a.answer import FailedRule, NotRun, PdfAAnswer, PdfAStatus
from tests.batch.places import TRUST
from tests.pdf_a.files import answering, claiming, with_metadata

RULE = FailedRule("ISO 19005-2:2011", "6.2.4.3", 2, 3)
BROKEN = PdfAAnswer(PdfAStatus.NOT_COMPLIANT, None, "2b", "veraPDF", "1.28.1", (RULE,))


def broken(_: bytes, __: str) -> PdfAAnswer:
    return BROKEN


def test_the_answer_comes_back_to_the_worker_as_it_was_given() -> None:
    trying = Trying(broken)

    assert trying_by_caller(trying.answer)(b"%PDF-", "2b") == BROKEN


def test_a_file_too_large_to_be_sent_is_not_tried() -> None:
    def never(_: Frame) -> Frame:
        raise AssertionError

    large = trying_by_caller(never)(bytes(MAX_SENT + 1), "2b")

    assert large == PdfAAnswer.not_run(NotRun.TOO_LARGE)


@pytest.mark.parametrize("flavour", ["0", "9x", "2b --profile x", 2, None, ["2b"]])
def test_a_worker_that_asks_for_something_else_is_broken(flavour: object) -> None:
    with pytest.raises(BrokenFrameError):
        Trying(broken).answer(Frame({"pdf_a": flavour}))  # type: ignore[dict-item]


def test_so_many_files_of_one_document_are_tried_and_no_more() -> None:
    tries = trying_by_caller(Trying(broken).answer)

    found = [tries(b"%PDF-", "2b") for _ in range(MAX_TRIED + 1)]

    assert found[:-1] == [BROKEN] * MAX_TRIED
    assert found[-1] == PdfAAnswer.not_run(NotRun.TOO_MANY)


@pytest.mark.isolated
def test_the_command_tries_what_the_file_claims(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(with_metadata(claiming("2", "B")))
    command = answering(tmp_path, flavour="2b", failed=1)

    run([str(tmp_path / "a.pdf"), "--verapdf", command, "--json", *TRUST])

    found = json.loads(capsys.readouterr().out)["document"]["pdfa"]
    assert (found["claimed"], found["validated"]) == ("2B", "not-compliant")
    assert [rule["clause"] for rule in found["failed_rules"]] == ["6.2.4.3"]


def tried_in(folder: Path) -> list[int]:
    """How many files each call of the program got."""
    calls = (folder / "calls").read_text().splitlines()
    return [sum(a.endswith(".pdf") for a in json.loads(call)) for call in calls]


@pytest.mark.isolated
def test_a_batch_tries_each_file_once_and_many_by_one_process(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    for number in range(12):
        data = with_metadata(claiming("2", "B")) + b"%" * number
        (archive / f"{number}.pdf").write_bytes(data)
    command = answering(tmp_path, flavour="2b", seconds=1)
    out = tmp_path / "results"

    run(["batch", str(archive), "--out", str(out), "--verapdf", command, *TRUST])

    calls = tried_in(tmp_path)
    assert sum(calls) == 12
    assert len(calls) < 8


def test_what_was_tried_ahead_is_the_answer_on_the_same_bytes_and_claim_alone(
    tmp_path: Path,
) -> None:
    tries = verapdf_at(answering(tmp_path, flavour="2b"))
    tries.learn([b"one", b"two"], "2b")

    tries(b"one", "2b")
    tries(b"three", "2b")
    other = tries(b"one", "2u")

    assert tried_in(tmp_path) == [2, 1, 1]
    assert other == PdfAAnswer.not_run(NotRun.FAILED)  # the program speaks of 2b


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (claiming("2", "B"), "2b"),
        (claiming("4"), "4"),
        (claiming("1", "A") + claiming("2", "U"), "2u"),
        (claiming("2"), None),
        (claiming("9", "B"), None),
        (b"pdfaid:part=", None),
    ],
)
def test_the_hint_is_what_the_last_words_name(data: bytes, hint: str | None) -> None:
    assert hint_of(data) == hint


def test_another_version_of_the_program_is_another_input(tmp_path: Path) -> None:
    def digest(*commands: str) -> str:
        tries = verapdf_at(commands[0]) if commands else None
        at = datetime(2026, 3, 3, tzinfo=UTC)
        policy = Policy.named("default")
        settings = Settings(trust=TrustAnchors.none(), at=at, policy=policy, pdf_a=tries)
        return InputDigests.of(settings).digest

    first = digest(answering(tmp_path, flavour="2b"))
    second = digest(answering(tmp_path, flavour="2u"))

    assert len({digest(), first, second}) == 3
