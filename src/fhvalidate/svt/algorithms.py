"""The nine algorithms of signature validation tokens, and the digests that go with them.

RFC 9321, 3.2.1: the digest named in the claims is that of the signature algorithm. RFC 7518, 3.1
has the algorithms; those that are not here are not used for tokens.
"""

from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm

# RFC 6931, 2.1, and XML Encryption 1.1, 5.8: the identifiers of the digests.
DIGEST_URIS = FrozenMapping(
    {
        "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
        "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
    }
)


@frozen
class TokenAlgorithm:
    """An algorithm of RFC 7518, 3.1.

    Attributes:
        name: the value of `alg`.
        family: of the key and the padding, in the policy's terms.
        digest: in the policy's terms.
        curve: that the key must be on, in the policy's terms; None where it has none.
    """

    name: str
    family: str
    digest: str
    curve: str | None = None

    @property
    def digest_uri(self) -> str:
        """What `hash_algo` must be."""
        return DIGEST_URIS[self.digest]

    @property
    def as_signature(self) -> SignatureAlgorithm:
        """The same in the terms that keys and policies are asked in."""
        pss = self.family == "rsa-pss"
        return SignatureAlgorithm(
            self.name,
            self.family,
            self.digest,
            mask_digest=self.digest if pss else None,
            salt_length=int(self.digest[3:]) // 8 if pss else None,
        )


ALGORITHMS = FrozenMapping(
    {
        algorithm.name: algorithm
        for algorithm in (
            TokenAlgorithm("RS256", "rsa", "sha256"),
            TokenAlgorithm("RS384", "rsa", "sha384"),
            TokenAlgorithm("RS512", "rsa", "sha512"),
            TokenAlgorithm("PS256", "rsa-pss", "sha256"),
            TokenAlgorithm("PS384", "rsa-pss", "sha384"),
            TokenAlgorithm("PS512", "rsa-pss", "sha512"),
            TokenAlgorithm("ES256", "ecdsa", "sha256", "P-256"),
            TokenAlgorithm("ES384", "ecdsa", "sha384", "P-384"),
            TokenAlgorithm("ES512", "ecdsa", "sha512", "P-521"),
        )
    }
)
