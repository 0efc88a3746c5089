"""The journey for one file, in its steps: read, judge, compare, say. Pure."""

from dataclasses import field, replace

from fhvalidate.claims import read_claims, read_text, text_notes
from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.constraints import Excess
from fhvalidate.errors import UnreadableError
from fhvalidate.evidence import items_of
from fhvalidate.fetch.evidence import Gather
from fhvalidate.frozen import frozen
from fhvalidate.gathering import Judged, judge, trust_notes
from fhvalidate.ocr.engine import AskEngine, NotInstalled
from fhvalidate.pdf.document.document import Document, read_document
from fhvalidate.pdf.revisions.shown_revisions import with_own_looks, with_shown
from fhvalidate.pdf.revisions.signed_revision import SignedRevision, read_signed_revisions
from fhvalidate.pdf_a.answer import TryPdfA
from fhvalidate.preservation import held_to_policy, pdf_a_findings, tried_pdf_a
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.reconcile.listed_signers import (
    InTheirStead,
    Listed,
    Surroundings,
    compare_listed,
    judge_listed,
)
from fhvalidate.reconcile.people import People, read_identities, read_people
from fhvalidate.report.assembly import Circumstances, FileFacts, report_document, report_unreadable
from fhvalidate.report.established import Known, established, report_objects
from fhvalidate.report.model import AttachmentReport, Report
from fhvalidate.report.people import attribute_mask
from fhvalidate.report.provable import report_provable
from fhvalidate.report.signatures import report_signatures
from fhvalidate.reprint.facts import Facts
from fhvalidate.reprint.outcome import outcome
from fhvalidate.reprint.reading import PagesRead
from fhvalidate.reprint.rules import judge_reprint
from fhvalidate.reprint.verdict import ReprintVerdict
from fhvalidate.source_file import SourceFile
from fhvalidate.validation.confirmed_level import confirmed_levels_of
from fhvalidate.validation.document import verdict_on
from fhvalidate.validation.held_since import Weighed, held_within
from fhvalidate.validation.limits import DRAWING, limits_passed
from fhvalidate.validation.process import SignatureResult, anchors_of
from fhvalidate.validation_data import ValidationData

MAX_DEPTH = 2  # files within files: a portfolio may hold a file with a signed appendix


@frozen
class Inputs:
    """What is examined: the bytes, the password that opens them, and what is known beside them.

    Attributes:
        knowledge: of vendors' signature pages and of identity providers.
        engine: asks for what reads pages without text.
        depth: how many files the bytes lie within.
        fetch: what fetches missing evidence, if it may be fetched.
        pdf_a: what tries whether it is the PDF/A that it claims to be.
        noticed: what is wrong with the evidence that was given.
        file: whose bytes they are, where they are not all of it.
        barred: why the pages are not to be unpacked, drawn and read; None: they are.
    """

    data: bytes = field(repr=False)
    password: str = field(default="", repr=False)
    supplied: ValidationData = field(default_factory=ValidationData)
    knowledge: Knowledge = field(default_factory=Knowledge.built_in)
    engine: AskEngine = NotInstalled
    depth: int = 0
    fetch: Gather | None = None
    pdf_a: TryPdfA | None = None
    noticed: tuple[Finding, ...] = ()
    file: SourceFile | None = None
    barred: Finding | None = None


@frozen
class Examined:
    """The report.

    Attributes:
        contradicted: what was said of the archive's own statement, where the bytes contradict it.
    """

    report: Report
    contradicted: Finding | None = None


@frozen
class _Within:
    """What came of the files within a file.

    Attributes:
        reports: on those that are signed.
        notes: on those that were not looked into.
        contradicted: what was said of the archive's own statement, where one contradicts it.
    """

    reports: tuple[AttachmentReport, ...]
    notes: tuple[Finding, ...]
    contradicted: Finding | None


def examine(inputs: Inputs, circumstances: Circumstances) -> Examined:
    """The report on the bytes: pure, and the same for the same input, engine and fetched data."""
    limits = circumstances.policy.limits
    try:
        document = read_document(inputs.data, password=inputs.password, limits=limits)
    except UnreadableError as error:
        finding = Finding.error(error.code, "", **error.detail)
        file = inputs.file or SourceFile("", inputs.data, len(inputs.data))
        if error.detail.get("what") == "file_size":
            finding = Finding.error(error.code, "", **{**error.detail, "found": file.size})
        facts = FileFacts(file.size, file.sha256, _is_locked(error))
        return Examined(report_unreadable(facts, (finding,), circumstances))
    return _examine_document(document, inputs, circumstances)


def _examine_document(document: Document, inputs: Inputs, circumstances: Circumstances) -> Examined:
    policy = circumstances.policy
    if inputs.barred is not None:
        document = replace(document, pages_barred=document.pages_barred or Excess(DRAWING, 0, None))
    # 1. Read the signatures, and what was signed and what is shown.
    text, contents = read_text(document, policy.limits)
    placed = read_signed_revisions(document, policy.limits)
    placed = with_own_looks(with_shown(placed, document, policy.limits), document, policy.limits)
    # 2. Judge each signature, by everything at hand for its validation; and the files within it.
    judged, within = _judged(document, placed, inputs, circumstances)
    at_hand = judged.data
    signatures = tuple(result.signature for result in judged.results)
    identities = read_identities(judged.results, inputs.knowledge, policy.limits)
    results = held_to_policy(judged.results, identities, at_hand, circumstances)
    pdf_a = tried_pdf_a(document, inputs.pdf_a)
    limited = limits_passed(document, placed, at_hand, policy, barred=inputs.barred)
    cut = any(each.code == "signatures-not-examined" for each in limited)
    asked = pdf_a_findings(pdf_a, policy.preservation)
    verdict, findings = verdict_on(document, results, asked=asked, limited=bool(limited))
    # 3. Read what the pages claim, and lay minutes, page and certificates side by side.
    read = read_claims(
        document, text, contents, engine=inputs.engine, profiles=inputs.knowledge.profiles
    )
    people = read_people(read.pages, read.page, read.marks, results, identities, is_cut=cut)
    # 4. Is it the original?
    read = replace(read, page=people.page)
    signed = tuple(item.name for item in within.reports if item.report.signatures)
    # Whose signatures are beyond the limit is not known, so nobody is missing.
    listed = compare_listed(
        results, identities, None if cut else _around(read, people, inputs.knowledge)
    )
    reprint = judge_reprint(_facts(document, results, verdict, read, signed, listed, inputs.engine))
    verdict, why = outcome(verdict, reprint)
    verdict, unsigned_by = judge_listed(verdict, listed, policy.signature.listed_signers)
    if reprint.verdict is ReprintVerdict.RESEALED:
        unsigned_by = ()  # whose signatures are gone is said with it
    # 5. Say it.
    notes = (
        *trust_notes(circumstances),
        *inputs.noticed,
        *judged.findings,
        *limited,
        *findings,
        *why,
        *unsigned_by,
        *_data_notes(judged),
        *text_notes(text, read, inputs.engine),
        *within.notes,
        *people.findings,
    )
    levels = confirmed_levels_of(results, document.security_store, policy)
    known = Known(at_hand, document, judged.poes)
    found = established(results, judged.provable, known, circumstances)
    report = report_document(
        document,
        verdict=verdict,
        findings=notes,
        signatures=report_signatures(document, levels, identities, found),
        people=people,
        pdf_a=pdf_a,
        reprint=reprint,
        attachments=within.reports,
        objects=report_objects(found),
        provable=report_provable(found.provable.document, circumstances.mask),
        evidence=tuple(items_of(at_hand, signatures, anchors_of(results))),
        circumstances=circumstances,
    )
    contradicted = within.contradicted
    if judged.held is not None and judged.held.contradicted:
        contradicted = judged.held.finding
    return Examined(report, contradicted)


def judged_signatures(inputs: Inputs, circumstances: Circumstances, *, looked: bool) -> Judged:
    """The signatures alone, judged; `looked`: by what is shown too, as `examine` does.

    Raises:
        UnreadableError: the bytes cannot be read as a PDF.
    """
    limits = circumstances.policy.limits
    document = read_document(inputs.data, password=inputs.password, limits=limits)
    placed = read_signed_revisions(document, limits)
    if looked:
        placed = with_own_looks(with_shown(placed, document, limits), document, limits)
    return judge(document, placed, inputs.supplied, circumstances, None)


def _is_locked(error: UnreadableError) -> bool:
    return error.code in {"password-needed", "password-wrong", "encryption-unsupported"}


def _facts(  # noqa: PLR0917 - each is a part of what is judged
    document: Document,
    results: tuple[SignatureResult, ...],
    verdict: Verdict,
    read: PagesRead,
    attached: tuple[str, ...],
    listed: Listed,
    engine: AskEngine,
) -> Facts:
    return Facts(
        document=document,
        results=results,
        verdict=verdict,
        page=read.page,
        marks=read.marks,
        mentions=read.mentions,
        contents=read.contents,
        scans=read.scans,
        unread=read.unread,
        lacking=_lacking(engine) if read.unread else "nothing",
        attached=attached,
        missing=listed.missing,
        in_their_stead=listed.in_their_stead is not None,
        certified=listed.in_their_stead is InTheirStead.CERTIFIER,
    )


def _lacking(engine: AskEngine) -> str:
    at_hand = engine()
    return str(at_hand.lacking) if isinstance(at_hand, NotInstalled) else "nothing"


def _around(read: PagesRead, people: People, knowledge: Knowledge) -> Surroundings | None:
    if read.page is None:
        return None
    return Surroundings(read.page, people.minutes, read.pages, knowledge.tables.sealing)


def _judged(
    document: Document,
    placed: tuple[SignedRevision, ...],
    inputs: Inputs,
    circumstances: Circumstances,
) -> tuple[Judged, _Within]:
    """What came of the signatures, and of the files within; the archive's statement is on both.

    A file within that contradicts the statement contradicts it for all the bytes.
    """
    judged = judge(document, placed, inputs.supplied, circumstances, inputs.fetch)
    within = _examined_within(document, inputs, circumstances, judged.held)
    if within.contradicted is None:
        return judged, within
    circumstances = replace(circumstances, held_since=None)
    judged = judge(document, placed, inputs.supplied, circumstances, inputs.fetch)
    judged = replace(judged, findings=(*judged.findings, within.contradicted))
    examined = _examined_within(document, inputs, circumstances, None)
    return judged, replace(examined, contradicted=within.contradicted)


def _examined_within(
    document: Document, inputs: Inputs, circumstances: Circumstances, held: Weighed | None
) -> _Within:
    """The reports on signed files within the file, and a finding on those not looked into."""
    files = [file for file in document.embedded if file.data is not None]
    # Those whose bytes show a signature come first; one that was saved anew hides it.
    files.sort(key=lambda file: b"/ByteRange" not in (file.data or b""))
    limit = circumstances.policy.limits.attachments if inputs.depth < MAX_DEPTH else 0
    examined = []
    shown = attribute_mask(circumstances.mask)
    for file in files[:limit]:
        since = held_within(circumstances.held_since, held, file.data or b"")
        found = examine(
            replace(inputs, data=file.data or b"", file=None, password="", depth=inputs.depth + 1),
            replace(circumstances, name=file.name, held_since=since),
        )
        examined.append((AttachmentReport(shown(file.name), found.report), found))
    signed = (item for item, _ in examined if item.report.signatures or item.report.attachments)
    passed_over = max(len(files) - limit, 0)
    notes = (Finding.warning("attachments-not-examined", count=passed_over),)
    contradicted = next(filter(None, (found.contradicted for _, found in examined)), None)
    return _Within(tuple(signed), notes if passed_over else (), contradicted)


def _data_notes(judged: Judged) -> tuple[Finding, ...]:
    notes = []
    if judged.data.unreadable:
        notes.append(Finding.info("certificate-unreadable", "", count=judged.data.unreadable))
    if judged.held is not None:
        notes.append(judged.held.finding)
    return tuple(notes)
