"""SiVa's rules on when revocation data were made, beside the time-stamp of the signature.

They are SiVa's own and stand in no standard: EN 319 102-1, 5.2.5 asks whether the data are recent
enough for the time in question, and the service's own policy asks that.
"""

from collections.abc import Sequence
from datetime import timedelta

from fhvalidate.conclusion import Indication
from fhvalidate.frozen import frozen
from fhvalidate.report.signature_report import SignatureReport, TimestampReport
from fhvalidate.signature import Level
from fhvalidate.web.levels import told_level
from fhvalidate.x509.revocation.revocation_answer import RevocationSource

FRESH = timedelta(minutes=15)  # after the time-stamp, within which OCSP has to have answered
LATE = timedelta(hours=24)  # after which it is an error, and not a warning

# In SiVa's words.
BEFORE = "OCSP response production time is before timestamp time"
NOT_FRESH = "The revocation information is not considered as 'fresh'."


@frozen
class Freshness:
    """What is wrong with when revocation data were made; at most one of the two is told."""

    error: str = ""
    warning: str = ""


def freshness(signature: SignatureReport, stamps: Sequence[TimestampReport]) -> Freshness:
    """What SiVa says of the revocation data of the signer's certificate.

    Args:
        signature: of a report of full detail.
        stamps: its signature time-stamps, the earliest first.
    """
    valid = [each for each in stamps if each.indication is Indication.PASSED]
    found = valid[0].generation_time if valid else None
    made = None if found is None else found.replace(microsecond=0)  # as CRLs and OCSP tell time
    revocation = signature.chain[0].revocation if signature.chain else None
    if made is None or revocation is None:
        return Freshness()
    if revocation.source is RevocationSource.CRL:
        ended = revocation.next_update is not None and revocation.next_update < made
        return Freshness(error=NOT_FRESH) if ended else Freshness()
    if revocation.source is None or revocation.produced_at is None:
        return Freshness()
    after = revocation.produced_at - made
    if after < timedelta(0):
        return Freshness(error=BEFORE)
    if after <= FRESH:
        return Freshness()
    # Of a signature without revocation data in it they are fetched when it is validated.
    tolerated = after <= LATE or told_level(signature) is Level.T
    return Freshness(warning=NOT_FRESH) if tolerated else Freshness(error=NOT_FRESH)
