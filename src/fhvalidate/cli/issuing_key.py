"""`--key`: the archive's own key, in a file or in hardware; what opens it is read or asked for."""

from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.cli import password
from fhvalidate.cli.complaints import tell_key_open
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language

if TYPE_CHECKING:
    from fhvalidate.extension.keys import IssuingKey


def issuing_key(option: str, certificates: str | None, language: Language) -> "IssuingKey":
    """The key that the option names.

    A file whose own name has a colon is taken as it is. Whoever sits at a terminal is asked for
    what opens the key, where no file has it.

    Raises:
        UsageError: as `read_key_file` and `hardware_key`; `password-file-unreadable`;
            `issue-pin-missing`.
    """
    from fhvalidate.extension.hardware_keys import SCHEME

    if option.startswith(SCHEME):
        return _in_hardware(option, certificates, language)
    path, colon, secret = option.rpartition(":")
    if not colon or not path or Path(option).exists():
        path, secret = option, ""
    found = _in_file(path, secret, certificates, language)
    tell_key_open(language, path)
    return found


def _in_file(path: str, secret: str, certificates: str | None, language: Language) -> "IssuingKey":
    from fhvalidate.extension.keys import read_key_file

    if secret:
        return read_key_file(path, password=password.from_file(secret), certificates=certificates)
    try:
        return read_key_file(path, certificates=certificates)
    except UsageError as error:
        if error.code != "issue-key-not-readable" or not password.can_ask():
            raise
        last = error
    for _ in range(password.MAX_ATTEMPTS):
        typed = password.ask(path, language)
        if typed is None:
            break
        try:
            return read_key_file(path, password=typed, certificates=certificates)
        except UsageError as error:
            if error.code != "issue-key-not-readable":
                raise
            last = error
    raise last


def _in_hardware(option: str, certificates: str | None, language: Language) -> "IssuingKey":
    from fhvalidate.extension.hardware_keys import hardware_key, read_key_uri
    from fhvalidate.extension.keys import read_chain

    uri = read_key_uri(option)
    chain = () if certificates is None else read_chain(certificates)
    if uri.pin_source is not None:
        return hardware_key(uri, pin=password.from_file(uri.pin_source), certificates=chain)
    # Asked for once: after some wrong ones the hardware locks itself.
    typed = password.ask(uri.token or uri.module, language) if password.can_ask() else None
    if typed is None:
        raise UsageError("issue-pin-missing")
    return hardware_key(uri, pin=typed, certificates=chain)
