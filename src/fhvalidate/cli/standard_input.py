"""`fhvalidate -`: the document that comes on standard input, read once and in bounds."""

import sys
from typing import TYPE_CHECKING

from fhvalidate.cli.terminal import is_terminal
from fhvalidate.errors import UsageError
from fhvalidate.source_file import read_stream
from fhvalidate.system_errors import reason_of

if TYPE_CHECKING:
    from fhvalidate.source_file import SourceFile

NAME = "stdin"  # what the report calls it


def standard_input(*, limit: int) -> "SourceFile":
    """What comes on standard input, as far as a policy lets a file be read.

    Raises:
        UsageError: `stdin-is-terminal`, `stdin-not-readable`, `file-too-large`.
    """
    if is_terminal(sys.stdin):  # else the command would wait, and nobody would know for what
        raise UsageError("stdin-is-terminal")
    try:
        return read_stream(sys.stdin.buffer, NAME, limit=limit)
    except OSError as error:
        raise UsageError("stdin-not-readable", reason=reason_of(error)) from error
