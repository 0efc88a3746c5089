"""In which role somebody signs: claimed, and certified by others (EN 319 122-1, 5.2.6)."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from fhvalidate.cms.attribute_values import (
    MAX_VALUES,
    general_name_of,
    general_names_of,
    hexadecimal,
    read_value,
    text_of,
    type_of,
)
from fhvalidate.cms.attributes import MALFORMED
from fhvalidate.cms.strict_der import SEQUENCE, SET, Value, time_of
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen

SIGNER_ATTRIBUTES = "1.2.840.113549.1.9.16.2.18"
SIGNER_ATTRIBUTES_V2 = "0.4.0.19122.1.1"
ATTRIBUTE_CERTIFICATE = "attribute-certificate"
# Both modules have explicit tags (RFC 5126, A.1; EN 319 122-1, annex D).
_FIRST, _SECOND, _THIRD = 0xA0, 0xA1, 0xA2
_FAULTY = (Asn1Error, *MALFORMED)


@frozen
class StatedAttribute:
    """An attribute of the signer: its type, and those of its values that are text."""

    oid: str
    values: tuple[str, ...]


@frozen
class CertifiedAttributes:
    """Attributes that somebody else states of the signer. Their signature is not verified.

    Attributes:
        kind: ATTRIBUTE_CERTIFICATE (RFC 5755), or the object identifier of another form.
        sha256: of it as encoded, in hexadecimal.
        holder: whom it is about, where it names one; holder_issuer and holder_serial_number name
            a certificate instead. Serial numbers are hexadecimal.
        issuer, serial_number, not_before, not_after, attributes: what an attribute certificate
            says; of another form nothing is read.
    """

    kind: str
    sha256: str
    holder: str | None = None
    holder_issuer: str | None = None
    holder_serial_number: str | None = None
    issuer: str | None = None
    serial_number: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    attributes: tuple[StatedAttribute, ...] = ()


@frozen
class SignerRoles:
    """What the signer-attributes say; `assertions` are the types of signed assertions."""

    claimed: tuple[StatedAttribute, ...]
    certified: tuple[CertifiedAttributes, ...]
    assertions: tuple[str, ...]


def signer_roles(values: dict[str, list[bytes]]) -> SignerRoles | None:
    """The roles in the signer-attributes, of either form; None where none can be read."""
    encoded = [*values.get(SIGNER_ATTRIBUTES, ()), *values.get(SIGNER_ATTRIBUTES_V2, ())]
    parts = [part for each in encoded[:MAX_VALUES] for part in _tagged(each)][:MAX_VALUES]
    claimed = tuple(a for held in _of(parts, _FIRST) for a in stated_attributes(held))
    certified = tuple(a for held in _of(parts, _SECOND) for a in _certified(held))
    assertions = tuple(a for held in _of(parts, _THIRD) for a in _types(held))
    if not (claimed or certified or assertions):
        return None
    return SignerRoles(claimed, certified, assertions)


def stated_attributes(value: Value) -> Iterator[StatedAttribute]:
    """The attributes in a SEQUENCE OF Attribute; those that cannot be read are left out."""
    for attribute in value.parts[:MAX_VALUES]:
        with suppress(*_FAULTY):
            kind, values = attribute.parts
            if values.tag == SET:
                texts = map(_text, values.parts[:MAX_VALUES])
                yield StatedAttribute(type_of(kind), tuple(text for text in texts if text))


def _tagged(encoded: bytes) -> tuple[Value, ...]:
    try:
        value = read_value(encoded)
    except _FAULTY:
        return ()
    return value.parts if value.tag == SEQUENCE else ()


def _of(parts: list[Value], tag: int) -> Iterator[Value]:
    """What the parts of that tag hold."""
    for part in parts:
        if part.tag == tag and len(part.parts) == 1 and part.parts[0].tag == SEQUENCE:
            yield part.parts[0]


def _text(value: Value) -> str | None:
    """A string, or the name of a role (RFC 5755, 4.4.5); None where it is neither."""
    if value.tag != SEQUENCE:
        return text_of(value)
    names = [part.parts[0] for part in value.parts if part.tag == _SECOND and len(part.parts) == 1]
    return general_name_of(names[0].encoded) if names else None


def _types(assertions: Value) -> Iterator[str]:
    for assertion in assertions.parts[:MAX_VALUES]:
        with suppress(*_FAULTY):
            yield type_of(assertion.parts[0])


def _certified(held: Value) -> Iterator[CertifiedAttributes]:
    """What is certified: by one attribute certificate in the older form, by several in the newer.

    The newer has them tagged: [0] attribute certificates, [1] those of other forms.
    """
    choices = [p for p in held.parts if p.tag in (_FIRST, _SECOND) and len(p.parts) == 1]
    if not choices:
        yield _attribute_certificate(held)
    for choice in choices[:MAX_VALUES]:
        with suppress(*_FAULTY):
            if choice.tag == _FIRST:
                yield _attribute_certificate(choice.parts[0])
            else:
                other = choice.parts[0]
                yield CertifiedAttributes(type_of(other.parts[0]), _sha256(other))


def _attribute_certificate(value: Value) -> CertifiedAttributes:
    """What it says; its digest alone where it is not of the one form (RFC 5755, 4.1)."""
    known = CertifiedAttributes(ATTRIBUTE_CERTIFICATE, _sha256(value))
    try:
        _, holder, issuer, _, serial, validity, attributes = value.parts[0].parts[:7]
        start, end = validity.parts
        name, certificate_issuer, certificate_serial = _holder(holder)
        return replace(
            known,
            holder=name,
            holder_issuer=certificate_issuer,
            holder_serial_number=certificate_serial,
            issuer=_issuer(issuer),
            serial_number=hexadecimal(serial),
            not_before=time_of(start),
            not_after=time_of(end),
            attributes=tuple(stated_attributes(attributes)),
        )
    except _FAULTY:
        return known


def _holder(holder: Value) -> tuple[str | None, str | None, str | None]:
    """Whom an attribute certificate is about: a name, or a certificate's issuer and serial."""
    name = issuer = serial = None
    for part in holder.parts:
        if part.tag == _FIRST:  # baseCertificateID
            issuer, serial = general_names_of(part.parts[0].parts), hexadecimal(part.parts[1])
        elif part.tag == _SECOND:  # entityName
            name = general_names_of(part.parts)
    return name, issuer, serial


def _issuer(issuer: Value) -> str | None:
    """The names in v1Form, or in issuerName of v2Form ([0])."""
    if issuer.tag == _FIRST:
        names = [part for part in issuer.parts if part.tag == SEQUENCE]
        return general_names_of(names[0].parts) if names else None
    return general_names_of(issuer.parts)


def _sha256(value: Value) -> str:
    return hashlib.sha256(value.encoded).hexdigest()
