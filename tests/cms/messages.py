# mypy: disable-error-code="no-untyped-call,misc"
"""CMS messages built part by part, so that each part can be wrong."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, cms, core, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from fhvalidate.cms.signed_data import SignedData, read_signed_data
from tests.pki import EPOCH, Identity
from tests.pki.identity import asn1_certificate
from tests.pki.keys import sign_bytes, signature_algorithm

CONTENT = b"%PDF-1.7 the bytes that are signed"
DATA = "1.2.840.113549.1.7.1"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"

Attribute = tuple[str, Sequence[core.Asn1Value]]
Signs = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a CMS is to say; the defaults are those of a PAdES signature.

    Attributes:
        refers_to: the certificate that the signing-certificate attribute means.
        without: attributes that are left out.
        more: attributes that are added.
        algorithm: the signature algorithm, with the function that signs under it.
        stated_digest: what digestAlgorithm of the signerInfo says.
    """

    signer: Identity
    content: bytes = CONTENT
    embeds: bytes | None = None
    content_type: str = DATA
    stated_content_type: str = DATA
    refers_to: x509.Certificate | None = None
    refers_by: str = "v2"
    digest: str = "sha256"
    without: tuple[str, ...] = ()
    more: tuple[Attribute, ...] = ()
    unsigned: tuple[Attribute, ...] = ()
    has_attributes: bool = True
    signers: int = 1
    by_key_identifier: bool = False
    names: x509.Certificate | None = None
    listed_digests: tuple[str, ...] | None = None
    algorithm: algos.SignedDigestAlgorithm | None = None
    signs: Signs | None = None
    certificates: tuple[x509.Certificate, ...] | None = None


def der_of(message: Message) -> bytes:
    """The message as DER."""
    info = _signer_info(message)
    carried = message.certificates
    chain = message.signer.chain if carried is None else carried
    signed_data = {
        "version": "v1",
        "digest_algorithms": [
            {"algorithm": name} for name in message.listed_digests or (message.digest,)
        ],
        "encap_content_info": _encapsulated(message),
        "certificates": [
            cms.CertificateChoices("certificate", asn1_certificate(each)) for each in chain
        ],
        "signer_infos": [info] * message.signers,
    }
    value = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed_data)})
    return bytes(value.dump())


def read(message: Message) -> SignedData:
    """The message as the project reads it."""
    return read_signed_data(der_of(message))


def reference(certificate: x509.Certificate, by: str = "v2") -> Attribute:
    """The signing-certificate attribute that means the certificate, in either form."""
    der = asn1_certificate(certificate).dump()
    if by == "v2":
        entry = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(der).digest()})
        return SIGNING_CERTIFICATE_V2, [tsp.SigningCertificateV2({"certs": [entry]})]
    old = tsp.ESSCertID({"cert_hash": hashlib.sha1(der).digest()})
    return SIGNING_CERTIFICATE, [tsp.SigningCertificate({"certs": [old]})]


def attributes_of(message: Message) -> list[Attribute]:
    """The signed attributes."""
    usual: list[Attribute] = [
        (CONTENT_TYPE, [core.ObjectIdentifier(message.stated_content_type)]),
        (SIGNING_TIME, [cms.Time({"utc_time": EPOCH})]),
        (MESSAGE_DIGEST, [core.OctetString(_hashed(message.content, message.digest))]),
        reference(message.refers_to or message.signer.certificate, message.refers_by),
    ]
    return [*(each for each in usual if each[0] not in message.without), *message.more]


def as_set(attributes: Sequence[Attribute]) -> Any:
    """The attributes as a SET OF, in DER's order."""
    return cms.CMSAttributes([_attribute(kind, values) for kind, values in attributes])


def _signer_info(message: Message) -> cms.SignerInfo:
    key = message.signer.key
    digest = {"sha256": hashes.SHA256(), "sha512": hashes.SHA512(), "sha1": hashes.SHA1()}
    chosen = digest.get(message.digest, hashes.SHA256())
    signs = message.signs or (lambda data: sign_bytes(key, data, chosen))
    attributes = as_set(attributes_of(message))
    signed = attributes.dump() if message.has_attributes else message.content
    body: dict[str, Any] = {
        "version": "v1",
        "sid": _identifier(message),
        "digest_algorithm": {"algorithm": message.digest},
        "signature_algorithm": message.algorithm or {"algorithm": signature_algorithm(key, chosen)},
        "signature": signs(signed),
    }
    if message.has_attributes:
        body["signed_attrs"] = attributes
    if message.unsigned:
        body["unsigned_attrs"] = as_set(message.unsigned)
    return cms.SignerInfo(body)


def _identifier(message: Message) -> cms.SignerIdentifier:
    certificate = asn1_certificate(message.names or message.signer.certificate)
    if message.by_key_identifier:
        value = core.OctetString(certificate.key_identifier)
        return cms.SignerIdentifier("subject_key_identifier", value)
    named = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    return cms.SignerIdentifier("issuer_and_serial_number", named)


def _encapsulated(message: Message) -> dict[str, Any]:
    info: dict[str, Any] = {"content_type": message.content_type}
    if message.embeds is not None:
        held = core.ParsableOctetString(message.embeds)
        info["content"] = held if message.content_type != DATA else core.OctetString(message.embeds)
    return info


def _attribute(kind: str, values: Sequence[core.Asn1Value]) -> Any:
    class Values(core.SetOf):
        _child_spec = core.Any

    class Plain(core.Sequence):
        _fields = [("type", core.ObjectIdentifier), ("values", Values)]  # noqa: RUF012

    plain = Plain({"type": kind, "values": Values([core.Any.load(v.dump()) for v in values])})
    return cms.CMSAttribute.load(plain.dump())


def _hashed(content: bytes, name: str) -> bytes:
    return hashlib.new(name, content).digest()
