"""Every exception that this package raises, as a list.

A wrong call raises `UsageError` (or Python's own TypeError or ValueError). What is wrong with a
document never leaves `fhvalidate.validate` as an exception: the readers raise `UnreadableError`,
and the report says it.
"""


class FhvalidateError(Exception):
    """The parent of every exception listed here."""


def reason_of(error: Exception) -> str:
    """What the operating system says, without the path; the kind of error where it says nothing."""
    return getattr(error, "strerror", None) or type(error).__name__


class UsageError(FhvalidateError):
    """The call cannot be carried out: an option, a file of settings or a trust source is wrong.

    Args:
        code: what is wrong, a key of the message catalogues (`report/messages`).
        detail: the facts that the message names.
    """

    def __init__(self, code: str, **detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value!r}" for key, value in self.detail.items())
        return f"{self.code} ({facts})" if facts else self.code


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


class InternalError(FhvalidateError):
    """A defect of this program that a worker process met; `where` tells kind, file and line.

    Raised to commands alone: no call of the library raises it.
    """

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Asn1Error(FhvalidateError):
    """The bytes are no readable CMS, time-stamp token, certificate, CRL or OCSP response."""


class UnsupportedAlgorithmError(FhvalidateError):
    """A signature, digest or key algorithm that no library at hand can compute."""


class KeyRestrictionError(UnsupportedAlgorithmError):
    """A key that permits other algorithms than the one it was used with (RFC 4055, 1.2)."""


class PdfSyntaxError(FhvalidateError):
    """The bytes at `offset` are not what the syntax of PDF (ISO 32000-2, 7.2, 7.3) wants there.

    Args:
        reason: what was wanted or found, in a word or two.
        offset: where, in bytes from the start of the file.
    """

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset


class TrustedListError(FhvalidateError):
    """The bytes are no trusted list that can be read or whose signature can be verified."""


class FetchError(FhvalidateError):
    """Something could not be fetched.

    Args:
        reason: why, a key of the catalogues' `fact-reason` table.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
