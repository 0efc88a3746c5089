"""Until when a token that is issued now holds, by its key alone: nothing in the file prolongs that.

A token whose algorithms have aged is void (RFC 9321, 7.2), and so is one whose issuer's certificate
has ended, unless something later proves that it is older than that.
"""

from datetime import datetime, timedelta

from fhvalidate.constraints import CryptographicConstraints
from fhvalidate.frozen import frozen
from fhvalidate.svt.algorithms import TokenAlgorithm
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm
from fhvalidate.x509.keys.key_strength import strength
from fhvalidate.x509.revocation.revocation_answer import algorithms_of

SOON = timedelta(days=5 * 365)  # an archive that issues tokens thinks in decades


@frozen
class Lasting:
    """The end, and what brings it.

    Attributes:
        by_algorithm: whether it is the algorithm's end; else the certificate's.
    """

    until: datetime
    by_algorithm: bool

    def is_soon(self, now: datetime) -> bool:
        """Whether an algorithm ends within a few years, which another key would mend."""
        return self.by_algorithm and self.until < now + SOON


def lasting(
    own: Certificate, algorithm: TokenAlgorithm, constraints: CryptographicConstraints
) -> Lasting:
    """Until when a token by the key and the algorithm holds, by the policy's dates."""
    family = strength(own.public_key).family
    # What carries the token is signed by the same key, without the padding that the token may have.
    carrier = SignatureAlgorithm(algorithm.name, family, algorithm.digest)
    used = {
        pair
        for each in (algorithm.as_signature, carrier)
        for pair in algorithms_of(each, own.public_key)
    }
    ends = (constraints.end_of_life(name, size=size) for name, size in used)
    first = min((end for end in ends if end is not None), default=None)
    if first is None or own.not_after < first:
        return Lasting(own.not_after, by_algorithm=False)
    return Lasting(first, by_algorithm=True)
