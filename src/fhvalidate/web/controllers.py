"""The words of whoever answers for personal data, from a file of settings."""

from dataclasses import fields
from os import PathLike, fspath

from fhvalidate.errors import SettingsError, UsageError
from fhvalidate.regular_files import not_read, read_regular
from fhvalidate.toml_text import read_toml
from fhvalidate.web.settings import Controller

MAX_FILE = 65_536  # bytes
_KEYS = tuple(each.name for each in fields(Controller))
_SCHEMES = ("https://", "http://", "mailto:")


def read_controller(path: str | PathLike[str]) -> Controller:
    """What a TOML file says: the members of a `Controller`, each a text that may be left out.

    Raises:
        UsageError: the file cannot be read; `controller-malformed`.
    """
    try:
        found = read_toml(read_regular(path, limit=MAX_FILE))
    except OSError as error:
        raise not_read(fspath(path), error) from error
    except SettingsError as error:
        raise _malformed(path, error.reason, error.where) from error
    for key, value in found.items():
        if key not in _KEYS:
            raise _malformed(path, "unknown-key", key)
        if not isinstance(value, str):
            raise _malformed(path, "not-a-text", key)
    link = str(found.get("link", ""))
    if link and not link.startswith(_SCHEMES):
        raise _malformed(path, "not-a-web-address", "link")
    return Controller(**{key: str(value) for key, value in found.items()})


def _malformed(path: str | PathLike[str], reason: str, where: str) -> UsageError:
    return UsageError("controller-malformed", path=fspath(path), reason=reason, where=where)
