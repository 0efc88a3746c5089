"""veraPDF as a process: held to limits, its answer read strictly."""

import json
import shutil
import threading
import time
from pathlib import Path

import pytest

from fhvalidate import TrustAnchors, validate
from fhvalidate.errors import UsageError
from fhvalidate.isolated import program as run_program
from fhvalidate.isolated.verapdf import Program, VeraPdf, verapdf_at
from fhvalidate.isolated.verapdf_report import NoReportError, read_report
from fhvalidate.pdf_a.answer import NotRun, PdfAAnswer, PdfAStatus
from tests.fixtures.make import FILES
from tests.pdf_a.files import answering, program, verapdf_says, written_by_verapdf
from tests.shared import SHARED

JARS = sorted(Path.home().glob(".m2/repository/org/verapdf/apps/greenfield-apps/*/*.jar"))
needs_verapdf = pytest.mark.skipif(
    not JARS or shutil.which("java") is None,
    reason="veraPDF's jar (org.verapdf.apps:greenfield-apps in ~/.m2) or Java is not here",
)


def test_an_answer_names_the_tool_its_version_and_what_was_tried(tmp_path: Path) -> None:
    answer = verapdf_at(answering(tmp_path, flavour="2b"))(b"%PDF-", "2b")

    assert answer == PdfAAnswer(PdfAStatus.COMPLIANT, None, "2b", "veraPDF", "1.28.1")
    (call,) = (tmp_path / "calls").read_text().splitlines()
    assert json.loads(call)[:4] == ["--format", "json", "--flavour", "2b"]


def test_a_rule_that_fails_is_told_with_its_clause(tmp_path: Path) -> None:
    answer = verapdf_at(answering(tmp_path, flavour="2u", failed=1))(b"%PDF-", "2u")

    assert answer.status is PdfAStatus.NOT_COMPLIANT
    assert [(rule.clause, rule.checks) for rule in answer.failed_rules] == [("6.2.4.3", 3)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("time.sleep(60)", NotRun.TIMEOUT),
        ("os.close(1)\ntime.sleep(60)", NotRun.TIMEOUT),
        ("print('PASS ' + files[0] + ' 2b')", NotRun.FAILED),
        ("sys.exit(2)", NotRun.FAILED),
        ("os.kill(os.getpid(), 9)", NotRun.FAILED),
        ("while True: os.write(1, b'x' * 65536)", NotRun.FAILED),
        ("print('[' * 100000)", NotRun.FAILED),
    ],
)
def test_a_program_that_says_nothing_of_use_has_not_been_run(
    tmp_path: Path, body: str, reason: NotRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_program, "MAX_WRITTEN", 1 << 20)
    made = VeraPdf(Program((program(tmp_path, body),), ""), seconds=1)

    assert made(b"%PDF-", "2b") == PdfAAnswer.not_run(reason)


@pytest.mark.parametrize(("failed", "code"), [(0, 1), (0, 7), (0, 8), (1, 0), (1, 8)])
def test_an_answer_that_the_exit_code_contradicts_is_none(
    tmp_path: Path, failed: int, code: int
) -> None:
    made = verapdf_at(answering(tmp_path, failed=failed, then=f"sys.exit({code})"))

    assert made(b"%PDF-", "2b") == PdfAAnswer.not_run(NotRun.FAILED)


def test_an_answer_beside_an_exception_is_none() -> None:
    says = json.loads(written_by_verapdf(verapdf_says(), names=NAMES))
    says["report"]["jobs"][0]["taskException"] = {"exceptionMessage": "x"}

    (answer,) = read_report(json.dumps(says).encode(), names=NAMES, flavour="2b")

    assert answer == PdfAAnswer.not_run(NotRun.FAILED)


@pytest.mark.parametrize("closes", ["", "os.close(1)"])
def test_what_it_has_started_ends_with_it_and_keeps_no_answer_back(
    tmp_path: Path, closes: str
) -> None:
    started = tmp_path / "started"
    then = (
        "sys.stdout.flush()\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        f"    {closes or 'pass'}\n"
        "    time.sleep(600)\n"
        f"Path({str(started)!r}).write_text(str(child))"
    )
    made = VeraPdf(Program((answering(tmp_path, then=then),), ""), seconds=60)

    assert made(b"%PDF-", "2b").status is PdfAStatus.COMPLIANT
    for _ in range(100):
        if not is_running(int(started.read_text())):
            break
        time.sleep(0.05)
    assert not is_running(int(started.read_text()))


def is_running(number: int) -> bool:
    """Whether the process is there, and is no mere name that nobody has asked for."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


NAMES = ["1.pdf"]


@pytest.mark.parametrize(
    "says",
    [
        verapdf_says("1b"),
        verapdf_says(compliant=False),
        verapdf_says(compliant="true"),
        verapdf_says(compliant=1),
        verapdf_says(failed=1, compliant=True),
        verapdf_says(details={"passedRules": 0, "failedRules": 0, "failedChecks": 0}),
        verapdf_says(
            details={"passedRules": 0, "failedRules": 0, "failedChecks": 0, "ruleSummaries": []}
        ),
        verapdf_says(
            details={"passedRules": 9, "failedRules": 0, "failedChecks": 1, "ruleSummaries": []}
        ),
        verapdf_says(profileName="Egen profil"),
        {},
        7,
    ],
)
def test_an_answer_that_contradicts_itself_is_none(says: object) -> None:
    written = written_by_verapdf(says, names=NAMES).encode()

    with pytest.raises(NoReportError):
        read_report(written, names=NAMES, flavour="2b")


@pytest.mark.parametrize("names", [["2.pdf"], ["1.pdf", "1.pdf"], []])
def test_an_answer_on_other_files_is_none(names: list[str]) -> None:
    written = written_by_verapdf(*[verapdf_says()] * len(names), names=names).encode()

    with pytest.raises(NoReportError):
        read_report(written, names=NAMES, flavour="2b")


def test_an_answer_that_says_two_things_at_once_is_none() -> None:
    written = written_by_verapdf(verapdf_says(), names=NAMES)
    twice = written.replace('"compliant": true', '"compliant": false, "compliant": true')

    with pytest.raises(NoReportError):
        read_report(twice.encode(), names=NAMES, flavour="2b")


def test_a_try_that_did_not_end_normally_is_no_answer() -> None:
    written = written_by_verapdf(verapdf_says(jobEndStatus="cancelled"), names=NAMES).encode()

    (answer,) = read_report(written, names=NAMES, flavour="2b")

    assert answer == PdfAAnswer.not_run(NotRun.FAILED)


def test_files_that_wait_share_a_process(tmp_path: Path) -> None:
    made = verapdf_at(answering(tmp_path, flavour="2b"))

    found = made.try_all([b"1", b"2", b"3"], "2b")

    assert [each.status for each in found] == [PdfAStatus.COMPLIANT] * 3
    assert len((tmp_path / "calls").read_text().splitlines()) == 1


def test_a_file_that_ends_the_process_costs_the_others_no_answer(tmp_path: Path) -> None:
    answer = Path(answering(tmp_path, flavour="2b")).read_text()
    hostile = "if any(b'bad' in Path(f).read_bytes() for f in files): sys.exit(3)\n"
    command = program(tmp_path, hostile + answer.split("\n", 4)[4])
    made = verapdf_at(command)

    found = made.try_all([b"good", b"bad", b"good"], "2b")

    expected = [PdfAStatus.COMPLIANT, PdfAStatus.NOT_RUN, PdfAStatus.COMPLIANT]
    assert [each.status for each in found] == expected


def test_every_caller_gets_the_answer_on_its_own_file(tmp_path: Path) -> None:
    said = json.dumps([verapdf_says(), verapdf_says(failed=1)])
    command = program(
        tmp_path,
        f"said = json.loads({said!r})\n"
        "jobs = [{'itemDetails': {'name': f}, 'validationResult': "
        "[said[Path(f).read_bytes() == b'bad']]} for f in files]\n"
        "print(json.dumps({'report': {'buildInformation': {'releaseDetails': "
        "[{'version': '1'}]}, 'jobs': jobs}}))\n"
        "sys.exit(any(Path(f).read_bytes() == b'bad' for f in files))",
    )
    made = verapdf_at(command)
    found: dict[int, PdfAStatus] = {}

    def ask(number: int) -> None:
        found[number] = made(b"bad" if number % 3 else b"good", "2b").status

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(9)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert [found[n] for n in range(9)] == [
        PdfAStatus.NOT_COMPLIANT if n % 3 else PdfAStatus.COMPLIANT for n in range(9)
    ]


@pytest.mark.parametrize("given", ["/nowhere/verapdf", "nowhere.jar"])
def test_a_program_that_is_not_there_is_told(given: str) -> None:
    with pytest.raises(UsageError, match=r"verapdf-missing|java-missing"):
        verapdf_at(given)


@needs_verapdf
@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "claimed", "status", "clauses"),
    [
        ("dss/pdfa2u-gray.pdf", "2U", PdfAStatus.COMPLIANT, []),
        ("verapdf-regression/simpleSigned.pdf", "2A", PdfAStatus.COMPLIANT, []),
        ("dss/testdoc-signed.pdf", "2U", PdfAStatus.NOT_COMPLIANT, ["6.2.4.3"]),
        (
            "verapdf-corpus/veraPDF test suite 6-1-12-t02-fail-a.pdf",
            "2B",
            PdfAStatus.NOT_COMPLIANT,
            ["6.1.12"],
        ),
        ("swedenconnect-signature-validation/add-annotation.pdf", None, PdfAStatus.NOT_RUN, []),
        ("sunet-edusign-app/with-signature.pdf", None, PdfAStatus.NOT_RUN, []),
    ],
)
def test_verapdf_itself_finds_what_these_files_are(
    file: str, claimed: str | None, status: PdfAStatus, clauses: list[str]
) -> None:
    path = SHARED / "corpus" / file
    if not path.is_file():
        pytest.skip(f"{path} is not here")

    report = validate(path, trust=TrustAnchors.none(), pdf_a=verapdf_at(str(JARS[-1])))

    found = report.document.pdfa
    assert found is not None
    assert (found.claimed, found.validated) == (claimed, status)
    assert [rule.clause for rule in found.failed_rules] == clauses
    if clauses == ["6.2.4.3"]:
        assert [rule.checks for rule in found.failed_rules] == [3]  # DeviceRGB, three times


@needs_verapdf
@pytest.mark.slow
def test_what_claims_nothing_fails_what_is_asked_and_what_is_no_pdf_is_not_tried() -> None:
    edusign = SHARED / "corpus/sunet-edusign-app/with-signature.pdf"
    if not edusign.is_file():
        pytest.skip(f"{edusign} is not here")
    files = [FILES / "minutes-signed.pdf", edusign]
    broken = [FILES / "garbage.pdf", FILES / "encrypted.pdf"]  # exit codes 7 and 8

    found = verapdf_at(str(JARS[-1])).try_all([each.read_bytes() for each in files], "1b")
    alone = [verapdf_at(str(JARS[-1]))(each.read_bytes(), "1b") for each in broken]

    assert [each.status for each in found] == [PdfAStatus.NOT_COMPLIANT] * 2
    assert [each.flavour for each in found] == ["1b"] * 2
    clauses = {rule.clause for rule in found[1].failed_rules}
    assert {"6.4", "6.2.3.3"} <= clauses  # transparency with its masks, DeviceRGB
    assert [each.status for each in alone] == [PdfAStatus.NOT_RUN] * 2
