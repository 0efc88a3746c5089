"""What signs by a private key: that of a file here, that in hardware elsewhere."""

from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from fhvalidate.x509.keys.algorithms import SignatureAlgorithm

_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}

# Of what is signed and by which algorithm, the signature value: of ECDSA in DER.
Sign = Callable[[bytes, SignatureAlgorithm], bytes]


def signing(key: Any) -> Sign:
    """What signs by a key that lies in memory: RSA or of a curve.

    It raises ValueError, TypeError or AttributeError where the key cannot sign so.
    """
    return lambda data, algorithm: _signed(key, data, algorithm)


def _signed(key: Any, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
    digest = _HASHES[algorithm.digest or ""]
    signature: bytes
    if algorithm.family == "ecdsa":
        signature = key.sign(data, ec.ECDSA(digest))
    elif algorithm.family == "rsa-pss":
        # RFC 7518, 3.5: the salt is as long as the digest.
        pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
        signature = key.sign(data, pss, digest)
    else:
        signature = key.sign(data, padding.PKCS1v15(), digest)
    return signature
