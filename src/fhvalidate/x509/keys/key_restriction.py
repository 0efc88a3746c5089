"""What a public key says of its own use (RFC 4055, 1.2; RFC 8702, 4)."""

from functools import lru_cache

from asn1crypto import keys

from fhvalidate.x509.keys.algorithms import SignatureAlgorithm, signature_algorithm

KEYS_KEPT = 512  # asked about; an archive's documents share a few dozen issuers
RSASSA_PSS = "1.2.840.113549.1.1.10"
PSS_SHAKES = frozenset({"1.3.6.1.5.5.7.6.30", "1.3.6.1.5.5.7.6.31"})
_RSAES_OAEP = "1.2.840.113549.1.1.7"


@lru_cache(maxsize=KEYS_KEPT)
def permits(public_key: bytes, algorithm: SignatureAlgorithm) -> bool:
    """Whether what the key says of its own use allows the algorithm.

    RFC 4055, 1.2: a key of RSASSA-PSS is for nothing else, one of RSAES-OAEP for no signatures;
    3.3: the digest and the mask are those of the key's parameters, where it has any, and the
    salt is no shorter. RFC 8702, 4: the same of the SHAKEs.
    """
    try:
        identifier = keys.PublicKeyInfo.load(public_key)["algorithm"]
        oid = identifier["algorithm"].dotted
        if oid in PSS_SHAKES:
            return bool(algorithm.oid == oid)
        if oid != RSASSA_PSS:
            return bool(oid != _RSAES_OAEP)
        if algorithm.family != "rsa-pss":
            return False
        # As contents, for parameters that are none must not pass for parameters left out.
        if len(identifier.contents) == len(identifier["algorithm"].dump()):
            return True
        permitted = signature_algorithm(identifier)
    except (ValueError, TypeError, KeyError, AttributeError):
        return True  # what cannot be read is for `load` to refuse
    return (
        permitted.digest is not None
        and permitted.mask_digest is not None
        and (permitted.digest, permitted.mask_digest) == (algorithm.digest, algorithm.mask_digest)
        and (algorithm.salt_length or 0) >= (permitted.salt_length or 0)
    )
