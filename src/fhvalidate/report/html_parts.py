"""Pieces of HTML: text becomes part of a page here and nowhere else, neutralised and escaped."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from urllib.parse import quote

from fhvalidate.frozen import frozen
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language
from fhvalidate.words.plain import neutralise

# A decision or a statement fits; a page pasted into a name does not.
MAX_TEXT = 5000

_TAGS = frozenset(
    ["caption", "code", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "h1",
     "h2", "h3", "header", "li", "p", "section", "strong", "summary", "table", "tbody", "td", "th",
     "thead", "tr", "ul"]
)  # fmt: skip


@frozen
class Html:
    """Markup that was made here, with whatever text it holds escaped."""

    text: str


def element(tag: str, *content: Html | str, kind: str = "") -> Html:
    """The element with its content; a string is text, whatever it looks like."""
    if tag not in _TAGS:
        raise ValueError(tag)
    inner = "".join(part.text if isinstance(part, Html) else escaped(part) for part in content)
    attribute = f' class="{escape(kind)}"' if kind else ""
    return Html(f"<{tag}{attribute}>{inner}</{tag}>")


def whole_page(
    body: Iterable[Html], *, title: str, language: Language, sheet: str, pictures: bool = False
) -> str:
    """A page by itself: no script, nothing from elsewhere, and a policy that forbids both.

    Args:
        body: what it shows.
        title: neutralised text.
        language: of all its words.
        sheet: its style.
        pictures: whether it shows any, which are parts of the page.
    """
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    allowed = ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    allowed += ["img-src data:"] if pictures else []
    policy = "; ".join([*allowed, "base-uri 'none'", "form-action 'none'"])
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{sheet}</style>"
    )
    shown = "".join(part.text for part in body)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head>{head}</head>'
        f"<body><main>{shown}</main></body></html>\n"
    )


def link(name: str, text: str) -> Html:
    """The text, which leads to the page of that name in the same folder: never to elsewhere."""
    return Html(f'<a href="./{quote(name, safe="")}">{escaped(text)}</a>')


def image(png: bytes, *, described: str) -> Html:
    """A PNG file as a part of the page, with what it shows in words."""
    data = base64.b64encode(png).decode("ascii")
    return Html(f'<img src="data:image/png;base64,{data}" alt="{escaped(described)}">')


def sheets(*names: str) -> str:
    """The style sheets of these names, one after the other."""
    folder = files("fhvalidate.report")
    return "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def escaped(text: str) -> str:
    """The text as it stands in a page, neutralised; what is far too long is cut."""
    return escape(neutralise(text, limit=MAX_TEXT))


def table(heads: Sequence[str], rows: Iterable[Sequence[Html]], *, caption: str = "") -> Html:
    """A table with a head, and rows of cells that are elements already; said what it is of."""
    head = element("thead", element("tr", *(_column_head(text) for text in heads)))
    labelled = ([_labelled(*each) for each in zip(row, heads, strict=True)] for row in rows)
    body = element("tbody", *(element("tr", *row) for row in labelled))
    above = [element("caption", caption)] if caption else []
    return element("div", element("table", *above, head, body), kind="wide")


def _column_head(text: str) -> Html:
    return Html(f'<th scope="col">{escaped(text)}</th>')


def _labelled(cell: Html, head: str) -> Html:
    """The cell with what heads it, for a narrow page that has no room for the table's head."""
    return Html(cell.text.replace("<td", f'<td data-label="{escaped(head)}"', 1))


def definitions(rows: Iterable[tuple[str, Html | str]]) -> Html:
    """A list of terms, each with its value."""
    return element(
        "dl",
        *(part for term, value in rows for part in (element("dt", term), element("dd", value))),
    )


def fact_rows(style: Style, **facts: Html | str | None) -> list[tuple[str, Html | str]]:
    """The facts that are known, under the report's words for them."""
    return [(style.words("html", name), value) for name, value in facts.items() if value]
