"""The lines on who signed: name, when, by what means, whether it holds and why."""

from collections.abc import Iterator
from datetime import datetime

from fhvalidate.conclusion import Indication
from fhvalidate.identity.certificate_identity import SubjectKind
from fhvalidate.reconcile.signature_model import SignatureModel
from fhvalidate.reconcile.signers import Holds, SignerSource
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.layout import Paint, Style, lines, painted, signer_name
from fhvalidate.report.model import PageSignerReport, Report
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.reasons import reasons
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Level, SignatureKind
from fhvalidate.trust.signature_qualification import SignatureQualification
from fhvalidate.words.local_times import local
from fhvalidate.words.plain import neutralise

_NO_LEVEL = (SignatureQualification.NOT_APPLICABLE, SignatureQualification.INDETERMINATE)
_PASSED = (Indication.PASSED, Indication.TOTAL_PASSED)
_FAILED = (Indication.FAILED, Indication.TOTAL_FAILED)
_PAINT = {Holds.YES: Paint.GOOD, Holds.NO: Paint.BAD, Holds.NOT_ESTABLISHED: Paint.OPEN}


def signer_lines(report: Report, style: Style) -> list[str]:
    """A line a signer, then one for each signature without one and each document time-stamp."""
    texts = [_row(report, row, style) for row in report.signers] + other_texts(report, style)
    title = lines(style, signers_title(report, style)) if report.signers else []
    return [
        *title,
        *(line for text in texts for line in lines(style, text, first="  ", rest="      ")),
    ]


def other_texts(report: Report, style: Style) -> list[str]:
    """What is told of each signature that no row tells of, and of each document time-stamp."""
    told = {row.signature for row in report.signers}
    others = [item for index, item in enumerate(report.signatures) if index not in told]
    texts = [_signature(report, item, style) for item in others if not is_timestamp(item)]
    return texts + [_document_timestamp(report, x, style) for x in others if is_timestamp(x)]


def signers_title(report: Report, style: Style) -> str:
    """By what the signers are known."""
    return style.words("people", f"model-{report.signature_model}")


def all_findings(report: Report) -> Iterator[tuple[ReportFinding, int | None]]:
    """Every finding, with the index of the signature that it is about, if it is about one."""
    for finding in report.findings:
        yield finding, None
    for index, signature in enumerate(report.signatures):
        for finding in signature.findings:
            yield finding, index
        for timestamp in signature.timestamps:
            for finding in timestamp.findings:
                yield finding, index


def is_cut(report: Report) -> bool:
    """Whether the file has more signatures than were examined, so that nobody's is missing."""
    return any(finding.code == "signatures-not-examined" for finding in report.findings)


def row_name(report: Report, row: SignerRow, style: Style) -> str:
    """The name of a signer; where none can be read the signature's field, or that it is so."""
    if row.name:
        return signer_name(row.name, style)
    if row.signature is not None and 0 <= row.signature < len(report.signatures):
        return label(report, row.signature, style)
    return style.words("text", "unread-name")


def is_timestamp(signature: SignatureReport) -> bool:
    """Whether this is a document time-stamp, which speaks for no person."""
    return signature.kind is SignatureKind.DOCUMENT_TIMESTAMP


def label(report: Report, index: int, style: Style) -> str:
    """What one signature is called in the report: its signer's name, or its field."""
    signature = report.signatures[index]
    if is_timestamp(signature):
        return style.words("text", "timestamp")
    for row in report.signers:
        if row.signature == index and row.name:
            return signer_name(row.name, style)
    if signature.signer and signature.signer.common_name:
        return signer_name(signature.signer.common_name, style)
    if signature.field is None:
        return style.words("text", "field-unknown")
    return style.words("text", "field", field=signature.field)


def _row(report: Report, row: SignerRow, style: Style) -> str:
    signature = None
    if row.signature is not None and 0 <= row.signature < len(report.signatures):
        signature = report.signatures[row.signature]
    if signature is None:
        parts = [row_name(report, row, style), role_words(row, style), *_claims(report, row, style)]
        told = ", ".join(part for part in parts if part)
        absence = absence_words(report, row, style)
        if row.holds is Holds.NO:
            return _sentence(parts, row.holds, [absence], style)
        return f"{told}: {absence}"
    shown = label(report, report.signatures.index(signature), style)
    name = _name(shown, signature, style)
    if row.kind is SubjectKind.SEAL:
        name = f"{style.words('text', 'seal')}, {name}"
    role = "" if row.kind is SubjectKind.SEAL else role_words(row, style)
    parts = [name, role, *_mark(signature, style), when_words(report, signature, style)]
    parts += _technical(signature, row.holds, style)
    entry = _page_entry(report, row)
    if entry is not None and entry.method:
        parts.append(style.words("text", "page-method", method=entry.method))
    parts += [_login(signature, style)] if style.verbose else []
    return _sentence(parts, row.holds, reasons(signature, row.holds, style), style)


def _login(signature: SignatureReport, style: Style) -> str:
    """How the person logged in to sign, by the certificate: identity provider and level."""
    identity = signature.identity
    if identity is None or identity.identity_provider is None:
        return ""
    provider = identity.identity_provider_name or identity.identity_provider
    level = identity.assurance.name if identity.assurance else None
    key = "login-test" if identity.test else "login"
    return style.words("text", key, provider=provider, level=level)


def absence_words(report: Report, row: SignerRow, style: Style) -> str:
    """Why a name has no signature: the file has none of the person, or a seal stands for all."""
    sealed = report.signature_model is SignatureModel.VENDOR_SEAL and row.page_signer is not None
    key = "behind-seal" if sealed else "no-signature"
    return style.words("text", "signatures-not-examined" if is_cut(report) else key)


def told_by(row: SignerRow, style: Style) -> str:
    """Where a name without a signature stands; nothing where that is told otherwise."""
    if SignerSource.SIGNATURE_PAGE in row.sources:
        return style.words("text", "on-page")
    return style.words("text", "in-minutes") if SignerSource.MINUTES in row.sources else ""


def _signature(report: Report, signature: SignatureReport, style: Style) -> str:
    """A signature that no row of the table of signers tells of."""
    name = label(report, report.signatures.index(signature), style)
    holds = _holds(signature.indication)
    told = [_name(name, signature, style), *_mark(signature, style)]
    parts = [*told, when_words(report, signature, style), *_technical(signature, holds, style)]
    return _sentence(parts, holds, reasons(signature, holds, style), style)


def _document_timestamp(report: Report, signature: SignatureReport, style: Style) -> str:
    parts = [style.words("text", "timestamp")]
    if signature.signer and signature.signer.common_name:
        name = _name(signer_name(signature.signer.common_name, style), signature, style)
        parts[0] += " " + style.words("text", "timestamp-by", name=name)
    times = [item.generation_time for item in signature.timestamps if item.generation_time]
    time = min(times, default=_proved(report, signature))
    parts += _mark(signature, style)
    parts.append(_time(time, style) if time else style.words("text", "time-unknown"))
    holds = _holds(signature.indication)
    return _sentence(parts, holds, reasons(signature, holds, style), style)


def _sentence(parts: list[str], holds: Holds, why: list[str], style: Style) -> str:
    told = ", ".join(part for part in parts if part)
    answer = painted(style.words("holds", holds), _PAINT[holds])
    return f"{told}: {answer}" + (f"\xa0– {'; '.join(why)}" if why else "")  # noqa: RUF001


def _holds(indication: Indication) -> Holds:
    if indication in _PASSED:
        return Holds.YES
    return Holds.NO if indication in _FAILED else Holds.NOT_ESTABLISHED


def _name(name: str, signature: SignatureReport, style: Style) -> str:
    """The name, marked when no anchor vouches for the certificate that it stands in."""
    if signature.signer is None or any(item.anchor for item in signature.chain):
        return name
    return f"{name} ({style.words('text', 'name-untrusted')})"


def when_words(report: Report, signature: SignatureReport, style: Style) -> str:
    """When it was made, and who says so."""
    proved = _proved(report, signature)
    if proved is not None:
        key = "time-proved" if _is_stamped(report, signature, proved) else "time-held"
        return style.words("text", key, time=_time(proved, style))
    if signature.claimed_signing_time is not None:
        time = _time(signature.claimed_signing_time.value, style)
        return style.words("text", "time-claimed", time=time)
    return style.words("text", "time-unknown")


def _time(time: datetime, style: Style) -> str:
    """Swedish time; to the minute where nobody asks for more."""
    return local(time) if style.verbose else local(time)[:16]


def _proved(report: Report, signature: SignatureReport) -> datetime | None:
    """The time that is proven; without a proof, best-signature-time is only the time now."""
    best = signature.best_signature_time
    return best if best is not None and best < report.validation_time else None


def _is_stamped(report: Report, signature: SignatureReport, proved: datetime) -> bool:
    """Whether a time-stamp proves the time, and not the archive's own statement alone."""
    over = (e for e in report.signatures if e.kind is SignatureKind.DOCUMENT_TIMESTAMP)
    times = (
        stamp.generation_time
        for entry in (signature, *over)
        for stamp in entry.timestamps
        if stamp.indication in _PASSED and stamp.generation_time is not None
    )
    return any(time <= proved for time in times)


def _means(signature: SignatureReport, holds: Holds, style: Style) -> str:
    """The level by the elements and, of a signature that holds, how much of it is confirmed."""
    known = signature.level not in (Level.UNKNOWN, Level.KSI)
    level = signature.level.value if known else (signature.subfilter or signature.level.value)
    confirmed = signature.confirmed_level
    if holds is not Holds.YES or confirmed is None or confirmed is signature.level:
        return neutralise(level)
    told = style.words("text", "level-confirmed", level=confirmed.value)
    return f"{neutralise(level)} ({told})"


def _technical(signature: SignatureReport, holds: Holds, style: Style) -> list[str]:
    """The outcome by its code, the format and the level in law's words, where asked for."""
    if not style.verbose:
        return []
    outcome = signature.indication.value
    if signature.sub_indication is not None:
        outcome += f" / {signature.sub_indication}"
    return [outcome, _means(signature, holds, style), _level(signature, style)]


def _mark(signature: SignatureReport, style: Style) -> list[str]:
    """The mark of a signature that a test authority stands behind, or a login at a test service."""
    login = signature.identity is not None and signature.identity.test
    return [style.words("text", "test-mark-short")] if signature.test or login else []


def _level(signature: SignatureReport, style: Style) -> str:
    """The level in law's words, where it is established."""
    found = signature.qualification
    told = () if found is None else (found.value,)
    if not told or told[0] in _NO_LEVEL:
        return ""
    return style.words("text", "qualification", value=told[0].value)


def _claims(report: Report, row: SignerRow, style: Style) -> Iterator[str]:
    """What the pages say of a person whose signature is not in the file."""
    if SignerSource.SIGNATURE_PAGE in row.sources:
        entry = _page_entry(report, row)
        told = [_time(entry.signed_at, style)] if entry and entry.signed_at else []
        told += [entry.method] if entry and entry.method else []
        key = "on-page-with" if told else "on-page"
        yield style.words("text", key, claims=", ".join(told))
    elif SignerSource.MINUTES in row.sources:
        yield style.words("text", "in-minutes")


def role_words(row: SignerRow, style: Style) -> str:
    """What the person is in the minutes: the offices, or else that they were there; or a seal."""
    if row.kind is SubjectKind.SEAL:
        return style.words("people", "seal")
    offices = [role for role in row.roles if role in _OFFICES]
    return ", ".join(style.words("role", role) for role in offices or row.roles[:1])


_OFFICES = ("chair", "secretary", "to-verify")


def _page_entry(report: Report, row: SignerRow) -> PageSignerReport | None:
    page = report.signature_page
    if page is None or row.page_signer is None:
        return None
    return page.signers[row.page_signer]
