"""Elements that only the service's page has: forms, links, shapes. Text is escaped here too."""

from html import escape
from typing import Literal

from fhvalidate.report.html_parts import Html, escaped

_VOID = frozenset({"input", "link", "meta", "path"})
_TAGS = _VOID | {
    "a", "article", "button", "div", "footer", "form", "header", "html", "body", "head", "h1",
    "h2", "h3", "label", "li", "main", "nav", "p", "progress", "script", "section", "span", "svg",
    "textarea", "title", "ul",
}  # fmt: skip


def tag(name: str, /, *content: Html | str, **attributes: str | bool) -> Html:
    """The element with its content, which is text where it is a string.

    A name of an attribute is written with `_` for `-` and may end in one (`class_`). Attributes
    that are True have no value; those that are False are left out.
    """
    if name not in _TAGS:
        raise ValueError(name)
    told = "".join(
        _attribute(key, value) for key, value in attributes.items() if value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{told}>")
    inner = "".join(part.text if isinstance(part, Html) else escaped(part) for part in content)
    return Html(f"<{name}{told}>{inner}</{name}>")


def joined(*parts: Html) -> Html:
    """The parts, one after the other."""
    return Html("".join(part.text for part in parts))


def lines_of(text: str) -> Html:
    """The text with its line breaks, for a text area."""
    return Html("\n".join(escaped(line) for line in text.split("\n")))


def lowered(part: Html, *, by: int) -> Html:
    """The same with every heading so many levels further down, for a place within another text.

    Text of a document cannot look like a heading here: it is escaped.
    """
    text = part.text
    for level in (4, 3, 2, 1):
        text = text.replace(f"<h{level}", f"<h{level + by}")
        text = text.replace(f"</h{level}>", f"</h{level + by}>")
    return Html(text)


def _attribute(name: str, value: str | Literal[True]) -> str:
    told = name.rstrip("_").replace("_", "-")
    return f" {told}" if value is True else f' {told}="{escape(str(value))}"'
