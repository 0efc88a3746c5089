"""`fhvalidate match` and `fhvalidate index`: copies beside originals."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fhvalidate.cli import terminal
from fhvalidate.cli.complaints import About, complain
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.isolation import Comparing, operating
from fhvalidate.cli.originals_arguments import (
    ADD,
    FIND,
    MATCH,
    OriginalsArguments,
    originals_help,
    parse_originals,
)
from fhvalidate.comparison import OriginalsIndex
from fhvalidate.errors import UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.ocr.engine import TextRecognition
from fhvalidate.private_files import make_folder
from fhvalidate.regular_files import is_regular
from fhvalidate.report.json import to_jsonable
from fhvalidate.report.match_masking import masked_match
from fhvalidate.report.messages import Language, decimal, words
from fhvalidate.reprint.match import Difference, Likeness, Match, Shared
from fhvalidate.store.originals import Candidate
from fhvalidate.system_errors import reason_of
from fhvalidate.words.plain import neutralise

MAX_SHOWN = 50  # differences in the text; the JSON has a thousand
MAX_COMPARED = 3  # originals found that are compared word by word
MAX_TEXT = 400  # characters of one side of a difference

# What is wrong with one file keeps no other out of the index.
_OF_ONE_FILE = frozenset(
    {
        "file-missing",
        "file-is-directory",
        "folder-not-file",
        "file-not-regular",
        "file-not-readable",
        "file-too-large",
        "file-not-comparable",
        "file-without-readable-text",
    }
)

_SAME = (Likeness.SAME_WORDS, Likeness.SAME_BUT_FOR_READING)


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate match …` or `fhvalidate index …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    arguments = parse_originals(argv, language)
    if arguments.help:
        sys.stdout.write(originals_help(arguments.command, arguments.language))
        return ExitCode.VALID
    if arguments.format == "json":
        terminal.make_utf8(sys.stdout)
    if arguments.command != ADD:  # which tells of each file by itself
        for file in arguments.files:
            _refuse_folder(file)
    match arguments.command:
        case command if command == MATCH:
            return _match(arguments)
        case command if command == ADD:
            return _add(arguments)
        case command if command == FIND:
            return _find(arguments)
        case _:
            raise UsageError("index-command-unknown", value=arguments.command, choices="add, find")


def _refuse_folder(path: str) -> None:
    """Refuses a folder where a file is wanted, with what to write instead."""
    if os.path.isdir(path):  # noqa: PTH112 - it may be any string
        raise UsageError("folder-not-file", path=path)


def _match(arguments: OriginalsArguments) -> ExitCode:
    original, copy = arguments.files
    with _comparing(arguments) as comparing:
        found = comparing.match(original, copy)
    shown = _masked(found, arguments)
    if arguments.format == "json":
        _print_json(to_jsonable(shown))
    else:
        print("\n".join(_match_lines(shown, _path(original, arguments), arguments.language)))
    return ExitCode.VALID if found.likeness in _SAME else ExitCode.INDETERMINATE


def _add(arguments: OriginalsArguments) -> ExitCode:
    index = Path(arguments.index)
    try:
        make_folder(index.parent)
    except OSError as error:
        raise UsageError("output-not-writable", path=str(index), reason=reason_of(error)) from error
    added, refused = 0, 0
    with _comparing(arguments) as comparing:
        originals = OriginalsIndex(index, reader=comparing)
        for number, file in enumerate(arguments.files, start=1):
            try:
                _refuse_folder(file)
                added += originals.add(os.path.realpath(file))
            except UsageError as error:
                if error.code not in _OF_ONE_FILE:
                    raise
                refused += 1
                about = About(file, number, show=arguments.show_personnummer)
                complain(arguments.language, error, about)
    total = len(originals) if os.path.lexists(index) else 0
    if arguments.format == "json":
        _print_json({"added": added, "originals": total})
    else:
        key = "added-one" if added == 1 else "added"
        print(_say(arguments.language, key, count=added, total=total))
    return ExitCode.USAGE if refused else ExitCode.VALID


def _find(arguments: OriginalsArguments) -> ExitCode:
    copy = arguments.files[0]
    with _comparing(arguments) as comparing:
        found = OriginalsIndex(arguments.index, reader=comparing).find(copy)
        compared = {
            candidate.name: _masked(comparing.match(candidate.name, copy), arguments)
            for candidate in found[:MAX_COMPARED]
            if is_regular(candidate.name)
        }
    if arguments.format == "json":
        rows = [
            {
                "name": _path(candidate.name, arguments),
                "sha256": candidate.sha256,
                "contained": candidate.contained,
                "match": to_jsonable(compared.get(candidate.name)),
            }
            for candidate in found
        ]
        _print_json({"copy": _path(copy, arguments), "originals": rows})
    else:
        print("\n".join(_found_lines(found, compared, arguments)))
    return ExitCode.VALID if found else ExitCode.INDETERMINATE


@contextmanager
def _comparing(arguments: OriginalsArguments) -> Iterator[Comparing]:
    with operating(arguments.language) as operate:
        yield Comparing(operate, TextRecognition(arguments.recognition))


def _masked(found: Match, arguments: OriginalsArguments) -> Match:
    return found if arguments.show_personnummer else masked_match(found)


def _path(path: str, arguments: OriginalsArguments) -> str:
    return path if arguments.show_personnummer else mask_attribute(path)


def _found_lines(
    found: Sequence[Candidate], compared: dict[str, Match], arguments: OriginalsArguments
) -> Iterator[str]:
    language = arguments.language
    if not found:
        yield _say(language, "none-found")
    for candidate in found:
        result = compared.get(candidate.name)
        if result is not None:
            yield from _match_lines(result, _path(candidate.name, arguments), language)
        else:
            percent = _percent(candidate.contained, language)
            name = neutralise(_path(candidate.name, arguments))
            yield _say(language, "candidate", name=name, percent=percent)


def _match_lines(found: Match, original: str, language: Language) -> Iterator[str]:
    count = len(found.differences) + found.more
    yield _say(
        language,
        "alike-one" if count == 1 else "alike",
        name=neutralise(original),
        percent=_percent(found.contained, language),
        count=count,
    )
    yield _say(language, f"likeness-{found.likeness}")
    for key, pages in (("original", found.unread.original), ("copy", found.unread.copy)):
        if pages:
            yield _say(language, f"unread-{key}", pages=", ".join(map(str, pages)))
    for page in found.pages:
        key = "page" if page.copy_page is not None else "page-without"
        percent = _percent(page.contained, language)
        yield "  " + _say(language, key, page=page.page, percent=percent, copy=page.copy_page)
    for key, shared in (("signers", found.signers), ("identities", found.identities)):
        yield from _shared_lines(key, shared, language)
    for difference in found.differences[:MAX_SHOWN]:
        yield "  " + _difference(difference, language)
    more = max(len(found.differences) - MAX_SHOWN, 0) + found.more
    if more:
        yield "  " + _say(language, "more", count=more)


def _shared_lines(key: str, shared: Shared, language: Language) -> Iterator[str]:
    for part, values in (
        ("both", shared.both),
        ("original-only", shared.original_only),
        ("copy-only", shared.copy_only),
    ):
        if values:
            shown = ", ".join(neutralise(value, limit=MAX_TEXT) for value in values)
            yield "  " + _say(language, f"{key}-{part}", values=shown)


def _difference(difference: Difference, language: Language) -> str:
    if not difference.copy:
        key = "missing"
    elif not difference.original:
        key = "added-words"
    else:
        key = "replaced"
    told = _say(
        language,
        key,
        original=neutralise(difference.original, limit=MAX_TEXT),
        copy=neutralise(difference.copy, limit=MAX_TEXT),
        page=difference.original_page or difference.copy_page,
    )
    return f"{told} {_say(language, 'uncertain')}" if difference.uncertain else told


def _say(language: Language, key: str, **facts: str | int | None) -> str:
    return words(language, "originals", key, **facts)


def _percent(share: float, language: Language) -> str:
    """The share in per cent, rounded down, so that nothing but everything is a hundred."""
    return decimal(language, f"{int(share * 1000) / 10:g}")


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
