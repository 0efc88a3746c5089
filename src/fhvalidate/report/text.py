"""The report in words, for a terminal or a text file."""

from typing import Literal

from fhvalidate.conclusion import Indication, Severity, Verdict
from fhvalidate.pdf.revisions.changes import ChangeLevel
from fhvalidate.reconcile.signature_model import SignatureModel
from fhvalidate.report.layout import (
    Paint,
    Style,
    document_name,
    file_name,
    lines,
    name_in,
    painted,
    signer_name,
)
from fhvalidate.report.messages import Language, Medium
from fhvalidate.report.model import Report, TrustSourceReport
from fhvalidate.report.next_step import advice_text, first_names
from fhvalidate.report.pdf_a import pdf_a_text
from fhvalidate.report.reasons import UNSUPPORTED
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.report.svt import vouching
from fhvalidate.report.text_archive_record import archive_record_texts, archive_record_title
from fhvalidate.report.text_findings import evidence_lines, finding_lines
from fhvalidate.report.text_minutes import minutes_lines
from fhvalidate.report.text_signers import (
    all_findings,
    is_timestamp,
    label,
    signer_lines,
)
from fhvalidate.reprint.verdict import Confidence, ReprintVerdict
from fhvalidate.signature import Covers, Integrity
from fhvalidate.trust.anchors import SourceKind
from fhvalidate.words.local_times import last_whole_day, local, swedish_day
from fhvalidate.words.plain import neutralise

MAX_SOURCES = 3
SHOWN_DIGITS = 12  # of a digest: enough to tell two versions of a profile apart
MAX_SOURCE_NAME = 50

_PAINT = {Verdict.VALID: Paint.GOOD, Verdict.INDETERMINATE: Paint.OPEN}
_UNREADABLE = {
    "password-needed": "unreadable-locked",
    "password-wrong": "unreadable-locked",
    "encryption-unsupported": "unreadable-locked",
    "limit-exceeded": "unreadable-limit",
    "file-empty": "unreadable-empty",
    "not-a-pdf": "unreadable-not-pdf",
    "damaged-pdf": "unreadable-damaged",
}
_NOT_EXAMINED = ("unreadable-limit", "unreadable-not-examined")
_HARMLESS = (ChangeLevel.NONE, ChangeLevel.VALIDATION_DATA, ChangeLevel.SIGNATURE)
_UNREAD = frozenset({"unaccounted-bytes", "limit-exceeded", "cross-reference-repaired"})
_NOT_CHECKED = {
    "not-checked-trust": frozenset({"no-trust-anchors"}),
    "not-checked-revocation": frozenset(
        {"revocation-data-missing", "revocation-data-stale", "revocation-data-not-proven"}
    ),
    "not-checked-format": UNSUPPORTED,
    "not-checked-text": frozenset({"text-unreadable"}),
}


def render(
    report: Report,
    *,
    language: Language | Literal["sv", "en"],
    colour: bool = False,
    width: int = 80,
    verbose: bool = False,
    medium: Medium = Medium.COMMAND,
) -> str:
    """The report in one language, ending in a line break.

    The verdict stands on the first line, then what to do next, a line a signer, the findings worth
    acting on, and what the answer rests on. `verbose` tells codes, levels and whole distinguished
    names too. With `colour` the verdicts carry ANSI colours; nothing else in
    the text can, for what comes from the document is neutralised.
    """
    style = Style(Language(language), colour, width, verbose, medium)
    parts = [
        lines(style, headline(report, style)),
        lines(style, advice_text(report, style)),
        signer_lines(report, style),
        finding_lines(report, style),
        _archive_record(report, style),
        evidence_lines(report, style),
        _attachments(report, style),
        minutes_lines(report.minutes, style),
        _basis(report, style),
        lines(style, provable_text(report, style)) if report.provable is not None else [],
        lines(style, text) if (text := pdf_a_text(report, style)) else [],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _archive_record(report: Report, style: Style) -> list[str]:
    """What a record says, under a title of its own: none of it is the answer."""
    told = archive_record_texts(report.archive_record, style)
    if not told:
        return []
    title = lines(style, f"{archive_record_title(style)}:")
    return [*title, *lines(style, " ".join(told))]


def headline(report: Report, style: Style) -> str:
    """The verdict in plain words."""
    key, count = _headline_key(report)
    verdict = painted(verdict_word(report, style), _PAINT.get(report.verdict, Paint.BAD))
    name = document_name(style, report.document.name)
    signers = _claimed_names(report, style)
    told = style.words("headline", key, name=name, count=count, signers=signers)
    word = vouching(report)
    if word is not None:
        issuer = signer_name(word.issuer_name or word.issuer, style)
        told = style.words(
            "headline", "valid-by-token", name=name, issuer=issuer, time=local(word.issued_at)[:16]
        )
    if any(signature.test for signature in report.signatures):
        told += f" {style.words('text', 'test-mark-short')}."
    return f"{verdict}:\xa0{told}"  # the name begins on the first line, however long


def verdict_word(report: Report, style: Style) -> str:
    """The verdict in a word or two; where a limit stopped the reading, that."""
    key, _ = _headline_key(report)
    if key in _NOT_EXAMINED:
        return style.words("text", "not-examined")
    return style.words("verdict", report.verdict)


def _headline_key(report: Report) -> tuple[str, int]:
    signatures = [item for item in report.signatures if not is_timestamp(item)]
    sealed = report.signature_model is SignatureModel.VENDOR_SEAL
    match report.verdict:
        case Verdict.VALID:
            original = report.reprint.verdict is ReprintVerdict.ORIGINAL
            if sealed:
                return ("valid-original-seal" if original else "valid-seal"), len(signatures)
            return _counted("valid-original" if original else "valid", len(signatures))
        case Verdict.INVALID:
            failed = [item for item in signatures if item.indication is Indication.TOTAL_FAILED]
            return _counted("invalid", len(failed))
        case Verdict.INDETERMINATE if report.signatures and not signatures:
            return "indeterminate-timestamp", 0
        case Verdict.INDETERMINATE:
            return _open_key(report, signatures)
        case Verdict.REPRINTED:
            known = {ReprintVerdict.RESAVED, ReprintVerdict.STRIPPED, ReprintVerdict.SCANNED}
            kind = report.reprint.verdict
            key = f"reprinted-{kind}" if kind in known else "reprinted"
            sure = report.reprint.confidence is Confidence.HIGH
            return (key if sure else f"{key}-appears"), 0
        case Verdict.UNREADABLE:
            return _unreadable_key({finding.code for finding in report.findings}), 0
        case _:
            return report.verdict.value, 0


def _unreadable_key(codes: set[str]) -> str:
    """What keeps the file from being read; a limit is not said to be a fault of the file."""
    if any(code.startswith("not-judged-") for code in codes):
        return "unreadable-not-examined"
    return next((key for code, key in _UNREADABLE.items() if code in codes), "unreadable")


def _open_key(report: Report, signatures: list[SignatureReport]) -> tuple[str, int]:
    waiting = [item for item in signatures if item.indication is not Indication.TOTAL_PASSED]
    if signatures and not waiting:
        return "indeterminate-passed", 0
    unchanged = _unchanged(report, signatures)
    sealed = report.signature_model is SignatureModel.VENDOR_SEAL
    if unchanged and not any(_is_vouched(item) for item in signatures):
        if sealed:
            return "indeterminate-claimed-seal", len(waiting)
        return _counted("indeterminate-claimed", len(waiting))
    if unchanged and sealed:
        return "indeterminate-intact-seal", len(waiting)
    return _counted("indeterminate-intact" if unchanged else "indeterminate", len(waiting))


def _is_vouched(signature: SignatureReport) -> bool:
    """Whether an anchor stands behind the certificate, or there is none to name."""
    return signature.signer is None or any(item.anchor for item in signature.chain)


def _claimed_names(report: Report, style: Style) -> str:
    """Whom the certificates name, each once."""
    found = dict.fromkeys(
        signer_name(item.signer.common_name, style)
        if item.signer is not None and item.signer.common_name
        else label(report, index, style)
        for index, item in enumerate(report.signatures)
        if not is_timestamp(item)
    )
    return first_names(style, found)


def _counted(key: str, count: int) -> tuple[str, int]:
    if count == 0:
        return f"{key}-none", 0
    return (f"{key}-one" if count == 1 else f"{key}-many"), count


def _unchanged(report: Report, signatures: list[SignatureReport]) -> bool:
    """Whether all that is shown is what was signed, whoever signed it."""
    return (
        bool(signatures)
        and not _UNREAD & {finding.code for finding, _ in all_findings(report)}
        and all(
            item.integrity is Integrity.INTACT
            and item.covers is not Covers.PART
            and item.changes_after.level in _HARMLESS
            for item in signatures
        )
    )


def _attachments(report: Report, style: Style) -> list[str]:
    found: list[str] = []
    for attachment in report.attachments:
        told = style.words("text", "attachment", name=file_name(attachment.name))
        found += lines(style, f"{told} {headline(attachment.report, style)}", rest="    ")
    return found


def _basis(report: Report, style: Style) -> list[str]:
    """What the answer on the signatures rests on, and what it leaves out."""
    return lines(style, basis_text(report, style)) if report.signatures else []


def basis_text(report: Report, style: Style) -> str:
    """What was checked against what trust and when, and what was not checked."""
    checked = style.words(
        "text",
        "checked",
        time=local(report.validation_time),
        anchors=_anchors(report, style),
        policy=report.policy.name,
    )
    return f"{checked} {_not_checked(report, style)}".rstrip()


def made_by(report: Report, style: Style) -> str:
    """What examined the document, and when: the foot of a page."""
    tool, time = report.tool, local(report.produced_at)
    return style.words("html", "made-by", tool=tool.name, version=tool.version, time=time)


def provable_text(report: Report, style: Style) -> str:
    """Until when a valid document can be shown to be so by what is at hand, and what ends it."""
    found = report.provable
    if found is None:
        return ""
    if found.until is None or found.ended_by is None:
        return style.words("text", "provable-without-end")
    subject = name_in(found.subject or "")
    ended_by = style.words("ended-by-subject", found.ended_by, subject=subject)
    last = last_whole_day(found.until)
    if last < swedish_day(report.validation_time):
        return style.words("text", "provable-no-day", ended_by=ended_by)
    return style.words("text", "provable", day=last.isoformat(), ended_by=ended_by)


def _anchors(report: Report, style: Style) -> str:
    trust = report.trust
    if not trust.anchors:
        return style.words("text", "no-anchors")
    names = [_source(source) for source in trust.sources[:MAX_SOURCES]]
    names += ["…"] if len(trust.sources) > MAX_SOURCES else []
    return f"{trust.anchors}" + (f" ({', '.join(names)})" if names else "")


def _source(source: TrustSourceReport) -> str:
    """The source's name; with the beginning of its digest where a name alone says little."""
    name = neutralise(source.name, limit=MAX_SOURCE_NAME)
    if source.kind is SourceKind.CERTIFICATES:
        return name
    return f"{name} SHA-256 {source.sha256[:SHOWN_DIGITS]}…"


def _not_checked(report: Report, style: Style) -> str:
    # What only explains was checked, and answered.
    findings = (finding for finding, _ in all_findings(report))
    codes = {finding.code for finding in findings if finding.severity is not Severity.INFO}
    what = [style.words("text", key) for key, signs in _NOT_CHECKED.items() if codes & signs]
    return style.words("text", "not-checked", what=", ".join(what)) if what else ""
