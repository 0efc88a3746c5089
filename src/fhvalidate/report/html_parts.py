"""Pieces of HTML: text becomes part of a page here and nowhere else, neutralised and escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from fhvalidate.report.layout import Style
from fhvalidate.report.plain import neutralise

# A decision or a statement fits; a page pasted into a name does not.
MAX_TEXT = 5000

_TAGS = frozenset(
    ["dd", "details", "div", "dl", "dt", "footer", "h1", "h2", "h3", "header", "li", "p",
     "section", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Html:
    """Markup that was made here, with whatever text it holds escaped."""

    text: str


def element(tag: str, *content: Html | str, kind: str = "") -> Html:
    """The element with its content; a string is text, whatever it looks like."""
    if tag not in _TAGS:
        raise ValueError(tag)
    inner = "".join(part.text if isinstance(part, Html) else _text(part) for part in content)
    attribute = f' class="{escape(kind)}"' if kind else ""
    return Html(f"<{tag}{attribute}>{inner}</{tag}>")


def _text(text: str) -> str:
    return escape(neutralise(text, limit=MAX_TEXT))


def table(heads: Sequence[str], rows: Iterable[Sequence[Html]]) -> Html:
    """A table with a head, and rows of cells that are elements already."""
    head = element("thead", element("tr", *(element("th", text) for text in heads)))
    body = element("tbody", *(element("tr", *row) for row in rows))
    return element("div", element("table", head, body), kind="wide")


def definitions(rows: Iterable[tuple[str, str]]) -> Html:
    """A list of terms, each with its value."""
    return element(
        "dl",
        *(part for term, value in rows for part in (element("dt", term), element("dd", value))),
    )


def fact_rows(style: Style, **facts: str | None) -> list[tuple[str, str]]:
    """The facts that are known, under the report's words for them."""
    return [(style.words("html", name), value) for name, value in facts.items() if value]
