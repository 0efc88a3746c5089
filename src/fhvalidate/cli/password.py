"""The password of an encrypted PDF: from a file, from standard input, or asked for."""

import codecs
import sys
from typing import TYPE_CHECKING, BinaryIO

from fhvalidate.cli.output import path_shown
from fhvalidate.cli.terminal import is_terminal
from fhvalidate.errors import UsageError
from fhvalidate.regular_files import open_regular
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from fhvalidate.report.model import Report

MAX_ATTEMPTS = 3  # as login does
MAX_BYTES = 4096  # PDF uses at most 127 bytes of it

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # as some editors and shells save text
_DESCRIPTORS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_WANTED = frozenset({"password-needed", "password-wrong"})


def from_file(path: str) -> str:
    """The first line of a file, or of standard input when `path` is `-`."""
    try:
        if path == "-":
            line = sys.stdin.buffer.readline(MAX_BYTES)
        else:
            with _opened(path) as file:
                line = file.readline(MAX_BYTES)
        if not line.startswith(_UTF_16):
            return line.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, ValueError):  # nothing of what was read may reach the message
        raise UsageError("password-file-unreadable", path=path) from None
    raise UsageError("password-file-encoding", path=path)


def _opened(path: str) -> BinaryIO:
    """A regular file, or a descriptor of the caller's: `<(pass show …)` is one."""
    if path.startswith(_DESCRIPTORS):
        return open(path, "rb")  # noqa: PTH123 - closed by whoever reads it
    return open_regular(path)


def is_wanted(report: "Report") -> bool:
    """Whether the document could not be read for want of the right password."""
    return any(finding.code in _WANTED for finding in report.findings)


def can_ask() -> bool:
    """Whether there is a person at a terminal to ask."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def ask(path: str, language: Language) -> str | None:
    """The password that the person types, unseen; None when they decline."""
    from getpass import getpass

    try:
        return getpass(words(language, "cli", "password-prompt", path=path_shown(path))) or None
    except EOFError:
        return None
