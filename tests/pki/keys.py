"""Private keys, made fresh."""

import enum

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

Edwards = ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | Edwards


class KeyKind(enum.Enum):
    """The kinds of key the test world can make."""

    EC_P256 = "P-256"
    EC_P384 = "P-384"
    EC_P521 = "P-521"
    BRAINPOOL_P256 = "brainpoolP256r1"
    ED25519 = "Ed25519"
    ED448 = "Ed448"
    RSA_1024 = "RSA-1024"  # too weak for any current policy
    RSA_2048 = "RSA-2048"
    RSA_3072 = "RSA-3072"


def generate_key(kind: KeyKind = KeyKind.EC_P256) -> PrivateKey:
    """A fresh private key of the kind."""
    match kind:
        case KeyKind.EC_P256:
            return ec.generate_private_key(ec.SECP256R1())
        case KeyKind.EC_P384:
            return ec.generate_private_key(ec.SECP384R1())
        case KeyKind.EC_P521:
            return ec.generate_private_key(ec.SECP521R1())
        case KeyKind.BRAINPOOL_P256:
            return ec.generate_private_key(ec.BrainpoolP256R1())
        case KeyKind.ED25519:
            return ed25519.Ed25519PrivateKey.generate()
        case KeyKind.ED448:
            return ed448.Ed448PrivateKey.generate()
        case _:
            size = int(kind.value.removeprefix("RSA-"))
            return rsa.generate_private_key(public_exponent=65537, key_size=size)


def private_key_info(key: PrivateKey) -> bytes:
    """The key as an unencrypted PKCS #8 PrivateKeyInfo in DER."""
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def signature_algorithm(key: PrivateKey, digest: hashes.HashAlgorithm) -> str:
    """The name asn1crypto gives to signing with this key and digest."""
    match key:
        case rsa.RSAPrivateKey():
            return f"{digest.name}_rsa"
        case ec.EllipticCurvePrivateKey():
            return f"{digest.name}_ecdsa"
        case ed448.Ed448PrivateKey():
            return "ed448"
        case _:
            return "ed25519"


def sign_bytes(key: PrivateKey, data: bytes, digest: hashes.HashAlgorithm) -> bytes:
    """The raw signature over the data: PKCS #1 v1.5, ECDSA or EdDSA."""
    match key:
        case rsa.RSAPrivateKey():
            return key.sign(data, padding.PKCS1v15(), digest)
        case ec.EllipticCurvePrivateKey():
            return key.sign(data, ec.ECDSA(digest))
        case _:
            return key.sign(data)


def certificate_digest(
    key: PrivateKey, digest: hashes.SHA256 | hashes.SHA384 | hashes.SHA512
) -> hashes.SHA256 | hashes.SHA384 | hashes.SHA512 | None:
    """The digest to sign with, which Edwards-curve keys do not take."""
    return None if isinstance(key, Edwards) else digest
