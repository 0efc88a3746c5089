"""The headers of every answer: what a browser may load, keep and be framed by; a form's origin."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fhvalidate.errors import RequestRefusedError

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
EVERY_ANSWER = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# Of a form that was sent from a page: ours, or none at all (an address typed, a program).
_OURS = frozenset({"", "same-origin", "none"})

_PASSWORDS = frozenset({"password", "x-document-password"})


class SecurityHeaders:
    """Adds the headers to every answer that does not say otherwise itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in EVERY_ANSWER.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def refuse_foreign_form(request: Request) -> None:
    """Refuses a form that another site's page has sent (Fetch Metadata, `Sec-Fetch-Site`).

    There is no cookie that it could use; but nobody's browser is to judge for others. A browser
    that does not send the header sends `Origin` with a form.

    Raises:
        RequestRefusedError: `service-foreign-form`.
    """
    site = request.headers.get("sec-fetch-site", "")
    origin = request.headers.get("origin", "")
    host = request.headers.get("host", "")
    foreign = bool(origin) and not site and origin.partition("://")[2] != host
    if site not in _OURS or foreign:
        raise RequestRefusedError("service-foreign-form", status=403)


def refuse_password_in_address(request: Request) -> None:
    """Refuses a password where web servers log it; who sent it is to know that it was there.

    Raises:
        RequestRefusedError: `service-password-in-address`.
    """
    if any(name.lower() in _PASSWORDS for name in request.query_params):
        raise RequestRefusedError("service-password-in-address", status=400)
