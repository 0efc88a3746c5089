"""Keeping a report with all that it was made with: what is noted meanwhile, and the bundle."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

from fhvalidate.archive.bundle.bag import SEAL, TAG_MANIFEST, bag_of, write_bag
from fhvalidate.archive.bundle.contents import Made, payload_of
from fhvalidate.archive.bundle.records import Options, PdfARecord
from fhvalidate.evidence import Evidence
from fhvalidate.fetch.recording import Recording
from fhvalidate.frozen import frozen
from fhvalidate.pdf_a.answer import PdfAAnswer, TryPdfA
from fhvalidate.poe import HeldSince, stated
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.source_file import SourceFile
from fhvalidate.trust.anchors import TrustAnchors

Seal = Callable[[bytes], bytes]  # from the tag manifest to a time-stamp over it


@dataclass(slots=True)
class Trying:
    """Has claims of PDF/A tried, and remembers the answers by the file and the claim."""

    tries: TryPdfA
    answers: dict[tuple[str, str], PdfARecord] = field(default_factory=dict)

    def __call__(self, data: bytes, flavour: str) -> PdfAAnswer:
        """As `tries` does."""
        answer = self.tries(data, flavour)
        sha256 = hashlib.sha256(data).hexdigest()
        self.answers[sha256, flavour] = PdfARecord(sha256, flavour, answer)
        return answer


@frozen
class Keeping:
    """What a report is made with, in order to be kept.

    Attributes:
        recording: what fetches, and notes what it fetched; None: nothing is fetched.
        trying: what tries claims of PDF/A, and notes the answers; None: nothing is tried.
    """

    trust: TrustAnchors
    policy: Policy
    evidence: Evidence
    knowledge: Knowledge
    options: Options
    held_since: HeldSince | None
    recording: Recording | None
    trying: "Trying | None"

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Keeping":
        """For the arguments of `fhvalidate.validate`, by their names."""
        fetch = given["fetch"]
        return cls(
            trust=given["trust"],
            policy=given["policy"] or Policy.named("default"),
            evidence=given["evidence"] or Evidence(),
            knowledge=given["knowledge"] or Knowledge.built_in(),
            options=Options(
                detail=Detail(given["detail"]),
                show_personnummer=given["show_personnummer"],
                text_recognition=given["text_recognition"],
                fetched=fetch is not None,
            ),
            held_since=stated(given["held_since"]),
            recording=None if fetch is None else Recording(fetch),
            trying=None if given["pdf_a"] is None else Trying(given["pdf_a"]),
        )

    @property
    def asked(self) -> dict[str, Any]:
        """Those of the arguments that answer while the report is made, and note it."""
        return {"fetch": self.recording, "pdf_a": self.trying}


@frozen
class KeepAs:
    """Where a bundle is written, and how.

    Attributes:
        path: a folder, or a ZIP archive where the name ends in `.zip`.
        document: whether the document itself is part of it, or its digest alone.
        seal: what time-stamps the tag manifest; not sealed without.
    """

    path: str | PathLike[str]
    document: bool = True
    seal: Seal | None = None


def keep_bundle(
    report: Report, file: SourceFile, keeping: Keeping, to: str | PathLike[str] | KeepAs
) -> None:
    """Writes the bundle of the report.

    Args:
        report: with its evidence.
        file: the document; only its digest is kept where it was not read whole.
        keeping: what the report was made with.
        to: where to.

    Raises:
        UsageError: `evidence-not-writable`, `evidence-folder-in-use`; what the seal raises. Then
            nothing was written.
        TypeError: anchors or knowledge that cannot be written down.
    """
    target = to if isinstance(to, KeepAs) else KeepAs(to)
    write_bag(bag_kept(report, file, keeping, target), target.path)


def bag_kept(
    report: Report, file: SourceFile, keeping: Keeping, target: KeepAs
) -> Mapping[str, bytes]:
    """The files of that bundle, by name; nothing is written.

    Raises:
        TypeError: as `keep_bundle`; what the seal raises is passed on.
    """
    whole = len(file.data) == file.size
    recording = keeping.recording
    made = Made(
        report=report,
        document=file.data if target.document and whole else None,
        trust=keeping.trust,
        policy=keeping.policy,
        evidence=keeping.evidence,
        knowledge=keeping.knowledge,
        options=keeping.options,
        held_since=keeping.held_since,
        rounds=() if recording is None else tuple(recording.rounds.values()),
        tried=() if keeping.trying is None else tuple(keeping.trying.answers.values()),
        sources={} if recording is None else recording.sources,
    )
    bag = bag_of(payload_of(made), day=report.produced_at.date().isoformat())
    if target.seal is not None:
        bag[SEAL] = target.seal(bag[TAG_MANIFEST])
    return bag
