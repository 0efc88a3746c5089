"""`validateSignature` and `getOriginalDocuments`, as DSS's clients call them.

An error is the status 500 with the bare message as its body, as DSS's own service answers. What no
interface takes has its own status: what is too large, who has no key, and a queue that is full.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from fhvalidate.errors import RequestRefusedError
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.web.bodies import read_body, turn_to_decode
from fhvalidate.web.dss.answer import original_documents, reports, wrong_with_document
from fhvalidate.web.dss.request import STATUS, Asked, read_asked
from fhvalidate.web.headers import refuse_password_in_address
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings
from fhvalidate.web.told import told

PATH = "/services/rest/validation"
BASE64, FRAMING = 4 / 3, 1 << 20  # what a document becomes, and what may stand around it
MEDIA_TYPE = "application/json"
Endpoint = Callable[[Request], Awaitable[Response]]


def routes(settings: ServiceSettings, judging: Judging) -> list[BaseRoute]:
    """The paths of DSS's service for validation."""
    limit = int(settings.max_bytes * BASE64) + FRAMING

    async def asked_of(request: Request) -> Asked:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != MEDIA_TYPE and not (kind.startswith("application/") and kind.endswith("+json")):
            raise RequestRefusedError("service-media-type", status=415, wanted=MEDIA_TYPE)
        judging.admit()
        body = await read_body(request, settings, limit=limit)
        async with turn_to_decode(request):
            asked = await run_in_threadpool(read_asked, body)  # of 20 MB, a fifth of a second
        if len(asked.document) > settings.max_bytes:
            size = str(settings.max_bytes)
            raise RequestRefusedError("service-too-large", status=413, limit=size)
        return asked

    def answering(make: Callable[[Report, Asked], bytes]) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            asked = await asked_of(request)
            report = await judging.report(asked.document, name=asked.name, at=asked.at)
            wrong = wrong_with_document(report)
            if wrong is not None:
                return _failed(wrong, STATUS, "dss-unreadable")
            made = await run_in_threadpool(make, report, asked)
            return Response(made, media_type=MEDIA_TYPE)

        return _refusing(endpoint)

    validated = partial(reports, with_certificates=settings.with_certificates)
    made = (("validateSignature", validated), ("getOriginalDocuments", original_documents))
    return [Route(f"{PATH}/{name}", answering(make), methods=["POST"]) for name, make in made]


def refuse(_: Request, error: RequestRefusedError) -> Response:
    """A refusal as DSS has errors, with a status of its own."""
    retry = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return _failed(error.message(Language.EN), error.status, error.code, retry)


def _refusing(answering: Endpoint) -> Endpoint:
    """The same, with refusals as DSS has them."""

    async def answer(request: Request) -> Response:
        try:
            refuse_password_in_address(request)
            return await answering(request)
        except RequestRefusedError as error:
            return refuse(request, error)

    return answer


def _failed(text: str, status: int, cause: str, headers: dict[str, str] | None = None) -> Response:
    """The bare message: it is no JSON, and DSS calls it that."""
    told().cause = cause
    return Response(text.encode("utf-8", "replace"), status, headers, MEDIA_TYPE)
