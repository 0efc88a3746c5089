"""What a certificate says that its issuer could be believed for: a suggestion, nothing decided."""

import re

from fhvalidate.late_patterns import late_re
from fhvalidate.trust.beliefs import Purpose
from fhvalidate.x509.certificates.certificate import Certificate

TIME_STAMPING = "time_stamping"  # id-kp-timeStamping, RFC 5280, 4.2.1.12
_WORD = late_re(r"\b(?:tsa|tsu|time[ -]?stamp(?:s|ing)?|tidsst[aä]mp\w*)\b", re.IGNORECASE)


def suggested_purpose(certificate: Certificate) -> Purpose:
    """What the certificate says that it is for: by its key's purposes, else by its name."""
    usage = certificate.extended_key_usage
    if usage is not None and usage <= {TIME_STAMPING}:
        return Purpose.TIMESTAMP
    stamping = _WORD.search(certificate.common_name or certificate.subject)
    return Purpose.TIMESTAMP if usage is None and stamping else Purpose.SIGNATURE
