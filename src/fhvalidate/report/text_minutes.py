"""What the minutes say, in a line or two: which meeting, how much was decided, who verifies."""

from fhvalidate.minutes.model import Minutes, Role
from fhvalidate.report.layout import Style, lines, signer_name
from fhvalidate.words.plain import neutralise

MAX_NAMES = 10  # to verify minutes there are one or two, three at most


def minutes_lines(minutes: Minutes | None, style: Style) -> list[str]:
    """The meeting by kind, body, organisation, date, hours and place; counts; who is to verify."""
    if minutes is None:
        return []
    hours = [item.value.isoformat("minutes") for item in (minutes.start, minutes.end) if item]
    told = [
        neutralise(said.value)
        for said in (minutes.kind, minutes.body, minutes.organisation)
        if said is not None
    ]
    told += [minutes.date.value.isoformat()] if minutes.date is not None else []
    told += ["\u2013".join(hours)] if hours else []
    told += [neutralise(minutes.place.value)] if minutes.place is not None else []
    decisions = sum(len(decision.clauses) for item in minutes.items for decision in item.decisions)
    counts = style.words("html", "counts", items=len(minutes.items), decisions=decisions)
    text = f"{style.words('html', 'minutes')}: {', '.join(told)}. {counts.capitalize()}."
    names = verifiers(minutes, style)
    if names:
        text += f" {style.words('people', 'to-verify', names=', '.join(names))}"
    return lines(style, text)


def verifiers(minutes: Minutes, style: Style) -> list[str]:
    """Who is to verify the minutes."""
    names = [signer_name(one.name, style) for one in minutes.people if Role.TO_VERIFY in one.roles]
    return names[:MAX_NAMES]
