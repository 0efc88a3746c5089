"""The command `fhvalidate`: examines each file and prints its report."""

import os
import sys
from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING, TextIO

from fhvalidate.cli import commands, output, terminal
from fhvalidate.cli.arguments import SIGNERS, STDIN, Arguments, help_text, language_of, parse
from fhvalidate.cli.complaints import (
    NOTHING,
    About,
    asks_json,
    complain,
    errors_as_json,
    is_json,
    tell,
    tell_ahead,
    tell_masked,
)
from fhvalidate.cli.delivery import Delivery, delivering
from fhvalidate.cli.ending import ended_as_by_ctrl_c
from fhvalidate.cli.exit_code import ExitCode, worst
from fhvalidate.cli.preparation import Examine, Prepare, prepare
from fhvalidate.cli.seal import archive_writer
from fhvalidate.cli.stripped import refuse_misused, stripped_writer
from fhvalidate.errors import InternalError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.messages import Language
from fhvalidate.report.page_names import ARCHIVE_FORMS, OF_A_PLACE
from fhvalidate.system_errors import reason_of
from fhvalidate.version import __version__
from fhvalidate.words.plain import neutralise

if TYPE_CHECKING:
    from collections.abc import Callable

    from fhvalidate.archive.files import ArchiveFile
    from fhvalidate.report.model import Report


# A profile that is exported is sealed by its digest, and goes to another computer as it is.
FOR_MACHINES = ("trust", "export")


def run(argv: Sequence[str] | None = None, *, prepare: Prepare = prepare) -> int:
    """The exit code of the command; `prepare` is what turns settings into an examination."""
    argv = sys.argv[1:] if argv is None else argv
    terminal.occupy_closed()
    terminal.make_safe(sys.stdout, sys.stderr)
    shows = _shows(argv) or tuple(argv[:2]) == FOR_MACHINES
    with (
        output.masked(show=shows),
        errors_as_json(asked=asks_json(argv)),
        ended_as_by_ctrl_c(),
    ):
        code = _run(argv, prepare)
    terminal.give_up(sys.stdout)
    terminal.give_up(sys.stderr)
    return code


def _run(argv: Sequence[str], prepare: Prepare) -> int:
    language = language_of(argv, terminal.language(os.environ))
    codes: list[ExitCode] = []
    try:
        _command(argv, language, prepare, codes)
        sys.stdout.flush()
    except UsageError as error:
        complain(language, error, About(show=_shows(argv)))
        codes.append(ExitCode.USAGE)
    except KeyboardInterrupt:
        tell(language, "interrupted", {}, exit_code=ExitCode.INTERRUPTED)
        codes.append(ExitCode.INTERRUPTED)
    except BrokenPipeError:  # nobody reads on
        pass
    except OSError as error:  # a full disk behind standard output
        complain(language, UsageError("stdout-not-writable", reason=reason_of(error)))
        codes.append(ExitCode.USAGE)
    except Exception as error:  # noqa: BLE001 - a bug is told as one, never as a verdict
        codes.append(_internal_error(language, error, NOTHING, debug="--debug" in argv))
    return int(worst(codes))


def _command(
    argv: Sequence[str], language: Language, prepare: Prepare, codes: list[ExitCode]
) -> None:
    """Carries out one command line, adding the code of each file as it is known."""
    run_command = commands.named(argv)
    if run_command is not None and _asks_version(argv):
        codes.append(ExitCode.VALID)
        sys.stdout.write(f"fhvalidate {__version__}\n")
        return
    if run_command is not None:
        codes.append(run_command(argv, language))
        return
    arguments = parse(argv, language)
    if arguments.help or arguments.version:
        told = help_text(language, arguments.command) if arguments.help else ""
        codes.append(ExitCode.VALID)
        sys.stdout.write(told or f"fhvalidate {__version__}\n")
        return
    refuse_misused(arguments)
    if not arguments.quiet:
        tell_ahead(language, arguments.at)
    from fhvalidate.cli import password

    secret = password.from_file(arguments.password_file) if arguments.password_file else ""
    write = archive_writer(arguments)
    total = len(arguments.files)
    with prepare(arguments) as examine, delivering(arguments) as delivery:
        if arguments.original is not None:
            write = stripped_writer(arguments, examine, secret)
        for number, path in enumerate(arguments.files, start=1):
            about = About(path, number, show=arguments.show_personnummer)
            _progress(about, arguments)
            code, text = _one_file(about, arguments, _Reading(examine, secret, write), delivery)
            codes.append(code)
            try:
                delivery.write(path, text)
            except BrokenPipeError:
                codes += [ExitCode.INTERRUPTED] if number < total else []
                raise
        delivery.close()


def _one_file(
    about: About, arguments: Arguments, reading: "_Reading", delivery: Delivery
) -> "tuple[ExitCode, str | tuple[ArchiveFile, ...]]":
    """The code and the report of one file; what is wrong with the call is said on stderr."""
    text: str | tuple[ArchiveFile, ...]
    try:
        report = _examined(about.file or "", arguments, reading)
        if arguments.format in ARCHIVE_FORMS:
            text = _for_archive(report, about, arguments, (reading, delivery))
        else:
            text = _in_words(report, arguments, delivery.stream, first=not delivery.written)
        delivery.note(report)
    except UsageError as error:
        complain(arguments.language, error, about)
        return ExitCode.USAGE, ""
    except Exception as error:  # noqa: BLE001 - the other files are still examined
        return _internal_error(arguments.language, error, about, debug=arguments.debug), ""
    return ExitCode.of_form(report.verdict, arguments.format), text


def _for_archive(
    report: "Report", about: About, arguments: Arguments, to: "tuple[_Reading, Delivery]"
) -> "tuple[ArchiveFile, ...]":
    """The files of an archive's form; of several documents each says where it lies among them."""
    from fhvalidate.archive.files import files_of

    reading, delivery = to
    named = about.file or ""
    is_alone = len(arguments.files) == 1 or STDIN in arguments.files
    place = os.path.basename(named) if is_alone else delivery.place(named)  # noqa: PTH119 - as given
    shown = place if about.show else mask_attribute(place)
    path = None if is_alone else shown
    files = files_of(
        report,
        arguments.format,
        delivery.stem(named),
        reading.write,
        path=path,
        language=arguments.language,
    )
    if arguments.format in OF_A_PLACE and not (arguments.quiet or about.show):
        before = f"{output.path_shown(place)}: "
        tell_masked(arguments.language, int(shown != place), before=before)
    return files


@frozen
class _Reading:
    """How a file is read, and written for an archive; the password is shown by no repr."""

    examine: Examine
    secret: str = field(repr=False)
    write: "Callable[[Report], bytes] | None"


def _examined(path: str, arguments: Arguments, reading: _Reading) -> "Report":
    """The report of one file, after asking for its password if it needs one."""
    from fhvalidate.cli import password

    if path != STDIN and os.path.isdir(path):  # noqa: PTH112 - any string
        from fhvalidate.source_file import is_folder

        raise is_folder(path)
    report = reading.examine(path, reading.secret)
    attempts = 0 if arguments.password_file or not password.can_ask() else password.MAX_ATTEMPTS
    for _ in range(attempts):
        typed = password.ask(path, arguments.language) if password.is_wanted(report) else None
        if typed is None:
            break
        report = reading.examine(path, typed)
    return report


def _in_words(report: "Report", arguments: Arguments, stream: TextIO, *, first: bool) -> str:
    if arguments.command == SIGNERS:
        from fhvalidate.cli.signers import in_form

        return in_form(report, arguments, width=terminal.width(stream), first=first)
    if arguments.format == "html":
        from fhvalidate.report.html import render_html

        return render_html(report, language=arguments.language)
    if arguments.format == "json":
        from fhvalidate.report.json import dumps

        return dumps(report, indent=2 if len(arguments.files) == 1 else None) + "\n"
    from fhvalidate.report.text import render

    return render(
        report,
        language=arguments.language,
        colour=terminal.colour_wanted(stream, os.environ),
        width=terminal.width(stream),
        verbose=arguments.verbose,
    )


def _asks_version(argv: Sequence[str]) -> bool:
    """Whether a command is asked for the version, not for help."""
    given = set(argv[: argv.index("--")] if "--" in argv else argv)
    return bool(given & {"-V", "--version"}) and not given & {"-h", "--help"}


def _shows(argv: Sequence[str]) -> bool:
    """Whether the command line asks for personal identity numbers; the same in every command."""
    return "--show-personnummer" in argv


def _progress(about: About, arguments: Arguments) -> None:
    total = len(arguments.files)
    silent = arguments.quiet or is_json()
    if total > 1 and not silent and terminal.is_terminal(sys.stderr):
        shown = output.path_shown(about.file or "", show=about.show)
        output.say(f"{about.number}/{total} {shown}", prefix="")


def _internal_error(language: Language, error: Exception, about: About, *, debug: bool) -> ExitCode:
    if debug and not is_json():
        for line in _traceback(error):
            output.say(line, prefix="")
    detail = {"type": error.where if isinstance(error, InternalError) else type(error).__name__}
    if debug and is_json():
        detail["traceback"] = "\n".join(_traceback(error))
    where = f"{output.path_shown(about.file)}: " if about.file else ""
    tell(
        language,
        "internal-error",
        detail,
        exit_code=ExitCode.INTERNAL_ERROR,
        about=about,
        before=where,
    )
    return ExitCode.INTERNAL_ERROR


def _traceback(error: Exception) -> list[str]:
    import traceback

    told = "".join(traceback.format_exception(error)).splitlines()
    return [neutralise(mask_attribute(line)) for line in told]
