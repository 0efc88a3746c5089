"""`fhvalidate extend`: what a signed file needs to stay provable is added to it, in a new file."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.cli import isolation, output, password
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.extend_arguments import ExtendArguments, extend_parser, parse_extend
from fhvalidate.cli.one_file import done
from fhvalidate.cli.staging import Staged, refuse_taken, staged, write_whole_and_name
from fhvalidate.report.messages import Language, words
from fhvalidate.words.local_times import last_whole_day

if TYPE_CHECKING:
    from fhvalidate.extension.extending import Extended


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate extend …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    rest = list(argv[1:])
    if {"-h", "--help"} & set(rest):
        sys.stdout.write(extend_parser(language).format_help())
        return ExitCode.VALID
    arguments = parse_extend(rest, language)
    return done(arguments.judged, lambda: _extend(arguments), own="extend-")


def _extend(arguments: ExtendArguments) -> ExitCode:
    out = arguments.out
    refuse_taken(out)
    with staged(out, out) as places:
        made = _made(arguments, places)
        write_whole_and_name(made.data, places, out)
    _say(arguments, made)
    return ExitCode.VALID


def _made(arguments: ExtendArguments, places: Staged) -> "Extended":
    from fhvalidate.cli.preparation import settings_of
    from fhvalidate.cli.trust_update import user_network
    from fhvalidate.isolated.extending import Asking, extending
    from fhvalidate.source_file import source_file

    judged = arguments.judged
    secret = password.from_file(judged.password_file) if judged.password_file else ""
    settings = settings_of(judged).of_worker(
        at=datetime.now(UTC), show_personnummer=judged.show_personnummer
    )
    asking = Asking.at(arguments.tsa, user_network(), settings)
    file = source_file(arguments.file, limit=settings.policy.limits.file_size)
    if not isolation.is_isolated():
        isolation.tell_not_isolated(judged.language)
    with extending(asking, places.folder, isolated=isolation.is_isolated()) as extend:
        return extend(file, arguments.wanted, secret)


def _say(arguments: ExtendArguments, made: "Extended") -> None:
    judged = arguments.judged
    lang = judged.language
    until = None if made.after.provable is None else made.after.provable.until
    facts = {
        "out": output.path_shown(arguments.out, show=judged.show_personnummer),
        "level": arguments.wanted.goal.upper(),
        "new": made.after.document.sha256,
        "old": made.before.document.sha256,
        "count": str(len(made.after.signatures) - len(made.before.signatures)),
        "until": "" if until is None else last_whole_day(until).isoformat(),
    }
    keys = ["done-renewed" if arguments.wanted.renew else "done"]
    keys += [] if until is None else ["done-until"]
    for key in (*keys, "done-digests"):
        sys.stdout.write(words(lang, "extend", key, **facts) + "\n")
