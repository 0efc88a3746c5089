"""Findings in words: masked, in both languages, what nobody may overlook first."""

from collections.abc import Callable, Iterable, Mapping

from fhvalidate.conclusion import Fact, Finding, Severity
from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.messages import message_for
from fhvalidate.report.people import attribute_mask
from fhvalidate.report.reading import as_read
from fhvalidate.words.addresses import without_credentials

DIGEST = "digest"  # the fact of a finding that is a digest in hexadecimal, whoever stated it


def finding_in_words(finding: Finding, mask: Callable[[str], str]) -> ReportFinding:
    """The finding with its facts masked and its words in both languages."""
    detail = masked(finding.detail, mask)
    return ReportFinding(
        code=finding.code,
        severity=finding.severity,
        clause=finding.clause,
        subject=finding.subject,
        detail=detail,
        message=message_for(finding.code, detail),
    )


# Facts that name people; other facts are names of files and fields, reasons, times and places.
_IDENTIFYING = frozenset(
    {"name", "names", "signer", "signers", "lost", "seal", "subject", "issuer", "tsa", "holder"}
)


def masked(detail: Mapping[str, Fact], mask: Callable[[str], str]) -> Mapping[str, Fact]:
    """The facts with every text masked, but for digests: those have numbers in them by chance."""
    other = attribute_mask(mask)
    return FrozenMapping(
        {
            key: value
            if key == DIGEST
            else _masked_fact(value, mask if key in _IDENTIFYING else other)
            for key, value in detail.items()
        }
    )


def _masked_fact(value: Fact, mask: Callable[[str], str]) -> Fact:
    """The fact, masked, as it is read back from JSON.

    There a text from the document that is written as a time is one (test_round_trip.py:
    test_a_text_that_is_written_as_a_time_is_the_time).
    """
    if isinstance(value, str):
        return as_read(mask(without_credentials(value)))
    if isinstance(value, tuple):
        return tuple(mask(without_credentials(i)) if isinstance(i, str) else i for i in value)  # type: ignore[return-value]
    return as_read(value)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once; what nobody may overlook first, then errors, warnings and the rest."""
    rank = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}
    unique = {(f.code, f.subject, tuple(f.detail.items())): f for f in findings}
    first = "no-trust-anchors"
    return tuple(sorted(unique.values(), key=lambda f: 0 if f.code == first else rank[f.severity]))
