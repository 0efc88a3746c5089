"""The routes of the page, and what its forms lead to."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from fhvalidate.errors import BusyError, RequestRefusedError, UnreadableError
from fhvalidate.ocr.engine import TextRecognition
from fhvalidate.report.match_masking import masked_match
from fhvalidate.report.messages import Medium
from fhvalidate.report.page_names import namer
from fhvalidate.report.side_by_side_html import side_by_side_parts
from fhvalidate.reprint.match import Match
from fhvalidate.side_by_side import SideBySide
from fhvalidate.web.bodies import read_form
from fhvalidate.web.bundles import Made, bundle
from fhvalidate.web.current import current
from fhvalidate.web.headers import refuse_foreign_form, refuse_password_in_address
from fhvalidate.web.judging import RETRY_AFTER, Judging
from fhvalidate.web.languages import language_of
from fhvalidate.web.page.accessibility import accessibility_parts
from fhvalidate.web.page.answers import Answer, answer, failed
from fhvalidate.web.page.chosen import Chosen, chosen_files, only_file
from fhvalidate.web.page.compared import Names, compared_parts
from fhvalidate.web.page.frame import (
    ACCESSIBILITY,
    BUNDLE,
    COMPARE,
    EXAMINE,
    SIDE_BY_SIDE,
    START,
    Frame,
)
from fhvalidate.web.page.responses import (
    NO_FILE,
    OWN_FILES,
    nothing,
    own_file,
    page,
    refused,
    unreadable,
)
from fhvalidate.web.page.start import answered_parts, start_parts, summary
from fhvalidate.web.settings import ServiceSettings
from fhvalidate.web.told import defect, told

Ask = Callable[[Request, Frame], Awaitable[Response]]


def routes(settings: ServiceSettings, judging: Judging) -> list[BaseRoute]:
    """The page, its files, and what its forms lead to."""
    forms = _Forms(settings, judging)
    asked = {EXAMINE: forms.examined, SIDE_BY_SIDE: forms.side_by_side, COMPARE: forms.compared}
    if settings.with_certificates:
        asked[BUNDLE] = forms.bundled
    read = {START: _start, ACCESSIBILITY: _accessibility}
    return [
        *(Route(path, forms.framed(ask), methods=["GET"]) for path, ask in read.items()),
        *(
            Route(path, forms.framed(ask, form=True), methods=["POST"])
            for path, ask in asked.items()
        ),
        *(Route(f"/page/{name}", own_file(name), methods=["GET"]) for name in OWN_FILES),
        Route("/page/{rest:path}", forms.framed(_nowhere), methods=["GET", "POST"]),
    ]


class _Forms:
    """What the forms lead to."""

    def __init__(self, settings: ServiceSettings, judging: Judging) -> None:
        self._settings = settings
        self._judging = judging

    def framed(self, ask: Ask, *, form: bool = False) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint: in the language that is asked for, refusals as a page to read."""

        async def endpoint(request: Request) -> Response:
            settings = current(request.scope) or self._settings
            frame = Frame(settings, language_of(request))
            try:
                refuse_password_in_address(request)
                if form:
                    refuse_foreign_form(request)
                    self._judging.admit()
                return await ask(request, frame)
            except RequestRefusedError as error:
                return refused(error, frame)

        return endpoint

    async def examined(self, request: Request, frame: Frame) -> Response:
        """The answers on the files of a form."""
        form = await read_form(request, self._settings)
        chosen = chosen_files(form, "files", self._settings)
        if not chosen:
            told().cause = NO_FILE
            return page(start_parts(frame, error=frame.say("no-file")), frame, status=400)
        password = form.fields.get("password", "")
        turns = asyncio.Semaphore(self._settings.workers)  # the rest of the queue is others'

        async def one(number: int, upload: Chosen) -> Answer:
            async with turns:
                return await self._answer(upload, password, str(number), frame)

        found = await asyncio.gather(*(one(n, each) for n, each in enumerate(chosen, start=1)))
        title = f"{summary(frame, found)} \N{EN DASH} {frame.say('title')}"
        return page(answered_parts(frame, found), frame, title=title)

    async def side_by_side(self, request: Request, frame: Frame) -> Response:
        """What was signed beside what is shown, page by page."""
        form = await read_form(request, self._settings, files=1)
        upload = only_file(form, "file", self._settings)
        if upload is None:
            return nothing(frame)
        password = form.fields.get("password", "")
        try:
            shown = await self._judging.operate(
                SideBySide, "side-by-side", files={"file": upload.data}, password=password
            )
        except UnreadableError as error:
            return unreadable(error, frame)
        report = await self._judging.report(upload.data, name=upload.name, password=password)
        title, parts = side_by_side_parts(
            shown,
            report,
            name=upload.name,
            language=frame.language,
            show_personnummer=self._settings.show_personnummer,
            medium=Medium.PAGE,
        )
        return page(parts, frame, title=title, sheets=("side-by-side",))

    async def compared(self, request: Request, frame: Frame) -> Response:
        """What a copy has of an original."""
        form = await read_form(request, self._settings, files=2)
        copy, original = (
            only_file(form, "file", self._settings),
            only_file(form, "original", self._settings),
        )
        if copy is None or original is None:
            return nothing(frame)
        try:
            found = await self._judging.operate(
                Match,
                "match",
                files={"original": original.data, "copy": copy.data},
                recognition=TextRecognition.IF_AVAILABLE,
            )
        except UnreadableError as error:
            which = "original" if error.detail.get("file") == "original" else "copy"
            return unreadable(error, frame, first=f"compare-unread-{which}")
        if not self._settings.show_personnummer:
            found = masked_match(found)
        names = Names(original.shown, copy.shown)
        return page(compared_parts(found, names, frame), frame, title=frame.say("compared"))

    async def bundled(self, request: Request, frame: Frame) -> Response:
        """The evidence of one file, to be kept."""
        form = await read_form(request, self._settings, files=1)
        upload = only_file(form, "file", self._settings)
        if upload is None:
            return nothing(frame)
        settings, judging = self._settings, self._judging
        trust, evidence = judging.trust, judging.evidence
        report = await judging.report(
            upload.data, name=upload.name, password=form.fields.get("password", "")
        )
        if judging.trust is not trust or judging.evidence is not evidence:
            raise BusyError(retry_after=RETRY_AFTER)  # which one judged is not known
        shows = settings.show_personnummer
        made = Made(upload.data, trust, settings.policy, shows, evidence=evidence)
        data = await asyncio.to_thread(bundle, report, made)
        name = namer(".evidence.zip")(report.document.name)
        ascii_name = "".join(
            c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name
        )
        return Response(
            data,
            headers={"Content-Disposition": f'attachment; filename="{ascii_name}"'},
            media_type="application/zip",
        )

    async def _answer(self, upload: Chosen, password: str, number: str, frame: Frame) -> Answer:
        try:
            report = await self._judging.report(upload.data, name=upload.name, password=password)
        except RequestRefusedError as error:
            told().cause = error.code
            return failed(upload.shown, error.code, error.detail, frame)
        # Some milliseconds of words and escapes, for which nobody else has to wait.
        made = partial(answer, report, frame, number=number, locked=bool(password))
        try:
            return await asyncio.to_thread(made)
        except Exception as error:  # noqa: BLE001 - the answers on the other files hold all the same
            told().cause = defect(error)
            return failed(upload.shown, "service-failed", {}, frame)


async def _start(_: Request, frame: Frame) -> Response:
    return page(start_parts(frame), frame)


async def _nowhere(_: Request, frame: Frame) -> Response:
    """What people read who come to an address of the page that there is not."""
    del frame
    raise RequestRefusedError("service-not-found", status=404)


async def _accessibility(_: Request, frame: Frame) -> Response:
    title = frame.say("access-title")
    return page(accessibility_parts(frame), frame, title=title, here=ACCESSIBILITY)
