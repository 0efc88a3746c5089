"""Revocation freshness (ETSI EN 319 102-1, 5.2.5)."""

from datetime import datetime, timedelta

from fhvalidate.x509.revocation import RevocationAnswer


def is_fresh(answer: RevocationAnswer, *, at: datetime, tolerance: timedelta) -> bool:
    """Whether the revocation data is recent enough to speak of `at`.

    It is when it was issued after that time, or less than its own period of issue before it.
    Without a next update there is no such period: only data issued after the time is fresh.
    """
    if answer.this_update >= at:
        return True
    return answer.next_update is not None and at <= answer.next_update + tolerance
