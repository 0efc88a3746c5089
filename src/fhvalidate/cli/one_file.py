"""Commands that examine one file and make another of it: what they have in common."""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime

from fhvalidate.cli.arguments import RECOGNITION, Arguments
from fhvalidate.cli.complaints import About, tell_not_done
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.parser import Parser, add_common, choice, described, wrapped
from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.report.detail import Detail
from fhvalidate.report.messages import Language, words

Shown = Callable[[Language], Parser]


def told_instead(
    rest: list[str], language: Language, command: str, *, all_of_them: Shown, one: Shown
) -> ExitCode | None:
    """The exit code where help is asked for, or nothing is; None: the command is to be done.

    Args:
        rest: what follows the first word of the command.
        language: of the help.
        command: both its words.
        all_of_them: the parser of the first word alone.
        one: the parser of both.

    Raises:
        UsageError: `command-unknown`.
    """
    first, second = command.split()
    wants_help = bool({"-h", "--help"} & set(rest))
    if rest[:1] != [second] and rest and not wants_help:
        raise UsageError("command-unknown", value=f"{first} {rest[0]}", near=command)
    if rest[:1] != [second]:
        sys.stdout.write(all_of_them(language).format_help())
        return ExitCode.VALID if wants_help else ExitCode.USAGE
    if wants_help:
        sys.stdout.write(one(language).format_help())
        return ExitCode.VALID
    return None


def help_alone(language: Language, command: str, *, table: str, one: Shown) -> Parser:
    """The parser of the first word of a command, which has help alone.

    Args:
        language: of the help.
        command: the first word.
        table: of its words.
        one: the parser of both words.
    """
    parser = described(f"fhvalidate {command}", wrapped(words(language, table, "about")))
    add_common(parser.add_argument_group(words(language, "cli", "options-title")), language)
    parser.begin_with(language, one(language).synopsis)
    return parser


def done(judged: Arguments, work: Callable[[], ExitCode], *, own: str) -> ExitCode:
    """Carries the command out, and says why nothing was made of the file.

    Args:
        judged: how the file is examined.
        work: what is to be done.
        own: what the codes begin with that say nothing of the file: nothing can be made of it.
    """
    about = About(judged.files[0], 1, show=judged.show_personnummer)
    try:
        return work()
    except UnreadableError as error:
        refused = error.code.startswith(own)
        return tell_not_done(judged.language, error, about, refused=refused)


def refuse_missing(asking: str, **options: object) -> None:
    """Refuses where one of the options was left out.

    Raises:
        UsageError: `option-missing`.
    """
    for name, value in options.items():
        if value is None:
            raise UsageError("option-missing", option=f"--{name}", help=asking)


def refuse_stdout(path: str, command: str) -> None:
    """Refuses `-` for the file to write: these commands write a file that has a name.

    Raises:
        UsageError: `stdout-not-taken`.
    """
    if path == "-":
        raise UsageError("stdout-not-taken", command=command)


def examined(found: argparse.Namespace, file: str, *, at: datetime | None = None) -> Arguments:
    """How the file is examined, by the options that `add_examined` adds.

    Raises:
        UsageError: a choice that there is not.
    """
    return Arguments(
        files=(file,),
        language=Language(choice("--lang", found.lang, tuple(Language))),
        trust=tuple(found.trust),
        at=at,
        policy=found.policy,
        evidence=tuple(found.evidence),
        profiles=found.profiles,
        password_file=found.password_file,
        show_personnummer=found.show_personnummer,
        recognition=choice("--ocr", found.ocr, RECOGNITION),
        debug=found.debug,
        detail=Detail.FULL,
        test=found.test,
        online=found.online,
    )


def add_examined(group: argparse._ArgumentGroup, language: Language) -> None:
    """Adds the options that say how the file is examined."""

    def say(key: str) -> str:
        return words(language, "cli", key)

    add = group.add_argument
    add("--trust", metavar=say("metavar-path"), action="append", default=[], help=say("trust"))
    add("--policy", metavar=say("metavar-policy"), help=say("policy"))
    add(
        "--evidence", metavar=say("metavar-path"), action="append", default=[], help=say("evidence")
    )
    add("--profiles", metavar=say("metavar-folder"), help=say("profiles"))
    add("--ocr", metavar="auto|off", default="auto", help=say("ocr"))
    add("--password-file", metavar=say("metavar-password"), help=say("password-file"))
    add_common(group, language, "online", "test", "show-personnummer", "debug")
