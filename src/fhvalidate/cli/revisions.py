"""`fhvalidate revisions`: a document's revisions, the bytes of one, and signed beside shown."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.cli import output, terminal
from fhvalidate.cli.complaints import About, tell
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.revisions_arguments import (
    RevisionsArguments,
    parse_revisions,
    revisions_parser,
)
from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.regular_files import open_regular
from fhvalidate.report.messages import Language, words
from fhvalidate.words.catalogue import catalogue
from fhvalidate.words.plain import neutralise

if TYPE_CHECKING:
    from fhvalidate.history import RevisionEntry
    from fhvalidate.side_by_side import SideBySide


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate revisions …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    if {"-h", "--help"} & set(argv[1:]):
        sys.stdout.write(revisions_parser(language).format_help())
        return ExitCode.VALID
    arguments = parse_revisions(argv[1:], language)
    try:
        _carry_out(arguments)
    except UnreadableError as error:
        file = output.path_shown(arguments.file, show=arguments.show_personnummer)
        tell(
            arguments.language,
            error.code,
            error.detail,
            exit_code=ExitCode.UNREADABLE,
            about=About(arguments.file, 1, show=arguments.show_personnummer),
            before=f"{file}: ",
        )
        return ExitCode.UNREADABLE
    return ExitCode.VALID


def _carry_out(arguments: RevisionsArguments) -> None:
    """Lists the revisions, or writes what was asked for instead."""
    from fhvalidate.cli.isolation import operating
    from fhvalidate.history import RevisionEntry
    from fhvalidate.isolated.places import named_path
    from fhvalidate.side_by_side import SideBySide

    asked = {"file": named_path(arguments.file), "password": arguments.password}
    with operating(arguments.language) as operate:
        entries: tuple[RevisionEntry, ...] = ()
        if arguments.extract is not None or arguments.diff is None:
            entries = operate(tuple[RevisionEntry, ...], "revisions", **asked)
        if arguments.extract is not None:
            _extract(arguments, entries)
        if arguments.diff is not None:
            shown = operate(SideBySide, "side-by-side", **asked)
            _write_diff(arguments, arguments.diff, shown)
    if arguments.extract is not None or arguments.diff is not None:
        return
    if not arguments.show_personnummer:
        from fhvalidate.report.revision_masking import masked_entry

        entries = tuple(map(masked_entry, entries))
    if arguments.format == "json":
        from fhvalidate.report.json import to_jsonable

        terminal.make_utf8(sys.stdout)
        sys.stdout.write(json.dumps(to_jsonable(entries), ensure_ascii=False, indent=2) + "\n")
        return
    for entry in entries:
        for line in _lines(entry, arguments.language):
            sys.stdout.write(line + "\n")


def _extract(arguments: RevisionsArguments, entries: Sequence["RevisionEntry"]) -> None:
    """Writes the exact bytes of one revision, which is what its signers signed."""
    number, target = arguments.extract, arguments.output or ""
    if number is None or not 1 <= number <= len(entries):
        raise UsageError("revision-unknown", number=str(number))
    end = entries[number - 1].end
    with (
        open_regular(arguments.file) as source,
        output.opened(target, inputs=(arguments.file,)) as copy,
    ):
        copy.buffer.write(source.read(end))


def _write_diff(arguments: RevisionsArguments, target: str, shown: "SideBySide") -> None:
    """Writes the page: the verdict on the file, and what was signed beside what is shown now."""
    from fhvalidate.cli.preparation import prepare
    from fhvalidate.report.side_by_side_html import render_side_by_side

    with prepare(arguments.judged) as examine:
        report = examine(arguments.file, arguments.password)
    # The page is made before the file is opened: what cannot be read leaves nothing behind.
    page = render_side_by_side(
        shown,
        report=report,
        name=Path(arguments.file).name,
        language=arguments.language,
        show_personnummer=arguments.show_personnummer,
    )
    with output.opened(target, inputs=(arguments.file,)) as stream:
        stream.write(page)


def _lines(entry: "RevisionEntry", language: Language) -> Iterator[str]:
    yield words(language, "revisions", "revision", number=entry.number, end=entry.end)
    for signature in entry.signatures:
        place = neutralise(signature.field)
        name = neutralise(signature.name) if signature.name else place
        key = f"closed-by-{signature.kind}"
        yield "    " + words(language, "revisions", key, name=name, field=place)
    if entry.is_past_limit:
        yield "    " + words(language, "revisions", "past-limit")
    elif entry.changes is None:
        yield "    " + words(language, "revisions", "unreadable")
    elif entry.changes:
        shown = ", ".join(_change(change, language) for change in entry.changes)
        yield "    " + words(language, "revisions", "changes", changes=shown)


def _change(change: str, language: Language) -> str:
    """What was changed, in words; what has none is "something else", by the file's own name."""
    kind, _, what = change.partition(":")
    known = kind in catalogue(language)["revision-change"]
    return words(
        language, "revision-change", kind if known else "other", what=what if known else change
    )
