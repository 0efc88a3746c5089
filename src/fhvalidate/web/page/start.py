"""The start page: the form, the answers, advice, and what becomes of personal data."""

from collections import Counter
from collections.abc import Iterator, Sequence

from fhvalidate.conclusion import Verdict
from fhvalidate.report.html_parts import Html, definitions, element
from fhvalidate.web.page.answers import Answer
from fhvalidate.web.page.forms import examining_form
from fhvalidate.web.page.frame import Frame
from fhvalidate.web.page.markup import joined, tag
from fhvalidate.web.page.shapes import shape
from fhvalidate.web.settings import Controller

_ADVICE = ("original", "printing", "limits")
_OWN = ("name", "purpose", "legal_ground", "contact", "log")
_DEFAULTS = frozenset({"purpose", "legal_ground", "log"})  # said where the operator has not


def start_parts(frame: Frame, *, error: str = "") -> Iterator[Html]:
    """The page before anything is sent, with what was wrong with a form."""
    yield tag("h1", frame.say("title"), class_="plain")
    yield tag("p", frame.say("lead"), class_="lead")
    yield examining_form(frame, error=error)
    yield _answers(frame, (), hidden=True)
    yield from _beneath(frame)


def answered_parts(frame: Frame, answers: Sequence[Answer]) -> Iterator[Html]:
    """The page with answers, the worst first."""
    yield tag("h1", frame.say("answers"), class_="plain")
    yield _answers(frame, sorted(answers, key=lambda each: each.rank), hidden=False)
    yield tag("h2", frame.say("further"))
    yield examining_form(frame)
    yield from _beneath(frame)


def summary(frame: Frame, answers: Sequence[Answer]) -> str:
    """How many files have which answer."""
    counts = Counter(each.word for each in answers)
    told = ", ".join(f"{count} {word}" for word, count in counts.items())
    return frame.say("summary", told=told)


def _answers(frame: Frame, answers: Sequence[Answer], *, hidden: bool) -> Html:
    """Where answers stand; the status is read out as it changes, and so is there from the start."""
    heading = "answers" if hidden else "by-file"
    told = summary(frame, answers) if answers else ""
    return joined(
        tag("p", told, role="status", id="status"),
        tag("div", shape(Verdict.UNREADABLE), id="not-examined", hidden=True),  # for the script
        tag(
            "section",
            tag("h2", frame.say(heading), id="answers-title", tabindex="-1"),
            tag("div", *(each.shown for each in answers), id="answers"),
            aria_labelledby="answers-title",
            id="answers-section",
            hidden=hidden,
        ),
    )


def _beneath(frame: Frame) -> Iterator[Html]:
    items = (element("li", frame.say(f"advice-{key}")) for key in _ADVICE)
    yield tag("section", tag("h2", frame.say("advice")), element("ul", *items))
    yield tag("section", *_data(frame), id="data")


def _data(frame: Frame) -> Iterator[Html]:
    controller = frame.settings.controller
    yield tag("h2", frame.say("data"))
    yield element("p", frame.say("data-kept"))
    rows = [
        (frame.say(f"data-{key.replace('_', '-')}"), text) for key, text in _told(controller, frame)
    ]
    yield definitions(rows)
    if not controller.name:
        yield element("p", frame.say("data-nobody"))
    yield element("p", frame.say("data-rights"))
    if controller.link:
        link = tag("a", frame.say("data-more"), href=controller.link, rel="noreferrer")
        yield element("p", link)


def _told(controller: Controller, frame: Frame) -> Iterator[tuple[str, str]]:
    for key in _OWN:
        text: str = getattr(controller, key)
        if not text and key in _DEFAULTS:
            text = frame.say(f"data-default-{key.replace('_', '-')}")
        if text:
            yield key, text
