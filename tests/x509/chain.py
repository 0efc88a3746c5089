"""Chains and lists made extension by extension, for rules that no issuer here would break."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from tests.pki import EPOCH, YEAR

DAY = timedelta(days=1)
Extensions = Sequence[tuple[x509.ExtensionType, bool]]
AUTHORITY: Extensions = ((x509.BasicConstraints(ca=True, path_length=None), True),)


def named(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """A name of these attributes, one to a part."""
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


def common(name: str) -> x509.Name:
    """A name of a common name in Sweden."""
    return named((x509.NameOID.COUNTRY_NAME, "SE"), (x509.NameOID.COMMON_NAME, name))


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def ours(self) -> Certificate:
        """The certificate as this program reads it."""
        return read_certificate(self.certificate.public_bytes(Encoding.DER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a certificate is made with."""

    name: x509.Name
    extensions: Extensions = ()
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    serial_number: int = field(default_factory=x509.random_serial_number)
    not_before: datetime = EPOCH - YEAR
    not_after: datetime = EPOCH + 5 * YEAR


def issue(made: Made, issuer: Holder | None = None) -> Holder:
    """The certificate, by the issuer; by itself without one."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(made.name)
        .issuer_name(issuer.certificate.subject if issuer else made.name)
        .public_key(made.key.public_key())
        .serial_number(made.serial_number)
        .not_valid_before(made.not_before)
        .not_valid_after(made.not_after)
    )
    for extension, critical in made.extensions:
        builder = builder.add_extension(extension, critical=critical)
    signer = issuer.key if issuer else made.key
    return Holder(builder.sign(signer, hashes.SHA256()), made.key)


def root(extensions: Extensions = AUTHORITY, name: str = "Rot") -> Holder:
    """A self-signed authority."""
    return issue(Made(name=common(name), extensions=extensions))


def path_of(*holders: Holder) -> tuple[Certificate, ...]:
    """The path, the certificate in question first."""
    return tuple(holder.ours for holder in holders)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a list."""

    serial_number: int
    at: datetime = EPOCH - DAY
    reason: x509.ReasonFlags | None = None
    extensions: Extensions = ()


def a_list(
    issuer: Holder,
    *entries: Entry,
    extensions: Extensions = (),
    this_update: datetime = EPOCH,
    number: int | None = 1,
) -> bytes:
    """A CRL in DER, with just these entries and extensions."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(this_update)
        .next_update(this_update + 7 * DAY)
    )
    if number is not None:
        builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    for entry in entries:
        builder = builder.add_revoked_certificate(_entry(entry))
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _entry(entry: Entry) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(entry.serial_number)
    builder = builder.revocation_date(entry.at)
    if entry.reason is not None:
        builder = builder.add_extension(x509.CRLReason(entry.reason), critical=False)
    for extension, critical in entry.extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.build()


def issuing_point(
    *,
    url: str | None = None,
    reasons: Iterable[x509.ReasonFlags] | None = None,
    users: bool = False,
    authorities: bool = False,
    attributes: bool = False,
    indirect: bool = False,
) -> tuple[x509.IssuingDistributionPoint, bool]:
    """An issuing distribution point, critical as it is to be."""
    point = x509.IssuingDistributionPoint(
        full_name=[x509.UniformResourceIdentifier(url)] if url else None,
        relative_name=None,
        only_contains_user_certs=users,
        only_contains_ca_certs=authorities,
        only_some_reasons=frozenset(reasons) if reasons is not None else None,
        indirect_crl=indirect,
        only_contains_attribute_certs=attributes,
    )
    return point, True
