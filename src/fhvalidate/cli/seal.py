"""How what is written is sealed.

`--objects`, `--sign KEY[:PASSWORD-FILE]` and `--xades` of a validation report; `--seal URL` and
`--seal-key KEY[:PASSWORD-FILE]` of what is kept.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.cli.password import from_file
from fhvalidate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fhvalidate.archive.bundle.writing import Seal
    from fhvalidate.archive.seal_key import SealKey
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
    from fhvalidate.archive.seal_key import read_seal_key

    path, secret = _named(option)
    key = read_seal_key(path, password=from_file(secret) if secret else None)
    certificate = key.certificates[0]
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not begins <= (at or datetime.now(UTC)) <= ends:
        days = {"not_before": f"{begins:%Y-%m-%d}", "not_after": f"{ends:%Y-%m-%d}"}
        raise UsageError("seal-certificate-not-valid", path=path, **days)
    return key


def sealing(url: str | None, own: str | None) -> "Seal | None":
    """What seals bytes: the service at the address, or the key; None where neither is named.

    The address was typed, and may be a private one. The key is read at once, so that a wrong one
    costs nothing.

    Raises:
        UsageError: `two-seals`; `seal-not-obtained`; as `seal_key`;
            `seal-key-not-for-time-stamps`.
    """
    if own is not None:
        if url is not None:
            raise UsageError("two-seals")
        from fhvalidate.archive.own_seal import own_seal, refuse_other_purposes

        key = seal_key(own)
        refuse_other_purposes(key, _named(own)[0])
        return lambda data: own_seal(data, key, at=datetime.now(UTC))
    if url is None:
        return None
    from fhvalidate.archive.bundle.seal import fetch_seal, reaching
    from fhvalidate.cli.trust_update import user_network

    network = reaching(url, user_network())
    return lambda data: fetch_seal(data, url, network).der


def _named(option: str) -> tuple[str, str]:
    """The path of a key, and that of its password; empty where there is none."""
    path, colon, secret = option.rpartition(":")
    return (option, "") if not colon or not path or Path(option).exists() else (path, secret)
