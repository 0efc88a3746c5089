"""The signature value of a token, verified by joserfc: by one algorithm, and one key of ours.

RFC 7515, 5.2. The library is asked for nothing else: neither its header's keys nor what a JWT
would make of `exp` counts here.
"""

from fhvalidate.errors import KeyRestrictionError, UnsupportedAlgorithmError
from fhvalidate.svt.algorithms import TokenAlgorithm
from fhvalidate.svt.jws import MAX_HEADER, MAX_PAYLOAD, MAX_SIGNATURE, CompactToken
from fhvalidate.x509.keys.key_restriction import permits
from fhvalidate.x509.keys.key_strength import strength
from fhvalidate.x509.keys.public_key import load

_FAMILIES = {"rsa": "rsa", "rsa-pss": "rsa", "ecdsa": "ecdsa"}


def fits(public_key: bytes, algorithm: TokenAlgorithm) -> bool:
    """Whether the SubjectPublicKeyInfo is a key for the algorithm: its family, curve and limits."""
    known = strength(public_key)
    return (
        known.family == _FAMILIES[algorithm.family]
        and (algorithm.curve is None or known.curve == algorithm.curve)
        and permits(public_key, algorithm.as_signature)
    )


def is_signed_by(token: CompactToken, public_key: bytes) -> bool:
    """Whether the key made the token's signature value, by the algorithm that its header names.

    Raises:
        KeyRestrictionError: the key is none for the algorithm.
        UnsupportedAlgorithmError: the key is none that can be used here.
    """
    import warnings

    from joserfc import errors, jwk, jws

    algorithm = token.header.algorithm
    if not fits(public_key, algorithm):
        raise KeyRestrictionError(algorithm.name)
    loaded = load(public_key)
    registry = jws.JWSRegistry(algorithms=[algorithm.name])
    registry.max_header_length = MAX_HEADER * 4 // 3 + 4
    registry.max_payload_length = MAX_PAYLOAD * 4 // 3 + 4
    registry.max_signature_length = MAX_SIGNATURE * 4 // 3 + 4
    with warnings.catch_warnings():
        # That a key is short is the policy's to say.
        warnings.simplefilter("ignore", errors.SecurityWarning)
        key = (
            jwk.ECKey.import_key(loaded)
            if algorithm.family == "ecdsa"
            else jwk.RSAKey.import_key(loaded)
        )
        try:
            jws.deserialize_compact(token.encoded, key, registry=registry)
        except errors.BadSignatureError:
            return False
        except (errors.JoseError, ValueError, TypeError) as error:
            raise UnsupportedAlgorithmError(algorithm.name) from error
    return True
