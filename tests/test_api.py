"""validate(): one call, one report, whatever the bytes; only a wrong call raises."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import fhvalidate
from fhvalidate import Policy, Report, TrustAnchors, UsageError, validate
from fhvalidate.cli.main import run
from fhvalidate.examination import Inputs, examine
from fhvalidate.policy import policy_from_toml
from fhvalidate.report.assembly import Circumstances, masking
from tests.fixtures.make import FILES
from tests.pki import VALIDATED_AT
from tests.pki.minutes import minutes
from tests.validation.judging import signed

CASES = json.loads((FILES / "cases.json").read_text(encoding="utf-8"))["cases"]
NAMES = [case["name"] for case in CASES]


@cache
def fixture(name: str) -> bytes:
    return (FILES / name).read_bytes()


@cache
def trust(name: str) -> TrustAnchors:
    return TrustAnchors.from_path(FILES / name)


def report_on(case: dict[str, Any]) -> Report:
    return validate(
        fixture(case["file"]),
        trust=trust(case["trust"]),
        at=datetime.fromisoformat(case["at"]),
        password=case.get("password", ""),
    )


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_every_fixture_has_its_verdict_through_the_library(case: dict[str, Any]) -> None:
    report = report_on(case)

    assert report.verdict.value == case["verdict"]
    assert len(report.signatures) == case["signatures"]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
@pytest.mark.parametrize("form", ["text", "json"])
def test_every_fixture_has_its_exit_code_through_the_command(
    case: dict[str, Any], form: str, tmp_path: Path
) -> None:
    secret = tmp_path / "password"
    secret.write_text(case.get("password", "") + "\n", encoding="utf-8")
    arguments = [str(FILES / case["file"]), "--trust", str(FILES / case["trust"])]
    arguments += ["--at", case["at"], "--format", form]
    arguments += ["--password-file", str(secret)] if "password" in case else []
    output = io.StringIO()

    with redirect_stdout(output), redirect_stderr(io.StringIO()):
        code = run(arguments)

    assert code == case["exit_code"]
    if form == "json":
        assert json.loads(output.getvalue())["verdict"] == case["verdict"]


def test_signed_minutes_without_trust_are_indeterminate_and_say_so_first() -> None:
    report = validate(fixture("minutes-signed.pdf"), trust=TrustAnchors.none(), at=VALIDATED_AT)

    assert report.verdict == "indeterminate"
    assert report.findings[0].code == "no-trust-anchors"


def test_the_altered_minutes_are_told_as_altered() -> None:
    case = next(case for case in CASES if case["name"] == "minutes-altered")

    assert report_on(case).reprint.verdict == "altered"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"trust": None}, TypeError),
        ({"trust": []}, TypeError),
        ({"trust": "root.pem"}, TypeError),
        ({"at": "2026-03-02"}, TypeError),
        ({"at": 5}, TypeError),
        ({"at": datetime(2026, 3, 2)}, ValueError),
        ({"policy": "default"}, TypeError),
        ({"source": None}, TypeError),
        ({"source": 5}, TypeError),
        ({"source": io.StringIO("%PDF-1.7")}, TypeError),
        ({"source": [b"%PDF-1.7"]}, TypeError),
        ({"source": "/does/not/exist.pdf"}, UsageError),
        ({"source": "/"}, UsageError),
        ({"source": "a\0b"}, UsageError),
    ],
)
def test_a_wrong_call_raises(arguments: dict[str, object], error: type[Exception]) -> None:
    given: dict[str, object] = {"source": b"", "trust": TrustAnchors.none(), **arguments}

    with pytest.raises(error):
        validate(given.pop("source"), **given)  # type: ignore[arg-type]


def test_trust_must_be_given() -> None:
    with pytest.raises(TypeError):
        validate(b"")  # type: ignore[call-arg]


def test_a_password_that_is_no_text_is_a_wrong_call() -> None:
    with pytest.raises(TypeError):
        validate(minutes(), trust=TrustAnchors.none(), password=5)  # type: ignore[arg-type]


def test_a_name_that_is_no_text_is_a_wrong_call() -> None:
    with pytest.raises(TypeError):
        validate(b"", trust=TrustAnchors.none(), name=5)  # type: ignore[arg-type]


READABLE = [case["file"] for case in CASES if case["verdict"] != "unreadable"]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_same_input_gives_the_same_report(case: dict[str, Any]) -> None:
    first, second = report_on(case), report_on(case)

    assert first == second
    assert first.produced_at <= second.produced_at


def test_bytes_and_path_give_the_same_report_but_for_the_name() -> None:
    path = FILES / "minutes-signed.pdf"
    options = {"trust": trust("root.pem"), "at": VALIDATED_AT}

    by_path = validate(path, **options)  # type: ignore[arg-type]
    by_text = validate(str(path), **options)  # type: ignore[arg-type]
    by_bytes = validate(path.read_bytes(), name=path.name, **options)  # type: ignore[arg-type]

    assert by_path == by_text == by_bytes
    assert by_path.document.name == "minutes-signed.pdf"


def test_the_zone_in_which_the_time_is_said_does_not_matter() -> None:
    swedish = datetime.fromisoformat("2026-03-03T10:00:00+01:00")
    data = fixture("minutes-signed.pdf")

    first = validate(data, trust=trust("root.pem"), at=VALIDATED_AT)
    assert first == validate(data, trust=trust("root.pem"), at=swedish)


def test_the_order_of_the_anchors_does_not_matter() -> None:
    parts = [trust("root.pem"), trust("tsa-root.pem"), trust("other-root.pem")]
    data = fixture("minutes-b-lta.pdf")

    verdicts = {
        validate(data, trust=TrustAnchors.joined(order), at=VALIDATED_AT).verdict
        for order in (parts, parts[::-1])
    }

    assert verdicts == {"valid"}


class Watch:
    """The audit events of what a report is made by, while it is watched (PEP 578)."""

    watching = False
    seen: tuple[str, ...] = ()


FORBIDDEN = ("open", "os.", "socket.", "subprocess.", "pickle.", "shutil.", "tempfile.", "urllib.")


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    # A descriptor that is held names no file: the bytes that the library maps are in memory.
    held = event == "open" and isinstance(arguments[0], int)
    if Watch.watching and event.startswith(FORBIDDEN) and not held:
        Watch.seen = (*Watch.seen, f"{event} {arguments!r:.120}")


@contextmanager
def watched() -> Iterator[None]:
    if not hasattr(Watch, "hooked"):
        sys.addaudithook(_watch)
        Watch.hooked = True  # type: ignore[attr-defined]
    Watch.seen, Watch.watching = (), True
    try:
        yield
    finally:
        Watch.watching = False


def test_the_pure_core_touches_no_file_no_socket_and_no_process() -> None:
    circumstances = Circumstances(
        name="protokoll.pdf",
        at=VALIDATED_AT,
        produced_at=datetime(2026, 3, 3, tzinfo=UTC),
        policy=Policy.named("default"),
        trust=trust("trust"),
        mask=masking(show=False),
    )
    files = [*(fixture(name) for name in READABLE), fixture("garbage.pdf")]
    for data in files:  # slow libraries are imported where they are first needed
        examine(Inputs(data), circumstances).report.to_json()
    fresh = [signed(minutes()), fixture("minutes-signed.pdf") + b"\n"]

    with watched():
        for data in (*files, *fresh):
            examine(Inputs(data), circumstances).report.to_json()

    assert Watch.seen == ()


def test_the_watch_itself_sees_what_it_should(tmp_path: Path) -> None:
    file = tmp_path / "any"
    file.write_bytes(b"")

    with watched():
        file.read_bytes()

    assert Watch.seen


def test_every_public_name_is_there() -> None:
    for name in fhvalidate.__all__:
        assert getattr(fhvalidate, name) is not None


def test_text_past_the_policys_limit_is_not_read_and_it_is_told() -> None:
    text = b'name = "kort"\n[limits]\ntext_characters = 100\n'

    whole = validate(minutes(), trust=TrustAnchors.none(), at=VALIDATED_AT)
    short = validate(
        minutes(), trust=TrustAnchors.none(), at=VALIDATED_AT, policy=policy_from_toml(text)
    )

    assert whole.minutes is not None
    assert short.minutes is None
    assert "text-unreadable" in {finding.code for finding in short.findings}
