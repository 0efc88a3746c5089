"""Names of many kinds, compared as RFC 5280, 7 has them compared."""

from collections.abc import Iterator
from typing import Any

from asn1crypto import x509

from fhvalidate.x509.certificate import Certificate, name_key

MAX_NAMES = 100  # of one certificate that are looked at; real ones have a few
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def is_name_of(general_name: bytes, certificate: Certificate) -> bool:
    """Whether a GeneralName, DER, is the certificate's subject or one of its alternative names."""
    try:
        name = x509.GeneralName.load(general_name)
        if (
            name.name == "directory_name"
            and name_key(name.chosen.chosen) == certificate.subject_key
        ):
            return True
    except _MALFORMED:
        return False
    return any(_is_same(name, other) for other in _alternatives(certificate))


def _alternatives(certificate: Certificate) -> Iterator[Any]:
    try:
        names = certificate.asn1.subject_alt_name_value
        yield from () if names is None else list(names)[:MAX_NAMES]
    except _MALFORMED:
        return


def _is_same(one: Any, other: Any) -> bool:
    """RFC 5280, 7.1 for directory names, 7.2 for domains, 7.4 for addresses, 7.5 for mail."""
    try:
        if one.name != other.name:
            return False
        if one.name == "directory_name":
            return name_key(one.chosen.chosen) == name_key(other.chosen.chosen)
        return bool(one.chosen == other.chosen) or one.dump() == other.dump()
    except _MALFORMED:
        return False
