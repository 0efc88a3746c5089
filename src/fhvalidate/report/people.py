"""People in the report: identities, rows of signers and minutes, masked where need be."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from operator import is_
from typing import Any, TypeVar

from fhvalidate.identity.certificate_identity import CertificateIdentity
from fhvalidate.identity.masking import (
    mask_attribute,
    mask_certain,
    mask_identity_attribute,
    mask_parts,
)
from fhvalidate.identity.names import readable
from fhvalidate.identity.personnummer import mask_personnummer
from fhvalidate.minutes.model import Minutes
from fhvalidate.reconcile.signers import Signer
from fhvalidate.report.json import names_of
from fhvalidate.report.people_model import AssuranceReport, IdentityReport, SignerRow

Mask = Callable[[str], str]

_Value = TypeVar("_Value")

# Most of what minutes hold beside texts: the sides of boxes, numbers, what is not there.
_WITHOUT_TEXT = frozenset({type(None), bool, int, float})


def report_identity(identity: CertificateIdentity | None, mask: Mask) -> IdentityReport | None:
    """Whom the certificate names; None when there is no certificate."""
    if identity is None:
        return None
    context, level, provider = identity.context, identity.level, identity.provider
    number = identity.number
    other = attribute_mask(mask)
    parts = (identity.name, identity.given_name, identity.surname)
    value = "" if number is None else number.value
    shown = parts_mask(mask)([*(part or "" for part in parts), value])
    return IdentityReport(
        kind=identity.kind,
        name=None if identity.name is None else shown[0],
        given_name=None if identity.given_name is None else shown[1],
        surname=None if identity.surname is None else shown[2],
        number=None if number is None else shown[3],
        number_kind=None if number is None else number.kind,
        country=optional(identity.country, mask),
        organisation=optional(identity.organisation, mask),
        organisation_number=identity.organisation_number,
        identity_provider=None if provider is None else other(provider.entity_id),
        identity_provider_name=None if provider is None else provider.name,
        e_identification=None if provider is None else provider.e_identification,
        assurance=None
        if level is None
        else AssuranceReport(other(level.uri), other(level.name), level.level, level.reviewed),
        authenticated_at=None if context is None else context.authenticated_at,
        service=None if context is None else optional(context.service, other),
        transaction=None if context is None else optional(context.transaction, other),
        test=identity.is_test,
        claimed=identity.claimed,
    )


def report_signer_row(row: Signer, mask: Mask) -> SignerRow:
    """One row of the table of signers."""
    return SignerRow(
        name=mask(row.name),
        sources=row.sources,
        signature=row.signature,
        page_signer=row.page_signer,
        holds=row.holds,
        person=row.person,
        kind=row.kind,
        name_in_certificate=optional(row.name_in_certificate, mask),
        name_on_page=optional(readable(row.name_on_page) or None, mask),
        name_in_minutes=optional(readable(row.name_in_minutes) or None, mask),
        roles=row.roles,
        signed_at=row.signed_at,
        time_source=row.time_source,
        method=optional(row.method, mask),
        match_score=None if row.match is None else row.match.score,
        match_reason=None if row.match is None else row.match.reason,
    )


def report_minutes(minutes: Minutes | None, mask: Mask) -> Minutes | None:
    """The minutes with every text masked; what stands after a name as strictly as the name."""
    if minutes is None:
        return None
    shown = masked_texts(minutes, text_mask(mask))
    people = (
        replace(person, affiliation=optional(as_read.affiliation, mask))
        for person, as_read in zip(shown.people, minutes.people, strict=True)
    )
    return replace(shown, people=tuple(people))


def text_mask(mask: Mask) -> Mask:
    """The mask for running text that goes with the mask for attributes.

    In running text only what certainly is a personal identity number is masked, so that
    diary numbers and amounts stay.
    """
    return mask_personnummer if mask is mask_identity_attribute else mask


def attribute_mask(mask: Mask) -> Mask:
    """The mask that goes with the one for people's attributes, for what identifies nobody.

    Dates and hours are common in file names, titles and reasons; a number that is written in an
    unusual way is masked there if it has a real date and a right check digit.
    """
    return mask_attribute if mask is mask_identity_attribute else mask


def parts_mask(mask: Mask) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """The mask for the attributes of one person, over which a number may be split."""
    if mask is mask_identity_attribute:
        return mask_parts
    return lambda parts: tuple(map(mask, parts))


def certain_mask(mask: Mask) -> Mask:
    """The mask that goes with the one for people's attributes, for long codes."""
    return mask_certain if mask is mask_identity_attribute else mask


def optional(text: str | None, mask: Mask) -> str | None:
    """The text masked, where there is one."""
    return None if text is None else mask(text)


def shown_name(name: str | None) -> str | None:
    """A person's name from a certificate or a signature as every output shows it."""
    return None if name is None else mask_identity_attribute(name)


def masked_texts(value: _Value, mask: Mask) -> _Value:
    """The value with every text in it masked: dataclasses and tuples are looked into."""
    found: Any = value
    if type(value) in _WITHOUT_TEXT or isinstance(value, Enum):
        return value
    if isinstance(value, str):
        found = mask(value)
    elif isinstance(value, tuple):
        masked = [i if type(i) in _WITHOUT_TEXT else masked_texts(i, mask) for i in value]
        found = value if all(map(is_, masked, value)) else tuple(masked)
    elif (names := names_of(type(value))) is not None:
        changed = {}
        for name in names:
            before = getattr(value, name)
            after = before if type(before) in _WITHOUT_TEXT else masked_texts(before, mask)
            if after is not before:
                changed[name] = after
        found = replace(found, **changed) if changed else value
    return found  # type: ignore[no-any-return]
