"""What came of a validation, in the three words that archives' events know."""

from enum import IntEnum

from fhvalidate.conclusion import Indication, Verdict
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport


class Outcome(IntEnum):
    """The outcome of an event; what is larger is worse."""

    SUCCESS = 0
    WARNING = 1
    FAIL = 2

    @property
    def term(self) -> tuple[str, str]:
        """Its word in PREMIS, and its code in the vocabulary of the Library of Congress."""
        return _TERMS[self]


_TERMS = {
    Outcome.SUCCESS: ("success", "suc"),
    Outcome.WARNING: ("warning", "war"),
    Outcome.FAIL: ("fail", "fai"),
}
_OF_INDICATION = {
    Indication.TOTAL_PASSED: Outcome.SUCCESS,
    Indication.PASSED: Outcome.SUCCESS,
    Indication.INDETERMINATE: Outcome.WARNING,
    Indication.TOTAL_FAILED: Outcome.FAIL,
    Indication.FAILED: Outcome.FAIL,
}
# Only what is valid has passed. Who never signed has not passed a validation of signatures, either.
_OF_VERDICT = {
    Verdict.VALID: Outcome.SUCCESS,
    Verdict.INDETERMINATE: Outcome.WARNING,
    Verdict.INVALID: Outcome.FAIL,
    Verdict.UNSIGNED: Outcome.FAIL,
    Verdict.REPRINTED: Outcome.FAIL,
    Verdict.UNREADABLE: Outcome.FAIL,
}


def of_signature(signature: SignatureReport) -> Outcome:
    """The outcome of the validation of one signature or document time-stamp."""
    return _OF_INDICATION[signature.indication]


def of_document(report: Report) -> Outcome:
    """The outcome for the file as a whole."""
    return _OF_VERDICT[report.verdict]
