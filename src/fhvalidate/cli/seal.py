"""`--objects`, `--sign KEY[:PASSWORD-FILE]`, `--xades`: how a validation report is written."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.cli.password import from_file
from fhvalidate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fhvalidate.archive.etsi_report.sealing import SealKey
    from fhvalidate.cli.arguments import Arguments
    from fhvalidate.report.model import Report


def archive_writer(arguments: "Arguments") -> "Callable[[Report], bytes] | None":
    """What writes the validation report as it was asked for; None for any other form.

    The key is read before any file is, so that a wrong one costs nothing.

    Raises:
        UsageError: as `seal_key`.
    """
    if arguments.format != "etsi":
        return None
    objects, xades = arguments.objects, arguments.xades
    if arguments.sign is None:
        from fhvalidate.archive import etsi

        return lambda report: etsi(report, objects=objects)
    from fhvalidate.archive.etsi_report.sealing import sealed_etsi

    key = seal_key(arguments.sign)
    return lambda report: sealed_etsi(report, key, objects=objects, xades=xades)


def seal_key(option: str, *, at: datetime | None = None) -> "SealKey":
    """The key that the option names; a file whose own name has a colon is taken as it is.

    Raises:
        UsageError: as `read_seal_key`; `password-file-unreadable`; `seal-certificate-not-valid`.
    """
    from fhvalidate.archive.etsi_report.sealing import read_seal_key

    path, colon, secret = option.rpartition(":")
    if not colon or not path or Path(option).exists():
        path, secret = option, ""
    key = read_seal_key(path, password=from_file(secret) if secret else None)
    certificate = key.certificates[0]
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not begins <= (at or datetime.now(UTC)) <= ends:
        days = {"not_before": f"{begins:%Y-%m-%d}", "not_after": f"{ends:%Y-%m-%d}"}
        raise UsageError("seal-certificate-not-valid", path=path, **days)
    return key
