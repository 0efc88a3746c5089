"""The routes of the interface of our own."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from fhvalidate.errors import RequestRefusedError
from fhvalidate.report.detail import Detail
from fhvalidate.web.bodies import read_body
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings


def routes(settings: ServiceSettings, judging: Judging) -> list[BaseRoute]:
    """`POST /api/v1/validate`: a PDF in, its report as JSON out."""

    async def validate(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/pdf":
            raise RequestRefusedError("service-media-type", status=415)
        judging.admit()
        data = await read_body(request, settings)
        report = await judging.report(data, detail=Detail.DEFAULT)
        return Response(report.to_json(), media_type="application/json")

    return [Route("/api/v1/validate", validate, methods=["POST"])]
