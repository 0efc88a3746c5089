"""The report as one web page: to read, to print, and to file beside the document.

The page is one file without scripts, pictures or links to elsewhere. Everything that comes from
the document is neutralised and escaped, and a Content-Security-Policy forbids whatever a mistake
here could let through.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fhvalidate.conclusion import Severity
from fhvalidate.report.html_details import details
from fhvalidate.report.html_parts import (
    Html,
    definitions,
    element,
    fact_rows,
    sheets,
    table,
    whole_page,
)
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.people_model import IdentityReport, SignerRow
from fhvalidate.report.plain import neutralise
from fhvalidate.report.signer_table import absent, role_words
from fhvalidate.report.text import basis_text, headline, provable_text
from fhvalidate.report.text_findings import all_findings, in_language
from fhvalidate.report.times import local

if TYPE_CHECKING:
    from fhvalidate.report.finding_model import ReportFinding

# A page shows so many findings; the JSON has them all.
MAX_FINDINGS = 100

# As wide as no terminal: the page breaks its lines itself.
_WIDTH = 10_000


def render_html(report: Report, *, language: Language) -> str:
    """The report as one self-contained HTML page in one language."""
    style = Style(language, colour=False, width=_WIDTH)
    name = neutralise(report.document.name) or style.words("people", "the-document")
    title = style.words("html", "title", name=name)
    return whole_page(
        _body(report, style), title=title, language=language, sheet=sheets("page.css")
    )


def _body(report: Report, style: Style) -> Iterator[Html]:
    yield _verdict(report, style)
    yield _section(style, "signers", _signers(report, style))
    yield _section(style, "findings", _findings(report, style))
    yield _section(style, "original", _original(report, style))
    if report.minutes is not None:
        yield _section(style, "minutes", [_minutes(report, style)])
    yield _section(style, "document", [_document(report, style)])
    basis = [text for text in (basis_text(report, style), provable_text(report, style)) if text]
    yield _section(style, "basis", [element("p", text) for text in basis])
    yield details(report, style)
    made = style.words(
        "html",
        "made-by",
        tool=report.tool.name,
        version=report.tool.version,
        time=local(report.produced_at),
    )
    yield element("footer", made)


def _section(style: Style, name: str, content: Iterable[Html]) -> Html:
    return element("section", element("h2", style.words("html", name)), *content)


def _verdict(report: Report, style: Style) -> Html:
    word, _, told = headline(report, style).partition(":\xa0")
    return element(
        "header",
        element("h1", _plain(word), kind=f"verdict {report.verdict}"),
        element("p", _plain(told), kind="headline"),
    )


def _plain(text: str) -> str:
    """The text without the marks that colour a terminal."""
    return "".join(c for c in text if not "\ue000" <= c <= "\ue003").replace("\xa0", " ")


def _signers(report: Report, style: Style) -> Iterator[Html]:
    if not report.signers:
        yield element("p", style.words("people", "no-signers"))
        return
    yield element("p", style.words("people", f"model-{report.signature_model}"))
    heads = [
        style.words("people", "column-name"),
        style.words("people", "column-role"),
        style.words("html", "page-column"),
        style.words("html", "minutes-column"),
        style.words("html", "certificate-column"),
        style.words("people", "column-when"),
        style.words("people", "column-method"),
        style.words("people", "column-holds"),
    ]
    yield table(heads, [_row(report, row, style) for row in report.signers])


def _row(report: Report, row: SignerRow, style: Style) -> list[Html]:
    none = style.words("html", "none")
    holds = style.words("holds", row.holds)
    if row.signature is None:
        holds = absent(report, style)
    cells = [
        row.name,
        role_words(row, style) or none,
        row.name_on_page or none,
        row.name_in_minutes or none,
        _certificate_name(report, row, style),
        local(row.signed_at) if row.signed_at else none,
        _means(report, row, style),
    ]
    return [*(element("td", cell) for cell in cells), element("td", holds, kind=f"is-{row.holds}")]


def _certificate_name(report: Report, row: SignerRow, style: Style) -> str:
    if row.name_in_certificate is None:
        return style.words("html", "none")
    identity = _identity(report, row)
    claimed = identity is None or identity.claimed
    mark = f" ({style.words('html', 'claimed')})" if claimed else ""
    return neutralise(row.name_in_certificate) + mark


def _means(report: Report, row: SignerRow, style: Style) -> str:
    identity = _identity(report, row)
    told = [neutralise(row.method)] if row.method else []
    if identity is not None and identity.assurance is not None:
        told.append(neutralise(identity.assurance.name))
    if identity is not None and identity.test:
        told.append(style.words("html", "test"))
    return ", ".join(told) or style.words("html", "none")


def _identity(report: Report, row: SignerRow) -> IdentityReport | None:
    if row.signature is None or row.signature >= len(report.signatures):
        return None
    return report.signatures[row.signature].identity


def _findings(report: Report, style: Style) -> Iterator[Html]:
    told: dict[tuple[str, str], ReportFinding] = {}
    for finding, _ in all_findings(report):
        told.setdefault((finding.code, finding.message.en), finding)
    order = list(Severity)
    found = sorted(told.values(), key=lambda finding: order.index(finding.severity))
    if not found:
        yield element("p", style.words("html", "no-findings"))
        return
    items = [
        element(
            "li",
            element("strong", style.words("severity", finding.severity) + ": "),
            in_language(style, finding.message),
            kind=f"is-{finding.severity}",
        )
        for finding in found[:MAX_FINDINGS]
    ]
    yield element("ul", *items)


def _original(report: Report, style: Style) -> Iterator[Html]:
    reprint = report.reprint
    confidence = style.words("confidence", reprint.confidence)
    yield element("p", f"{style.words('reprint', reprint.verdict)} ({confidence})")
    if reprint.evidence:
        items = (element("li", in_language(style, item.message)) for item in reprint.evidence)
        yield element("ul", *list(items)[:MAX_FINDINGS])


def _minutes(report: Report, style: Style) -> Html:
    minutes = report.minutes
    if minutes is None:
        return element("p", style.words("html", "none"))
    hours = [item.value.isoformat("minutes") for item in (minutes.start, minutes.end) if item]
    decisions = sum(len(decision.clauses) for item in minutes.items for decision in item.decisions)
    return definitions(
        fact_rows(
            style,
            kind=minutes.kind.value if minutes.kind else None,
            organisation=minutes.organisation.value if minutes.organisation else None,
            body=minutes.body.value if minutes.body else None,
            date=minutes.date.value.isoformat() if minutes.date else None,
            time="\u2013".join(hours) or None,
            place=minutes.place.value if minutes.place else None,
            decisions=style.words("html", "counts", items=len(minutes.items), decisions=decisions),
        )
    )


def _document(report: Report, style: Style) -> Html:
    document = report.document
    return definitions(
        fact_rows(
            style,
            file=document.name,
            size=style.words("html", "bytes", size=document.size),
            pages=None if document.pages is None else str(document.pages),
            fingerprint=document.sha256,
        )
    )
