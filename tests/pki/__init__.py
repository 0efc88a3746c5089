"""A public key infrastructure, its signers and their minutes, all in memory.

`signing` and `time_stamping` are not re-exported: they take pyHanko with them.
"""

from tests.pki.authority import Authority
from tests.pki.identity import Identity
from tests.pki.keys import KeyKind
from tests.pki.people import ANNA, ASA, BO, TEST_PERSONNUMMER, Person
from tests.pki.revocation import Revocation
from tests.pki.times import (
    ARCHIVED_AT,
    EPOCH,
    REFRESHED_AT,
    REVOCATION_DATA_AT,
    TIME_STAMPED_AT,
    VALIDATED_AT,
    YEAR,
)

__all__ = [
    "ANNA",
    "ARCHIVED_AT",
    "ASA",
    "BO",
    "EPOCH",
    "REFRESHED_AT",
    "REVOCATION_DATA_AT",
    "TEST_PERSONNUMMER",
    "TIME_STAMPED_AT",
    "VALIDATED_AT",
    "YEAR",
    "Authority",
    "Identity",
    "KeyKind",
    "Person",
    "Revocation",
]
