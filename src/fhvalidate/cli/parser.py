"""An argument parser that says what is wrong in the reader's language instead of exiting."""

import argparse
import re
from typing import NoReturn

from fhvalidate.errors import UsageError


class Parser(argparse.ArgumentParser):
    """Raises UsageError for a command line that cannot be read."""

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with what argparse found."""
        wanting = re.match(r"argument (?:-\w/)?(--[\w-]+).*: expected", message)
        if wanting:
            raise UsageError("option-needs-value", option=wanting[1])
        given = re.match(r"argument (?:-\w/)?(--?[\w-]+).*: ignored explicit argument", message)
        if given:
            raise UsageError("option-takes-no-value", option=given[1])
        unknown = re.match(r"unrecognized arguments: (\S+)", message)
        if unknown:
            raise UsageError("option-unknown", option=unknown[1].partition("=")[0])
        raise UsageError("arguments-malformed", reason=message)


def choice(option: str, value: str, choices: tuple[str, ...]) -> str:
    """The value of an option that takes one of a few.

    Raises:
        UsageError: `option-value-unknown`.
    """
    if value not in choices:
        known = ", ".join(choices)
        raise UsageError("option-value-unknown", option=option, value=value, choices=known)
    return value
