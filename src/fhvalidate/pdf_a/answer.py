"""What a program says of whether a file is PDF/A, as values."""

from collections.abc import Callable
from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.pdf_a.claim import Claim


class PdfAStatus(StrEnum):
    """Whether a file was found to be what it claims to be."""

    COMPLIANT = "compliant"
    NOT_COMPLIANT = "not-compliant"
    NOT_RUN = "not-run"


class NotRun(StrEnum):
    """Why nothing was tried, beside what a claim lacks."""

    NO_PROGRAM = "no-program"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    TIMEOUT = "timeout"
    FAILED = "failed"


@frozen
class FailedRule:
    """A rule of the standard that the file breaks, and how many times it was seen to.

    Attributes:
        specification: the standard, as `ISO 19005-2:2011`.
        description: the rule in English, as the program has it.
    """

    specification: str
    clause: str
    test: int
    checks: int
    description: str = ""


@frozen
class PdfAAnswer:
    """What a program said.

    Attributes:
        reason: why nothing was tried; None otherwise.
        flavour: what was tried, as `2b`.
    """

    status: PdfAStatus
    reason: NotRun | None = None
    flavour: str | None = None
    tool: str | None = None
    version: str | None = None
    failed_rules: tuple[FailedRule, ...] = ()

    @classmethod
    def not_run(cls, reason: NotRun) -> "PdfAAnswer":
        """Nothing was tried, and why."""
        return cls(PdfAStatus.NOT_RUN, reason)


# What tries a file against a part and conformance that it claims: its bytes, and as `2b`.
TryPdfA = Callable[[bytes, str], PdfAAnswer]


@frozen
class PdfA:
    """The claim of a file, and what came of trying it."""

    claim: Claim
    answer: PdfAAnswer


def judge_pdf_a(data: bytes, claim: Claim, tries: TryPdfA | None, *, encrypted: bool) -> PdfA:
    """The claim tried by the program; nothing is tried that is not claimed.

    A program left to itself would choose a part for a file that claims none, and its answer would
    read as if the file had claimed it.
    """
    if claim.flavour is None:
        return PdfA(claim, PdfAAnswer(PdfAStatus.NOT_RUN))
    if encrypted:
        return PdfA(claim, PdfAAnswer.not_run(NotRun.ENCRYPTED))
    if tries is None:
        return PdfA(claim, PdfAAnswer.not_run(NotRun.NO_PROGRAM))
    return PdfA(claim, tries(data, claim.flavour))
