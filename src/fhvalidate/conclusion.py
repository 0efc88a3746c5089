"""Indications, sub-indications, findings and conclusions (ETSI EN 319 102-1 V1.4.1, 5.1.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum

from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.words.catalogue import Fact

__all__ = [
    "Conclusion",
    "Fact",
    "Finding",
    "Indication",
    "Severity",
    "SubIndication",
    "Verdict",
]


class Indication(StrEnum):
    """The main status of a signature, a time-stamp or a building block (5.1.3, tables 5 and 6)."""

    TOTAL_PASSED = "TOTAL-PASSED"
    TOTAL_FAILED = "TOTAL-FAILED"
    INDETERMINATE = "INDETERMINATE"
    PASSED = "PASSED"
    FAILED = "FAILED"


class SubIndication(StrEnum):
    """Why a status is not PASSED (5.1.3, table 6)."""

    # under FAILED
    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    # under INDETERMINATE
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    POLICY_PROCESSING_ERROR = "POLICY_PROCESSING_ERROR"
    SIGNATURE_POLICY_NOT_AVAILABLE = "SIGNATURE_POLICY_NOT_AVAILABLE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND_NO_POE = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NOT_REVOKED = "OUT_OF_BOUNDS_NOT_REVOKED"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    REVOCATION_OUT_OF_BOUNDS_NO_POE = "REVOCATION_OUT_OF_BOUNDS_NO_POE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    NO_POE = "NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
    CUSTOM = "CUSTOM"

    @property
    def uri(self) -> str:
        """The identifier of this sub-indication in a validation report (ETSI TS 119 102-2)."""
        return f"urn:etsi:019102:subindication:{self.value}"


class Severity(StrEnum):
    """How much a finding matters to the reader."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """The answer for one document; never for a signature."""

    VALID = "valid"
    INDETERMINATE = "indeterminate"
    INVALID = "invalid"
    REPRINTED = "reprinted"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


@frozen
class Finding:
    """Something that was noticed; its words are in `report/messages`, keyed by `code`.

    Attributes:
        code: what was noticed, a key of the message catalogues.
        severity: how much it matters.
        subject: what it is about: `document`, or `signature:N`, `timestamp:N` and so on.
        clause: the standard and clause, or the rule, that decides; empty when none does.
        detail: the facts that the message names, raw (from the document: untrusted).
    """

    code: str
    severity: Severity
    subject: str = "document"
    clause: str = ""
    detail: Mapping[str, Fact] = field(default_factory=lambda: FrozenMapping({}))

    @classmethod
    def error(cls, code: str, clause: str = "", **detail: Fact) -> "Finding":
        """A finding that alone keeps the document, or the signature, from being valid."""
        return cls(code, Severity.ERROR, clause=clause, detail=FrozenMapping(detail))

    @classmethod
    def warning(cls, code: str, clause: str = "", **detail: Fact) -> "Finding":
        """A finding that the reader should weigh."""
        return cls(code, Severity.WARNING, clause=clause, detail=FrozenMapping(detail))

    @classmethod
    def info(cls, code: str, clause: str = "", **detail: Fact) -> "Finding":
        """A finding that explains."""
        return cls(code, Severity.INFO, clause=clause, detail=FrozenMapping(detail))

    def about(self, subject: str) -> "Finding":
        """The same finding, about `subject`."""
        return Finding(self.code, self.severity, subject, self.clause, self.detail)


@frozen
class Conclusion:
    """An indication, its sub-indication and the findings that explain it."""

    indication: Indication
    sub_indication: SubIndication | None = None
    findings: tuple[Finding, ...] = ()

    @classmethod
    def passed(cls, *findings: Finding) -> "Conclusion":
        """PASSED."""
        return cls(Indication.PASSED, None, findings) if findings else _PASSED

    @classmethod
    def failed(cls, sub_indication: SubIndication, *findings: Finding) -> "Conclusion":
        """FAILED, for the reason given."""
        return cls(Indication.FAILED, sub_indication, findings)

    @classmethod
    def indeterminate(cls, sub_indication: SubIndication, *findings: Finding) -> "Conclusion":
        """INDETERMINATE, for the reason given."""
        return cls(Indication.INDETERMINATE, sub_indication, findings)

    def noting(self, *findings: Finding) -> "Conclusion":
        """The same conclusion with more findings."""
        if not findings:
            return self
        return Conclusion(self.indication, self.sub_indication, (*self.findings, *findings))

    def as_total(self) -> "Conclusion":
        """The same conclusion in the terms of a whole signature (5.1.3, table 5)."""
        match self.indication:
            case Indication.PASSED:
                indication = Indication.TOTAL_PASSED
            case Indication.FAILED:
                indication = Indication.TOTAL_FAILED
            case _:
                indication = self.indication
        return Conclusion(indication, self.sub_indication, self.findings)


_PASSED = Conclusion(Indication.PASSED)


def first_failure(conclusions: Iterable[Conclusion]) -> Conclusion:
    """The first conclusion that is not PASSED, with the findings of all of them."""
    conclusions = tuple(conclusions)
    failures = (c for c in conclusions if c.indication is not Indication.PASSED)
    decisive = next(failures, Conclusion.passed())
    rest = (f for c in conclusions if c is not decisive for f in c.findings)
    return decisive.noting(*rest)
