"""`--original ORIGINAL|REPORT`: what is said of a copy whose signatures were taken away."""

from dataclasses import replace
from typing import TYPE_CHECKING

from fhvalidate.errors import UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.regular_files import not_read, open_regular, read_regular

if TYPE_CHECKING:
    from collections.abc import Callable

    from fhvalidate.cli.arguments import Arguments
    from fhvalidate.cli.preparation import Examine
    from fhvalidate.report.model import Report

FORMS = ("erms", "svkgs")
MAX_REPORT = 67_108_864  # bytes of a report in JSON; one of a thousand signatures is some 10 MB
_BEGINNING = 64  # bytes: room for what may stand before the brace of a report


def refuse_misused(arguments: "Arguments") -> None:
    """Refuses `--original` where it says nothing, or could be taken to say more than it does.

    What is stated of one file (`--held-since`) would prove something of the other as well.

    Raises:
        UsageError: `option-for-stripped`, `option-for-one-file`, `original-examined-alone`.
    """
    if arguments.original is None:
        return
    if arguments.format not in FORMS:
        raise UsageError("option-for-stripped", option="--original")
    if len(arguments.files) > 1:
        raise UsageError("option-for-one-file", option="--original")
    for option, value in (
        ("--held-since", arguments.held_since),
        ("--evidence-out", arguments.evidence_out),
    ):
        if value is not None:
            raise UsageError("original-examined-alone", option=option)


def stripped_writer(
    arguments: "Arguments", examine: "Examine", secret: str
) -> "Callable[[Report], bytes]":
    """What writes the form of a copy beside the report on its original, which must be valid.

    Raises:
        UsageError: `original-not-valid`; `file-missing`, `file-not-readable`; as `from_json` of
            reports and as `examine`. From the function: `original-is-copy`, `copy-has-signatures`.
    """
    from fhvalidate.archive import erms, svkgs
    from fhvalidate.archive.signatories import signatures_of
    from fhvalidate.conclusion import Verdict

    path = arguments.original or ""
    original = _report_on(path, examine, secret)
    if original.verdict is not Verdict.VALID:
        raise UsageError("original-not-valid", path=path)
    if not arguments.show_personnummer:
        original = _masked(original)
    made = erms if arguments.format == "erms" else svkgs

    def write(report: "Report") -> bytes:
        if report.document.sha256 == original.document.sha256:
            raise UsageError("original-is-copy", path=path)
        if signatures_of(report):
            raise UsageError("copy-has-signatures")
        return made(report, original=original)

    return write


def _masked(report: "Report") -> "Report":
    """The report with its signers' names masked: in JSON it may have been written without."""
    rows = (replace(row, name=mask_attribute(row.name)) for row in report.signers)
    return replace(report, signers=tuple(rows))


def _report_on(path: str, examine: "Examine", secret: str) -> "Report":
    """The report in the file, where it is one in JSON; else that on the file."""
    from fhvalidate.report.model import Report

    try:
        with open_regular(path) as file:
            is_report = file.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
        if is_report:
            return Report.from_json(read_regular(path, limit=MAX_REPORT))
    except OSError as error:
        raise not_read(path, error) from error
    return examine(path, secret)
