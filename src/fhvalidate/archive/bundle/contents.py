"""What a bundle is made of, as the files of its payload."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from fhvalidate.archive.bundle.environment import environment
from fhvalidate.archive.bundle.records import (
    DOCUMENT,
    MANIFEST,
    POLICY,
    REPORT,
    DataRecord,
    DocumentRecord,
    HeldRecord,
    ItemRecord,
    Manifest,
    NamedFile,
    Options,
    PdfARecord,
    RoundRecord,
    TrustRecord,
)
from fhvalidate.conclusion import Finding
from fhvalidate.evidence import NOTICE, Evidence, EvidenceItem, EvidenceKind
from fhvalidate.fetch.recording import Fetching, Round
from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.json import dumps
from fhvalidate.report.model import Report
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.trust.list_cache import dumps_lists
from fhvalidate.trust.lists import TrustedLists
from fhvalidate.validation_data import ValidationData

ANCHOR = "anchor-"  # begins the names of anchors, which are no evidence


@frozen
class Made:
    """A report and all that it was made with.

    Attributes:
        report: with its evidence.
        document: the bytes; None where only the digest is to be kept.
        evidence: what was supplied.
        rounds: what was fetched; `sources` from where, by SHA-256.
        tried: what claims of PDF/A were found to be.
    """

    report: Report
    document: bytes | None = field(repr=False)
    trust: TrustAnchors
    policy: Policy
    evidence: Evidence
    knowledge: Knowledge
    options: Options
    held_since: HeldSince | None = None
    rounds: tuple[Round, ...] = ()
    tried: tuple[PdfARecord, ...] = ()
    sources: Mapping[str, Fetching] = field(default_factory=lambda: FrozenMapping({}))


def report_bytes(report: Report) -> bytes:
    """The report as a bundle holds it: as the command writes it as JSON."""
    return (report.to_json(indent=2) + "\n").encode()


def payload_of(made: Made) -> dict[str, bytes]:
    """The files of the payload by name; the same report and inputs give the same files.

    Raises:
        TypeError: anchors or knowledge that cannot be written down.
    """
    files: dict[str, bytes] = {}
    report = made.report
    if made.document is not None:
        files[DOCUMENT] = made.document
    files[REPORT] = report_bytes(report)
    files[POLICY] = f"{dumps(made.policy, indent=2)}\n".encode()
    items = _items(made)
    files |= {item.file_name: item.der for item in items}
    files |= {f"{ANCHOR}{c.sha256}.crt": c.der for c in made.trust.certificates}
    lists = _lists(made.trust)
    knowledge = _knowledge(made.knowledge)
    files |= {row.file: data for row, data in (*lists, *knowledge)}
    held = made.held_since
    manifest = Manifest(
        notice=NOTICE,
        tool=report.tool,
        environment=environment(),
        validation_time=report.validation_time,
        produced_at=report.produced_at,
        held_since=None if held is None else HeldRecord(held.time, held.sha256),
        document_sha256=report.document.sha256,
        document=DocumentRecord(
            report.document.name,
            report.document.size,
            report.document.sha256,
            None if made.document is None else DOCUMENT,
        ),
        report=NamedFile(report.schema, REPORT, _digest(files[REPORT])),
        policy=NamedFile(made.policy.name, POLICY, _digest(files[POLICY])),
        options=made.options,
        items=tuple(_item_record(item, made.sources) for item in items),
        trust=_trust_record(made.trust),
        supplied=_data_record(made.evidence.data, made.evidence.findings),
        rounds=tuple(
            RoundRecord(
                each.question,
                each.at,
                _data_record(each.gathered.data, each.gathered.findings),
                each.gathered.requests,
            )
            for each in made.rounds
        ),
        pdf_a=made.tried,
        lists=tuple(row for row, _ in lists),
        knowledge=tuple(row for row, _ in knowledge),
    )
    files[MANIFEST] = f"{dumps(manifest, indent=2)}\n".encode()
    return files


def _items(made: Made) -> tuple[EvidenceItem, ...]:
    """Everything at hand, each once: also what was supplied for a document that was not read."""
    given = (made.evidence.data, *(each.gathered.data for each in made.rounds))
    every = (*made.report.evidence, *(item for data in given for item in _data_items(data)))
    unique: dict[tuple[EvidenceKind, str], EvidenceItem] = {}
    for item in every:
        unique.setdefault((item.kind, item.sha256), item)
    return tuple(unique.values())


def _data_items(data: ValidationData) -> Iterator[EvidenceItem]:
    for kind, ders in (
        (EvidenceKind.CERTIFICATE, [c.der for c in data.certificates]),
        (EvidenceKind.CRL, data.revocation.crls),
        (EvidenceKind.OCSP_RESPONSE, data.revocation.ocsp_responses),
    ):
        for der in ders:
            yield EvidenceItem(kind, der, data.origins[_digest(der)])


def _item_record(item: EvidenceItem, sources: Mapping[str, Fetching]) -> ItemRecord:
    fetched = sources.get(item.sha256)
    return ItemRecord(
        item.file_name,
        item.kind.name.lower(),
        item.origin,
        item.sha256,
        len(item.der),
        None if fetched is None else fetched.url,
        None if fetched is None else fetched.at,
    )


def _data_record(data: ValidationData, findings: tuple[Finding, ...]) -> DataRecord:
    return DataRecord(
        tuple(c.sha256 for c in data.certificates),
        tuple(map(_digest, data.revocation.crls)),
        tuple(map(_digest, data.revocation.ocsp_responses)),
        findings,
    )


def _trust_record(trust: TrustAnchors) -> TrustRecord:
    inputs = trust.path_inputs
    initial = inputs.initial_policies
    return TrustRecord(
        certificates=tuple(c.sha256 for c in trust.certificates),
        sources=trust.sources,
        beliefs=trust.beliefs,
        findings=trust.findings,
        test_allowed=trust.test_allowed,
        initial_policies=None if initial is None else tuple(sorted(initial)),
        explicit_policy=inputs.explicit_policy,
        inhibit_policy_mapping=inputs.inhibit_policy_mapping,
        inhibit_any_policy=inputs.inhibit_any_policy,
        listed_until=trust.listed_until,
    )


def _lists(trust: TrustAnchors) -> tuple[tuple[NamedFile, bytes], ...]:
    """The trusted lists, as they were read from their snapshot."""
    found = []
    for number, lists in enumerate(trust.listed, start=1):
        if not isinstance(lists, TrustedLists):
            raise TypeError("only trusted lists can be written into a bundle")
        data = dumps_lists(lists)
        found.append((NamedFile(lists.name, f"lists-{number}.json", _digest(data)), data))
    return tuple(found)


def _knowledge(knowledge: Knowledge) -> tuple[tuple[NamedFile, bytes], ...]:
    """The archive's own profiles and tables; what comes with the package is not written."""
    if knowledge.files is None:
        raise TypeError("Knowledge that is not made of files cannot be written into a bundle")
    return tuple(_numbered(knowledge.files))


def _numbered(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[NamedFile, bytes]]:
    for number, (name, text) in enumerate(texts, start=1):
        data = text.encode()
        yield NamedFile(name, f"knowledge-{number}.toml", _digest(data)), data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
