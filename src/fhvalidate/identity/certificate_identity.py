"""Who a signing certificate speaks of: a person or an organisation, and how that is known."""

from collections.abc import Iterator
from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.identity.assurance import AssuranceLevel, IdentityProvider, IdentityTables
from fhvalidate.identity.authentication_context import (
    SACI,
    AttributeMapping,
    AuthenticationContext,
    read_authentication_context,
)
from fhvalidate.identity.common_names import has_words, names_body, person_in, reads_as_person
from fhvalidate.identity.numbers import (
    IdentityNumber,
    NumberKind,
    organisation_number,
    read_identity_number,
)
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.qc_statements import QC_TYPE_SEAL, QC_TYPE_SIGNATURE
from fhvalidate.x509.certificates.subject_facts import (
    SubjectFacts,
    read_subject_facts,
)

COMMON_NAME, SURNAME, SERIAL_NUMBER, COUNTRY = "2.5.4.3", "2.5.4.4", "2.5.4.5", "2.5.4.6"
ORGANISATION, GIVEN_NAME, ORGANISATION_IDENTIFIER = "2.5.4.10", "2.5.4.42", "2.5.4.97"
PSEUDONYM = "2.5.4.65"
RFC822_NAME_TAG = "1"

# A login precedes the certificate made for it; clocks of two services differ by some minutes.
CLOCK_DIFFERENCE = timedelta(minutes=10)

# Numbers that only a person has.
PERSONAL_NUMBERS = frozenset(
    {
        NumberKind.PERSONNUMMER,
        NumberKind.SAMORDNINGSNUMMER,
        NumberKind.FOREIGN,
        NumberKind.PROVISIONAL,
        NumberKind.PRINCIPAL_NAME,
    }
)


class SubjectKind(StrEnum):
    """Whether a signature by this certificate is a person's or an organisation's seal."""

    PERSON = "person"
    SEAL = "seal"
    UNKNOWN = "unknown"


@frozen
class CertificateIdentity:
    """Whom a certificate names, and how they were authenticated.

    Attributes:
        name: the common name, or given name and surname.
        number: the identifier in the subject's serialNumber.
        organisation_number: as `212000-1234`.
        context: the login behind a certificate made by a signature service.
        level, provider: the context's, by the tables; None without a context.
        claimed: whether no trusted issuer vouches for any of this.
        findings: what does not agree.
    """

    kind: SubjectKind
    name: str | None
    given_name: str | None
    surname: str | None
    number: IdentityNumber | None = field(repr=False)
    country: str | None
    organisation: str | None
    organisation_number: str | None
    context: AuthenticationContext | None
    level: AssuranceLevel | None
    provider: IdentityProvider | None
    claimed: bool
    findings: tuple[Finding, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the certificate gives its subject: in one, and in parts if it has both."""
        parts = f"{self.given_name} {self.surname}" if self.given_name and self.surname else None
        return tuple(dict.fromkeys(name for name in (self.name, parts) if name))

    @property
    def is_test(self) -> bool:
        """Whether the identity provider is one for tests, whose people are not real."""
        return self.provider is not None and self.provider.test


def read_certificate_identity(
    certificate: Certificate, *, trusted: bool, tables: IdentityTables
) -> CertificateIdentity:
    """Whom the certificate names; `trusted` tells whether its chain ends with an anchor."""
    facts = read_subject_facts(certificate)
    context = _context(facts)
    level = None if context is None else tables.level(context.level)
    provider = None if context is None else tables.provider(context.identity_provider)
    given, surname = facts.attribute(GIVEN_NAME), facts.attribute(SURNAME)
    serial = facts.attribute(SERIAL_NUMBER)
    written_out = " ".join(part for part in (given, surname) if part)
    number = None if serial is None else read_identity_number(serial)
    return CertificateIdentity(
        kind=_kind(facts, number, context, tables.sealing),
        name=facts.attribute(COMMON_NAME) or written_out or None,
        given_name=given,
        surname=surname,
        number=number,
        country=facts.attribute(COUNTRY),
        organisation=facts.attribute(ORGANISATION),
        organisation_number=organisation_number(facts.attribute(ORGANISATION_IDENTIFIER) or ""),
        context=context,
        level=level,
        provider=provider,
        claimed=not trusted,
        findings=tuple(_findings(certificate, facts, context, level, provider)),
    )


def judge_assurance(identity: CertificateIdentity, *, at_least: int) -> Conclusion:
    """Whether the signer's level of assurance is what a policy asks for.

    The constraint of a policy for what is to be preserved (`bevaras`). A level that only an
    untrusted certificate claims, that nobody has reviewed, or that comes from a provider for
    tests, is no level. INDETERMINATE with SIG_CONSTRAINTS_FAILURE otherwise (EN 319 102-1, 5.2.8).
    """
    level = identity.level
    if level is None:
        finding = Finding.error("assurance-level-missing", "policy", required=at_least)
    elif identity.is_test:
        finding = Finding.error("assurance-level-of-test", "policy", required=at_least)
    elif identity.claimed:
        finding = Finding.error(
            "assurance-level-claimed", "policy", level=level.name, required=at_least
        )
    elif not level.reviewed or level.level < at_least:
        finding = Finding.error(
            "assurance-level-too-low", "policy", level=level.name, required=at_least
        )
    else:
        return Conclusion.passed()
    return Conclusion.indeterminate(SubIndication.SIG_CONSTRAINTS_FAILURE, finding)


def _context(facts: SubjectFacts) -> AuthenticationContext | None:
    read = (read_authentication_context(c.info) for c in facts.contexts if c.type == SACI)
    return next((context for context in read if context is not None), None)


def _kind(
    facts: SubjectFacts,
    number: IdentityNumber | None,
    context: AuthenticationContext | None,
    services: tuple[str, ...],
) -> SubjectKind:
    # EN 319 412-5, 4.2.3: the type is stated; a certificate for both says nothing.
    stated = facts.qualified_types & {QC_TYPE_SIGNATURE, QC_TYPE_SEAL}
    if len(stated) == 1:
        return SubjectKind.SEAL if QC_TYPE_SEAL in stated else SubjectKind.PERSON
    # EN 319 412-2, 4.2.4, and 412-3, 4.2.1: natural persons have names of their own or a
    # pseudonym, legal persons an organizationIdentifier and an organizationName.
    if facts.attribute(SURNAME) or facts.attribute(GIVEN_NAME) or facts.attribute(PSEUDONYM):
        return SubjectKind.PERSON
    if context is not None or (number is not None and number.kind in PERSONAL_NUMBERS):
        return SubjectKind.PERSON
    common_name = facts.attribute(COMMON_NAME) or ""
    organisation = facts.attribute(ORGANISATION)
    is_legal = facts.attribute(ORGANISATION_IDENTIFIER) is not None
    # EN 319 412-3, 4.2.1: a legal person's certificate may call it by the same name twice.
    is_organisation = is_legal and organisation is not None and _same(common_name, organisation)
    named = person_in(common_name)
    is_service = any(has_words(named, service) for service in services)
    if not is_organisation and not is_service and reads_as_person(common_name):
        return SubjectKind.PERSON
    is_body = names_body(common_name) or has_words(common_name, organisation or "")
    return SubjectKind.SEAL if is_body or is_legal or is_service else SubjectKind.UNKNOWN


def _same(one: str, two: str) -> bool:
    return _comparable(one) == _comparable(two)


def _findings(
    certificate: Certificate,
    facts: SubjectFacts,
    context: AuthenticationContext | None,
    level: AssuranceLevel | None,
    provider: IdentityProvider | None,
) -> Iterator[Finding]:
    if context is None:
        if facts.contexts_unreadable or any(c.type == SACI for c in facts.contexts):
            yield Finding.warning("authentication-context-unreadable", "RFC 7773, 2")
        return
    if provider is not None and provider.test:
        yield Finding.warning("identity-provider-for-tests", provider=provider.entity_id)
    if level is not None and level.level == 0:
        yield Finding.info("assurance-level-not-swedish", level=level.uri)
    elif level is not None and not level.reviewed:
        yield Finding.warning("assurance-level-not-reviewed", level=level.name)
    differing = tuple(_differing(facts, context))
    if differing:
        yield Finding.warning(
            "authentication-context-differs", "RFC 7773, 3.1", attributes=differing
        )
    time = context.authenticated_at
    early = certificate.not_before - CLOCK_DIFFERENCE
    if time is None:
        yield Finding.warning("authentication-context-unreadable", "RFC 7773, 2")
    elif not early <= time <= certificate.not_after + CLOCK_DIFFERENCE:
        yield Finding.warning("authentication-outside-certificate", time=time)


_NAMES = MappingProxyType(
    {
        COMMON_NAME: "CN", SURNAME: "SN", SERIAL_NUMBER: "serialNumber", COUNTRY: "C",
        ORGANISATION: "O", GIVEN_NAME: "GN", ORGANISATION_IDENTIFIER: "organizationIdentifier",
    }
)  # fmt: skip


def _differing(facts: SubjectFacts, context: AuthenticationContext) -> Iterator[str]:
    """The attributes whose value from the login is not in the certificate."""
    for mapping in context.mappings:
        if not _agrees(facts, mapping):
            yield _NAMES.get(mapping.reference, mapping.reference)


def _agrees(facts: SubjectFacts, mapping: AttributeMapping) -> bool:
    wanted = _comparable(mapping.value)
    if mapping.type == "rdn":
        values = [value for oid, value in facts.attributes if oid == mapping.reference]
        # "PNOSE-19…" and "PI:SE-…" prefix the identifier (EN 319 412-1, 5.1.3).
        return any(_comparable(v) == wanted or _ends(v, wanted, mapping) for v in values)
    if mapping.type == "san" and mapping.reference == RFC822_NAME_TAG:
        return wanted in [_comparable(value) for value in facts.emails]
    # Directory attributes and other general names are not read; nothing is said of them.
    return True


def _ends(value: str, wanted: str, mapping: AttributeMapping) -> bool:
    is_number = mapping.reference == SERIAL_NUMBER and bool(wanted)
    return is_number and _comparable(value).endswith(f"-{wanted}")


def _comparable(value: str) -> str:
    return " ".join(value.split()).casefold()
