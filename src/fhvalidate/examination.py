"""The journey for one file, in its steps: read, judge, compare, say. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.errors import UnreadableError
from fhvalidate.evidence import Item, items_of
from fhvalidate.pdf.document import Document, read_document
from fhvalidate.pdf.signed_revision import read_signed_revisions, with_shown
from fhvalidate.pdf.text import PagesText, read_pages
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.policy import Policy
from fhvalidate.reconcile.assurance import with_assurance
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.reconcile.people import read_identities, read_people
from fhvalidate.report.assembly import (
    Circumstances,
    FileFacts,
    report_document,
    report_unreadable,
)
from fhvalidate.report.model import Report
from fhvalidate.report.signatures import report_signature
from fhvalidate.reprint.rules import LOST, Facts, judge_reprint
from fhvalidate.signature import Signature, read_signature
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.chains import chain_finder
from fhvalidate.validation.context import Context
from fhvalidate.validation.document import verdict_on
from fhvalidate.validation.level import level_of
from fhvalidate.validation.process import validate_signatures
from fhvalidate.validation.proofs import objects_of_signature, objects_of_store
from fhvalidate.validation_data import ValidationData, from_security_store, joined


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is examined: the bytes, the password that opens them, and what is known beside them."""

    data: bytes = field(repr=False)
    password: str = field(default="", repr=False)
    supplied: ValidationData = field(default_factory=ValidationData)
    knowledge: Knowledge = field(default_factory=Knowledge.built_in)


@dataclass(frozen=True, slots=True)
class Examined:
    """The report, and the evidence that it rests on."""

    report: Report
    items: tuple[Item, ...] = ()


def examine(inputs: Inputs, circumstances: Circumstances) -> Examined:
    """The report on the bytes: pure, and the same for the same input."""
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
    # 1. Read the signatures, and gather what is at hand for their validation.
    text = _text(document)
    placed = tuple(
        with_shown(item, document, text.pages)
        for item in read_signed_revisions(document, policy.limits)
    )
    signatures = tuple(read_signature(item, policy.limits) for item in placed)
    at_hand = gathered(document, signatures, inputs.supplied, policy)
    # 2. Judge each signature.
    chains = chain_finder(at_hand, circumstances.trust, policy)
    context = Context(circumstances.at, circumstances.trust, policy, at_hand, chains)
    poes = provided_proofs(document, signatures, circumstances)
    results = validate_signatures(signatures, document.data, poes, context)
    identities = read_identities(results, inputs.knowledge)
    results = with_assurance(results, identities, at_least=policy.preservation.assurance_level)
    limited = _limits_passed(document, len(placed), policy)
    verdict, findings = verdict_on(document, results, policy, limited=bool(limited))
    # 3. Read what the pages claim, and lay minutes, page and certificates side by side.
    people = read_people(text.pages, results, identities, inputs.knowledge)
    # 4. Is it the original?
    reprint = judge_reprint(Facts(document, results, verdict, people.page, people.marks))
    if reprint.verdict in LOST:
        verdict = Verdict.REPRINTED
    # 5. Say it.
    notes = (
        *_trust_notes(circumstances.trust),
        *limited,
        *findings,
        *_data_notes(at_hand, circumstances),
        *_text_notes(text),
        *people.findings,
    )
    report = report_document(
        document,
        verdict=verdict,
        findings=notes,
        signatures=tuple(
            report_signature(
                index,
                result,
                document,
                level=level_of(
                    result.signature, signatures, document.security_store, result.basic.path
                ),
                at=circumstances.at,
                mask=circumstances.mask,
                identity=identities[index],
            )
            for index, result in enumerate(results)
        ),
        people=people,
        reprint=reprint,
        circumstances=circumstances,
    )
    return Examined(report, tuple(items_of(at_hand, signatures)))


def gathered(
    document: Document, signatures: Iterable[Signature], supplied: ValidationData, policy: Policy
) -> ValidationData:
    """Everything at hand: the file's own first, then what was supplied."""
    limit = policy.limits.certificates_in_dss
    signatures = tuple(signatures)
    carried = [s.validation_data for s in signatures]
    stamped = [stamp.validation_data for s in signatures for stamp in s.timestamps]
    store = from_security_store(document.security_store, limit=limit)
    return joined((*carried, *stamped, store, supplied))


def provided_proofs(
    document: Document, signatures: Iterable[Signature], circumstances: Circumstances
) -> ProofsOfExistence:
    """The archive's own statement as proofs: everything in the file existed when it came in."""
    poes = ProofsOfExistence(circumstances.at)
    if circumstances.held_since is None:
        return poes
    objects = set(objects_of_store(document.security_store))
    for signature in signatures:
        objects |= objects_of_signature(signature)
    return poes.adding(objects, at=circumstances.held_since)


def _is_locked(error: UnreadableError) -> bool:
    return error.code in {"password-needed", "password-wrong", "encryption-unsupported"}


def _text(document: Document) -> PagesText:
    return read_pages(document.data, password=document.password, max_pages=document.pages or 0)


def _trust_notes(trust: TrustAnchors) -> tuple[Finding, ...]:
    return () if trust.certificates else (Finding.warning("no-trust-anchors"),)


def _data_notes(at_hand: ValidationData, circumstances: Circumstances) -> tuple[Finding, ...]:
    notes = []
    if at_hand.unreadable:
        notes.append(Finding.info("certificate-unreadable", "", count=at_hand.unreadable))
    if circumstances.held_since is not None:
        clause = "EN 319 102-1, 5.6.3.2"
        notes.append(Finding.info("held-since", clause, held_since=circumstances.held_since))
    return tuple(notes)


def _text_notes(text: PagesText) -> tuple[Finding, ...]:
    return (Finding.warning("text-unreadable"),) if text.unreadable or text.truncated else ()


def _limits_passed(document: Document, signatures: int, policy: Policy) -> tuple[Finding, ...]:
    """A finding for each limit that kept something from being judged."""
    limits = policy.limits
    counts = {
        # Those past the limit are not read, so as many as it allows may be too many.
        "signatures": (max(signatures + 1, len(document.fields.filled)), limits.signatures),
        "revisions": (len(document.revisions), limits.revisions - 1),
        "pages": (document.pages or 0, limits.pages),
    }
    return tuple(
        Finding.error("limit-exceeded", "", what=what, limit=limit, found=found)
        for what, (found, limit) in counts.items()
        if found > limit
    )
