"""The report on a file that a worker process died of: it says why there is no other."""

from datetime import UTC, datetime

from fhvalidate.conclusion import Finding
from fhvalidate.isolated.answers import Digest, NotJudged
from fhvalidate.isolated.examiner import Asked
from fhvalidate.isolated.settings import Settings
from fhvalidate.report.assembly import Circumstances, FileFacts, masking, report_unreadable
from fhvalidate.report.model import Report


def report_not_judged(outcome: NotJudged, file: Digest, asked: Asked, settings: Settings) -> Report:
    """The report that says why the file was not judged, as one on what cannot be read."""
    shows = asked.show_personnummer
    circumstances = Circumstances(
        name=asked.name,
        at=asked.at or settings.at,
        produced_at=datetime.now(UTC),
        policy=asked.policy or settings.policy,
        trust=settings.trust,
        mask=masking(show=settings.show_personnummer if shows is None else shows),
        detail=asked.detail,
    )
    finding = Finding.error(f"not-judged-{outcome.cause}", "", detail=outcome.detail)
    return report_unreadable(FileFacts(file.size, file.sha256), (finding,), circumstances)
