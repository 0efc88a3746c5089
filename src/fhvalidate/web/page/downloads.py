"""What can be kept of an answer: files that are part of the page, as nothing is stored here.

A link holds its file itself (`data:`), so that it is there with and without a script, and asks
the service for nothing.
"""

import base64
from collections.abc import Iterator

from fhvalidate.archive.etsi_report.validation_report import etsi
from fhvalidate.archive.premis import premis
from fhvalidate.report.html import render_html
from fhvalidate.report.html_parts import Html
from fhvalidate.report.in_medium import in_medium
from fhvalidate.report.messages import Medium
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import namer
from fhvalidate.web.page.frame import Frame
from fhvalidate.web.page.markup import tag

_KINDS = {"html": "text/html", "json": "application/json", "etsi": "text/xml", "premis": "text/xml"}
_ENDS = {"html": ".html", "json": ".json", "etsi": ".etsi.xml", "premis": ".premis.xml"}


def downloads(report: Report, frame: Frame) -> Html:
    """The links, each with what the file is for."""
    items = []
    for form, data in _files(report, frame):
        name = namer(_ENDS[form])(report.document.name)
        address = f"data:{_KINDS[form]};base64,{base64.b64encode(data).decode('ascii')}"
        link = tag("a", frame.say(f"save-{form}"), href=address, download=name)
        items.append(tag("li", link, f" – {frame.say(f'save-{form}-for')}"))  # noqa: RUF001
    return tag("ul", *items)


def _page(report: Report, frame: Frame) -> str:
    return render_html(report, language=frame.language, medium=Medium.SERVICE)


def _files(report: Report, frame: Frame) -> Iterator[tuple[str, bytes]]:
    yield "html", _page(report, frame).encode()
    yield "json", report.to_json().encode()
    told = in_medium(report, Medium.SERVICE)
    if all(each.details is not None for each in report.signatures):  # of full detail, as asked for
        yield "etsi", etsi(told)
    yield "premis", premis(told, language=frame.language)
