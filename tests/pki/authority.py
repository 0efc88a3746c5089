"""Certification authorities that live in memory."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Self, Unpack

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests.pki import profile as profiles
from tests.pki.identity import Identity
from tests.pki.keys import KeyKind, PrivateKey, certificate_digest, generate_key
from tests.pki.people import Person, organisation_name
from tests.pki.profile import Extensions, Options, Profile, extensions_of
from tests.pki.revocation import (
    CertificateStatus,
    Revocation,
    UpdatePeriod,
    build_crl,
    build_ocsp_response,
)
from tests.pki.times import REVOCATION_DATA_AT, REVOCATION_DATA_LIFETIME

ORGANISATION = "Exempelmyndigheten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An authority that issues certificates and says which it has revoked."""

    identity: Identity
    revocations: tuple[Revocation, ...] = ()

    @classmethod
    def root(cls, name: str = "Exempelmyndighetens rot-CA", **options: Unpack[Options]) -> Self:
        """A self-signed root."""
        profile = dataclasses.replace(profiles.ROOT, **options)
        key = key_for(profile)
        subject = organisation_name(name, ORGANISATION)
        certificate = _certify(subject, key, profile, issuer=subject, issuer_key=key)
        return cls(identity=Identity(certificate=certificate, key=key))

    @property
    def certificate(self) -> x509.Certificate:
        """The authority's own certificate."""
        return self.identity.certificate

    @property
    def name(self) -> x509.Name:
        """The distinguished name the authority issues under."""
        return self.certificate.subject

    @property
    def pem(self) -> bytes:
        """The authority's certificate as a trust anchor file."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, subject: x509.Name, profile: Profile) -> Identity:
        """Any certificate at all."""
        key = key_for(profile)
        certificate = _certify(
            subject, key, profile, issuer=self.name, issuer_key=self.identity.key
        )
        issuers = (self.certificate, *self.identity.issuers)
        return Identity(certificate=certificate, key=key, issuers=issuers)

    def issue_numbered(self, serial_number: int) -> Identity:
        """A certificate of that serial number."""
        key = key_for(profiles.PERSON)
        certificate = _certify(
            organisation_name("Samma nummer", ORGANISATION),
            key,
            profiles.PERSON,
            issuer=self.name,
            issuer_key=self.identity.key,
            serial_number=serial_number,
        )
        return Identity(certificate=certificate, key=key)

    def issue_authority(
        self, name: str = "Exempelmyndighetens utfärdar-CA", **options: Unpack[Options]
    ) -> "Authority":
        """An authority below this one."""
        profile = dataclasses.replace(profiles.AUTHORITY, **options)
        return Authority(identity=self.issue(organisation_name(name, ORGANISATION), profile))

    def issue_person(self, person: Person, **options: Unpack[Options]) -> Identity:
        """A person's signing certificate."""
        return self.issue(person.subject, dataclasses.replace(profiles.PERSON, **options))

    def issue_seal(
        self,
        organisation: str = "Exempelby kommun",
        identifier: str = "212000-0000",
        **options: Unpack[Options],
    ) -> Identity:
        """An organisation's seal certificate."""
        subject = organisation_name(f"{organisation} stämpel", organisation, identifier=identifier)
        return self.issue(subject, dataclasses.replace(profiles.SEAL, **options))

    def issue_time_stamping(
        self, name: str = "Exempelmyndighetens tidsstämpling", **options: Unpack[Options]
    ) -> Identity:
        """A time-stamping unit's certificate."""
        subject = organisation_name(name, ORGANISATION)
        return self.issue(subject, dataclasses.replace(profiles.TIME_STAMPING, **options))

    def issue_ocsp_responder(
        self, name: str = "Exempelmyndighetens OCSP", **options: Unpack[Options]
    ) -> Identity:
        """A delegated OCSP responder's certificate."""
        subject = organisation_name(name, ORGANISATION)
        return self.issue(subject, dataclasses.replace(profiles.OCSP_RESPONDER, **options))

    def cross_certify(self, other: "Authority", **options: Unpack[Options]) -> x509.Certificate:
        """This authority's certificate for another authority's name and key."""
        chosen = dataclasses.replace(profiles.AUTHORITY, **options)
        profile = dataclasses.replace(chosen, key=other.identity.key)
        return self.issue(other.name, profile).certificate

    def rekeyed(self, **options: Unpack[Options]) -> "Authority":
        """A self-signed authority with the same name and a new key."""
        profile = dataclasses.replace(profiles.ROOT, **options)
        key = key_for(profile)
        certificate = _certify(self.name, key, profile, issuer=self.name, issuer_key=key)
        return Authority(identity=Identity(certificate=certificate, key=key))

    def revoking(
        self,
        certificate: x509.Certificate,
        *,
        at: datetime,
        reason: x509.ReasonFlags | None = None,
        invalid_since: datetime | None = None,
    ) -> Self:
        """The same authority, which has now revoked the certificate."""
        revocation = Revocation(
            serial_number=certificate.serial_number,
            at=at,
            reason=reason,
            invalid_since=invalid_since,
        )
        return dataclasses.replace(self, revocations=(*self.revocations, revocation))

    def crl(
        self,
        *,
        this_update: datetime = REVOCATION_DATA_AT,
        next_update: datetime | None = None,
        number: int = 1,
        extensions: Extensions = (),
    ) -> x509.CertificateRevocationList:
        """The CRL of that time: revocations after thisUpdate are not yet in it."""
        return build_crl(
            self.identity,
            self.revocations,
            _period(this_update, next_update),
            number=number,
            extensions=extensions,
        )

    def ocsp(
        self,
        certificate: x509.Certificate,
        *,
        responder: Identity | None = None,
        this_update: datetime = REVOCATION_DATA_AT,
        next_update: datetime | None = None,
        produced_at: datetime | None = None,
        unknown: bool = False,
    ) -> ocsp.OCSPResponse:
        """The OCSP response of that time, signed by the responder or by this authority."""
        status = CertificateStatus(
            certificate=certificate,
            issuer=self.certificate,
            revocation=self._revocation_of(certificate, this_update),
            unknown=unknown,
        )
        return build_ocsp_response(
            responder or self.identity,
            status,
            _period(this_update, next_update),
            produced_at=produced_at or this_update,
            embedded=(responder.certificate,) if responder else (),
        )

    def _revocation_of(self, certificate: x509.Certificate, at: datetime) -> Revocation | None:
        return next(
            (
                revocation
                for revocation in self.revocations
                if revocation.serial_number == certificate.serial_number and revocation.at <= at
            ),
            None,
        )


def key_for(profile: Profile) -> PrivateKey:
    """The key the profile brings, or a fresh one of its kind."""
    return generate_key(profile.key) if isinstance(profile.key, KeyKind) else profile.key


def _period(this_update: datetime, next_update: datetime | None) -> UpdatePeriod:
    return UpdatePeriod(
        this_update=this_update, next_update=next_update or this_update + REVOCATION_DATA_LIFETIME
    )


def _certify(
    subject: x509.Name,
    key: PrivateKey,
    profile: Profile,
    *,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    serial_number: int | None = None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial_number or x509.random_serial_number())
        .not_valid_before(profile.not_before)
        .not_valid_after(profile.not_after)
    )
    subject_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    issuer_identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    for extension, critical in (
        (subject_key, False),
        (issuer_identifier, False),
        *extensions_of(profile),
    ):
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer_key, certificate_digest(issuer_key, profile.digest))
