"""The report as one web page: to read, to print, and to file beside the document.

The page is one file without scripts, pictures or links to elsewhere. Everything that comes from
the document is neutralised and escaped, and a Content-Security-Policy forbids whatever a mistake
here could let through.
"""

from collections.abc import Iterable, Iterator

from fhvalidate.conclusion import Verdict
from fhvalidate.identity.common_names import can_be_read
from fhvalidate.reconcile.signers import Holds
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
from fhvalidate.report.layout import Style, plain_text
from fhvalidate.report.messages import Language, Medium, grouped
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import Step, advice_text, next_step
from fhvalidate.report.pdf_a import pdf_a_text
from fhvalidate.report.people_model import IdentityReport, SignerRow
from fhvalidate.report.reasons import reasons
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.report.text import basis_text, headline, made_by, provable_text
from fhvalidate.report.text_archive_record import archive_record_texts, archive_record_title
from fhvalidate.report.text_findings import acting_findings, in_language, original_words
from fhvalidate.report.text_minutes import verifiers
from fhvalidate.report.text_signers import (
    absence_words,
    other_texts,
    role_words,
    row_name,
    signers_title,
    told_by,
    when_words,
)
from fhvalidate.reprint.verdict import ReprintVerdict
from fhvalidate.words.local_times import local
from fhvalidate.words.plain import neutralise

# A page shows so many findings; the JSON has them all.
MAX_FINDINGS = 100

# As wide as no terminal: the page breaks its lines itself.
_WIDTH = 10_000


def render_html(report: Report, *, language: Language, medium: Medium = Medium.COMMAND) -> str:
    """The report as one self-contained HTML page in one language, in the words of a medium."""
    style = Style(language, colour=False, width=_WIDTH, medium=medium)
    name = neutralise(report.document.name) or style.words("people", "the-document")
    title = style.words("html", "title", name=name)
    return whole_page(
        _body(report, style), title=title, language=language, sheet=sheets("page.css")
    )


def _body(report: Report, style: Style) -> Iterator[Html]:
    yield _verdict(report, style)
    yield from report_parts(report, style)


def report_parts(report: Report, style: Style) -> Iterator[Html]:
    """All of the page beneath the verdict, its sections with headings of the second level."""
    yield _section(style, "signers", _signers(report, style))
    found = list(_findings(report, style))
    if found:
        yield _section(style, "findings", found)
    told = archive_record_texts(report.archive_record, style)
    if told:
        title = element("h2", archive_record_title(style))
        yield element("section", title, *(element("p", text) for text in told))
    yield _section(style, "original", _original(report, style))
    if report.minutes is not None:
        yield _section(style, "minutes", [_minutes(report, style)])
    yield _section(style, "document", [_document(report, style)])
    basis = [text for text in (basis_text(report, style), provable_text(report, style)) if text]
    yield _section(style, "basis", [element("p", text) for text in basis])
    yield details(report, style)
    yield element("footer", made_by(report, style))


def _section(style: Style, name: str, content: Iterable[Html]) -> Html:
    return element("section", element("h2", style.words("html", name)), *content)


def _verdict(report: Report, style: Style) -> Html:
    word, _, told = headline(report, style).partition(":\xa0")
    return element(
        "header",
        element("h1", plain_text(word), kind=f"verdict {report.verdict}"),
        element("p", plain_text(told), kind="headline"),
        element("p", plain_text(advice_text(report, style)), kind="advice"),
    )


def _signers(report: Report, style: Style) -> Iterator[Html]:
    if not report.signers:
        yield element("p", style.words("people", "no-signers"))
    else:
        cells = [_cells(report, row, style) for row in report.signers]
        # A column that says nothing of anybody is only in the way.
        used = [n for n in range(len(_HEADS)) if any(row[n] for row in cells)]
        heads = [style.words(*_HEADS[n]) for n in used]
        rows = [
            [_cell(_HEADS[n], row[n], _elsewhere(report, who, style), who.holds) for n in used]
            for row, who in zip(cells, report.signers, strict=True)
        ]
        yield table(heads, rows, caption=signers_title(report, style))
    others = [element("li", plain_text(text)) for text in other_texts(report, style)]
    if others:
        yield element("ul", *others)


_NAME = ("people", "column-name")
_WHEN = ("people", "column-when")
_ANSWER = ("people", "column-holds")
_HEADS = (_NAME, ("people", "column-role"), _WHEN, ("people", "column-method"), _ANSWER)


def _cell(column: tuple[str, str], text: str, names: list[Html], holds: Holds) -> Html:
    if not text:
        return element("td", "\N{EN DASH}", kind="is-none")
    if column == _NAME:
        return element("td", element("strong", text), *names, kind="is-name")
    kinds = {_WHEN: "is-when", _ANSWER: f"is-{holds}"}
    return element("td", text, kind=kinds.get(column, ""))


def _cells(report: Report, row: SignerRow, style: Style) -> list[str]:
    """What stands in each column."""
    return [
        row.name if can_be_read(row.name) else plain_text(row_name(report, row, style)),
        role_words(row, style),
        _when(report, row, style),
        _means(report, row, style),
        _answer(report, row, style),
    ]


def _when(report: Report, row: SignerRow, style: Style) -> str:
    """When it was signed, and who says so; what a page says of who has no signature."""
    signature = _signature(report, row)
    if signature is not None:
        return when_words(report, signature, style)
    return local(row.signed_at)[:16] if row.signed_at else ""


def _elsewhere(report: Report, row: SignerRow, style: Style) -> list[Html]:
    """The names that the person has elsewhere; nothing where one is that of the row."""
    names = {
        "page-column": _other_name(row, row.name_on_page),
        "minutes-column": _other_name(row, row.name_in_minutes),
        "certificate-column": _certificate_name(report, row, style),
    }
    return [
        element("div", f"{style.words('html', where)}: {name}", kind="elsewhere")
        for where, name in names.items()
        if name
    ]


def _answer(report: Report, row: SignerRow, style: Style) -> str:
    signature = _signature(report, row)
    holds = style.words("holds", row.holds)
    if row.signature is None:
        absence, source = absence_words(report, row, style), told_by(row, style)
        told = f"{holds} – {absence}" if row.holds is Holds.NO else absence  # noqa: RUF001
        return f"{source}: {told}" if source else told
    why = [] if signature is None else reasons(signature, row.holds, style)
    return f"{holds} – {'; '.join(why)}" if why else holds  # noqa: RUF001


def _other_name(row: SignerRow, name: str | None) -> str:
    return name if name is not None and name.casefold() != row.name.casefold() else ""


def _certificate_name(report: Report, row: SignerRow, style: Style) -> str:
    """The name in the certificate where it is another, or where nobody vouches for it."""
    if row.name_in_certificate is None:
        return ""
    identity = _identity(report, row)
    if identity is not None and not identity.claimed:
        return _other_name(row, row.name_in_certificate)
    return f"{neutralise(row.name_in_certificate)} ({style.words('html', 'claimed')})"


def _means(report: Report, row: SignerRow, style: Style) -> str:
    identity = _identity(report, row)
    told = [neutralise(row.method)] if row.method else []
    if identity is not None and identity.test:
        told.append(style.words("html", "test"))
    return ", ".join(told)


def _signature(report: Report, row: SignerRow) -> SignatureReport | None:
    if row.signature is None or not 0 <= row.signature < len(report.signatures):
        return None
    return report.signatures[row.signature]


def _identity(report: Report, row: SignerRow) -> IdentityReport | None:
    signature = _signature(report, row)
    return None if signature is None else signature.identity


def _findings(report: Report, style: Style) -> Iterator[Html]:
    found = acting_findings(report, style)
    if not found:  # of a copy, or where somebody is missing, there is something to remark
        if next_step(report) is Step.PRESERVE:
            yield element("p", style.words("html", "no-findings"))
        return
    items = []
    for told in found[:MAX_FINDINGS]:
        about = f" ({', '.join(told.labels)})" if told.labels else ""
        word = style.words("severity", told.kind) + about + ": "
        items.append(element("li", element("strong", word), told.text, kind=f"is-{told.kind}"))
    yield element("ul", *items)


def _original(report: Report, style: Style) -> Iterator[Html]:
    reprint = report.reprint
    confidence = style.words("confidence", reprint.confidence)
    if reprint.verdict is ReprintVerdict.ORIGINAL and report.verdict is not Verdict.VALID:
        yield element("p", style.words("html", "claimed-original"))
    else:
        yield element("p", f"{original_words(reprint, style)} ({confidence}).")
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
            verifies=", ".join(verifiers(minutes, style)),
        )
    )


def _document(report: Report, style: Style) -> Html:
    document = report.document
    return definitions(
        fact_rows(
            style,
            file=document.name,
            size=style.words("html", "bytes", size=grouped(style.language, document.size)),
            pages=None if document.pages is None else str(document.pages),
            fingerprint=document.sha256,
            pdfa=pdf_a_text(report, style) or None,
        )
    )
