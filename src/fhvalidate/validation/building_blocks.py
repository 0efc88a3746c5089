"""Names of the processes and building blocks of ETSI EN 319 102-1, and what each concluded."""

from enum import StrEnum

from fhvalidate.conclusion import Conclusion


class Process(StrEnum):
    """The validation process that gave the answer (clauses 5.3, 5.4, 5.5 and 5.6.3)."""

    BASIC = "basic"
    TIME_STAMP = "time-stamp"
    WITH_TIME = "with-time"
    LONG_TERM = "long-term"


class BuildingBlock(StrEnum):
    """The building blocks, by the titles of their clauses (5.2.2 to 5.2.8, 5.6.2)."""

    FORMAT_CHECKING = "format-checking"
    SIGNING_CERTIFICATE = "identification-of-the-signing-certificate"
    CONTEXT = "validation-context-initialization"
    REVOCATION_FRESHNESS = "revocation-freshness-checker"
    X509 = "x509-certificate-validation"
    CRYPTOGRAPHIC = "cryptographic-verification"
    ACCEPTANCE = "signature-acceptance-validation"
    PAST_CERTIFICATE = "past-certificate-validation"
    TIME_SLIDING = "validation-time-sliding"
    PAST_SIGNATURE = "past-signature-validation"


Concluded = tuple[tuple[BuildingBlock, Conclusion], ...]
"""What each building block that ran concluded, in the order of the clauses."""

_BASIC = (
    BuildingBlock.FORMAT_CHECKING,
    BuildingBlock.SIGNING_CERTIFICATE,
    BuildingBlock.CONTEXT,
    BuildingBlock.X509,
    BuildingBlock.CRYPTOGRAPHIC,
    BuildingBlock.ACCEPTANCE,
)


def concluded_in_order(*conclusions: Conclusion) -> Concluded:
    """The conclusions of the first building blocks of 5.3.4, in its order: those that ran."""
    return tuple(zip(_BASIC, conclusions, strict=False))
