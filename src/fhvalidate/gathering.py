"""Judging, and fetching in bounded rounds what the judgement lacked; without a fetcher, once."""

from dataclasses import dataclass, field

from fhvalidate.conclusion import Finding
from fhvalidate.fetch.evidence import MAX_REQUESTS, Gather
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.report.assembly import Circumstances
from fhvalidate.signature import Signature
from fhvalidate.trust.lists import list_notes, lists_of
from fhvalidate.validation.chains import chain_finder
from fhvalidate.validation.context import Context
from fhvalidate.validation.missing import Missing, missing_evidence
from fhvalidate.validation.process import SignatureResult, validate_signatures
from fhvalidate.validation_data import ValidationData

MAX_ROUNDS = 4  # issuers, their issuers, then revocation data; a bridge adds one


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged: the signatures of a file, its bytes, and what is proven from outside."""

    signatures: tuple[Signature, ...]
    data: bytes = field(repr=False)
    poes: ProofsOfExistence


@dataclass(frozen=True, slots=True)
class Judged:
    """The results, everything that was at hand in the end, and what came of fetching."""

    results: tuple[SignatureResult, ...]
    data: ValidationData
    findings: tuple[Finding, ...] = ()


def judge(
    case: Case, at_hand: ValidationData, circumstances: Circumstances, fetch: Gather | None
) -> Judged:
    """The results by the evidence at hand, and by what could be fetched beside it."""
    context = _context(at_hand, circumstances)
    results = validate_signatures(case.signatures, case.data, case.poes, context)
    asked: set[Missing] = set()
    notes: list[Finding] = []
    left = MAX_REQUESTS
    for _ in range(MAX_ROUNDS if fetch is not None else 0):
        missing = tuple(m for m in missing_evidence(results) if m not in asked)
        if fetch is None or not missing:
            break
        asked.update(missing)
        gathered = fetch(missing, left, circumstances.produced_at)
        left -= gathered.requests
        notes += gathered.findings
        context = _context(context.data.adding(gathered.data), circumstances)
        results = validate_signatures(case.signatures, case.data, case.poes, context)
    if asked:
        unanswered = {m.certificate: m for m in missing_evidence(results) if m in asked}
        notes += (
            Finding.warning("evidence-still-missing", "EN 319 102-1, 5.2.6", subject=c.subject)
            for c in unanswered
        )
    return Judged(results, context.data, tuple(notes))


def trust_notes(circumstances: Circumstances) -> tuple[Finding, ...]:
    """What the reader must know of the anchors before anything else."""
    trust = circumstances.trust
    lists = lists_of(trust.listed)
    expired = () if lists is None else list_notes(lists, at=circumstances.at)
    if trust.count:
        return (*trust.findings, *expired)
    name = circumstances.name or "FILE"
    return (Finding.warning("no-trust-anchors", name=name), *trust.findings, *expired)


def _context(data: ValidationData, circumstances: Circumstances) -> Context:
    trust, policy = circumstances.trust, circumstances.policy
    chains = chain_finder(data, trust, policy)
    return Context(circumstances.at, trust, policy, data, chains)
