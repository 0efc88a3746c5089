# mypy: disable-error-code="no-untyped-call"
"""Signatures encoded by hand: every part of a CMS can be chosen, left out or wrong."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.pki.identity import asn1_certificate
from tests.pki.time_stamping import Imprint, TimeStampAuthority, time_stamp_token
from tests.pki.times import EPOCH

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14"
CONTENT_TIME_STAMP = "1.2.840.113549.1.9.16.2.20"
SIGNATURE_POLICY = "1.2.840.113549.1.9.16.2.15"
REVOCATION_ARCHIVAL = "1.2.840.113583.1.1.8"
DATA = "1.2.840.113549.1.7.1"
DIGESTS = {
    "md5": "1.2.840.113549.2.5",
    "sha1": "1.3.14.3.2.26",
    "ripemd160": "1.3.36.3.2.1",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
    "sha3_256": "2.16.840.1.101.3.4.2.8",
    "sha3_512": "2.16.840.1.101.3.4.2.10",
    "shake128": "2.16.840.1.101.3.4.2.11",
    "shake256": "2.16.840.1.101.3.4.2.12",
}
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
Signs = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandmadeCms:
    """What the CMS is to hold.

    Attributes:
        certificate: the signer's.
        signs: makes the signature value over the DER of the signed attributes.
        algorithm: DER of the signatureAlgorithm.
        digest: of the message-digest attribute.
        content: carried inside; None when detached.
        refers: whether there is a signing-certificate reference.
        has_attributes: whether anything is signed but the content itself.
        content_stamps, signature_stamps: who makes time-stamps over what.
        policy: the object identifier and digest of a signature policy.
        crls: DER, in Adobe's archival attribute.
        tells_own: whether the signer's certificate is carried.
        stamps: makes of the signature value what stands for a time-stamp.
        more: further signed attributes, DER.
        message: the value of the message-digest attribute; that of what is signed, if none is.
        stated_digest: DER of the digestAlgorithm that is written; that of `digest`, if none is.
        listed_digest: the same of the one before the content.
        stands: makes of the attributes in DER, one after the other, what stands in the CMS.
    """

    certificate: x509.Certificate
    signs: Signs
    algorithm: bytes
    digest: str = "sha256"
    content: bytes | None = None
    refers: bool = True
    has_attributes: bool = True
    claimed: datetime = EPOCH
    carried: tuple[x509.Certificate, ...] = ()
    content_stamps: tuple[TimeStampAuthority, ...] = ()
    signature_stamps: tuple[TimeStampAuthority, ...] = ()
    policy: tuple[str, bytes] | None = None
    crls: tuple[bytes, ...] = ()
    tells_own: bool = True
    stamps: Callable[[bytes], bytes] | None = None
    more: tuple[bytes, ...] = ()
    message: bytes = b""
    stated_digest: bytes = b""
    listed_digest: bytes = b""
    stands: Callable[[list[bytes]], bytes] | None = None

    def der(self, covered: bytes) -> bytes:
        """The ContentInfo over the bytes."""
        message = covered if self.content is None else self.content
        attributes = sorted(self._attributes(message, covered))
        signed = tlv(0x31, *attributes) if self.has_attributes else message
        value = self.signs(signed)
        asn1 = asn1_certificate(self.certificate)
        stated = self.stated_digest or sequence(oid(DIGESTS[self.digest]))
        info = sequence(
            core.Integer(1).dump(),
            sequence(asn1.issuer.dump(), core.Integer(asn1.serial_number).dump()),
            stated,
            self._standing(attributes),
            self.algorithm,
            core.OctetString(value).dump(),
            self._unsigned(value),
        )
        inside = b"" if self.content is None else tlv(0xA0, core.OctetString(self.content).dump())
        own = (self.certificate,) if self.tells_own else ()
        certificates = (*own, *self.carried)
        body = sequence(
            core.Integer(1).dump(),
            tlv(0x31, self.listed_digest or stated),
            sequence(oid(DATA), inside),
            tlv(0xA0, *(each.public_bytes(Encoding.DER) for each in certificates)),
            tlv(0x31, info),
        )
        return sequence(oid("1.2.840.113549.1.7.2"), tlv(0xA0, body))

    def _standing(self, attributes: list[bytes]) -> bytes:
        if not self.has_attributes:
            return b""
        return tlv(0xA0, *attributes) if self.stands is None else self.stands(attributes)

    def _attributes(self, message: bytes, covered: bytes) -> list[bytes]:
        value = self.message or digest_of(message, self.digest)
        digest = core.OctetString(value).dump()
        found = [
            attribute(CONTENT_TYPE, oid(DATA)),
            attribute(SIGNING_TIME, core.UTCTime(self.claimed).dump()),
            attribute(MESSAGE_DIGEST, digest),
        ]
        if self.refers:
            certificate = self.certificate.public_bytes(Encoding.DER)
            entry = sequence(core.OctetString(digest_of(certificate, "sha256")).dump())
            found.append(attribute(SIGNING_CERTIFICATE_V2, sequence(sequence(entry))))
        found += [
            attribute(CONTENT_TIME_STAMP, stamp(each, covered)) for each in self.content_stamps
        ]
        if self.policy is not None:
            name, value = self.policy
            hashed = sequence(sequence(oid(DIGESTS["sha256"])), core.OctetString(value).dump())
            found.append(attribute(SIGNATURE_POLICY, sequence(oid(name), hashed)))
        if self.crls:
            archival = sequence(tlv(0xA0, sequence(*self.crls)))
            found.append(attribute(REVOCATION_ARCHIVAL, archival))
        return [*found, *self.more]

    def _unsigned(self, value: bytes) -> bytes:
        tokens = [stamp(each, value) for each in self.signature_stamps]
        if self.stamps is not None:
            tokens.append(self.stamps(value))
        return tlv(0xA1, attribute(SIGNATURE_TIME_STAMP, *tokens)) if tokens else b""


def sealed_by(template: bytes, build: Callable[[bytes], bytes]) -> bytes:
    """The signed PDF with what `build` makes of the covered bytes in its last /Contents."""
    *_, byte_range = _BYTE_RANGE.finditer(template)
    start, length, resumed, rest = (int(number) for number in byte_range.groups())
    covered = template[start : start + length] + template[resumed : resumed + rest]
    digits = build(covered).hex().encode("ascii")
    room = resumed - length - 2
    if len(digits) > room:
        raise ValueError(f"the signature needs {len(digits)} digits, and there are {room}")
    filled = digits.ljust(room, b"0")
    return template[: start + length + 1] + filled + template[resumed - 1 :]


def covered_by(data: bytes) -> bytes:
    """The bytes that the last byte range of the file takes in."""
    *_, byte_range = _BYTE_RANGE.finditer(data)
    start, length, resumed, rest = (int(number) for number in byte_range.groups())
    return data[start : start + length] + data[resumed : resumed + rest]


def replaced(template: bytes, old: bytes, new: bytes) -> bytes:
    """The template with `new` in the place of `old`, padded with white space to its length."""
    if template.count(old) != 1 or len(new) > len(old):
        raise ValueError("replace what is there once by something no longer")
    return template.replace(old, new.ljust(len(old)))


def stamp(authority: TimeStampAuthority, data: bytes, digest: str = "sha256") -> bytes:
    """The DER of a time-stamp token over the data."""
    token = time_stamp_token(authority, Imprint(algorithm=digest, value=digest_of(data, digest)))
    der: bytes = token.dump()
    return der


def digest_of(data: bytes, name: str) -> bytes:
    """The digest; those of the SHAKEs have 32 and 64 bytes (RFC 8702)."""
    if name == "shake128":
        return hashlib.shake_128(data).digest(32)
    if name == "shake256":
        return hashlib.shake_256(data).digest(64)
    return hashlib.new(name, data).digest()


def tlv(tag: int, *parts: bytes) -> bytes:
    """A DER value of the tag that holds the parts."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE of the parts."""
    return tlv(0x30, *parts)


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    der: bytes = core.ObjectIdentifier(dotted).dump()
    return der


def attribute(kind: str, *values: bytes) -> bytes:
    """An Attribute with the values."""
    return sequence(oid(kind), tlv(0x31, *values))


def rsa_algorithm(digest_oid: str) -> bytes:
    """The AlgorithmIdentifier of an RSA signature algorithm, with its NULL."""
    return sequence(oid(digest_oid), b"\x05\x00")


def pss_algorithm(digest: str, salt: int, *, trailer: int | None = None) -> bytes:
    """The AlgorithmIdentifier of RSASSA-PSS with MGF1 over the same digest (RFC 4055, 3.1)."""
    hashed = sequence(oid(DIGESTS[digest]), b"\x05\x00")
    mask = sequence(oid("1.2.840.113549.1.1.8"), hashed)
    stated = b"" if trailer is None else tlv(0xA3, core.Integer(trailer).dump())
    length = tlv(0xA2, core.Integer(salt).dump())
    parameters = sequence(tlv(0xA0, hashed), tlv(0xA1, mask), length, stated)
    return sequence(oid("1.2.840.113549.1.1.10"), parameters)


def digest_info_without_null(key: Any, data: bytes, digest: str = "sha256") -> bytes:
    """An RSA signature value whose DigestInfo leaves out the NULL (against RFC 8017, 9.2)."""
    info = sequence(
        sequence(oid(DIGESTS[digest])), core.OctetString(digest_of(data, digest)).dump()
    )
    numbers = key.private_numbers()
    modulus = numbers.public_numbers.n
    size = (modulus.bit_length() + 7) // 8
    encoded = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
    value: bytes = pow(int.from_bytes(encoded, "big"), numbers.d, modulus).to_bytes(size, "big")
    return value


SHA256 = hashes.SHA256()
