"""Why no token is to be issued over a file: the file's verdict is its own, or there is none."""

from collections.abc import Iterator
from datetime import datetime

from fhvalidate.conclusion import Finding, Indication, Severity, Verdict
from fhvalidate.errors import Asn1Error
from fhvalidate.extension.svt_claims import chain_of, is_passed, signatures_of
from fhvalidate.extension.svt_facts import SignatureFacts
from fhvalidate.pdf.revisions.changes import ChangeLevel
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.trust.test_authorities import test_authority_in
from fhvalidate.validation.provable import PASSING
from fhvalidate.x509.certificates.certificate import read_certificate

# What may have come after a signature: nothing that its reader sees but later signatures.
_HARMLESS = frozenset({ChangeLevel.NONE, ChangeLevel.VALIDATION_DATA, ChangeLevel.SIGNATURE})
# What is said of a time-stamp that is later than the time that the file is judged at.
_AHEAD = "timestamp-after-validation-time"


def why_no_token(
    report: Report, *, also_indeterminate: bool, allows_test: bool
) -> tuple[Finding, ...]:
    """Why no token is to be issued over the file; nothing where one may be.

    Args:
        report: on the file.
        also_indeterminate: whether what is open is put down as open.
        allows_test: whether authorities for tests may stand behind a signature.
    """
    found = _reasons(report, also_indeterminate=also_indeterminate, allows_test=allows_test)
    return tuple(found)


def of_tests(report: Report, facts: tuple[SignatureFacts, ...]) -> tuple[Finding, ...]:
    """Each signature for which a token would state a certificate that is for tests.

    Raises:
        LookupError: report and facts are not about the same signatures.
    """
    by_id = {each.id: each for each in facts}
    return tuple(
        Finding.error("issue-test-authority", number=number)
        for number, each in enumerate(report.signatures, start=1)
        if each.kind is SignatureKind.SIGNATURE
        and any(map(_is_of_test, chain_of(each, by_id[each.id or ""], report)))
    )


def _is_of_test(der: bytes) -> bool:
    """Whether the certificate says so, or cannot be read to say otherwise."""
    try:
        return test_authority_in((read_certificate(der),)) is not None
    except Asn1Error:
        return True


def _reasons(report: Report, *, also_indeterminate: bool, allows_test: bool) -> Iterator[Finding]:
    if not signatures_of(report):
        yield Finding.error("issue-nothing-signed")
    ahead = _ahead(report)
    if ahead is not None:
        # By a clock that is wrong nothing is put down, neither as passed nor as open.
        yield Finding.error("issue-clock-behind", time=ahead, now=report.validation_time)
    for number, each in enumerate(report.signatures, start=1):
        if each.kind is not SignatureKind.SIGNATURE:
            continue
        is_open = each.indication is Indication.INDETERMINATE
        is_sound = (is_open or each.indication in PASSING) and each.integrity is Integrity.INTACT
        if not is_sound:
            yield Finding.error("issue-signature-failed", number=number)
        elif each.changes_after.level not in _HARMLESS:
            yield Finding.error("issue-changed-after", number=number)
        elif each.test and not allows_test:
            yield Finding.error("issue-test-authority", number=number)
        elif not is_passed(each) and not also_indeterminate:
            status = each.sub_indication or each.indication
            yield Finding.error("issue-not-passed", number=number, sub_indication=status)
    explained = also_indeterminate and _is_open_by_entries(report)
    if report.verdict is not Verdict.VALID and not explained:
        yield Finding.error("issue-not-valid")


def _ahead(report: Report) -> datetime | None:
    """The latest time of time-stamps that are from after now."""
    found = (
        stamp.generation_time
        for each in report.signatures
        if any(finding.code == _AHEAD for finding in each.findings)
        for stamp in each.timestamps
    )
    return max((time for time in found if time is not None), default=None)


def _is_open_by_entries(report: Report) -> bool:
    """Whether what the token says is open is all that keeps the document from being valid.

    Nothing is wrong with the file, and nothing with what would be put down as passed. Only then
    does the token say as little as the report does.
    """
    entries = signatures_of(report)
    passed = [each for each in entries if is_passed(each)]
    if report.verdict is not Verdict.INDETERMINATE or _has_errors(report):
        return False
    if not passed:
        return True
    stamps = (each for each in report.signatures if each.kind is not SignatureKind.SIGNATURE)
    return (
        len(passed) < len(entries)
        and not any(map(_has_errors, passed))
        and all(each.indication in PASSING for each in stamps)
    )


def _has_errors(told: Report | SignatureReport) -> bool:
    return any(each.severity is Severity.ERROR for each in told.findings)
