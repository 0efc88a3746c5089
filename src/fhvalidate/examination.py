"""The journey for one file, in its steps: read, judge, compare, say. Pure."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.evidence import Item, items_of
from fhvalidate.fetch.evidence import Gather
from fhvalidate.gathering import judge, trust_notes
from fhvalidate.ocr.engine import Engine, NotInstalled
from fhvalidate.ocr.recognise import recognise_pages
from fhvalidate.pdf.document.document import Document, read_document
from fhvalidate.pdf.pages.page_content import PageContent, read_pages_and_contents
from fhvalidate.pdf.pages.page_lines import Page
from fhvalidate.pdf.pages.text import PagesText
from fhvalidate.pdf.revisions.shown_revisions import with_own_looks, with_shown
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from fhvalidate.reconcile.assurance import with_assurance
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.reconcile.listed_signers import (
    InTheirStead,
    Listed,
    Surroundings,
    compare_listed,
    judge_listed,
)
from fhvalidate.reconcile.people import People, read_identities, read_people
from fhvalidate.report.assembly import (
    Circumstances,
    FileFacts,
    report_document,
    report_unreadable,
)
from fhvalidate.report.model import AttachmentReport, Report
from fhvalidate.report.people import attribute_mask
from fhvalidate.report.qualification import qualification_of
from fhvalidate.report.signatures import report_signature
from fhvalidate.reprint.facts import Facts
from fhvalidate.reprint.outcome import outcome
from fhvalidate.reprint.reading import PagesRead, read_for_claims
from fhvalidate.reprint.rules import judge_reprint
from fhvalidate.reprint.verdict import ReprintVerdict
from fhvalidate.trust.lists import lists_of
from fhvalidate.validation.document import verdict_on
from fhvalidate.validation.level import levels_of
from fhvalidate.validation.limits import limits_passed
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation_data import ValidationData

MAX_DEPTH = 2  # files within files: a portfolio may hold a file with a signed appendix


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is examined: the bytes, the password that opens them, and what is known beside them.

    Attributes:
        knowledge: of vendors' signature pages and of identity providers.
        engine: what reads pages without text.
        depth: how many files the bytes lie within.
        fetch: what fetches missing evidence, if it may be fetched.
    """

    data: bytes = field(repr=False)
    password: str = field(default="", repr=False)
    supplied: ValidationData = field(default_factory=ValidationData)
    knowledge: Knowledge = field(default_factory=Knowledge.built_in)
    engine: Engine | NotInstalled = field(default_factory=NotInstalled)
    depth: int = 0
    fetch: Gather | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """The report, and the evidence that it rests on."""

    report: Report
    items: tuple[Item, ...] = ()


def examine(inputs: Inputs, circumstances: Circumstances) -> Examined:
    """The report on the bytes: pure, and the same for the same input, engine and fetched data."""
    limits = circumstances.policy.limits
    try:
        document = read_document(inputs.data, password=inputs.password, limits=limits)
    except UnreadableError as error:
        finding = Finding.error(error.code, "", **error.detail)
        digest = hashlib.sha256(inputs.data).hexdigest()
        facts = FileFacts(len(inputs.data), digest, _is_locked(error))
        return Examined(report_unreadable(facts, (finding,), circumstances))
    return _examine_document(document, inputs, circumstances)


def _examine_document(document: Document, inputs: Inputs, circumstances: Circumstances) -> Examined:
    policy = circumstances.policy
    # 1. Read the signatures, and what was signed and what is shown.
    text, contents = _text(document, policy.limits)
    placed = read_signed_revisions(document, policy.limits)
    placed = with_own_looks(with_shown(placed, document, policy.limits), document, policy.limits)
    # 2. Judge each signature, by everything at hand for its validation.
    judged = judge(document, placed, inputs.supplied, circumstances, inputs.fetch)
    at_hand = judged.data
    signatures = tuple(result.signature for result in judged.results)
    identities = read_identities(judged.results, inputs.knowledge)
    required = policy.preservation.assurance_level
    results = with_assurance(judged.results, identities, at_least=required)
    limited = limits_passed(document, placed, at_hand, policy)
    verdict, findings = verdict_on(document, results, policy, limited=bool(limited))
    # 3. Read what the pages claim, and lay minutes, page and certificates side by side.
    read = _read_claims(document, text, contents, inputs)
    people = read_people(read.pages, read.page, read.marks, results, identities)
    # 4. Look into the files within it.
    attachments, passed_over = _attachments(document, inputs, circumstances)
    # 5. Is it the original?
    within = tuple(item.name for item in attachments if item.report.signatures)
    around = _around(read, people, inputs.knowledge)
    listed = compare_listed(results, identities, around)
    reprint = judge_reprint(_facts(document, results, verdict, read, within, listed))
    verdict, why = outcome(verdict, reprint)
    verdict, unsigned_by = judge_listed(verdict, listed, policy.signature.listed_signers)
    if reprint.verdict is ReprintVerdict.RESEALED:
        unsigned_by = ()  # whose signatures are gone is said with it
    # 6. Say it.
    notes = (
        *trust_notes(circumstances),
        *judged.findings,
        *limited,
        *findings,
        *why,
        *unsigned_by,
        *_data_notes(at_hand, circumstances),
        *_text_notes(text, read, inputs.engine),
        *passed_over,
        *people.findings,
    )
    lists = lists_of(circumstances.trust.listed)
    levels = levels_of(results, document.security_store)
    report = report_document(
        document,
        verdict=verdict,
        findings=notes,
        signatures=tuple(
            report_signature(
                index,
                result,
                document,
                level=levels[index],
                circumstances=circumstances,
                qualification=qualification_of(
                    result, lists, (*at_hand.certificates, *circumstances.trust.certificates)
                ),
                identity=identities[index],
            )
            for index, result in enumerate(results)
        ),
        people=people,
        reprint=reprint,
        attachments=attachments,
        circumstances=circumstances,
    )
    return Examined(report, tuple(items_of(at_hand, signatures)))


def judged_signatures(inputs: Inputs, circumstances: Circumstances) -> tuple[SignatureResult, ...]:
    """The results on the signatures alone.

    Raises:
        UnreadableError: the bytes cannot be read as a PDF.
    """
    limits = circumstances.policy.limits
    document = read_document(inputs.data, password=inputs.password, limits=limits)
    placed = read_signed_revisions(document, limits)
    return judge(document, placed, inputs.supplied, circumstances, None).results


def _is_locked(error: UnreadableError) -> bool:
    return error.code in {"password-needed", "password-wrong", "encryption-unsupported"}


def _text(document: Document, limits: Limits) -> tuple[PagesText, tuple[PageContent, ...]]:
    return read_pages_and_contents(
        document.data,
        password=document.password,
        max_pages=document.pages or 0,
        max_characters=limits.text_characters,
    )


def _read_claims(
    document: Document, text: PagesText, contents: tuple[PageContent, ...], inputs: Inputs
) -> PagesRead:
    def recognise(numbers: tuple[int, ...]) -> Iterable[Page]:
        engine = inputs.engine
        if isinstance(engine, NotInstalled):
            return ()
        password = document.password
        return recognise_pages(document.data, password=password, numbers=numbers, engine=engine)

    profiles = inputs.knowledge.profiles
    return read_for_claims(document, text.pages, contents, profiles=profiles, recognise=recognise)


def _facts(  # noqa: PLR0917 - each is a part of what is judged
    document: Document,
    results: tuple[SignatureResult, ...],
    verdict: Verdict,
    read: PagesRead,
    attached: tuple[str, ...],
    listed: Listed,
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
        attached=attached,
        missing=listed.missing,
        in_their_stead=listed.in_their_stead is not None,
        certified=listed.in_their_stead is InTheirStead.CERTIFIER,
    )


def _around(read: PagesRead, people: People, knowledge: Knowledge) -> Surroundings | None:
    if read.page is None:
        return None
    return Surroundings(read.page, people.minutes, read.pages, knowledge.tables.sealing)


def _attachments(
    document: Document, inputs: Inputs, circumstances: Circumstances
) -> tuple[tuple[AttachmentReport, ...], tuple[Finding, ...]]:
    """The reports on signed files within the file, and a finding on those not looked into."""
    within = [file for file in document.embedded if file.data is not None]
    # Those whose bytes show a signature come first; one that was saved anew hides it.
    within.sort(key=lambda file: b"/ByteRange" not in (file.data or b""))
    limit = circumstances.policy.limits.attachments if inputs.depth < MAX_DEPTH else 0
    reports = (
        AttachmentReport(
            attribute_mask(circumstances.mask)(file.name),
            examine(
                replace(inputs, data=file.data or b"", password="", depth=inputs.depth + 1),
                replace(circumstances, name=file.name),
            ).report,
        )
        for file in within[:limit]
    )
    signed = tuple(item for item in reports if item.report.signatures or item.report.attachments)
    passed_over = max(len(within) - limit, 0)
    notes = (Finding.warning("attachments-not-examined", count=passed_over),)
    return signed, notes if passed_over else ()


def _data_notes(at_hand: ValidationData, circumstances: Circumstances) -> tuple[Finding, ...]:
    notes = []
    if at_hand.unreadable:
        notes.append(Finding.info("certificate-unreadable", "", count=at_hand.unreadable))
    if circumstances.held_since is not None:
        clause = "EN 319 102-1, 5.6.3.2"
        notes.append(Finding.info("held-since", clause, held_since=circumstances.held_since))
    return tuple(notes)


def _text_notes(
    text: PagesText, read: PagesRead, engine: Engine | NotInstalled
) -> Iterator[Finding]:
    if text.unreadable or text.truncated:
        yield Finding.warning("text-unreadable")
    if read.recognised and not isinstance(engine, NotInstalled):
        yield Finding.info("text-recognised", "", pages=read.recognised, engine=engine.name)
