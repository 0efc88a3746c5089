"""`/validate`, `/validateHashcode` and `/getDataFiles`, as SiVa's clients call them.

Every answer is one of SiVa's. What it has no word for has its form: `requestErrors`.
"""

import json
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from fhvalidate.conclusion import Verdict
from fhvalidate.errors import NotJudgedError, RequestRefusedError
from fhvalidate.report.assembly import masking
from fhvalidate.report.json import Json
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.people import attribute_mask
from fhvalidate.web.bodies import read_body, turn_to_decode
from fhvalidate.web.headers import refuse_password_in_address
from fhvalidate.web.judging import Judging
from fhvalidate.web.languages import language_of
from fhvalidate.web.settings import ServiceSettings
from fhvalidate.web.siva.answer import Telling, answer
from fhvalidate.web.siva.request import (
    FAILED,
    MALFORMED,
    TOO_MUCH,
    Asked,
    Errors,
    RequestError,
    read_validate,
    wrong_with_data_files,
    wrong_with_hashcode,
)
from fhvalidate.web.told import told

# SiVa receives 27 MB, which is a document of 20 MB in base64 and what stands around it.
BODY, DOCUMENT = 27, 20
HEADERS = {
    "X-XSS-Protection": "0",
    "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate",
    "Pragma": "no-cache",
    "Expires": "0",
}
_ATTACHED = {"Content-Disposition": 'attachment; filename="api.json"'}
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]  # for which there is nothing
_METHOD = RequestError("methodNotAllowed", "Only the following request methods are supported: POST")
_NOT_FOUND = RequestError("endpointNotFound", "Endpoint not found")
_MEDIA_TYPE = RequestError(
    "contentTypeNotSupported",
    "Only the following content types are supported: application/json, application/*+json",
)

Answer = Callable[[Request, bytes], Awaitable[Response]]


class Endpoint:
    """One path: its method, its media type, its limit; the rest is for whoever answers."""

    def __init__(self, settings: ServiceSettings, judging: Judging, answering: Answer) -> None:
        self._settings = settings
        self._judging = judging
        self._answering = answering
        self._limit = settings.max_bytes * BODY // DOCUMENT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request."""
        request = Request(scope, receive)
        response = _with_headers(await self._answer(request))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(headers={"Allow": "POST,OPTIONS"})
        if request.method != "POST":
            return refused((_METHOD,), 405, {"Allow": "POST"})
        if not _is_json(request.headers.get("content-type", "")):
            return refused((_MEDIA_TYPE,), 415)
        try:
            refuse_password_in_address(request)
            self._judging.admit()
            # No name holds the body here: it is to be gone when it was read.
            return await self._answering(
                request, await read_body(request, self._settings, limit=self._limit)
            )
        except NotJudgedError:
            return refused((FAILED,), 500)
        except RequestRefusedError as error:
            return self._refused(request, error)

    def _refused(self, request: Request, error: RequestRefusedError) -> Response:
        """The answer to what no interface takes; too much is 400 in SiVa, which clients read."""
        if error.code == "service-too-large":
            length = request.headers.get("content-length")
            sent = "body length" if length is None else f"content-length ({length[:30]} bytes)"
            text = f"Request {sent} exceeds request size limit ({self._limit} bytes)"
            answered = refused((RequestError("request", text),), 400)
        else:
            retry = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
            text = error.message(_language_of(request))
            answered = refused((RequestError("request", text),), error.status, retry)
        told().cause = error.code
        return answered


def routes(settings: ServiceSettings, judging: Judging) -> list[BaseRoute]:
    """The paths of SiVa but for its monitoring."""

    async def validate(request: Request, body: bytes) -> Response:
        default = settings.siva_policy
        async with turn_to_decode(request):
            asked = await run_in_threadpool(read_validate, body, default_policy=default)
        del body
        if not isinstance(asked, Asked):
            return refused(asked, 400)
        shows = settings.show_personnummer
        report = await judging.report(asked.document, name=asked.filename, show_personnummer=shows)
        wrong, status = wrong_with_document(report)
        if wrong:
            return refused(wrong, status)
        mask = attribute_mask(masking(show=shows))
        telling = Telling(
            mask(asked.filename),
            asked.policy,
            asked.report_type,
            _language_of(request),
            with_certificates=settings.with_certificates,
        )
        return _json(await run_in_threadpool(_written, report, telling))

    async def validate_hashcode(_: Request, body: bytes) -> Response:
        return refused(wrong_with_hashcode(body), 400)

    async def get_data_files(_: Request, body: bytes) -> Response:
        return refused(wrong_with_data_files(body), 400)

    paths = {
        "/validate": validate,
        "/validateHashcode": validate_hashcode,
        "/getDataFiles": get_data_files,
    }
    return [
        *(Route(path, Endpoint(settings, judging, answering)) for path, answering in paths.items()),
        *(Route(f"{path}/{{rest:path}}", nothing_there, methods=_METHODS) for path in paths),
    ]


async def nothing_there(_: Request) -> Response:
    """The answer below the paths: it has SiVa's form, as what stands above has."""
    return _with_headers(refused((_NOT_FOUND,), 404))


def refuse(request: Request, error: RequestRefusedError) -> Response:
    """The answer to who has no key."""
    text = error.message(_language_of(request))
    answered = _with_headers(refused((RequestError("request", text),), error.status))
    told().cause = error.code
    return answered


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def wrong_with_document(report: Report) -> tuple[Errors, int]:
    """What SiVa answers of a document that cannot be read, and by which status."""
    if report.verdict is not Verdict.UNREADABLE:
        return (), 200
    codes = {finding.code for finding in report.findings}
    if any(code.startswith("not-judged-") for code in codes):
        return (FAILED,), 500
    return ((TOO_MUCH if "limit-exceeded" in codes else MALFORMED),), 400


def refused(errors: Errors, status: int, more: dict[str, str] | None = None) -> Response:
    """The answer to a request that is not answered as it was asked."""
    listed: list[Json] = [{"key": each.key, "message": each.message} for each in errors]
    # What is counted is one of a few: a key may have the place in a list of the sender's.
    told().cause = f"siva-{errors[0].key.partition('[')[0]}"
    headers = {**(more or {}), **(_ATTACHED if status == 400 else {})}  # noqa: PLR2004
    return Response(_octets({"requestErrors": listed}), status, headers, "application/json")


def _json(octets: bytes) -> Response:
    headers = {**_ATTACHED, "Content-Type": "application/json;charset=UTF-8"}
    return Response(octets, headers=headers)


def _written(report: Report, telling: Telling) -> bytes:
    return _octets(answer(report, telling))


def _octets(members: dict[str, Json]) -> bytes:
    """Text of a document can have halves of characters, which UTF-8 has no way to write."""
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _is_json(header: str) -> bool:
    kind = header.partition(";")[0].strip().lower()
    return kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )


def _language_of(request: Request) -> Language:
    """That which is asked for; else English, as SiVa has all its words."""
    asks = "lang" in request.query_params or "accept-language" in request.headers
    return language_of(request) if asks else Language.EN
