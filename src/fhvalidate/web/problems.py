"""What is wrong with a request, as `application/problem+json` (RFC 9457)."""

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from fhvalidate.errors import RequestRefusedError
from fhvalidate.report.messages import Language
from fhvalidate.web.languages import language_of
from fhvalidate.web.problem_types import type_of
from fhvalidate.web.told import told

Handler = Callable[[Request, Exception], Awaitable[Response]]
MEDIA_TYPE = "application/problem+json"


def problem(error: RequestRefusedError, language: Language) -> Response:
    """The answer: `status`, `code`, which is a key of the catalogue, and `title` in words.

    `type` is a name, which docs/reference/problems.md has a heading for; `code` is its last part.
    """
    body = {
        "type": type_of(error.code),
        "title": error.message(language),
        "status": error.status,
        "code": error.code,
    }
    headers = {"Content-Language": str(language)}
    if error.retry_after:
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:  # noqa: PLR2004 - RFC 9110, 15.5.2: it says how to be let in
        headers["WWW-Authenticate"] = "Bearer"
    told().cause = error.code
    return Response(
        json.dumps(body, ensure_ascii=False), error.status, headers, media_type=MEDIA_TYPE
    )


async def refused(request: Request, error: Exception) -> Response:
    """The answer to a request that an interface refused, where it has no answer of its own."""
    if not isinstance(error, RequestRefusedError):
        raise error
    return problem(error, language_of(request))


async def not_found(request: Request, _: Exception) -> Response:
    """The answer where there is nothing."""
    return problem(RequestRefusedError("service-not-found", status=404), language_of(request))


async def not_allowed(request: Request, error: Exception) -> Response:
    """The answer to a method that the path does not have; it says which it has."""
    refusal = RequestRefusedError("service-method-not-allowed", status=405)
    answer = problem(refusal, language_of(request))
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer
