"""How strong a public key is, in the terms of the cryptographic constraints (TS 119 312)."""

from asn1crypto import keys
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.frozen import frozen
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm
from fhvalidate.x509.keys.public_key import load

_ELLIPTIC = "1.2.840.10045.2.1"
# The names of NIST SP 800-186 for those of SEC 2; the others have one name each.
_CURVES = {
    "secp192r1": "P-192",
    "secp224r1": "P-224",
    "secp256r1": "P-256",
    "secp384r1": "P-384",
    "secp521r1": "P-521",
}


@frozen
class KeyStrength:
    """The family of a key, in the policy's terms, its size in bits and, of some, its curve.

    A curve that no library here computes is named by its object identifier.
    """

    family: str
    size: int
    curve: str | None = None


def policy_terms(algorithm: SignatureAlgorithm, public_key: bytes) -> tuple[tuple[str, int], ...]:
    """The names that the policy knows the algorithm by, each with the size of its key.

    A curve is part of the name, as in `ecdsa-P-256`; a digest has no key, and the size 0.
    """
    known = strength(public_key)
    name = algorithm.family
    if known.curve is not None and algorithm.family == known.family:
        name = f"{name}-{known.curve}"
    key = (name, known.size)
    return (key, (algorithm.digest, 0)) if algorithm.digest is not None else (key,)


def strength(public_key: bytes) -> KeyStrength:
    """The family and size of the key; an unknown one has size 0."""
    try:
        key = load(public_key)
    except UnsupportedAlgorithmError:
        curve = _named_curve(public_key)
        return KeyStrength("unknown" if curve is None else "ecdsa", 0, curve)
    match key:
        case rsa.RSAPublicKey():
            return KeyStrength("rsa", key.key_size)
        case ec.EllipticCurvePublicKey():
            name = key.curve.name
            return KeyStrength("ecdsa", key.curve.key_size, _CURVES.get(name, name))
        case dsa.DSAPublicKey():
            return KeyStrength("dsa", key.key_size)
        case ed25519.Ed25519PublicKey():
            return KeyStrength("ed25519", 256)
        case ed448.Ed448PublicKey():
            return KeyStrength("ed448", 448)
        case _:
            return KeyStrength("unknown", 0)


def _named_curve(public_key: bytes) -> str | None:
    """The object identifier of the curve of a key on a curve that is not known here."""
    try:
        identifier = keys.PublicKeyInfo.load(public_key)["algorithm"]
        if identifier["algorithm"].dotted != _ELLIPTIC:
            return None
        named = identifier["parameters"]
        return str(named.chosen.dotted) if named.name == "named" else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
