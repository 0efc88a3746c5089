"""Detail: how much of what was established a report holds."""

from enum import StrEnum


class Detail(StrEnum):
    """How much a report holds: what is decided by, or all that was established.

    What is decided by is in every report. `FULL` adds to each signature, time-stamp and
    certificate what other formats and auditors ask for: digests, ranges, attributes, the
    conclusion of every building block, revocation data and proofs of existence.
    """

    DEFAULT = "default"
    FULL = "full"
