"""What each address of the interface does with what it is sent."""

import re
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fhvalidate.errors import BusyError, RequestRefusedError, UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.history import RevisionEntry
from fhvalidate.ocr.engine import TextRecognition
from fhvalidate.report.json import dumps
from fhvalidate.report.match_masking import masked_match
from fhvalidate.report.messages import Language, Medium
from fhvalidate.report.revision_masking import masked_entry
from fhvalidate.report.side_by_side_html import render_side_by_side
from fhvalidate.reprint.match import Match
from fhvalidate.side_by_side import SideBySide
from fhvalidate.web.api import answers
from fhvalidate.web.api.documents import Received, received
from fhvalidate.web.api.parameters import LANG, Form, asked, language, question
from fhvalidate.web.bundles import Made
from fhvalidate.web.judging import RETRY_AFTER, Judging
from fhvalidate.web.settings import ServiceSettings

COPIES = ("original", "copy")
UNNAMED = "document.pdf"  # what a page calls a document that came without a name
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@frozen
class Revisions:
    """The revisions of a document, the first one first."""

    revisions: tuple[RevisionEntry, ...]


async def validate(request: Request, settings: ServiceSettings, judging: Judging) -> Response:
    """The report on a document, in the form that is asked for."""
    asks = question(request, settings, datetime.now(UTC))
    if asks.form is Form.BUNDLE and not settings.with_certificates:
        raise RequestRefusedError("service-certificates-withheld", status=403)
    judging.admit()
    sent = await received(request, settings)
    policy = asks.policy or settings.policy
    trust, evidence = judging.trust, judging.evidence
    report = await judging.report(
        sent.file.data,
        name=sent.file.name,
        at=asks.at,
        policy=policy,
        password=sent.password,
        detail=answers.detail_for(asks),
        show_personnummer=settings.show_personnummer,
    )
    exchanged = judging.trust is not trust or judging.evidence is not evidence
    if asks.form is Form.BUNDLE and exchanged:  # which one judged is not known
        raise BusyError(retry_after=RETRY_AFTER)
    shows, detail = settings.show_personnummer, answers.detail_for(asks)
    made = Made(sent.file.data, trust, policy, shows, detail, evidence)
    return await run_in_threadpool(answers.answer, report, asks, made)


async def match(request: Request, settings: ServiceSettings, judging: Judging) -> Response:
    """How much of an original a copy has, and every word that differs."""
    _spoken(request)
    judging.admit_operation()
    sent = await received(request, settings, wanted=COPIES)
    files = {name: sent.files[name].data for name in COPIES}
    try:
        found: Match = await judging.operate(
            Match, "match", files=files, recognition=TextRecognition.IF_AVAILABLE
        )
    except UnreadableError as error:
        raise _unreadable(error, ", ".join(COPIES)) from error
    shown = found if settings.show_personnummer else masked_match(found)
    return Response(dumps(shown), media_type=answers.JSON)


async def revisions(request: Request, settings: ServiceSettings, judging: Judging) -> Response:
    """The revisions of a document: who closed which, and what each one changed."""
    _spoken(request)
    judging.admit_operation()
    entries = await _entries(await received(request, settings), judging)
    if not settings.show_personnummer:
        entries = tuple(map(masked_entry, entries))
    return Response(dumps(Revisions(entries)), media_type=answers.JSON)


async def revision(request: Request, settings: ServiceSettings, judging: Judging) -> Response:
    """The bytes of one revision, which are what its signers signed."""
    _spoken(request)
    number = str(request.path_params["number"])
    if not _NUMBER.fullmatch(number):
        raise RequestRefusedError("service-not-found", status=404)
    judging.admit_operation()
    sent = await received(request, settings)
    entries = await _entries(sent, judging)
    if int(number) > len(entries):
        count = str(len(entries))
        raise RequestRefusedError("service-revision-unknown", status=404, count=count)
    data = sent.file.data[: entries[int(number) - 1].end]
    return answers.saved(data, answers.PDF, f"revision-{number}.pdf")


async def side_by_side(request: Request, settings: ServiceSettings, judging: Judging) -> Response:
    """What each signer signed, beside what the document shows now, as a page with pictures."""
    spoken = _spoken(request)
    judging.admit_operation()
    sent = await received(request, settings)
    files, name = {"file": sent.file.data}, sent.file.name or UNNAMED
    try:
        shown: SideBySide = await judging.operate(
            SideBySide, "side-by-side", files=files, password=sent.password
        )
    except UnreadableError as error:
        raise _unreadable(error, "file") from error
    report = await judging.report(sent.file.data, name=name, password=sent.password)
    shows = settings.show_personnummer

    def made() -> str:
        return render_side_by_side(
            shown,
            report=report,
            name=name,
            language=spoken,
            show_personnummer=shows,
            medium=Medium.SERVICE,
        )

    return answers.page(await run_in_threadpool(made), spoken)


def _spoken(request: Request) -> Language:
    """The language of a page; of an answer in JSON, that of what may be wrong."""
    return language(request, asked(request, (LANG,)))


async def _entries(sent: Received, judging: Judging) -> tuple[RevisionEntry, ...]:
    files = {"file": sent.file.data}
    try:
        found: tuple[RevisionEntry, ...] = await judging.operate(
            tuple[RevisionEntry, ...], "revisions", files=files, password=sent.password
        )
    except UnreadableError as error:
        raise _unreadable(error, "file") from error
    return found


def _unreadable(error: UnreadableError, file: str) -> RequestRefusedError:
    """What to answer where there is nothing to compare or list; `file` is the form's field."""
    file = str(error.detail.get("file", file))
    return RequestRefusedError(
        "service-document-unreadable", status=422, file=file, reason=error.code
    )
