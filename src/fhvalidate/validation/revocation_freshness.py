"""Revocation freshness (ETSI EN 319 102-1, 5.2.5)."""

from datetime import datetime

from fhvalidate.constraints import X509Constraints
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.times import shifted
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer


def is_proven(answer: RevocationAnswer, poes: ProofsOfExistence) -> bool:
    """Whether the data existed before the certificate of who signed it expired (5.6.2.4, 1)."""
    return poes.earliest_of_all(answer.names) <= answer.signer_not_after


def is_fresh(answer: RevocationAnswer, *, at: datetime, constraints: X509Constraints) -> bool:
    """Whether the revocation data is recent enough to speak of `at`."""
    # 1) The maximum freshness is the policy's, else the data's own period of issue.
    maximum = constraints.revocation_freshness
    if maximum is None and answer.next_update is not None:
        maximum = answer.next_update - answer.this_update
    # NOTE: without either the clause ends in FAILED. Data issued at or after the time that it is
    # asked about is fresh here all the same: an OCSP response without nextUpdate that was fetched
    # after signing says what there was to know
    # (test_revocation_freshness.py: test_data_issued_after_the_time_is_fresh_without_next_update).
    if answer.this_update >= at:
        return True
    # 2) It was issued after the time minus the maximum freshness.
    if maximum is None:
        return False
    return answer.this_update > shifted(shifted(at, -maximum), -constraints.clock_skew)
