"""What the data at hand says of a revocation, whenever it came to say so.

The clauses on the past ask what was proven at control time; a revocation that is known of today is
heeded all the same, for a key that was stolen before the signature existed proves nothing
(test_orderings.py: test_a_key_revoked_before_the_time_stamp_never_passes).
"""

from datetime import datetime

from fhvalidate.validation.chains import Link
from fhvalidate.x509.revocation import RevocationAnswer

ON_HOLD = "certificate_hold"


def revoked_by(link: Link, time: datetime) -> RevocationAnswer | None:
    """The answer by which the certificate was revoked or suspended at or before `time`, if any.

    A suspension counts until the newest data that would still name the certificate does not.
    """
    told = [(a.revoked_at, a) for a in link.answers if a.revoked_at is not None]
    before = [(at, answer) for at, answer in told if at <= time]
    if not before:
        return None
    if all(answer.reason == ON_HOLD for _, answer in before):
        speaking = [a for a in link.answers if a.speaks_of(link.certificate)]
        if max(speaking, key=lambda answer: answer.this_update).revoked_at is None:
            return None
    return min(before, key=lambda item: item[0])[1]
