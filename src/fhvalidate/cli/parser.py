"""An argument parser that says what is wrong in the reader's language instead of exiting."""

import argparse
import re
from typing import NoReturn

from fhvalidate.errors import UsageError

_NAMES = ("files", "paths", "operands")  # what is no option
# Options that take a path: an empty one would be taken for the folder that we are in.
_PATHS = frozenset(
    {"trust", "evidence", "evidence_out", "profiles", "profile", "policy", "password_file"}
    | {"output", "out", "manifest", "index", "diff", "snapshot", "signer"}
)


class Parser(argparse.ArgumentParser):
    """Raises UsageError for a command line that cannot be read."""

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with what argparse found, and which help to ask for."""
        asking = f"{self.prog} --help"
        wanting = re.match(r"argument (?:-\w/)?(--[\w-]+).*: expected", message)
        if wanting:
            raise UsageError("option-needs-value", option=wanting[1], help=asking)
        given = re.match(r"argument (?:-\w/)?(--?[\w-]+).*: ignored explicit argument", message)
        if given:
            raise UsageError("option-takes-no-value", option=given[1])
        unknown = re.match(r"unrecognized arguments: (\S+)", message)
        if unknown:
            option = unknown[1].partition("=")[0]
            raise UsageError("option-unknown", option=option, help=asking)
        raise UsageError("arguments-malformed", reason=message, help=asking)


def refuse_empty(found: argparse.Namespace, *, asking: str) -> None:
    """Refuses an empty path.

    Raises:
        UsageError: `name-empty`, `option-needs-value`.
    """
    for name, value in vars(found).items():
        if value == "" or (isinstance(value, list) and "" in value):
            if name in _NAMES:
                raise UsageError("name-empty")
            if name not in _PATHS:  # what is wrong with another value is told by whoever reads it
                continue
            option = "--" + name.replace("_", "-")
            raise UsageError("option-needs-value", option=option, help=asking)


def choice(option: str, value: str, choices: tuple[str, ...]) -> str:
    """The value of an option that takes one of a few.

    Raises:
        UsageError: `option-value-unknown`.
    """
    if value not in choices:
        known = ", ".join(choices)
        raise UsageError("option-value-unknown", option=option, value=value, choices=known)
    return value
