# mypy: disable-error-code="no-untyped-call"
"""Time-stamp tokens encoded by hand: every part can be chosen, left out or wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.pki.handmade_cms import (
    CONTENT_TYPE,
    DIGESTS,
    MESSAGE_DIGEST,
    SHA256,
    SIGNING_CERTIFICATE_V2,
    attribute,
    digest_of,
    oid,
    sequence,
    tlv,
)
from tests.pki.identity import Identity, asn1_certificate
from tests.pki.keys import sign_bytes
from tests.pki.times import TIME_STAMPED_AT

TST_INFO = "1.2.840.113549.1.9.16.1.4"
POLICY = oid("1.3.6.1.4.1.32473.1")
ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))


def generalized(time: datetime) -> bytes:
    """A GeneralizedTime in whole seconds."""
    return tlv(0x18, time.strftime("%Y%m%d%H%M%SZ").encode())


def integer(number: int) -> bytes:
    """An INTEGER."""
    der: bytes = core.Integer(number).dump()
    return der


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """The fields of a TSTInfo, each as it is encoded; those that may be left out are empty."""

    version: bytes = integer(1)
    policy: bytes = POLICY
    imprint_algorithm: bytes = sequence(oid(DIGESTS["sha256"]))
    serial_number: bytes = integer(4711)
    time: bytes = generalized(TIME_STAMPED_AT)
    accuracy: bytes = b""
    ordering: bytes = b""
    nonce: bytes = b""
    authority: bytes = b""
    extensions: bytes = b""

    def fields(self, data: bytes) -> tuple[bytes, ...]:
        """The fields of the one that is over the data."""
        digest = core.OctetString(digest_of(data, "sha256")).dump()
        return (
            self.version,
            self.policy,
            sequence(self.imprint_algorithm, digest),
            self.serial_number,
            self.time,
            self.accuracy,
            self.ordering,
            self.nonce,
            self.authority,
            self.extensions,
        )

    def der(self, data: bytes) -> bytes:
        """The TSTInfo over the data."""
        return sequence(*self.fields(data))


@dataclass(frozen=True, slots=True, kw_only=True)
class HandmadeToken:
    """What the token is to hold.

    Attributes:
        unit: who makes it.
        info: makes the TSTInfo over some data.
        has_attributes: whether there are signed attributes.
        refers: whether one of them refers to the unit's certificate.
        names: the certificate that sid names; the unit's, if none is said.
        written: makes of the ContentInfo what stands in its place.
    """

    unit: Identity
    info: Callable[[bytes], bytes] = Info().der
    has_attributes: bool = True
    refers: bool = True
    names: x509.Certificate | None = None
    written: Callable[[bytes], bytes] = bytes

    def der(self, data: bytes) -> bytes:
        """The token over the data."""
        content = self.info(data)
        attributes = sorted(self._attributes(content))
        signed = tlv(0x31, *attributes) if self.has_attributes else content
        named = asn1_certificate(self.names or self.unit.certificate)
        info = sequence(
            integer(1),
            sequence(named.issuer.dump(), core.Integer(named.serial_number).dump()),
            sequence(oid(DIGESTS["sha256"])),
            tlv(0xA0, *attributes) if self.has_attributes else b"",
            ECDSA_SHA256,
            core.OctetString(sign_bytes(self.unit.key, signed, SHA256)).dump(),
        )
        chain = (each.public_bytes(Encoding.DER) for each in self.unit.chain)
        body = sequence(
            integer(3),
            tlv(0x31, sequence(oid(DIGESTS["sha256"]))),
            sequence(oid(TST_INFO), tlv(0xA0, core.OctetString(content).dump())),
            tlv(0xA0, *chain),
            tlv(0x31, info),
        )
        return self.written(sequence(oid("1.2.840.113549.1.7.2"), tlv(0xA0, body)))

    def _attributes(self, content: bytes) -> list[bytes]:
        found = [
            attribute(CONTENT_TYPE, oid(TST_INFO)),
            attribute(MESSAGE_DIGEST, core.OctetString(digest_of(content, "sha256")).dump()),
        ]
        if self.refers:
            certificate = self.unit.certificate.public_bytes(Encoding.DER)
            entry = sequence(core.OctetString(digest_of(certificate, "sha256")).dump())
            found.append(attribute(SIGNING_CERTIFICATE_V2, sequence(sequence(entry))))
        return found
