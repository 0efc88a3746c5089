"""The findings worth acting on, and what speaks for the reprint verdict."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fhvalidate.conclusion import Indication, Severity, Verdict
from fhvalidate.frozen import frozen
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.in_medium import message_in
from fhvalidate.report.layout import Style, lines, name_in
from fhvalidate.report.messages import Language, Medium, Message, message_for
from fhvalidate.report.model import Report, ReprintReport
from fhvalidate.report.reasons import BY_POLICY, is_from_before_the_end
from fhvalidate.report.text_signers import is_timestamp, label
from fhvalidate.reprint.verdict import Confidence, ReprintVerdict
from fhvalidate.words.catalogue import catalogue
from fhvalidate.words.plain import neutralise

MAX_MESSAGE = 5000  # a sentence with its longest list of facts
MAX_FINDINGS = 30  # a screen; the JSON has them all

OPEN = "open"  # beside the severities: nothing is wrong, but something cannot be confirmed

# What is wrong comes before what is open, and that before what is to be judged by the reader.
_ORDER = (Severity.ERROR, OPEN, Severity.WARNING, Severity.INFO)
_ABOUT_REVOCATION = "revocation-data-missing"
_SELF_EVIDENT = (ReprintVerdict.ORIGINAL, ReprintVerdict.UNSIGNED)
# What is not known, whatever else is wrong with the signature.
_UNKNOWN = frozenset(
    {"no-trust-anchors", "no-certificate-chain", "no-time-stamp-certificate-chain"}
    | {"timestamp-not-passed", "revocation-data-missing", "revocation-data-stale"}
    | {"subfilter-unsupported", "timestamp-ksi-not-local", "algorithm-unsupported"}
    | {"no-proof-of-revocation-status", "no-proof-of-time", "not-proven-in-time"}
    | {"chain-search-limit", "limit-exceeded"}
    | BY_POLICY
)
# Where no signature has failed and the file is invalid, it is for these.
_CHANGES = frozenset(
    {"changed-content", "changed-other", "changed-form", "changed-annotation", "look-changed"}
    | {"changed-signature-look", "signed-text-covered", "signed-annotation-covered"}
    | {"change-forbidden", "locked-field-changed", "reference-resolved-later"}
    | {"signature-vanished", "signature-rewritten"}
)
# Without any trusted issuer these say again what that finding says.
_FOR_WANT_OF_TRUST = frozenset(
    {"no-certificate-chain", "no-time-stamp-certificate-chain", "timestamp-not-passed"}
)
# What the line of the one who has not signed says already.
_ABSENCES = frozenset({"listed-without-signature", "adjuster-has-not-signed"}) | {
    "chair-has-not-signed"
}
# Whoever is trusted, these are not accepted.
_NEVER_TRUSTED = (Verdict.INVALID, Verdict.REPRINTED)
_FAILED = (Indication.FAILED, Indication.TOTAL_FAILED)


@frozen
class Told:
    """A finding as it is told: under which word, about whom, in which sentence; its code."""

    kind: str
    labels: tuple[str, ...]
    text: str
    code: str


def finding_lines(report: Report, style: Style) -> list[str]:
    """Errors and warnings; what only explains, where nothing else explains the verdict."""
    acting = acting_findings(report, style)
    found = [
        line
        for told in acting[:MAX_FINDINGS]
        for line in lines(style, _in_words(told, style), rest="    ")
    ]
    if len(acting) > MAX_FINDINGS:
        found.append(style.words("text", "findings-more", count=len(acting) - MAX_FINDINGS))
    return found


def acting_findings(report: Report, style: Style) -> list[Told]:
    """The findings worth acting on, each once; all of them where the style is verbose."""
    entries = [entry for entry in _entries(report, style) if _concerns(report, entry.finding)]
    if not style.verbose:
        entries = list(_joined(_once(report, entries), style.medium))
    told = sorted(_merged(entries, style), key=lambda item: _ORDER.index(item.kind))
    acting = [item for item in told if item.kind != Severity.INFO]
    return told if style.verbose or (not acting and report.verdict is not Verdict.VALID) else acting


def evidence_lines(report: Report, style: Style) -> list[str]:
    """What the file is, when it is not plainly the original, and how that is known."""
    reprint = report.reprint
    known = reprint.verdict is not ReprintVerdict.UNKNOWN
    if reprint.verdict in _SELF_EVIDENT or not (known or reprint.evidence):
        return []
    confidence = style.words("confidence", reprint.confidence)
    what = original_words(reprint, style)
    found = lines(style, f"{what} ({confidence})" + (":" if reprint.evidence else "."))
    for evidence in reprint.evidence[:MAX_FINDINGS]:
        text = in_language(style, evidence.message)
        if evidence.page is not None:
            text += " " + style.words("text", "evidence-page", page=evidence.page)
        found += lines(style, text, first="  - ", rest="    ")
    return found


def original_words(reprint: ReprintReport, style: Style) -> str:
    """What the file is beside the original, without a stop; no fact where it is not sure."""
    said = style.words("reprint", reprint.verdict)
    if reprint.confidence is not Confidence.HIGH:
        said = catalogue(style.language)["reprint-appears"].get(reprint.verdict, said)
    return said.rstrip(".")


def in_language(style: Style, message: Message) -> str:
    """The message in the report's language."""
    text = message.sv if style.language is Language.SV else message.en
    return neutralise(text, limit=MAX_MESSAGE)  # a report need not have been made by us


def in_plain_words(style: Style, finding: ReportFinding) -> str:
    """The finding's sentence, with names alone where it has distinguished names."""
    if style.verbose:
        return in_language(style, message_in(finding, style.medium))
    return in_language(style, plain_message(finding, style.medium))


def plain_message(finding: ReportFinding, medium: Medium = Medium.COMMAND) -> Message:
    """The finding in both languages, with names alone where it has distinguished names."""
    if finding.message != message_for(finding.code, finding.detail):
        return finding.message
    named = {
        key: name_in(value) if key in _NAMED and isinstance(value, str) else value
        for key, value in finding.detail.items()
    }
    return message_for(finding.code, named, medium=medium)


def whole_names(finding: ReportFinding) -> tuple[str, ...]:
    """The distinguished names of which its plain message has the names alone."""
    named = (value for key, value in finding.detail.items() if key in _NAMED)
    return tuple(text for text in named if isinstance(text, str) and name_in(text) != text)


_NAMED = frozenset({"issuer", "subject"})


@frozen
class _Entry:
    """A finding, of which signature it is, what that is called, and under which word it stands."""

    finding: ReportFinding
    index: int | None
    label: str
    kind: str


def _entries(report: Report, style: Style) -> Iterator[_Entry]:
    for finding in report.findings:
        failed = report.verdict in (Verdict.INVALID, Verdict.UNREADABLE)
        yield _Entry(finding, None, "", _kind(finding, failed=failed))
    broken = any(signature.indication in _FAILED for signature in report.signatures)
    changed = report.verdict is Verdict.INVALID and not broken
    for index, signature in enumerate(report.signatures):
        name = label(report, index, style)
        stamp = name
        if not is_timestamp(signature):
            stamp = style.words("text", "time-stamp-of", name=name)
        for finding in signature.findings:
            # What is said of its time-stamp is said of that, wherever it was found.
            about = stamp if finding.code == "timestamp-not-passed" else name
            failed = signature.indication in _FAILED or (changed and finding.code in _CHANGES)
            yield _Entry(finding, index, about, _kind(finding, failed=failed))
        for timestamp in signature.timestamps:
            for finding in timestamp.findings:
                failed = timestamp.indication in _FAILED
                yield _Entry(finding, index, stamp, _kind(finding, failed=failed))


def _kind(finding: ReportFinding, *, failed: bool) -> str:
    """The word that the finding stands under: an error is only what is wrong."""
    if finding.severity is Severity.INFO:
        return finding.severity
    if finding.code in _UNKNOWN or (finding.severity is Severity.ERROR and not failed):
        return OPEN
    return finding.severity


def _concerns(report: Report, finding: ReportFinding) -> bool:
    """Whether the finding is about something in the file: no anchor speaks for no signature."""
    return finding.code != "no-trust-anchors" or bool(report.signatures or report.attachments)


def _once(report: Report, entries: list[_Entry]) -> Iterator[_Entry]:
    """The findings without those that another, or the line of a signer, has told already."""
    codes = {entry.finding.code for entry in entries}
    absent = {row.name for row in report.signers if row.signature is None}
    stamped = {
        index for index, item in enumerate(report.signatures)
        for stamp in item.timestamps for finding in stamp.findings
        if finding.severity is not Severity.INFO
    }  # fmt: skip
    own = {e.index for e in entries if e.finding.code == "certificate-self-signed"}
    in_time = {
        id(finding) for item in report.signatures if is_from_before_the_end(item)
        for finding in item.findings if finding.code == "certificate-expired"
    }  # fmt: skip
    for entry in entries:
        code = entry.finding.code
        if entry.kind == OPEN and id(entry.finding) in in_time:
            continue  # it is proven to be from before that
        if code == "no-trust-anchors" and report.verdict in _NEVER_TRUSTED:
            continue
        if code in _FOR_WANT_OF_TRUST and "no-trust-anchors" in codes:
            continue
        if code == "no-certificate-chain" and entry.index in own and entry.index is not None:
            continue  # nobody is the issuer of a certificate that its holder made
        if code == "timestamp-not-passed" and entry.index in stamped:
            continue
        if code in _ABSENCES and entry.finding.detail.get("name") in absent:
            continue
        yield entry


def _joined(entries: Iterable[_Entry], medium: Medium) -> Iterator[_Entry]:
    """The findings, with one on all of a signature's certificates that lack the same data."""
    held: dict[object, list[_Entry]] = {}
    for entry in entries:
        finding = entry.finding
        alike = (entry.label, entry.kind, str(finding.detail.get("where")))
        key = alike if finding.code == _ABOUT_REVOCATION else object()
        held.setdefault(key, []).append(entry)
    for first, *others in held.values():
        subjects = [each.finding.detail.get("subject") for each in (first, *others)]
        names = dict.fromkeys(name_in(each) for each in subjects if isinstance(each, str))
        if len(names) < 2:  # noqa: PLR2004 - one certificate, in one sentence or in the same twice
            yield first
            continue
        detail = {**first.finding.detail, "subject": tuple(names)}
        told = message_for(first.finding.code, detail, medium=medium)
        yield replace(first, finding=replace(first.finding, message=told))


def _merged(entries: Iterable[_Entry], style: Style) -> list[Told]:
    """The findings in order, each sentence once, with what it is about."""
    told: dict[tuple[str, str, str], Told] = {}
    for entry in entries:
        text = in_plain_words(style, entry.finding)
        key = (entry.finding.code, entry.kind, text)
        labels = told[key].labels if key in told else ()
        if entry.label and entry.label not in labels:
            labels = (*labels, entry.label)
        told[key] = Told(entry.kind, labels, text, _technical(entry.finding))
    return list(told.values())


def _technical(finding: ReportFinding) -> str:
    """The code, and what the reader of PDFs answered in its own words."""
    reason = finding.detail.get("reason") if finding.code == "damaged-pdf" else None
    return f"{finding.code}: {reason}" if isinstance(reason, str) else finding.code


def _in_words(told: Told, style: Style) -> str:
    about = f" ({', '.join(told.labels)})" if told.labels else ""
    code = f" [{neutralise(told.code)}]" if style.verbose else ""
    return f"{style.words('severity', told.kind)}{about}: {told.text}{code}"
