"""The command `fhvalidate signers FILE...`: who signed each file, for lists."""

from typing import TYPE_CHECKING

from fhvalidate.cli.arguments import Arguments
from fhvalidate.report.json import dumps
from fhvalidate.report.signer_table import signers_csv, signers_json, signers_text

if TYPE_CHECKING:
    from fhvalidate.report.model import Report


def in_form(report: "Report", arguments: Arguments, *, width: int, first: bool) -> str:
    """The table of signers of one file as asked for; `first` has the header of the CSV."""
    if arguments.format == "csv":
        return signers_csv(report, header=first)
    if arguments.format == "json":
        indent = 2 if len(arguments.files) == 1 else None
        return dumps(signers_json(report), indent=indent) + "\n"
    return signers_text(report, language=arguments.language, width=width)
