"""Addresses of algorithms (RFC 9231; XML Encryption 1.1, 5.8)."""

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_NEWER = "http://www.w3.org/2007/05/xmldsig-more#"
_NEWEST = "http://www.w3.org/2021/04/xmldsig-more#"
_SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
_ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#"
_PLAIN = ("sha224", "sha256", "sha384", "sha512")
_SHA3 = ("sha3-224", "sha3-256", "sha3-384", "sha3-512")

_URIS = {
    "md5": f"{_MORE}md5",
    "sha1": f"{_SIGNATURE}sha1",
    "sha224": f"{_MORE}sha224",
    "sha256": f"{_ENCRYPTION}sha256",
    "sha384": f"{_MORE}sha384",
    "sha512": f"{_ENCRYPTION}sha512",
    "ripemd160": f"{_ENCRYPTION}ripemd160",
    **{name.replace("-", "_"): f"{_NEWER}{name}" for name in _SHA3},
    "rsa-md5": f"{_MORE}rsa-md5",
    "rsa-sha1": f"{_SIGNATURE}rsa-sha1",
    "rsa-ripemd160": f"{_MORE}rsa-ripemd160",
    **{f"rsa-{name}": f"{_MORE}rsa-{name}" for name in _PLAIN},
    **{f"rsa-pss-{name}": f"{_NEWER}{name}-rsa-MGF1" for name in ("sha1", *_PLAIN)},
    **{f"rsa-pss-{name.replace('-', '_')}": f"{_NEWER}{name}-rsa-MGF1" for name in _SHA3},
    "dsa-sha1": f"{_SIGNATURE}dsa-sha1",
    "dsa-sha256": "http://www.w3.org/2009/xmldsig11#dsa-sha256",
    **{f"ecdsa-{name}": f"{_MORE}ecdsa-{name}" for name in ("sha1", *_PLAIN)},
    **{f"ecdsa-{name.replace('-', '_')}": f"{_NEWEST}ecdsa-{name}" for name in _SHA3},
    "ed25519": f"{_NEWEST}eddsa-ed25519",
    "ed448": f"{_NEWEST}eddsa-ed448",
}


def algorithm_uri(name: str) -> str | None:
    """The address of a digest or a signature algorithm; None where it has none here."""
    return _URIS.get(name)
