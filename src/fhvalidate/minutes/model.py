"""Minutes: what the paper says, as frozen values, each with the page and box it was read from.

Everything here is a claim in a text. What was unsure when read is left out, never guessed.
"""

from datetime import date, time
from enum import StrEnum

from fhvalidate.frozen import frozen

# Left, bottom, right, top in points from the lower left corner of the page as displayed.
Box = tuple[float, float, float, float]


class Role(StrEnum):
    """What a person is in the minutes; one person can be several things."""

    CHAIR = "chair"
    VICE_CHAIR = "vice-chair"
    SECRETARY = "secretary"
    TO_VERIFY = "to-verify"
    PRESENT = "present"
    MEMBER = "member"
    SERVING_SUBSTITUTE = "serving-substitute"
    SUBSTITUTE = "substitute"
    OTHER_PRESENT = "other-present"
    APOLOGY = "apology"
    PRESENTER = "presenter"


@frozen
class Said:
    """A text and where it stands."""

    value: str
    page: int
    box: Box


@frozen
class SaidDate:
    """A date and where it stands."""

    value: date
    page: int
    box: Box


@frozen
class SaidTime:
    """A time on the clock and where it stands; minutes are in Swedish time."""

    value: time
    page: int
    box: Box


@frozen
class Person:
    """Someone whom the minutes name.

    Attributes:
        party: as in "(M)", without the brackets.
        affiliation: what else stands after the name: an office, a municipality.
        replaces: for whom a serving substitute serves.
    """

    name: str
    roles: tuple[Role, ...]
    party: str | None
    affiliation: str | None
    replaces: str | None
    page: int
    box: Box


@frozen
class Underlag:
    """A document that an item builds on; `number` when it is an attachment of the minutes."""

    number: str | None
    title: str
    page: int
    box: Box


@frozen
class Decision:
    """What was decided under one heading: a clause for each *att*, or each paragraph of text."""

    heading: str
    clauses: tuple[Said, ...]
    page: int
    box: Box


@frozen
class Item:
    """One item of the meeting; `number` is as printed, without § or full stop."""

    number: str
    title: str
    diary_number: Said | None
    presenters: tuple[Person, ...]
    underlag: tuple[Underlag, ...]
    decisions: tuple[Decision, ...]
    page: int
    box: Box


@frozen
class Paragraphs:
    """A range of § numbers, both ends included."""

    first: int
    last: int
    page: int
    box: Box


@frozen
class Verification:
    """*Justering*: where and when, whether it says that it is done digitally, and of which §§."""

    statement: Said | None
    date: SaidDate | None
    digital: bool
    paragraphs: tuple[Paragraphs, ...]


@frozen
class Notice:
    """*Anslag/bevis*: the notice that the minutes have been verified."""

    body: Said | None
    meeting_date: SaidDate | None
    posted: SaidDate | None
    removed: SaidDate | None
    appeal_until: SaidDate | None
    kept_at: Said | None


@frozen
class PageNumbering:
    """Printed page numbers beside the physical pages.

    Attributes:
        total: what the pages say that there are, as in `2 (43)`; None when they do not.
        physical: how many pages the file has.
        numbered: the pages that carry a number of that total.
        appended: pages after the last numbered one: signature pages stand there.
    """

    total: int | None
    physical: int
    numbered: tuple[int, ...]
    appended: tuple[int, ...]


@frozen
class Minutes:
    """What the minutes of one meeting say."""

    kind: Said | None
    organisation: Said | None
    body: Said | None
    date: SaidDate | None
    place: Said | None
    start: SaidTime | None
    end: SaidTime | None
    people: tuple[Person, ...]
    items: tuple[Item, ...]
    verification: Verification | None
    notice: Notice | None
    numbering: PageNumbering | None
