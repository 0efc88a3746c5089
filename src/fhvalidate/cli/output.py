"""Where the report goes: standard output, or a file that is complete or not there at all."""

import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from fhvalidate.errors import UsageError, reason_of


@contextmanager
def opened(path: str | None, *, inputs: tuple[str, ...]) -> Iterator[TextIO]:
    """The stream to write the reports to; a named file takes its name when all is written."""
    if path is None:
        yield sys.stdout
        return
    if any(_same(path, name) for name in inputs):
        raise UsageError("output-is-input", path=path)
    try:
        if _is_special(path):
            with open(path, "w", encoding="utf-8", newline="\n") as device:  # noqa: PTH123
                yield device
            return
        with _replacing(Path(os.path.realpath(path))) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError("output-not-writable", path=path, reason=reason_of(error)) from error


def _same(path: str, other: str) -> bool:
    try:
        return os.path.samefile(path, other)  # noqa: PTH121 - either may be any string
    except (OSError, ValueError):
        return False


def _is_special(path: str) -> bool:
    """Whether the path is a pipe or a device, which must not be replaced."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116
    except FileNotFoundError:
        return False
    except ValueError as error:  # a null byte in the name
        raise UsageError("output-not-writable", path=path, reason=str(error)) from error


@contextmanager
def _replacing(target: Path) -> Iterator[TextIO]:
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
