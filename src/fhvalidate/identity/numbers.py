"""What a certificate's serialNumber attribute is: a personal identity number, or something else.

Forms: twelve digits; `PNOSE-` and the like (ETSI EN 319 412-1, 5.1.3); `PI:SE-…` with a
registration authority; eduID's `user@scope`; a card's or a service's own number.
"""

from dataclasses import field
from enum import StrEnum
from typing import Any

from fhvalidate.frozen import frozen
from fhvalidate.identity.personnummer import find_personnummer
from fhvalidate.late_patterns import late_re, late_re2

# eduPersonPrincipalName: `huzut-gogof@eduid.se`.
_PRINCIPAL_NAME = late_re2(r"[^@\s]{1,120}@[^@\s]{1,120}")
# EN 319 412-1, 5.1.3 and 5.1.4: type, country, hyphen, identifier.
_SEMANTICS = late_re2(r"(?i)(PNO|PAS|IDC|TIN|TAX|VAT|NTR|PSD|LEI|EI:)([A-Z]{2})-(.{1,64})")
_PROVISIONAL = late_re2(r"(?i)PI:([A-Z]{2})-(.{1,64})")
# Both have a bounded length: linear in any engine.
_BARE = late_re(r"[0-9]{12}|[0-9]{6}[-+][0-9]{4}|[0-9]{8}[-+ ]?[0-9]{4}")
_ORGANISATION = late_re(r"(?:16)?([0-9]{6})-?([0-9]{4})")

# The third digit of an organisation number is at least 2, which no month is (Skatteverket).
_LEAST_THIRD_DIGIT = "2"


class NumberKind(StrEnum):
    """What kind of identifier stands for a person."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    FOREIGN = "foreign-personal-number"
    PROVISIONAL = "provisional-identifier"
    PRINCIPAL_NAME = "principal-name"
    ORGANISATION_NUMBER = "organisation-number"
    OTHER = "other"


@frozen
class IdentityNumber:
    """An identifier as written, what kind it is, and its country where the form gives one."""

    value: str = field(repr=False)
    kind: NumberKind
    country: str | None = None


def read_identity_number(value: str) -> IdentityNumber:
    """What the value is; a Swedish number counts as one only with a right check digit."""
    text = value.strip()
    semantic = _semantic(text)
    if semantic is not None:
        return _by_semantics(text, semantic.group(1).upper(), *semantic.groups()[1:])
    provisional = _PROVISIONAL.fullmatch(text) if "-" in text else None
    if provisional is not None:
        return IdentityNumber(text, NumberKind.PROVISIONAL, provisional.group(1).upper())
    if "@" in text and _PRINCIPAL_NAME.fullmatch(text):
        return IdentityNumber(text, NumberKind.PRINCIPAL_NAME)
    kind = _swedish(text)
    if kind is not None:
        return IdentityNumber(text, kind, "SE")
    if organisation_number(text) is not None:
        return IdentityNumber(text, NumberKind.ORGANISATION_NUMBER, "SE")
    return IdentityNumber(text, NumberKind.OTHER)


def _semantic(text: str) -> Any:
    return _SEMANTICS.fullmatch(text) if "-" in text else None


def organisation_number(value: str) -> str | None:
    """The Swedish organisation number in the value as `212000-1234`; None when it is none."""
    text = value.strip()
    semantic = _semantic(text)
    digits = semantic.group(3) if semantic else text
    # A VAT number is the organisation number and 01.
    if semantic and semantic.group(1).upper() == "VAT" and len(digits) == len("556000000001"):
        digits = digits.removesuffix("01")
    found = _ORGANISATION.fullmatch(digits)
    if found is None or found.group(1)[2] < _LEAST_THIRD_DIGIT:
        return None
    return f"{found.group(1)}-{found.group(2)}"


def _by_semantics(text: str, kind: str, country: str, rest: str) -> IdentityNumber:
    country = country.upper()
    if kind in {"NTR", "VAT"}:
        return IdentityNumber(text, NumberKind.ORGANISATION_NUMBER, country)
    if kind == "PNO" and country == "SE":
        return IdentityNumber(text, _swedish(rest) or NumberKind.OTHER, country)
    foreign = kind in {"PNO", "PAS", "IDC", "TIN"}
    return IdentityNumber(text, NumberKind.FOREIGN if foreign else NumberKind.OTHER, country)


def _swedish(text: str) -> NumberKind | None:
    if not _BARE.fullmatch(text):
        return None
    found = find_personnummer(text)
    if len(found) != 1:
        return None
    return NumberKind.SAMORDNINGSNUMMER if found[0].coordination else NumberKind.PERSONNUMMER
