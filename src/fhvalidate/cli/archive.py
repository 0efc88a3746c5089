"""`fhvalidate archive strip`: a copy without signatures, and the record of what they were.

The record takes its name first, then the copy: there is never a copy without its record. Neither is
ever written over anything, and the original is only read.
"""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.archive.premis import premis_of_removal
from fhvalidate.archive.record import EVENTS, RECORD, SEAL, Deed, RecordedFile, record_files
from fhvalidate.atomic import flush_folder
from fhvalidate.cli import output, password
from fhvalidate.cli.archive_arguments import (
    StripArguments,
    archive_parser,
    parse_strip,
    strip_parser,
)
from fhvalidate.cli.complaints import About, tell
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.seal import sealing
from fhvalidate.cli.staging import Staged, staged
from fhvalidate.conclusion import Verdict
from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.private_files import write_whole
from fhvalidate.report.detail import Detail
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from fhvalidate.conclusion import Fact
    from fhvalidate.isolated.operations import StrippedFile
    from fhvalidate.report.model import Report


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate archive …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    rest = list(argv[1:])
    wants_help = bool({"-h", "--help"} & set(rest))
    if rest[:1] != ["strip"]:
        if wants_help or not rest:
            sys.stdout.write(archive_parser(language).format_help())
            return ExitCode.VALID if wants_help else ExitCode.USAGE
        raise UsageError("command-unknown", value=f"archive {rest[0]}", near="archive strip")
    if wants_help:
        sys.stdout.write(strip_parser(language).format_help())
        return ExitCode.VALID
    arguments = parse_strip(rest[1:], language)
    about = About(arguments.file, 1, show=arguments.judged.show_personnummer)
    try:
        return _strip(arguments, about)
    except UnreadableError as error:
        lang = arguments.judged.language
        # That no copy can be vouched for says nothing of the file.
        refused = error.code.startswith("strip-")
        code = ExitCode.USAGE if refused else ExitCode.UNREADABLE
        tell(lang, error.code, error.detail, exit_code=code, about=about, before=_before(about))
        return code


def _strip(arguments: StripArguments, about: About) -> ExitCode:
    """Examines the original, makes the copy, and gives both results their names."""
    _refuse_existing(arguments)
    seal = sealing(arguments.seal, arguments.seal_key)
    with staged(arguments.out, arguments.record) as places:
        report, stripped = _made(arguments, places)
        if stripped is None:
            code = ExitCode.of(report.verdict)
            told, detail = _why_none(report)
            lang = arguments.judged.language
            tell(lang, told, detail, exit_code=code, about=about, before=_before(about))
            return code
        _write_record(arguments, report, stripped, places.folder)
        if seal is not None:
            write_whole(places.folder / SEAL, seal((places.folder / RECORD).read_bytes()))
        _take_names(arguments, places)
    _say(arguments, report, stripped)
    return ExitCode.VALID


def _why_none(report: "Report") -> "tuple[str, Mapping[str, Fact]]":
    """The code that says why no copy is made, with its facts: the file's own reason before ours."""
    if report.verdict is Verdict.UNREADABLE and report.findings:
        return report.findings[0].code, report.findings[0].detail
    if report.verdict is Verdict.REPRINTED:
        return "strip-already-lost", {}
    return ("strip-not-valid" if report.signatures else "strip-nothing"), {}


def _before(about: About) -> str:
    return f"{output.path_shown(about.file or '', show=about.show)}: "


def _made(arguments: StripArguments, places: Staged) -> "tuple[Report, StrippedFile | None]":
    """The report on the original, and the copy that was made; None where none is to be.

    Raises:
        UnreadableError: no copy can be vouched for.
    """
    from fhvalidate.cli.isolation import operating
    from fhvalidate.cli.preparation import prepare
    from fhvalidate.isolated.operations import StrippedFile
    from fhvalidate.isolated.places import named_path

    judged = arguments.judged
    secret = password.from_file(judged.password_file) if judged.password_file else ""
    # Without the signed original: whether that is kept too is for the archive to say.
    with prepare(
        replace(judged, evidence_out=str(places.evidence), evidence_digest=True)
    ) as examine:
        report = examine(arguments.file, secret)
    is_wanted = report.verdict is Verdict.VALID or arguments.anyway
    if not report.signatures or not is_wanted:
        return report, None
    asked = {
        "file": named_path(arguments.file),
        "sha256": report.document.sha256,
        "password": secret,
        "out": named_path(str(places.copy)),
    }
    with operating(judged.language) as operate:
        stripped = operate(StrippedFile, "strip", **asked)
    # Judged as any file is, by a process that has not made it.
    plain = replace(judged, online=False, evidence=(), detail=Detail.DEFAULT)
    with prepare(plain) as examine:
        copy = examine(str(places.copy), "")
    if copy.signatures or copy.document.sha256 != stripped.sha256:
        raise UnreadableError("strip-signature-left")
    return report, stripped


def _write_record(
    arguments: StripArguments, report: "Report", stripped: "StrippedFile", folder: Path
) -> None:
    """Writes what the record has beside the evidence, which is there."""
    show = arguments.judged.show_personnummer
    name = output.path_shown(Path(arguments.out).name, show=show)
    decided_by = arguments.decided_by
    deed = Deed(
        copy=RecordedFile(name, stripped.size, stripped.sha256),
        looks=stripped.looks,
        pages=stripped.pages,
        at=datetime.now(UTC).replace(microsecond=0),
        anyway=report.verdict is not Verdict.VALID,
        decided_by=decided_by if decided_by is None or show else mask_attribute(decided_by),
    )
    there = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    beside = {**there, EVENTS: premis_of_removal(report, deed, language=arguments.judged.language)}
    for file, data in record_files(report, deed, beside).items():
        if file not in there:
            write_whole(folder / file, data)


def _refuse_existing(arguments: StripArguments) -> None:
    """Refuses to write where anything is.

    Raises:
        UsageError: `output-exists`, `output-not-writable`.
    """
    for path in (arguments.out, arguments.record):
        if os.path.lexists(path):
            raise UsageError("output-exists", path=path)
        if not Path(path).name:
            raise UsageError("output-not-writable", path=path, reason="no-such-folder")


def _take_names(arguments: StripArguments, places: Staged) -> None:
    """Gives record and copy their names; what has come there meanwhile stays.

    Raises:
        UsageError: `output-exists`.
    """
    copy, record = Path(arguments.out), Path(arguments.record)
    try:
        record.mkdir(mode=0o700)
    except FileExistsError as error:
        raise UsageError("output-exists", path=arguments.record) from error
    try:
        places.folder.rename(record)  # in the place of the empty folder that nobody has filled
    except OSError:
        with suppress(OSError):
            record.rmdir()
        raise
    flush_folder(record.parent)
    try:
        copy.hardlink_to(places.copy)
    except BaseException as error:
        shutil.rmtree(record, ignore_errors=True)
        if isinstance(error, FileExistsError):
            raise UsageError("output-exists", path=arguments.out) from error
        raise
    flush_folder(copy.parent)


def _say(arguments: StripArguments, report: "Report", stripped: "StrippedFile") -> None:
    judged = arguments.judged
    show = judged.show_personnummer
    facts = {
        "copy": output.path_shown(arguments.out, show=show),
        "record": output.path_shown(arguments.record, show=show),
        "count": str(len(report.signatures)),
        "looks": str(stripped.looks),
        "pages": str(stripped.pages),
    }
    is_sealed = arguments.seal is not None or arguments.seal_key is not None
    anyway = () if report.verdict is Verdict.VALID else ("done-anyway",)
    keys = ("done", *anyway, "done-sealed" if is_sealed else "done-next")
    for key in keys:
        sys.stdout.write(words(judged.language, "archive", key, **facts) + "\n")
