"""Every exception that this package raises, as a list.

A wrong call raises `UsageError` (or Python's own TypeError or ValueError). What is wrong with a
document never leaves `fhvalidate.validate` as an exception: the readers raise `UnreadableError`,
and the report says it.
"""

from collections.abc import Mapping
from typing import Any

from fhvalidate.words.addresses import without_credentials
from fhvalidate.words.catalogue import Fact, Language, sentence


class FhvalidateError(Exception):
    """The parent of every exception listed here. It can be pickled and copied.

    Attributes:
        code: what is wrong, a key of the message catalogues (`report/messages`).
    """

    code = "error-unnamed"

    def message(self, language: Language | str) -> str:
        """What is wrong, as a sentence for people.

        Raises:
            ValueError: there is no such language.
        """
        return sentence(Language(language), self.code, self._facts())

    def _facts(self) -> Mapping[str, Fact]:
        """What the sentence names."""
        return {"reason": str(self) or type(self).__name__}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FhvalidateError) and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash((type(self), self.code))

    def __reduce__(self) -> tuple[Any, ...]:
        # As it was raised: what `args` alone would make anew wants its facts by name.
        return _remade, (type(self), self.args, vars(self).copy())


def _remade(kind: type[FhvalidateError], args: tuple[Any, ...], members: dict[str, Any]) -> Any:
    """The error as it was, without what its maker did."""
    error = kind.__new__(kind, *args)
    error.args = args
    vars(error).update(members)
    return error


class UsageError(FhvalidateError):
    """The call cannot be carried out: an option, a file of settings or a trust source is wrong.

    Args:
        code: what is wrong, a key of the message catalogues (`report/messages`).
        detail: the facts that the message names; no password that stood in an address is kept.
    """

    def __init__(self, code: str, **detail: str) -> None:
        detail = {key: without_credentials(value) for key, value in detail.items()}
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def _facts(self) -> Mapping[str, Fact]:
        return self.detail

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value!r}" for key, value in self.detail.items())
        return f"{self.code} ({facts})" if facts else self.code


class NotRegularFileError(FhvalidateError, OSError):
    """A path that leads to a pipe, a device or a socket, which is neither read nor replaced."""

    code = "error-file"
    reason_key = "not-a-regular-file"

    def _facts(self) -> Mapping[str, Fact]:
        return {"reason": self.reason_key}


class FileTooLargeError(FhvalidateError, OSError):
    """A file with more bytes than are read of its kind."""

    code = "error-file"
    reason_key = "file-too-large"

    def _facts(self) -> Mapping[str, Fact]:
        return {"reason": self.reason_key}


class SettingsError(FhvalidateError, ValueError):
    """A file of settings that does not say what it should.

    Args:
        reason: why, a key of the catalogues' `fact-reason` table.
        where: the key in it, or line and column.
    """

    code = "error-settings"

    def __init__(self, reason: str, *, where: str) -> None:
        super().__init__(reason, where)
        self.reason = reason
        self.where = where

    def _facts(self) -> Mapping[str, Fact]:
        return {"reason": self.reason, "where": self.where}


class UnreadableError(FhvalidateError):
    """The bytes cannot be read as a PDF; the report's verdict is then `unreadable`.

    Args:
        code: why, the code of the finding that the report carries.
        detail: the facts of that finding.
    """

    def __init__(self, code: str, **detail: str | int) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def _facts(self) -> Mapping[str, Fact]:
        return self.detail


def not_learned(path: str, error: UnreadableError) -> UsageError:
    """What to raise when the issuers of a file that cannot be read were asked for."""
    if error.code.startswith("password"):
        return UsageError("trust-file-locked", path=path, reason=error.code)
    return UsageError("trust-file-unreadable", path=path, reason=error.code)


class PoolFullError(FhvalidateError):
    """A pool has as many requests waiting as it may have; ask again later.

    Attributes:
        code: a key of the message catalogues (`report/messages`).
        detail: the facts that the message names.
    """

    def __init__(self, queue: int) -> None:
        super().__init__(queue)
        self.code = "pool-full"
        self.detail = {"queue": str(queue)}

    def __str__(self) -> str:
        return f"{self.code} (queue={self.detail['queue']!r})"

    def _facts(self) -> Mapping[str, Fact]:
        return self.detail


class RequestRefusedError(FhvalidateError):
    """A request to the service that is not answered as it was asked.

    Args:
        code: why, a key of the message catalogues (`report/messages`).
        status: of HTTP (RFC 9110, 15).
        retry_after: seconds after which it may be asked again; 0: asking again does not help.
        detail: the facts that the message names.
    """

    def __init__(self, code: str, *, status: int, retry_after: int = 0, **detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.detail = detail

    def _facts(self) -> Mapping[str, Fact]:
        return self.detail


class BusyError(RequestRefusedError):
    """As many requests wait at the service as may; ask again after `retry_after` seconds."""

    def __init__(self, *, retry_after: int) -> None:
        super().__init__("service-busy", status=503, retry_after=retry_after)


class NotJudgedError(RequestRefusedError):
    """The service could not judge a document, and that is not the document's fault.

    Args:
        code: why, as `RequestRefusedError` has it.
        cause: the same for counting: `internal`, or the code of what was wrong.
    """

    def __init__(self, code: str, *, cause: str) -> None:
        super().__init__(code, status=500, type=cause, at=cause, reason=cause)
        self.cause = cause


class InternalError(FhvalidateError):
    """A defect of this program that a worker process met; `where` tells kind, file and line.

    Raised by commands and by a `Pool`, which has other documents to judge.
    """

    code = "error-internal"

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where

    def _facts(self) -> Mapping[str, Fact]:
        return {"at": self.where}


class Asn1Error(FhvalidateError):
    """The bytes are no readable CMS, time-stamp token, certificate, CRL or OCSP response."""

    code = "error-asn1"


class UnsupportedAlgorithmError(FhvalidateError):
    """A signature, digest or key algorithm that no library at hand can compute."""

    code = "error-algorithm"


class KeyRestrictionError(UnsupportedAlgorithmError):
    """A key that permits other algorithms than the one it was used with (RFC 4055, 1.2)."""

    code = "error-key-restriction"


class PdfSyntaxError(FhvalidateError):
    """The bytes at `offset` are not what the syntax of PDF (ISO 32000-2, 7.2, 7.3) wants there.

    Args:
        reason: what was wanted or found, in a word or two.
        offset: where, in bytes from the start of the file.
    """

    code = "error-pdf-syntax"

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset

    def _facts(self) -> Mapping[str, Fact]:
        return {"offset": self.offset}


class TrustedListError(FhvalidateError):
    """The bytes are no trusted list that can be read or whose signature can be verified."""

    code = "error-trusted-list"


class SvtError(FhvalidateError):
    """The bytes are no signature validation token (RFC 9321) that can be read in one way.

    Args:
        reason: why, a key of the catalogues' `fact-reason` table.
        where: in what part of it: a name or a path of names, from the token (untrusted).
    """

    code = "error-svt"

    def __init__(self, reason: str, where: str) -> None:
        super().__init__(reason, where)
        self.reason = reason
        self.where = where

    def _facts(self) -> Mapping[str, Fact]:
        return {"reason": self.reason, "where": self.where}


class FetchError(FhvalidateError):
    """Something could not be fetched.

    Args:
        reason: why, a key of the catalogues' `fact-reason` table.
        wait: seconds after which the server wants to be asked again; None: it does not say.
    """

    code = "error-fetch"

    def __init__(self, reason: str, *, wait: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait

    def _facts(self) -> Mapping[str, Fact]:
        return {"reason": self.reason}
