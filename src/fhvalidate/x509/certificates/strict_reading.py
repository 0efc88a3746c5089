"""Whether a certificate can be read by a parser that takes the encoding rules to the letter."""

import warnings
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from fhvalidate.x509.certificates.certificate import CERTIFICATES_KEPT, Certificate


@lru_cache(maxsize=CERTIFICATES_KEPT)
def is_strictly_encoded(certificate: Certificate) -> bool:
    """Whether a strict parser reads it: its structure, both names and the key.

    One that does not is read here all the same: negative RSA moduli and padded serial numbers
    stand in the certificates of real authorities.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of what it will refuse one day
            parsed = x509.load_der_x509_certificate(certificate.der)
            _ = (parsed.subject, parsed.issuer, parsed.public_key())
    except UnsupportedAlgorithm:
        return True  # an algorithm that it does not have is no fault of the encoding
    except (ValueError, TypeError, x509.InvalidVersion):
        return False
    return True
