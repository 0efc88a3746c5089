"""What a policy of SiVa makes of a signature: indication, level, errors and warnings.

SiVa answers for signatures and has no word for the document. A document that is not valid for a
reason that is no signature's own, such as bytes after the last one, a lost signature or a broken
archive time-stamp, would have signatures that all pass there. Here no such signature passes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fhvalidate.conclusion import Indication, Severity, SubIndication, Verdict
from fhvalidate.frozen import frozen
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language, Medium
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport, TimestampReport
from fhvalidate.report.standing import in_document
from fhvalidate.report.text import headline
from fhvalidate.signature import Level, SignatureKind, TimeStampKind
from fhvalidate.web.legal_levels import LegalLevel, legal_level, told_legal_level
from fhvalidate.web.levels import told_level
from fhvalidate.web.siva.freshness import freshness
from fhvalidate.web.siva.policies import SivaPolicy

WIDTH = 1_000_000  # of a line that is not to be broken

# In SiVa's words.
NOT_THE_FORMAT = "The signature does not correspond to the expected format(s)!"
NOT_THE_KEY_USAGE = "The signer's certificate does not have an expected key-usage!"
NOT_THE_LEVEL = "Signature/seal level do not meet the minimal level required by applied policy"
NOT_QUALIFIED = "The signature is not in the Qualified Electronic Signature level"

_FORMATS = frozenset({Level.T, Level.LT, Level.LTA})
_USAGE = "non_repudiation"
_ORDER = (Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED)
# What an operator can do, and nobody else.
FOR_OPERATORS = frozenset({"evidence-can-be-fetched"})


@frozen
class Outcome:
    """What is told of one signature."""

    indication: Indication
    sub_indication: SubIndication | None
    level: str
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


@frozen
class _Less:
    """A rule that is not kept, and what that makes of the signature."""

    indication: Indication
    sub_indication: SubIndication | None
    text: str


@frozen
class _Judged:
    """A signature as far as it has been judged."""

    indication: Indication
    sub_indication: SubIndication | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def time_stamps_of(
    signature: SignatureReport, report: Report
) -> tuple[tuple[TimestampReport, ...], tuple[TimestampReport, ...]]:
    """Its own time-stamps, the earliest first, and the document time-stamps that cover it."""
    own = sorted(
        (each for each in signature.timestamps if each.kind is TimeStampKind.SIGNATURE),
        key=lambda each: (each.generation_time is None, each.generation_time),
    )
    archived = [
        each
        for stamped in report.signatures
        if stamped.kind is SignatureKind.DOCUMENT_TIMESTAMP
        for each in stamped.timestamps
        if (stamped.revision or 0) > (signature.revision or 0)
    ]
    return tuple(own), tuple(archived)


def judged(
    signature: SignatureReport, report: Report, policy: SivaPolicy, language: Language
) -> Outcome:
    """What the policy makes of a signature of the report."""
    found = _by_policy(_in_its_document(signature, report, language), signature, report, policy)
    level = legal_level(signature)
    spelled = told_legal_level(level, found.indication, report)
    if found.indication is Indication.TOTAL_PASSED and policy.levels:
        found = _by_level(found, level, policy)
    return Outcome(
        found.indication,
        found.sub_indication,
        spelled,
        tuple(dict.fromkeys(found.errors)),
        tuple(dict.fromkeys(found.warnings)),
    )


def _in_its_document(signature: SignatureReport, report: Report, language: Language) -> _Judged:
    """The signature's own conclusion, and what the verdict on the document makes of it."""
    indication, sub_indication = signature.indication, signature.sub_indication
    findings = tuple(_findings(signature, report))
    errors = _texts(findings, Severity.ERROR, language)
    warnings = _texts(findings, Severity.WARNING, language)
    if indication is not Indication.TOTAL_PASSED:
        errors = errors or (told_verdict(report, language),)
    elif report.verdict is Verdict.VALID:
        errors, warnings = (), (*errors, *warnings)
    else:
        stands = in_document(signature, report)
        errors += _texts(stands.against, Severity.ERROR, language)
        if not errors and stands.indication is not Indication.TOTAL_PASSED:
            errors = (told_verdict(report, language),)
        if errors:
            indication, sub_indication = _by_document(report.verdict)
    return _Judged(indication, sub_indication, errors, warnings)


def _by_policy(
    found: _Judged, signature: SignatureReport, report: Report, policy: SivaPolicy
) -> _Judged:
    """SiVa's rules that are not on the level in law's words."""
    if not policy.is_sivas:
        return found
    indication, sub_indication = found.indication, found.sub_indication
    told = tuple(_wrong_by_siva(signature))
    for less in told:
        if _ORDER.index(less.indication) > _ORDER.index(indication):
            indication, sub_indication = less.indication, less.sub_indication
    own, _ = time_stamps_of(signature, report)
    fresh = freshness(signature, own)
    if fresh.error and indication is Indication.TOTAL_PASSED:
        indication, sub_indication = Indication.TOTAL_FAILED, None
    return _Judged(
        indication,
        sub_indication,
        (*(less.text for less in told), *found.errors, *filter(None, (fresh.error,))),
        (*found.warnings, *filter(None, (fresh.warning,))),
    )


def _by_level(found: _Judged, level: LegalLevel, policy: SivaPolicy) -> _Judged:
    """What a signature that passed is, where its level in law's words matters."""
    if level in policy.levels:
        return found
    if level in policy.tolerated:
        return replace(found, warnings=(*found.warnings, NOT_QUALIFIED))
    errors = (*found.errors, NOT_THE_LEVEL)
    return _Judged(Indication.TOTAL_FAILED, None, errors, found.warnings)


def told_verdict(report: Report, language: Language) -> str:
    """The verdict on the document in a sentence."""
    return plain(headline(report, service_style(language)))


def service_style(language: Language) -> Style:
    """How a sentence is written that is not to be broken into lines."""
    return Style(language, colour=False, width=WIDTH, medium=Medium.SERVICE)


def plain(text: str) -> str:
    """A text of a report as running text."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def _findings(signature: SignatureReport, report: Report) -> Iterator[ReportFinding]:
    """Those on the signature, then those on its time-stamps."""
    yield from signature.findings
    own = signature.timestamps
    _, archived = time_stamps_of(signature, report)
    for stamp in (*own, *archived):
        yield from stamp.findings
    for stamped in report.signatures:
        if stamped.kind is SignatureKind.DOCUMENT_TIMESTAMP:
            yield from stamped.findings


def _texts(
    findings: Iterable[ReportFinding], severity: Severity, language: Language
) -> tuple[str, ...]:
    return tuple(
        plain(finding.message.sv if language is Language.SV else finding.message.en)
        for finding in findings
        if finding.severity is severity and finding.code not in FOR_OPERATORS
    )


def _by_document(verdict: Verdict) -> tuple[Indication, SubIndication | None]:
    if verdict is Verdict.INDETERMINATE:
        return Indication.INDETERMINATE, SubIndication.SIG_CONSTRAINTS_FAILURE
    return Indication.TOTAL_FAILED, None


def _wrong_by_siva(signature: SignatureReport) -> Iterator[_Less]:
    """What SiVa's policies ask that the signature does not have."""
    if told_level(signature) not in _FORMATS:
        yield _Less(Indication.TOTAL_FAILED, SubIndication.FORMAT_FAILURE, NOT_THE_FORMAT)
    details = signature.chain[0].details if signature.chain else None
    if details is not None and _USAGE not in (details.key_usage or ()):
        less = SubIndication.CHAIN_CONSTRAINTS_FAILURE
        yield _Less(Indication.INDETERMINATE, less, NOT_THE_KEY_USAGE)
