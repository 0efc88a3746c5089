"""Lines on a terminal: wrapping, and the colour of a few words."""

import re
from enum import StrEnum
from textwrap import wrap

from fhvalidate.frozen import frozen
from fhvalidate.identity.common_names import can_be_read
from fhvalidate.late_patterns import late_re
from fhvalidate.report.messages import Language, Medium
from fhvalidate.words.catalogue import catalogue, filled, table_of
from fhvalidate.words.plain import neutralise, within_quotes

MIN_WIDTH = 40  # narrower, and every word breaks
MAX_NAME = 100

# Private-use characters stand for the colours while lines are wrapped: an untrusted string cannot
# contain them, for they are escaped when it is neutralised.
_END = "\ue000"
_TIME = late_re(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([A-Z]+)")
_PAINTED = late_re("[\ue000-\ue003]")
_COMMON_NAME = late_re(r"(?:^|, )CN=((?:[^,\\]|\\.)+)")


class Paint(StrEnum):
    """The colours of a verdict."""

    GOOD = "\ue001"
    BAD = "\ue002"
    OPEN = "\ue003"


_CODES = {
    _END: "\x1b[0m",
    Paint.GOOD: "\x1b[1;32m",
    Paint.BAD: "\x1b[1;31m",
    Paint.OPEN: "\x1b[1;33m",
}


@frozen
class Style:
    """How a report is to look; `verbose` with codes, levels and whole distinguished names.

    `medium` is where it is read: words that speak of commands are others elsewhere.
    """

    language: Language
    colour: bool
    width: int
    verbose: bool = False
    medium: Medium = Medium.COMMAND

    def words(self, table: str, key: str, **facts: str | int | None) -> str:
        """Words of the report's language."""
        own = table_of(self.language, self.medium, table, key)
        template = catalogue(self.language)[own or table][key]
        return filled(self.language, template, facts, self.medium)


def painted(text: str, paint: Paint) -> str:
    """The text, to be shown in a colour and kept on one line."""
    return paint + text.replace(" ", "\xa0") + _END


def lines(style: Style, text: str, *, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of the style's width, the first and the rest indented as given."""
    wrapped = wrap(
        _TIME.sub("\\1\xa0\\2\xa0\\3", text),
        max(style.width, MIN_WIDTH),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )
    return [_coloured(style, line).replace("\xa0", " ") for line in wrapped]


def plain_text(text: str) -> str:
    """A text of the report as anybody else reads it: without marks of colour, on one line or more.

    Whatever leaves the report other than by `lines` passes here.
    """
    return _PAINTED.sub("", text).replace("\xa0", " ")


def _coloured(style: Style, line: str) -> str:
    return _PAINTED.sub(lambda match: _CODES[match[0]] if style.colour else "", line)


def person(name: str) -> str:
    """An untrusted name, quoted if it could be taken for the report's own words."""
    plain = within_quotes(neutralise(name, limit=MAX_NAME))
    ordinary = all(character.isalnum() or character in " -'’.()" for character in plain)  # noqa: RUF001
    return plain if ordinary and plain.strip() else f'"{plain}"'


def signer_name(name: str, style: Style) -> str:
    """The name of a signer as `person` has it; what can be nobody's name is unreadable."""
    return person(name) if can_be_read(name) else style.words("text", "unread-name")


def name_in(subject: str) -> str:
    """The common name in a distinguished name; else all of it, as an algorithm's name is."""
    found = _COMMON_NAME.search(subject)
    return neutralise(found[1] if found else subject)


def document_name(style: Style, name: str) -> str:
    """The name of a document, quoted if need be; "the document" where it was given none."""
    return file_name(name) if name else style.words("people", "the-document")


def file_name(name: str) -> str:
    """An untrusted file name, quoted if it has spaces or is empty."""
    plain = neutralise(name, limit=MAX_NAME)
    return f'"{plain}"' if not plain or re.search(r'[\s":;,]', plain) else plain
