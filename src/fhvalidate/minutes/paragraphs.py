"""Lines joined into paragraphs, where a page's layout says that one starts."""

from collections.abc import Sequence

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.model import Box
from fhvalidate.minutes.running_lines import FlowLine

# A line that ends this share of the widest before the margin ends its paragraph if a stop does.
SHORT_LINE = 0.85

_BULLET = late_re2(r"^(?:[•·▪◦*\x{f0a7}\x{f0b7}\x{25cf}]|[-\x{2013}] |[0-9]{1,2}[.)] |[a-z]\) )")
_MARKER = late_re2(r"^(?:[•·▪◦*\x{f0a7}\x{f0b7}\x{25cf}-]|\x{2013}|[0-9]{1,2}[.)]|[a-z]\)) *")
_ATT = late_re2(r"(?i)^att(?: |$)")
_STOPS = (".", ":", ";", "!", "?")
_HYPHENS = ("-", "\u2010", "\u00ad")


@frozen
class Paragraph:
    """A paragraph's text without its bullet, whether room or a bullet set it apart, and its place.

    `page` and `box` are those of its first line.
    """

    text: str
    apart: bool
    page: int
    box: Box

    @property
    def is_clause(self) -> bool:
        """Whether it is a clause that starts with *att*."""
        return bool(_ATT.match(self.text))


def paragraphs_of(
    lines: Sequence[FlowLine], *, width: float, a_line_each: bool = False
) -> tuple[Paragraph, ...]:
    """The paragraphs of these lines; `width` is how far right the text goes, in points.

    With `a_line_each` the lines are a list: each is its own unless the one before is full.
    """
    groups: list[list[FlowLine]] = []
    for line in lines:
        listed = a_line_each and groups and not _is_full(groups[-1][-1], width)
        starts = listed and (line.text[:1].isupper() or line.text[:1].isdigit())
        if groups and not starts and not _starts(groups[-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_paragraph(group) for group in groups)


def _starts(group: Sequence[FlowLine], line: FlowLine, width: float) -> bool:
    """Whether a line starts a paragraph after those of the group."""
    before = group[-1]
    if line.spaced or _BULLET.match(line.text) or _ATT.match(line.text):
        # "… anser" / "att …": a clause of its own starts only after a stop, a comma or a gap.
        return not (
            _ATT.match(line.text)
            and not line.spaced
            and before.text.rstrip()[-1:].isalpha()
            and _is_full(before, width)
        )
    ended = before.text.rstrip().endswith(_STOPS)
    return ended and line.text[:1].isupper() and not _is_full(before, width)


def _is_full(line: FlowLine, width: float) -> bool:
    return line.line.right >= SHORT_LINE * width


def _paragraph(lines: Sequence[FlowLine]) -> Paragraph:
    text = joined([line.text for line in lines])
    return Paragraph(
        text=str(_MARKER.sub("", text, 1)) if _BULLET.match(text) else text,
        apart=lines[0].spaced or bool(_BULLET.match(text)),
        page=lines[0].page,
        box=lines[0].box,
    )


def joined(parts: Sequence[str]) -> str:
    """Lines as one text; a word parted by a hyphen at the end of a line is whole again."""
    whole = ""
    for part in parts:
        # "kultur-" / "och fritidsnämnden" keeps its hyphen; "initi-" / "era" loses it.
        if whole.endswith(_HYPHENS) and part[:1].islower() and not part.startswith("och "):
            whole = whole[:-1] + part
        else:
            whole = f"{whole} {part}" if whole else part
    return " ".join(whole.split())
