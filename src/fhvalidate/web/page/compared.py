"""What a copy has of an original, as a page."""

from collections.abc import Iterator

from fhvalidate.frozen import frozen
from fhvalidate.report.html_parts import Html, element, table
from fhvalidate.report.messages import decimal
from fhvalidate.reprint.match import Difference, Likeness, Match, Shared
from fhvalidate.web.page.frame import Frame
from fhvalidate.web.page.markup import tag
from fhvalidate.words.plain import neutralise

MAX_SHOWN = 200  # differences; a document that differs more is another one
_LOOKS = {
    Likeness.SAME_WORDS: "is-yes",
    Likeness.SAME_BUT_FOR_READING: "is-not-established",
    Likeness.DIFFERS: "is-no",
    Likeness.ANOTHER: "is-no",
    Likeness.NOT_READ: "is-not-established",
}


@frozen
class Names:
    """What the two files are called."""

    original: str
    copy: str


def compared_parts(found: Match, names: Names, frame: Frame) -> Iterator[Html]:
    """The page's content; the comparison has been masked where it is to be."""
    say = frame.style.words
    yield tag("h1", frame.say("compared"), class_="plain")
    told = {"original": neutralise(names.original), "copy": neutralise(names.copy)}
    yield element("p", frame.say("compared-files", **told), kind="headline")
    answer = say("originals", f"likeness-{found.likeness}")
    yield element("p", element("strong", answer), kind=_LOOKS[found.likeness])
    count = len(found.differences) + found.more
    percent = decimal(frame.language, f"{int(found.contained * 1000) / 10:g}")
    key = "compared-alike-one" if count == 1 else "compared-alike"
    yield element("p", frame.say(key, percent=percent, count=count))
    for where, pages in (("original", found.unread.original), ("copy", found.unread.copy)):
        if pages:
            yield element(
                "p", say("originals", f"unread-{where}", pages=", ".join(map(str, pages)))
            )
    shared = [
        *_shared("signers", found.signers, frame),
        *_shared("identities", found.identities, frame),
    ]
    if shared:
        yield element("ul", *(element("li", text) for text in shared))
    if found.differences:
        yield _differences(found, frame)


def _shared(key: str, shared: Shared, frame: Frame) -> Iterator[str]:
    parts = ("both", shared.both), ("original-only", shared.original_only)
    for part, values in (*parts, ("copy-only", shared.copy_only)):
        if values:
            told = ", ".join(neutralise(value) for value in values)
            text = frame.style.words("originals", f"{key}-{part}", values=told)
            yield text[:1].upper() + text[1:]


def _differences(found: Match, frame: Frame) -> Html:
    heads = [frame.say(f"compared-{key}") for key in ("page", "in-original", "in-copy")]
    rows = (_row(each, frame) for each in found.differences[:MAX_SHOWN])
    more = max(len(found.differences) - MAX_SHOWN, 0) + found.more
    told = table(heads, rows, caption=frame.say("compared-differences"))
    rest = [element("p", frame.say("compared-more", count=more))] if more else []
    return element("section", element("h2", frame.say("compared-words")), told, *rest)


def _row(each: Difference, frame: Frame) -> list[Html]:
    page = each.original_page or each.copy_page
    nothing = frame.say("compared-nothing")
    unsure = f" {frame.style.words('originals', 'uncertain')}" if each.uncertain else ""
    return [
        element("td", "" if page is None else str(page)),
        element("td", each.original or nothing),
        element("td", (each.copy or nothing) + unsure),
    ]
