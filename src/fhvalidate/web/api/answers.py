"""Answers: a report in each of its forms, and how a browser and a program are told of it."""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from fhvalidate.archive.files import files_of
from fhvalidate.report.detail import Detail
from fhvalidate.report.html import render_html
from fhvalidate.report.in_medium import in_medium
from fhvalidate.report.messages import Language, Medium
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import ARCHIVE_FORMS, OF_FULL_DETAIL
from fhvalidate.report.text import render
from fhvalidate.web.api.parameters import Form, Question
from fhvalidate.web.bundles import Made, bundle

STEM = "validation"  # of what a browser saves; a document's own name may be a person's
JSON, TEXT, HTML = "application/json", "text/plain; charset=utf-8", "text/html; charset=utf-8"
XML, ZIP, PDF = "application/xml", "application/zip", "application/pdf"
# A page of ours has its style in it, and says by a policy of its own which one: both hold.
OF_A_PAGE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox"
)
MEDIA_TYPES: Mapping[Form, str] = {
    Form.JSON: JSON,
    Form.TEXT: TEXT,
    Form.HTML: HTML,
    Form.ETSI: XML,
    Form.PREMIS: XML,
    Form.ERMS: XML,
    Form.SVKGS: XML,
    Form.ARCHIVEMATICA: TEXT,
    Form.BUNDLE: ZIP,
}
_OF_PEOPLE: Mapping[Form, Callable[[Report, Language], str]] = {
    Form.TEXT: lambda report, language: render(report, language=language, medium=Medium.SERVICE),
    Form.HTML: lambda report, language: render_html(
        report, language=language, medium=Medium.SERVICE
    ),
}


def detail_for(question: Question) -> Detail:
    """How much the report has to hold for the form that is asked for."""
    return Detail.FULL if question.form in OF_FULL_DETAIL else question.detail


def answer(report: Report, question: Question, made: Made) -> Response:
    """The report as it was asked for."""
    form = question.form
    kind = MEDIA_TYPES[form]
    if form is Form.JSON:
        return Response(report.to_json(), media_type=kind)
    if form in _OF_PEOPLE:
        text = _OF_PEOPLE[form](report, question.language)
        return page(text, question.language) if form is Form.HTML else told(text, question.language)
    if form is Form.BUNDLE:
        return saved(bundle(report, made), kind, f"{STEM}.zip")
    [file] = files_of(in_medium(report, Medium.SERVICE), form, STEM)
    return saved(file.data, kind, STEM + ARCHIVE_FORMS[form])


def told(text: str, language: Language) -> Response:
    """A text for people."""
    return Response(text, headers={"Content-Language": str(language)}, media_type=TEXT)


def page(text: str, language: Language) -> Response:
    """A page by itself, which may do nothing but be looked at."""
    headers = {"Content-Language": str(language), "Content-Security-Policy": OF_A_PAGE}
    return Response(text, headers=headers, media_type=HTML)


def saved(data: bytes, kind: str, name: str) -> Response:
    """A file, which a browser saves and does not show."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, headers=headers, media_type=kind)
