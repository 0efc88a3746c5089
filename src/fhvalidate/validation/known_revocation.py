"""What the data at hand says of a revocation, whenever it came to say so.

The clauses on the past ask what was proven at control time; a revocation that is known of today is
heeded all the same, for a key that was stolen before the signature existed proves nothing
(test_orderings.py: test_a_key_revoked_before_the_time_stamp_never_passes).
"""

from datetime import datetime

from fhvalidate.poe import ProofsOfExistence
from fhvalidate.validation.chains import Link
from fhvalidate.validation.revocation_freshness import is_proven
from fhvalidate.x509.revocation.revocation_answer import ON_HOLD, RevocationAnswer


def revoked_by(link: Link, time: datetime, poes: ProofsOfExistence) -> RevocationAnswer | None:
    """The answer by which the certificate was revoked or suspended at or before `time`, if any.

    A suspension counts until later data that would still name the certificate does not, and that
    is proven to be from before who signed it expired.
    """
    told = [(a.revoked_at, a) for a in link.answers if a.revoked_at is not None]
    before = [
        (at, answer) for at, answer in told if at <= time and not _is_lifted(answer, link, poes)
    ]
    return min(before, key=lambda item: item[0])[1] if before else None


def is_on_hold(link: Link, time: datetime) -> bool:
    """Whether the certificate was suspended at `time` and no final revocation is known by then."""
    told = [a for a in link.answers if a.revoked_at is not None and a.revoked_at <= time]
    return bool(told) and all(answer.reason == ON_HOLD for answer in told)


def _is_lifted(answer: RevocationAnswer, link: Link, poes: ProofsOfExistence) -> bool:
    """Whether it tells of a suspension that later data tells the end of."""
    return answer.reason == ON_HOLD and any(
        other.revoked_at is None
        and other.lifts_hold
        and other.this_update > answer.this_update
        and other.speaks_of(link.certificate)
        and is_proven(other, poes)
        for other in link.answers
    )
