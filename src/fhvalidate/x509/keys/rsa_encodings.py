"""The encoded messages of RSA signatures that the library does not check (RFC 8017, 9).

Each is rebuilt or taken apart to the last bit: nothing of what a signature holds is parsed, so no
room is left for a forgery.
"""

import hmac

from asn1crypto import core

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.x509.keys.algorithms import DIGESTS, SHAKES, digest_of, shake_of

_FILL = 8  # RFC 8017, 9.2: at least eight octets of padding
_TRAILER = b"\xbc"


def is_pkcs1_encoding(
    encoded: bytes | None, message: bytes, digest: str, *, parameters: bytes
) -> bool:
    """Whether it is the one full encoding of EMSA-PKCS1-v1_5 with these digest parameters.

    NOTE: RFC 8017, 9.2 wants a NULL for parameters. Real Swedish signatures lack it
    (test_public_key.py: test_a_digest_info_without_null_is_taken_only_when_every_byte_is_right).

    Raises:
        UnsupportedAlgorithmError: the digest cannot be computed, or has none of these encodings.
    """
    oid = next((oid for oid, name in DIGESTS.items() if name == digest), None)
    if oid is None or digest in SHAKES:
        raise UnsupportedAlgorithmError(digest or "digest")
    if encoded is None:
        return False
    value = digest_of(message, digest)
    identifier = bytes(core.ObjectIdentifier(oid).dump()) + parameters
    inner = bytes([0x30, len(identifier)]) + identifier + bytes([0x04, len(value)]) + value
    info = bytes([0x30, len(inner)]) + inner
    fill = len(encoded) - len(info) - 3
    if fill < _FILL:
        return False
    return hmac.compare_digest(encoded, b"\x00\x01" + b"\xff" * fill + b"\x00" + info)


def is_pss_encoding(
    encoded: bytes | None, message: bytes, *, shake: str, salt_length: int, bits: int
) -> bool:
    """Whether it is an EMSA-PSS encoding by a SHAKE that is digest and mask (RFC 8702, 3.2.1).

    The steps are those of RFC 8017, 9.1.2; `bits` is the length of the encoded message, one less
    than that of the modulus.
    """
    # 1), 2) The digest of the message.
    hashed = digest_of(message, shake)
    octets = (bits + 7) // 8
    if encoded is None or encoded[: len(encoded) - octets].strip(b"\x00"):
        return False
    encoded = encoded[len(encoded) - octets :]
    # 3), 4) There is room, and the last octet is the trailer field.
    if octets < len(hashed) + salt_length + 2 or encoded[-1:] != _TRAILER:
        return False
    # 5) The masked data block and the digest.
    masked, seed = encoded[: octets - len(hashed) - 1], encoded[octets - len(hashed) - 1 : -1]
    # 6) The leftmost bits are zero.
    spare = 8 * octets - bits
    if masked[0] >> (8 - spare):
        return False
    # 7), 8), 9) The data block, those bits cleared.
    mask = shake_of(seed, shake, len(masked))
    block = bytearray(a ^ b for a, b in zip(masked, mask, strict=True))
    block[0] &= 0xFF >> spare
    # 10) Zeros, then 01, then the salt.
    fill = len(block) - salt_length - 1
    if any(block[:fill]) or block[fill] != 1:
        return False
    # 11), 12), 13), 14) The digest of the digest with the salt.
    again = digest_of(bytes(8) + hashed + bytes(block[fill + 1 :]), shake)
    return hmac.compare_digest(again, seed)
