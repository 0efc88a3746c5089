"""The statement of accessibility that the law asks a public body for (2018:1937, 14 §)."""

from collections.abc import Iterator

from fhvalidate.report.html_parts import Html, element
from fhvalidate.web.page.frame import Frame
from fhvalidate.web.page.markup import tag

REPORTING = "https://www.digg.se/tdosanmalan"  # where it is told when nobody helps
_SECTIONS = ("state", "shortcomings", "contact", "supervision", "tested")


def accessibility_parts(frame: Frame) -> Iterator[Html]:
    """The statement; the operator's own words of whom to ask stand in it."""
    controller = frame.settings.controller
    who = controller.name or frame.say("access-operator")
    yield tag("h1", frame.say("access-title"), class_="plain")
    yield element("p", frame.say("access-lead", who=who), kind="headline")
    for key in _SECTIONS:
        yield tag("h2", frame.say(f"access-{key}"))
        if key == "contact":
            reach = controller.accessibility or frame.say("access-no-contact")
            yield element("p", frame.say("access-contact-told", reach=reach))
        else:
            yield element("p", frame.say(f"access-{key}-told"))
        if key == "supervision":
            yield element(
                "p", tag("a", frame.say("access-report"), href=REPORTING, rel="noreferrer")
            )
