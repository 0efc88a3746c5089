"""What is told of the difference between what was signed and what is shown: which words, where.

These findings say what stood there and what stands there now; what follows from it is decided in
`changes.py`, by what changed.
"""

from collections.abc import Iterable, Iterator

from fhvalidate.conclusion import Finding
from fhvalidate.pdf.pages.frame import Box
from fhvalidate.pdf.revisions.changes import Changes, FieldValue
from fhvalidate.pdf.revisions.shown import PageDifference, Shown

CLAUSE = "ISO 32000-2, 12.8.2"
MAX_VALUES = 50  # fields whose values are quoted; a form has some tens
THIRDS = 3  # a page is told of in nine parts
MAX_PLACES = 3  # of those parts; what is in more is told as large parts of the page
_PARTS = (
    ("bottom-left", "bottom", "bottom-right"),
    ("left", "middle", "right"),
    ("top-left", "top", "top-right"),
)


def told(shown: Shown, changes: Changes) -> Iterator[Finding]:
    """The findings that say what stood where, and what stands there now."""
    for value in changes.values[:MAX_VALUES]:
        yield from _value(value)
    for difference in shown.differences:
        if _words_differ(difference, changes):
            yield _words(difference)
        if difference.beneath or not (difference.gone or difference.come):
            yield _picture(difference)
        yield _later(difference)


def where(difference: PageDifference) -> tuple[str, ...]:
    """In which parts of the page its picture differs: `top-left` and so on, or `large-parts`."""
    found = dict.fromkeys(_part(box, difference) for box in difference.regions)
    return tuple(found) if len(found) <= MAX_PLACES else ("large-parts",)


def _part(box: Box, difference: PageDifference) -> str:
    left, bottom, right, top = box
    wide = right - left > difference.width * 2 / THIRDS
    if wide and top - bottom > difference.height * 2 / THIRDS:
        return "large-parts"
    column = _third((left + right) / 2, difference.width)
    return _PARTS[_third((bottom + top) / 2, difference.height)][column]


def _third(middle: float, whole: float) -> int:
    return min(max(int(THIRDS * middle / whole), 0), THIRDS - 1) if whole > 0 else 0


def _value(value: FieldValue) -> Iterator[Finding]:
    field, page, was, now = value.name, value.page, value.was, value.now
    if was == now:
        return
    if was and now:
        yield Finding.warning(
            "field-value-changed", CLAUSE, field=field, page=page, gone=was, come=now
        )
    elif now:
        yield Finding.warning("field-value-added", CLAUSE, field=field, page=page, come=now)
    else:
        yield Finding.warning("field-value-removed", CLAUSE, field=field, page=page, gone=was)


def _words_differ(difference: PageDifference, changes: Changes) -> bool:
    """Whether words differ, and not only those that a field's values say already."""
    gone, come = set(difference.gone), set(difference.come)
    was = _words_of(value.was for value in changes.values)
    now = _words_of(value.now for value in changes.values)
    return bool(gone - was or come - now)


def _words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in text.split()}


def _words(difference: PageDifference) -> Finding:
    page, gone, come = difference.page, " ".join(difference.gone), " ".join(difference.come)
    if gone and come:
        return Finding.warning("words-changed", CLAUSE, page=page, gone=gone, come=come)
    if come:
        return Finding.warning("words-added", CLAUSE, page=page, come=come)
    return Finding.warning("words-removed", CLAUSE, page=page, gone=gone)


def _picture(difference: PageDifference) -> Finding:
    page, parts, words = difference.page, where(difference), " ".join(difference.beneath)
    if words:
        return Finding.warning("picture-changed-over", CLAUSE, page=page, where=parts, words=words)
    return Finding.warning("picture-changed", CLAUSE, page=page, where=parts)


def _later(difference: PageDifference) -> Finding:
    page, fields = difference.page, difference.later
    if fields:
        return Finding.info("change-covered-later", CLAUSE, page=page, fields=fields)
    return Finding.info("change-covered-by-nobody", CLAUSE, page=page)
