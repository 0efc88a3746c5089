"""What every page of the service has around it: title, language, links and sheets."""

from collections.abc import Iterable

from fhvalidate.frozen import frozen
from fhvalidate.report.html_parts import Html, escaped
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language, Medium
from fhvalidate.version import __version__
from fhvalidate.web.page.markup import tag
from fhvalidate.web.settings import ServiceSettings

_WIDTH = 10_000  # as wide as no terminal: the page breaks its lines itself
SHEETS = ("report", "page")
# A tick on a sheet of its own colour; without one browsers ask for a file that is not there.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E"
    "%3Crect width='24' height='24' rx='4' fill='%230b3a66'/%3E%3Cpath d='M5 12.5 10 17.5 19 7' "
    "fill='none' stroke='white' stroke-width='3'/%3E%3C/svg%3E"
)
START = "/"
EXAMINE = "/"
ACCESSIBILITY = "/page/accessibility"
BUNDLE = "/page/bundle"
SIDE_BY_SIDE = "/page/side-by-side"
COMPARE = "/page/compare"


@frozen
class Frame:
    """Which language a page is in, and whose it is."""

    settings: ServiceSettings
    language: Language

    @property
    def style(self) -> Style:
        """How reports look on it."""
        return Style(self.language, colour=False, width=_WIDTH, medium=Medium.PAGE)

    def say(self, key: str, **facts: str | int | None) -> str:
        """Words of the page."""
        return self.style.words("page", key, **facts)

    def at(self, path: str, language: Language | None = None) -> str:
        """The address of a path, in the language of this page when no other is given."""
        return f"{self.settings.prefix}{path}?lang={language or self.language}"

    def file(self, name: str) -> str:
        """The address of a file that is the same in every language."""
        return f"{self.settings.prefix}/page/{name}"


def whole(
    body: Iterable[Html], frame: Frame, *, title: str, here: str = START, sheets: Iterable[str] = ()
) -> str:
    """A whole page.

    Args:
        body: what it shows; a heading of the first level stands in it.
        frame: whose it is.
        title: neutralised text.
        here: the path that leads to it in another language.
        sheets: that it has beside those of all.
    """
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("link", rel="icon", href=_ICON),
        *(
            tag("link", rel="stylesheet", href=frame.file(f"{name}.css"))
            for name in (*SHEETS, *sheets)
        ),
        tag("script", src=frame.file("page.js"), defer=True),
    )
    skip = tag("a", frame.say("skip"), class_="skip", href="#content")
    page = tag(
        "body",
        skip,
        _top(frame, here),
        tag("main", *body, id="content", tabindex="-1"),
        _foot(frame),
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escaped(frame.language)}">{head.text}{page.text}</html>\n'
    )


def _top(frame: Frame, here: str) -> Html:
    name = tag("a", frame.say("name"), class_="name", href=frame.at(START))
    links = [
        tag(
            "a",
            frame.say(f"in-{each}"),
            href=frame.at(here, each),
            hreflang=str(each),
            lang=str(each),
        )
        for each in Language
        if each is not frame.language
    ]
    return tag(
        "header",
        tag("div", name, tag("nav", *links, aria_label=frame.say("languages")), class_="inner"),
        class_="top",
    )


def _foot(frame: Frame) -> Html:
    about = tag("a", frame.say("about-data"), href=frame.at(START) + "#data")
    access = tag("a", frame.say("accessibility"), href=frame.at(ACCESSIBILITY))
    made = tag("span", frame.say("made-by", version=__version__))
    return tag("footer", tag("div", about, access, made, class_="inner"), class_="foot")
