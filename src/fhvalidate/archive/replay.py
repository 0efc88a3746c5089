"""Whether a report comes out the same when it is made again from its bundle: what agrees, what not.

Everything is judged as the bundle says that it was judged: by its anchors, at its time. That says
nothing of whether those anchors deserve belief; only a seal that leads to an anchor of one's own
says that the bundle is what it was.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from fhvalidate.archive.bundle.contents import Made, report_bytes
from fhvalidate.archive.bundle.environment import environment
from fhvalidate.archive.bundle.records import Component, Manifest, PdfARecord
from fhvalidate.archive.bundle.seal import SealReport
from fhvalidate.conclusion import Verdict
from fhvalidate.fetch.evidence import Gather, Gathered
from fhvalidate.fetch.recording import Round, question_of
from fhvalidate.frozen import frozen
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.pdf_a.answer import NotRun, PdfAAnswer, TryPdfA
from fhvalidate.report.json import Json
from fhvalidate.report.model import Report
from fhvalidate.report.reading_values import NotOfThisKindError
from fhvalidate.validation.missing import Missing
from fhvalidate.version import __version__

MAX_TOLD = 40  # members that differ, and are told
_WORDS = frozenset({"sv", "en"})  # texts for people, which are rewritten from version to version
_TOOL = "tool"


class Outcome(StrEnum):
    """What came of making the report again."""

    SAME_BYTES = "same-bytes"
    SAME_VERDICT = "same-verdict"  # by another version, which says it in other words
    DIFFERS = "differs"


@frozen
class VersionChange:
    """A program or library that is another now; None: it is not there."""

    name: str
    then: str | None
    now: str | None


@frozen
class Replayed:
    """What came of making the report of a bundle again.

    Attributes:
        then, now: the verdicts.
        differences: the members that differ, at most `MAX_TOLD`.
        sealed: whether the bundle is sealed, and by whom.
    """

    outcome: Outcome
    document: str
    document_sha256: str
    validation_time: datetime
    produced_at: datetime
    then: Verdict
    now: Verdict
    differences: tuple[str, ...]
    versions: tuple[VersionChange, ...]
    seal: SealReport


Judge = Callable[[Made], Report]


def replayed(
    made: Made, kept: bytes, manifest: Manifest, *, seal: SealReport, judge: Judge
) -> Replayed:
    """What comes of making the report again.

    Args:
        made: what the report was made with.
        kept: the report as the bundle holds it.
        manifest: what else the bundle says.
        seal: what came of its seal.
        judge: what makes the report again, from all of it.
    """
    report = judge(made)
    now = report_bytes(report)
    versions = tuple(_changed(manifest))
    differences = () if now == kept else tuple(_differences(kept, now))
    material = [path for path, weighs in differences if weighs]
    if now == kept:
        outcome = Outcome.SAME_BYTES
    elif material or not versions:
        outcome = Outcome.DIFFERS
    else:
        outcome = Outcome.SAME_VERDICT
    told = material or [path for path, _ in differences]
    return Replayed(
        outcome=outcome,
        document=mask_attribute(report.document.name),
        document_sha256=report.document.sha256,
        validation_time=report.validation_time,
        produced_at=report.produced_at,
        then=made.report.verdict,
        now=report.verdict,
        differences=tuple(told[:MAX_TOLD]),
        versions=versions,
        seal=seal,
    )


def answering(rounds: Iterable[Round]) -> Gather:
    """What answers as the network did then, and to every other question nothing."""
    known = {each.question: each.gathered for each in rounds}

    def gather(missing: tuple[Missing, ...], _: int, __: datetime) -> Gathered:
        return known.get(question_of(missing), Gathered())

    return gather


def having_tried(answers: Iterable[PdfARecord]) -> TryPdfA | None:
    """What says of claims of PDF/A what was said then; None where nothing was tried."""
    known = {(each.sha256, each.flavour): each.answer for each in answers}
    if not known:
        return None

    def tries(data: bytes, flavour: str) -> PdfAAnswer:
        found = known.get((hashlib.sha256(data).hexdigest(), flavour))
        return found or PdfAAnswer.not_run(NotRun.NO_PROGRAM)

    return tries


def _changed(manifest: Manifest) -> Iterator[VersionChange]:
    """What of the environment is not as it was."""
    tool = (Component(manifest.tool.name, manifest.tool.version),)
    then = {each.name: each.version for each in (*tool, *manifest.environment)}
    now = {each.name: each.version for each in environment()}
    now["fhvalidate"] = __version__
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            yield VersionChange(name, then.get(name), now.get(name))


def _differences(kept: bytes, made: bytes) -> Iterator[tuple[str, bool]]:
    """The members that differ, and whether that is more than other words or a new member.

    Raises:
        NotOfThisKindError: the report of the bundle is no JSON.
    """
    try:
        then, now = json.loads(kept), json.loads(made)
    except (ValueError, RecursionError) as error:
        raise NotOfThisKindError("not JSON") from error
    if then == now:
        yield "", True  # the same report, written otherwise: no version of ours does that
    yield from _between(then, now, "")


def _between(then: Json, now: Json, path: str) -> Iterator[tuple[str, bool]]:
    if isinstance(then, dict) and isinstance(now, dict):
        for key in (*then, *(name for name in now if name not in then)):
            inner = f"{path}.{key}" if path else key
            if key not in then or key not in now:
                yield inner, key not in now
            elif key in _WORDS or inner.partition(".")[0] == _TOOL:
                if then[key] != now[key]:
                    yield inner, False
            else:
                yield from _between(then[key], now[key], inner)
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for number, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _between(one, other, f"{path}[{number}]")
    elif then != now or type(then) is not type(now):
        # Places on a page are measured by libraries, which round each in its own way.
        yield path, not (isinstance(then, float) and isinstance(now, float))
