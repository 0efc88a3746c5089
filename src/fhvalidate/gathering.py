"""What is at hand, judged by; and what the judgement lacked, fetched in bounded rounds.

Without a fetcher, judged once.
"""

from collections.abc import Iterable
from dataclasses import field, replace

from fhvalidate.conclusion import Finding, Indication
from fhvalidate.fetch.evidence import MAX_REQUESTS, Gather
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.revisions.signed_revision import SignedRevision
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.policy import Policy
from fhvalidate.report.assembly import Circumstances
from fhvalidate.signature import Signature, read_signatures
from fhvalidate.trust.lists import list_notes, lists_of
from fhvalidate.validation.chains import chain_finder
from fhvalidate.validation.context import Context
from fhvalidate.validation.held_since import Weighed, read_statement, weigh_statement
from fhvalidate.validation.missing import Missing, missing_evidence
from fhvalidate.validation.process import SignatureResult, validate_signatures
from fhvalidate.validation.provable import Provables, provable_until
from fhvalidate.validation_data import ValidationData, from_security_store, joined

MAX_ROUNDS = 4  # issuers, their issuers, then revocation data; a bridge adds one


@frozen
class Judged:
    """The results, everything that was at hand in the end, and what came of fetching.

    Attributes:
        context: what they were judged by in the end.
        poes: what was proven from outside: by the archive's own statement.
        held: what came of that, where it made one.
        provable: until when the results pass by what is at hand.
    """

    results: tuple[SignatureResult, ...]
    context: Context
    poes: ProofsOfExistence
    findings: tuple[Finding, ...] = ()
    held: Weighed | None = None
    provable: Provables = field(default_factory=Provables)

    @property
    def data(self) -> ValidationData:
        """Everything that was at hand."""
        return self.context.data


def judge(
    document: Document,
    placed: Iterable[SignedRevision],
    supplied: ValidationData,
    circumstances: Circumstances,
    fetch: Gather | None,
) -> Judged:
    """The results by the evidence at hand, and by what could be fetched beside it."""
    limits = circumstances.policy.limits
    signatures = read_signatures(placed, document.security_store, limits)
    at_hand = gathered(document, signatures, supplied, circumstances.policy)
    held = circumstances.held_since
    stated = None if held is None else read_statement(held, document, signatures, limits)

    def judged_by(context: Context) -> Judged:
        """The results, and what the archive's own statement proves by the evidence at hand."""
        proven = None if stated is None else weigh_statement(stated, document, signatures, context)
        poes = ProofsOfExistence(circumstances.at) if proven is None else proven.poes
        results = validate_signatures(signatures, document.data, poes, context)
        return Judged(results, context, poes, held=proven)

    judged = judged_by(_context(at_hand, circumstances))
    asked: set[Missing] = set()
    notes: list[Finding] = []
    left = MAX_REQUESTS
    for _ in range(MAX_ROUNDS if fetch is not None else 0):
        missing = tuple(m for m in missing_evidence(judged.results) if m not in asked)
        if fetch is None or not missing:
            break
        asked.update(missing)
        fetched = fetch(missing, left, circumstances.produced_at)
        left -= fetched.requests
        notes += fetched.findings
        judged = judged_by(_context(judged.data.adding(fetched.data), circumstances))
    if asked:
        unanswered = {m.certificate: m for m in missing_evidence(judged.results) if m in asked}
        notes += (
            Finding.warning("evidence-still-missing", "EN 319 102-1, 5.2.6", subject=c.subject)
            for c in unanswered
        )
    notes += _fetchable(judged.results, circumstances) if fetch is None else ()
    provable = provable_until(judged.results, document.data, judged.poes, judged.context)
    return replace(judged, findings=tuple(notes), provable=provable)


def _fetchable(
    results: Iterable[SignatureResult], circumstances: Circumstances
) -> tuple[Finding, ...]:
    """That what is missing has an address. Where nobody is believed, nothing fetched would help."""
    if not circumstances.trust.count:
        return ()
    # What passes needs nothing, and nothing that is fetched mends what is broken.
    open_ = (r for r in results if r.conclusion.indication is Indication.INDETERMINATE)
    missing = missing_evidence(open_)
    if not missing:
        return ()
    urls = tuple(dict.fromkeys(url for each in missing for url in each.urls))
    return (Finding.warning("evidence-can-be-fetched", "EN 319 102-1, 5.2.6", where=urls),)


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


def trust_notes(circumstances: Circumstances) -> tuple[Finding, ...]:
    """What the reader must know of the anchors before anything else."""
    trust = circumstances.trust
    lists = lists_of(trust.listed)
    expired = () if lists is None else list_notes(lists, at=circumstances.at)
    if trust.count:
        return (*trust.findings, *expired)
    return (Finding.warning("no-trust-anchors"), *trust.findings, *expired)


def _context(data: ValidationData, circumstances: Circumstances) -> Context:
    trust, policy = circumstances.trust, circumstances.policy
    chains = chain_finder(data, trust, policy)
    return Context(circumstances.at, trust, policy, data, chains)
