"""What a certificate is to contain, beyond its subject, key and issuer."""

import dataclasses
import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from tests.pki.keys import KeyKind, PrivateKey
from tests.pki.times import EPOCH, YEAR

NO_REV_AVAIL = x509.ObjectIdentifier("2.5.29.56")  # RFC 9608
CertificateDigest = hashes.SHA256 | hashes.SHA384 | hashes.SHA512
Extensions = tuple[tuple[x509.ExtensionType, bool], ...]


class KeyUsage(enum.Enum):
    """The bits of the keyUsage extension; contentCommitment was nonRepudiation."""

    DIGITAL_SIGNATURE = "digital_signature"
    NON_REPUDIATION = "content_commitment"
    KEY_ENCIPHERMENT = "key_encipherment"
    KEY_CERT_SIGN = "key_cert_sign"
    CRL_SIGN = "crl_sign"


_UNUSED_KEY_USAGES = ("data_encipherment", "key_agreement", "encipher_only", "decipher_only")


class Options(TypedDict, total=False):
    """What a caller may change of a profile; the fields mean what they mean there."""

    key: KeyKind | PrivateKey
    not_before: datetime
    not_after: datetime
    digest: CertificateDigest
    key_usage: frozenset[KeyUsage]
    extended_key_usage: tuple[x509.ObjectIdentifier, ...]
    path_length: int | None
    crl_url: str
    ocsp_url: str
    issuer_url: str
    no_rev_avail: bool
    extensions: Extensions


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a certificate is to contain."""

    key: KeyKind | PrivateKey = KeyKind.EC_P256
    """The kind of key to make, or the key to use."""

    not_before: datetime = EPOCH - YEAR
    not_after: datetime = EPOCH + 2 * YEAR

    digest: CertificateDigest = field(default_factory=hashes.SHA256)
    """The digest the issuer signs with."""

    is_authority: bool = False
    path_length: int | None = None
    key_usage: frozenset[KeyUsage] = frozenset({KeyUsage.DIGITAL_SIGNATURE})
    extended_key_usage: tuple[x509.ObjectIdentifier, ...] = ()
    extended_key_usage_is_critical: bool = False
    crl_url: str = ""
    ocsp_url: str = ""
    issuer_url: str = ""
    """Where the issuer's certificate can be fetched (AIA caIssuers)."""

    no_rev_avail: bool = False
    """RFC 9608: the issuer will never say anything about revocation."""

    ocsp_no_check: bool = False
    """RFC 6960, 4.2.2.2.1: this responder's certificate need not be checked."""

    extensions: Extensions = ()
    """Any further extensions, each with whether it is critical."""


AUTHORITY = Profile(
    not_before=EPOCH - 5 * YEAR,
    not_after=EPOCH + 10 * YEAR,
    is_authority=True,
    key_usage=frozenset({KeyUsage.KEY_CERT_SIGN, KeyUsage.CRL_SIGN}),
)
ROOT = dataclasses.replace(AUTHORITY, not_before=EPOCH - 10 * YEAR, not_after=EPOCH + 20 * YEAR)
PERSON = Profile(key_usage=frozenset({KeyUsage.DIGITAL_SIGNATURE, KeyUsage.NON_REPUDIATION}))
SEAL = PERSON
TIME_STAMPING = Profile(
    not_after=EPOCH + 5 * YEAR,
    extended_key_usage=(ExtendedKeyUsageOID.TIME_STAMPING,),
    # RFC 3161, 2.3: the extension must be critical, and timeStamping alone.
    extended_key_usage_is_critical=True,
)
OCSP_RESPONDER = Profile(extended_key_usage=(ExtendedKeyUsageOID.OCSP_SIGNING,), ocsp_no_check=True)


def extensions_of(profile: Profile) -> Extensions:
    """The extensions the profile asks for, apart from the two key identifiers."""
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(profile.is_authority, profile.path_length), True),
        *_usage_extensions(profile),
        *_pointer_extensions(profile),
    ]
    if profile.no_rev_avail:
        extensions.append((x509.UnrecognizedExtension(NO_REV_AVAIL, b"\x05\x00"), False))
    if profile.ocsp_no_check:
        extensions.append((x509.OCSPNoCheck(), False))
    return (*extensions, *profile.extensions)


def _usage_extensions(profile: Profile) -> Extensions:
    extensions: list[tuple[x509.ExtensionType, bool]] = []
    if profile.key_usage:
        bits = {usage.value: usage in profile.key_usage for usage in KeyUsage}
        unused = dict.fromkeys(_UNUSED_KEY_USAGES, False)
        extensions.append((x509.KeyUsage(**bits, **unused), True))
    if profile.extended_key_usage:
        usage = x509.ExtendedKeyUsage(profile.extended_key_usage)
        extensions.append((usage, profile.extended_key_usage_is_critical))
    return tuple(extensions)


def _pointer_extensions(profile: Profile) -> Extensions:
    extensions: list[tuple[x509.ExtensionType, bool]] = []
    if profile.crl_url:
        url = x509.UniformResourceIdentifier(profile.crl_url)
        point = x509.DistributionPoint([url], None, None, None)
        extensions.append((x509.CRLDistributionPoints([point]), False))
    places = (
        (AuthorityInformationAccessOID.OCSP, profile.ocsp_url),
        (AuthorityInformationAccessOID.CA_ISSUERS, profile.issuer_url),
    )
    descriptions = [
        x509.AccessDescription(method, x509.UniformResourceIdentifier(url))
        for method, url in places
        if url
    ]
    if descriptions:
        extensions.append((x509.AuthorityInformationAccess(descriptions), False))
    return tuple(extensions)
