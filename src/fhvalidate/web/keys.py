"""API keys of systems: 256 bits by chance, kept as SHA-256 and compared in constant time.

A key is no password: nobody can guess one, so a digest without salt or rounds keeps it (NIST SP
800-63B, 5.1.2.2 asks for those where a secret has fewer than 112 bits).
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import field
from os import PathLike, fspath

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import not_read, read_regular

MAX_FILE = 1 << 20  # bytes; ten thousand keys
_LINE = re.compile(r"([A-Za-z0-9._-]{1,64}):([0-9a-f]{64})", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


@frozen
class ApiKey:
    """The name of a system, and the SHA-256 of its key in hexadecimal."""

    name: str
    sha256: str = field(repr=False)

    @property
    def line(self) -> str:
        """How it stands in a file of keys."""
        return f"{self.name}:{self.sha256}"


def new_key(name: str) -> tuple[str, ApiKey]:
    """A new key, which is shown once, and what is kept of it.

    Raises:
        UsageError: `key-name-malformed`.
    """
    if not _NAME.fullmatch(name):
        raise UsageError("key-name-malformed", name=name)
    key = secrets.token_urlsafe(32)
    return key, ApiKey(name, _digest(key))


def read_keys(path: str | PathLike[str]) -> tuple[ApiKey, ...]:
    """The keys of a file: `NAME:SHA256` a line, beside empty lines and those that begin with #.

    Raises:
        UsageError: the file cannot be read; `keys-malformed`; `keys-empty`, as without
            any key everybody would be let in.
    """
    try:
        text = read_regular(path, limit=MAX_FILE).decode("ascii", "replace")
    except OSError as error:
        raise not_read(fspath(path), error) from error
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise UsageError("keys-malformed", path=fspath(path), line=str(number))
        found.append(ApiKey(match[1], match[2]))
    if not found:
        raise UsageError("keys-empty", path=fspath(path))
    return tuple(found)


def holder(keys: tuple[ApiKey, ...], headers: Mapping[str, str]) -> ApiKey | None:
    """Whose key the request has, in `Authorization: Bearer` or `X-API-Key`; None: nobody's.

    Every key is compared with, so that the time says nothing of which one was near.
    """
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    given = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
    digest = _digest(given)
    found = [key for key in keys if hmac.compare_digest(key.sha256, digest)]
    return found[0] if found else None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
