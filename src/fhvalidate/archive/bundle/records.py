"""What the manifest of a bundle says (`fhvalidate/bundle/2`): all that a report depends on.

The names are a contract, as those of the report are: members may be added, none changes meaning.
Files are named as in the payload of the bag, without `data/`.
"""

from dataclasses import field
from datetime import datetime
from typing import Literal

from fhvalidate.conclusion import Finding
from fhvalidate.frozen import frozen
from fhvalidate.ocr.engine import TextRecognition
from fhvalidate.pdf_a.answer import PdfAAnswer
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Tool
from fhvalidate.trust.beliefs import FOREVER, Belief, TrustSource

FORMAT: Literal["fhvalidate/bundle/2"] = "fhvalidate/bundle/2"
MANIFEST, REPORT, DOCUMENT, POLICY = "manifest.json", "report.json", "document.pdf", "policy.json"


@frozen
class NamedFile:
    """One file of the payload with its digest, and what it is called elsewhere."""

    name: str
    file: str
    sha256: str


@frozen
class DocumentRecord:
    """The document; `file` is None where only its digest was kept."""

    name: str
    size: int
    sha256: str
    file: str | None


@frozen
class HeldRecord:
    """The archive's own statement: since when it has held the bytes, or those of a revision."""

    time: datetime
    sha256: str | None


@frozen
class Options:
    """What was chosen of what a report shows and looks at; `fetched`: whether it could fetch."""

    detail: Detail
    show_personnummer: bool
    text_recognition: TextRecognition
    fetched: bool


@frozen
class ItemRecord:
    """One object that was at hand.

    Attributes:
        origin: where it lay: in the document (`cms`, `dss`, `document`), `supplied`, `fetched`, or
            in the configuration (`trust`).
        fetched_from, fetched_at: the address and the time, where it was fetched.
    """

    file: str
    kind: str
    origin: str
    sha256: str
    size: int
    fetched_from: str | None = None
    fetched_at: datetime | None = None


@frozen
class DataRecord:
    """Validation data as it was given, in its order: the SHA-256 of each object."""

    certificates: tuple[str, ...] = ()
    crls: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@frozen
class RoundRecord:
    """What was fetched when something was missing; `question` is the digest of what was."""

    question: str
    at: datetime
    answer: DataRecord
    requests: int


@frozen
class PdfARecord:
    """What a program said of the claim of PDF/A of the file with the digest."""

    sha256: str
    flavour: str
    answer: PdfAAnswer


@frozen
class TrustRecord:
    """Who was believed, for what and when; `certificates` are SHA-256 digests."""

    certificates: tuple[str, ...]
    sources: tuple[TrustSource, ...]
    beliefs: tuple[Belief, ...]
    findings: tuple[Finding, ...]
    test_allowed: bool
    initial_policies: tuple[str, ...] | None
    explicit_policy: bool
    inhibit_policy_mapping: bool
    inhibit_any_policy: bool
    listed_until: datetime = FOREVER


@frozen
class Component:
    """A program or a library that took part, and its version."""

    name: str
    version: str


@frozen
class Manifest:
    """What a bundle holds, and what its report was made with.

    Attributes:
        items: every object that was at hand.
        supplied: what was given beside the document.
        rounds: what was fetched.
        pdf_a: what claims of PDF/A were found to be.
        knowledge: the archive's own profiles and tables, in their order.
    """

    notice: str
    tool: Tool
    environment: tuple[Component, ...]
    validation_time: datetime
    produced_at: datetime
    held_since: HeldRecord | None
    document_sha256: str
    document: DocumentRecord
    report: NamedFile
    policy: NamedFile
    options: Options
    items: tuple[ItemRecord, ...]
    trust: TrustRecord
    supplied: DataRecord = field(default_factory=DataRecord)
    rounds: tuple[RoundRecord, ...] = ()
    pdf_a: tuple[PdfARecord, ...] = ()
    lists: tuple[NamedFile, ...] = ()
    knowledge: tuple[NamedFile, ...] = ()
    format: Literal["fhvalidate/bundle/2"] = FORMAT
