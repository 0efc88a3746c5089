"""The page that leads to the pages of several files: each one's verdict and what to do."""

from collections import Counter
from collections.abc import Iterator, Sequence

from fhvalidate.conclusion import Verdict
from fhvalidate.report.closing import (
    HEADS,
    Awaited,
    ClosingRow,
    awaited_by,
    awaited_text,
    trust_commands,
)
from fhvalidate.report.html_parts import Html, element, link, sheets, table, whole_page
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language

_WIDTH = 10_000  # as wide as no terminal: the page breaks its lines itself
_LOOKS = {
    Verdict.VALID: "is-yes",
    Verdict.INVALID: "is-no",
    Verdict.REPRINTED: "is-no",
    Verdict.UNREADABLE: "is-no",
}


def render_index(rows: Sequence[tuple[ClosingRow, str]], *, language: Language) -> str:
    """The files, each with the name of its page in the same folder, as a page of its own."""
    style = Style(language, colour=False, width=_WIDTH)
    title = style.words("index-page", "title", count=len(rows))
    return whole_page(
        _body(rows, title, style), title=title, language=language, sheet=sheets("page.css")
    )


def _body(rows: Sequence[tuple[ClosingRow, str]], title: str, style: Style) -> Iterator[Html]:
    yield element("header", element("h1", title, kind="plain"))
    counts = Counter(row.verdict_word for row, _ in rows)
    yield element("ul", *(element("li", f"{word}: {n}") for word, n in counts.most_common()))
    heads = [style.words("closing", f"column-{name}") for name in HEADS]
    cells = ([*_cells(row, page)] for row, page in rows)
    yield table(heads, cells, caption=style.words("index-page", "files"))
    waiting = awaited_by([row for row, _ in rows])
    if waiting:
        yield element("section", *_awaited(waiting, style))
    yield element("footer", rows[-1][0].made)


def _cells(row: ClosingRow, page: str) -> Iterator[Html]:
    name, _, signers, step = row.cells
    yield element("td", link(page, name), kind="is-name")
    looks = _LOOKS.get(row.verdict, "is-not-established")
    yield element("td", row.verdict_word, kind=f"is-verdict {looks}")
    yield element("td", signers)
    yield element("td", step)


def _awaited(found: Sequence[Awaited], style: Style) -> Iterator[Html]:
    """The issuers that files wait for, and the commands to paste for those that are trusted."""
    yield element("h2", style.words("closing", "issuers").rstrip(":"))
    yield element("ul", *(element("li", awaited_text(each, style)) for each in found))
    yield element("p", style.words("closing", "add"))
    for heading, command in trust_commands(found, style):
        yield element("p", f"{heading} ", element("code", command))
