# mypy: disable-error-code="no-untyped-call"
"""A certificate with its private key: anyone, or anything, that can sign."""

import dataclasses
from dataclasses import dataclass
from typing import Self

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.pki.keys import PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A certificate with its private key and the certificates above it, nearest first."""

    certificate: x509.Certificate
    key: PrivateKey
    issuers: tuple[x509.Certificate, ...] = ()

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificate and those above it, without the root."""
        return (self.certificate, *self.issuers[:-1])

    def with_issuers(self, *issuers: x509.Certificate) -> Self:
        """The same identity below another chain, nearest first and the root last."""
        return dataclasses.replace(self, issuers=issuers)

    def without_issuers(self) -> Self:
        """The same identity, which forgets to tell of any intermediate."""
        return dataclasses.replace(self, issuers=())


def asn1_certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The certificate as asn1crypto (and so pyHanko) knows it."""
    der = certificate.public_bytes(Encoding.DER)
    loaded: asn1_x509.Certificate = asn1_x509.Certificate.load(der)
    return loaded
