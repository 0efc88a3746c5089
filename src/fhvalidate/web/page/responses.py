"""What the page answers with: whole pages, its own files, and refusals that can be read."""

from collections.abc import Awaitable, Callable, Iterable
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from fhvalidate.errors import RequestRefusedError, UnreadableError
from fhvalidate.report.html_parts import Html, sheets
from fhvalidate.report.messages import Medium, sentence
from fhvalidate.web.page.frame import START, Frame, whole
from fhvalidate.web.page.markup import tag
from fhvalidate.web.told import told

_SCRIPT, _SHEET = "text/javascript", "text/css"
# The files of the page, by their names there: the kind of each, and where its text is.
_OF_REPORTS = {"report.css": "page.css", "side-by-side.css": "side_by_side.css"}
NO_FILE = "no-file"  # the cause in the log where a form came without one
OWN_FILES = ("page.css", "page.js", *_OF_REPORTS)


def page(
    body: Iterable[Html],
    frame: Frame,
    *,
    title: str = "",
    here: str = START,
    sheets: Iterable[str] = (),
    status: int = 200,
) -> Response:
    """A whole page; a page without a title of its own has that of the service."""
    shown = whole(body, frame, title=title or frame.say("title"), here=here, sheets=sheets)
    headers = {"Content-Language": str(frame.language), "Vary": "Accept-Language"}
    return HTMLResponse(shown, status, headers)


def refused(error: RequestRefusedError, frame: Frame) -> Response:
    """Why a form was not answered, as a page."""
    told().cause = error.code
    answer = _told(error.message(frame.language), frame, status=error.status)
    if error.retry_after:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def unreadable(error: UnreadableError, frame: Frame, *, first: str = "") -> Response:
    """Why nothing can be shown of a file, as a page; `first` is a key of what is said before."""
    told().cause = error.code
    why = sentence(frame.language, error.code, error.detail, medium=Medium.PAGE)
    before = frame.say(first) if first else ""
    return _told(f"{before} {why}".strip(), frame, status=422)


def nothing(frame: Frame) -> Response:
    """That no file was chosen, as a page."""
    told().cause = NO_FILE
    return _told(frame.say("no-file"), frame, status=400)


def own_file(name: str) -> Callable[[Request], Awaitable[Response]]:
    """What answers with one of the page's own files, which is read once."""
    if name in _OF_REPORTS:
        text = sheets(_OF_REPORTS[name])
    else:
        text = files("fhvalidate.web.page").joinpath(name).read_text(encoding="utf-8")
    kind = _SCRIPT if name.endswith(".js") else _SHEET

    async def answer(_: Request) -> Response:
        return Response(text, media_type=kind)

    return answer


def _told(why: str, frame: Frame, *, status: int) -> Response:
    body = (
        tag("h1", frame.say("refused"), class_="plain"),
        tag("p", why, class_="error", id="why"),
        tag("p", tag("a", frame.say("back"), href=frame.at(START))),
    )
    return page(body, frame, title=frame.say("refused"), status=status)
