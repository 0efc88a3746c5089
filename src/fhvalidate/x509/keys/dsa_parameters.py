"""DSA keys whose parameters stand in a key further up the path (RFC 3279, 2.3.2; RFC 5280, 6.1)."""

from functools import lru_cache

from asn1crypto import core, keys

_DSA = core.ObjectIdentifier("1.2.840.10040.4.1").dump()
_KEYS_KEPT = 64  # nobody has issued such keys for years
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def lacks_parameters(public_key: bytes) -> bool:
    """Whether it is a DSA key without parameters, a SubjectPublicKeyInfo."""
    return _DSA in public_key[:32] and _parameters(public_key) is None


def with_parameters(public_key: bytes, above: bytes | None) -> bytes:
    """The key, with the parameters of the one above it where it is DSA and lacks its own."""
    if above is None or not lacks_parameters(public_key):
        return public_key
    parameters = _parameters(above)
    return public_key if parameters is None else _joined(public_key, parameters)


@lru_cache(maxsize=_KEYS_KEPT)
def _parameters(public_key: bytes) -> bytes | None:
    """The parameters of a DSA key, DER; None where it has none, or is none."""
    try:
        algorithm = keys.PublicKeyInfo.load(public_key)["algorithm"]
        if algorithm["algorithm"].dump() != _DSA:
            return None
        parameters = algorithm["parameters"]
        absent = isinstance(parameters, core.Void | core.Null)
        return None if absent else bytes(parameters.dump())
    except _MALFORMED:
        return None


@lru_cache(maxsize=_KEYS_KEPT)
def _joined(public_key: bytes, parameters: bytes) -> bytes:
    info = keys.PublicKeyInfo.load(public_key)
    info["algorithm"]["parameters"] = keys.DSAParams.load(parameters)
    return bytes(info.dump(force=True))
