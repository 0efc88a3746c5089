"""`fhvalidate replay`: whether the report of a bundle comes out the same when it is made again."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.cli import terminal
from fhvalidate.cli.complaints import About, tell
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.replay_arguments import ReplayArguments, parse_replay, replay_parser
from fhvalidate.errors import InternalError, UsageError
from fhvalidate.report.messages import Language, words
from fhvalidate.words.plain import neutralise

if TYPE_CHECKING:
    from fhvalidate.archive.replay import Replayed
    from fhvalidate.isolated import NotJudged, Settings

# What says that the bundle is not what was written.
ALTERED = frozenset(
    {
        "bundle-not-readable",
        "bundle-malformed",
        "bundle-file-missing",
        "bundle-file-extra",
        "bundle-file-changed",
        "report-not-readable",
        "report-member-not-readable",
    }
)

NOT_REPLAYED = "bundle-not-replayed"


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate replay …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    if {"-h", "--help"} & set(argv[1:]):
        sys.stdout.write(replay_parser(language).format_help())
        return ExitCode.VALID
    arguments = parse_replay(argv[1:], language)
    about = About(arguments.bundle, 1)
    try:
        found = _made_again(arguments)
    except UsageError as error:
        if error.code not in (ALTERED | {NOT_REPLAYED}):
            raise
        altered = error.code in ALTERED
        code = ExitCode.INVALID if altered else ExitCode.INDETERMINATE
        tell(arguments.language, error.code, error.detail, exit_code=code, about=about)
        return code
    from fhvalidate.isolated import NotJudged

    if isinstance(found, NotJudged):
        detail = {"detail": f"{found.cause}: {found.detail}"}
        code = ExitCode.INDETERMINATE
        tell(arguments.language, "bundle-not-replayed", detail, exit_code=code, about=about)
        return code
    if arguments.format == "json":
        from fhvalidate.report.json import to_jsonable

        terminal.make_utf8(sys.stdout)
        sys.stdout.write(json.dumps(to_jsonable(found), ensure_ascii=False, indent=2) + "\n")
    else:
        for line in _lines(found, arguments.language):
            sys.stdout.write(line + "\n")
    return _code(found, sealed=arguments.sealed)


def _code(found: "Replayed", *, sealed: bool) -> ExitCode:
    from fhvalidate.archive.bundle.seal import SealState
    from fhvalidate.archive.replay import Outcome

    if found.outcome is Outcome.DIFFERS:
        return ExitCode.DIFFERENT
    state = found.seal.state
    if state is SealState.NOT_CONFIRMED or (sealed and state is not SealState.CONFIRMED):
        return ExitCode.INDETERMINATE
    return ExitCode.VALID


def _made_again(arguments: ReplayArguments) -> "Replayed | NotJudged":
    """What came of it, in a worker process; the bundle may be made by anybody."""
    from fhvalidate.archive.replay import Replayed
    from fhvalidate.cli.isolation import is_isolated, tell_not_isolated
    from fhvalidate.isolated import Cause, IsolatedWorker, NotJudged
    from fhvalidate.isolated.places import named_path
    from fhvalidate.report.reading import read_value
    from fhvalidate.report.reading_values import NotOfThisKindError

    document = arguments.document
    given = {
        "bundle": named_path(arguments.bundle),
        "document": None if document is None else named_path(document),
        "password": arguments.password,
    }
    settings = _settings(arguments)
    if not is_isolated():
        from fhvalidate.isolated.replaying import replay

        tell_not_isolated(arguments.language)
        return replay(given, settings)
    worker = IsolatedWorker(settings)
    try:
        answer = worker.operate("replay", given)
    finally:
        worker.close()
    if isinstance(answer, NotJudged):
        if answer.cause is Cause.INTERNAL:
            raise InternalError(answer.detail)
        return answer
    try:
        found: Replayed = read_value(Replayed, answer)
    except NotOfThisKindError:
        return NotJudged(Cause.CRASH, "protocol")
    return found


def _settings(arguments: ReplayArguments) -> "Settings":
    """Whom the reader believes to seal, and how a seal is judged."""
    from fhvalidate.cli.preparation import settings_of

    at = arguments.at or datetime.now(UTC)
    return settings_of(arguments).of_worker(at=at, show_personnummer=False)


def _lines(found: "Replayed", language: Language) -> Iterator[str]:
    from fhvalidate.archive.replay import Outcome
    from fhvalidate.words.local_times import local

    def say(key: str, **facts: str) -> str:
        return words(language, "replay", key, **{k: neutralise(v) for k, v in facts.items()})

    def verdict(value: str) -> str:
        return words(language, "verdict", value)

    yield say(found.outcome)
    yield say(f"seal-{found.seal.state}", **_seal_facts(found, language))
    for finding in found.seal.findings:
        message = finding.message
        yield "  " + neutralise(message.sv if language is Language.SV else message.en)
    yield ""
    yield say("document", name=found.document, digest=found.document_sha256)
    yield say("validation-time", time=local(found.validation_time))
    yield say("produced-at", time=local(found.produced_at))
    same = found.then == found.now
    yield say("verdict" if same else "verdicts", then=verdict(found.then), now=verdict(found.now))
    yield say("by-the-bundle")
    if found.outcome is not Outcome.SAME_BYTES and found.differences:
        yield say("differences", members=", ".join(found.differences))
    for change in found.versions:
        nothing = say("not-there")
        yield say(
            "version", name=change.name, then=change.then or nothing, now=change.now or nothing
        )


def _seal_facts(found: "Replayed", language: Language) -> dict[str, str]:
    from fhvalidate.words.local_times import local

    seal = found.seal
    unknown = words(language, "replay", "unknown")
    return {
        "time": unknown if seal.time is None else local(seal.time),
        "authority": seal.authority or unknown,
    }
