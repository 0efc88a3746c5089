"""Time-stamp tokens made by a key of one's own (RFC 3161, 2.4.2), unjudged."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from fhvalidate.frozen import frozen

IMPRINT = "sha512"
# RFC 5280, 4.2.1.4: anyPolicy. Whoever stamps for themselves claims no practice statement.
ANY_POLICY = "2.5.29.32.0"
# The digest of the signature, by the size of the key's curve in bits; of RSA the first.
_DIGESTS: dict[int, tuple[str, hashes.HashAlgorithm]] = {
    256: ("sha256", hashes.SHA256()),
    384: ("sha384", hashes.SHA384()),
    521: ("sha512", hashes.SHA512()),
}


@frozen
class Stamping:
    """What a token says beside the digest.

    Attributes:
        at: genTime, as the clock of whoever stamps shows it; its fractions are left out.
        serial_number: another one for each token of the same key.
        extensions: of the TSTInfo (EN 319 422, 5.2.3).
    """

    at: datetime
    serial_number: int
    policy: str = ANY_POLICY
    extensions: tuple[tsp.Extension, ...] = ()


def make_time_stamp(
    data: bytes, key: Any, certificates: Sequence[Certificate], stamping: Stamping
) -> bytes:
    """The token over the bytes, DER.

    Args:
        data: what is stamped; its SHA-512 is in the token.
        key: RSA, or of the curve P-256, P-384 or P-521.
        certificates: that of the key, and those above it that are told.
        stamping: what else it says.

    Raises:
        TypeError: a key of another kind.
        ValueError: a key that cannot sign, or a value that cannot be encoded.
    """
    name, digest = _digest_of(key)
    told = [_loaded(each) for each in certificates]
    own = told[0]
    info = _info(data, stamping)
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "tst_info"),
            _attribute("signing_certificate_v2", _reference(certificates[0], own)),
            _attribute("message_digest", hashlib.new(name, info).digest()),
        ]
    )
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": own.issuer, "serial_number": own.serial_number},
        ),
        "digest_algorithm": {"algorithm": name},
        "signature_algorithm": {"algorithm": f"{name}_{_kind(key)}"},
        "signed_attrs": attributes,
        "signature": _signed(attributes.dump(), key, digest),
    }
    signed_data = {
        "version": "v3",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": name})],
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(info),
        },
        "certificates": [cms.CertificateChoices("certificate", each) for each in told],
        "signer_infos": [cms.SignerInfo(signer)],
    }
    content = {"content_type": "signed_data", "content": cms.SignedData(signed_data)}
    return bytes(cms.ContentInfo(content).dump())


def _info(data: bytes, stamping: Stamping) -> bytes:
    info = {
        "version": "v1",
        "policy": stamping.policy,
        "message_imprint": {
            "hash_algorithm": {"algorithm": IMPRINT},
            "hashed_message": hashlib.sha512(data).digest(),
        },
        "serial_number": stamping.serial_number,
        "gen_time": stamping.at.astimezone(UTC).replace(microsecond=0),
    }
    if stamping.extensions:
        info["extensions"] = tsp.Extensions(list(stamping.extensions))
    return bytes(tsp.TSTInfo(info).dump())


def _reference(certificate: Certificate, own: asn1.Certificate) -> tsp.SigningCertificateV2:
    """Which certificate signs (RFC 5816, 2.2.1), by SHA-256, the digest that is meant unsaid."""
    issuer = {
        "issuer": [asn1.GeneralName("directory_name", own.issuer)],
        "serial_number": own.serial_number,
    }
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    one = tsp.ESSCertIDv2({"cert_hash": digest, "issuer_serial": issuer})
    return tsp.SigningCertificateV2({"certs": [one]})


def _attribute(kind: str, value: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": (value,)})


def _loaded(certificate: Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _kind(key: Any) -> str:
    return "rsa" if isinstance(key, rsa.RSAPrivateKey) else "ecdsa"


def _digest_of(key: Any) -> tuple[str, hashes.HashAlgorithm]:
    if isinstance(key, rsa.RSAPrivateKey):
        return _DIGESTS[256]
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.key_size in _DIGESTS:
        return _DIGESTS[key.curve.key_size]
    raise TypeError(type(key).__name__)


def _signed(data: bytes, key: Any, digest: hashes.HashAlgorithm) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), digest)
    signature: bytes = key.sign(data, ec.ECDSA(digest))
    return signature
