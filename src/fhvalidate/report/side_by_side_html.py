"""Signed and shown as one web page: each signer's revision beside the file as it is now.

One file without scripts or links to elsewhere; its pictures are parts of it. Everything that comes
from the document is neutralised and escaped, as in the report.
"""

from collections.abc import Iterator
from dataclasses import replace

from fhvalidate.conclusion import Verdict
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.identity.personnummer import mask_personnummer
from fhvalidate.pdf.revisions.changes import FieldValue
from fhvalidate.pdf.revisions.shown import PageDifference
from fhvalidate.report.html_parts import (
    Html,
    definitions,
    element,
    image,
    sheets,
    table,
    whole_page,
)
from fhvalidate.report.layout import Style, plain_text
from fhvalidate.report.messages import Language, Medium
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import advice_text
from fhvalidate.report.people import masked_texts, shown_name
from fhvalidate.report.side_by_side_words import CALM, Words
from fhvalidate.report.text import headline
from fhvalidate.side_by_side import PagePair, SideBySide, SignedAndShown
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.validation.shown_changes import where
from fhvalidate.version import __version__
from fhvalidate.words.plain import neutralise

# As wide as no terminal: the page breaks its lines itself.
_WIDTH = 10_000
_ORDER = ("broken", "changed", "unknown", "further", "same")
# Of the changes of one signature in the file's own terms; `revisions --format json` has them all.
MAX_CHANGES = 100
MAX_VALUES = 200  # of form fields that hold something else


def render_side_by_side(
    shown: SideBySide,
    *,
    report: Report | None,
    name: str,
    language: Language,
    show_personnummer: bool = False,
    medium: Medium = Medium.COMMAND,
) -> str:
    """What was signed and what is shown, as one self-contained HTML page in one language.

    Args:
        shown: the comparison.
        report: on the same file, whose verdict stands first: the page never says more than it
            bears. None where the file has not been judged, which is said.
        name: of the file.
        language: of all words that are not the document's.
        show_personnummer: whether words show personal identity numbers; pictures always do.
        medium: where it is read.
    """
    title, parts = side_by_side_parts(
        shown,
        report,
        name=name,
        language=language,
        show_personnummer=show_personnummer,
        medium=medium,
    )
    sheet = sheets("page.css", "side_by_side.css")
    return whole_page(parts, title=title, language=language, sheet=sheet, pictures=True)


def side_by_side_parts(
    shown: SideBySide,
    report: Report | None,
    *,
    name: str,
    language: Language,
    show_personnummer: bool = False,
    medium: Medium = Medium.COMMAND,
) -> tuple[str, Iterator[Html]]:
    """The title of such a page, and what is on it.

    The arguments are those of the whole page.
    """
    if not show_personnummer:
        name = mask_attribute(name)
        shown = replace(shown, signatures=tuple(map(_masked, shown.signatures)))
    style = Style(language, colour=False, width=_WIDTH, medium=medium)
    names = {each.signature.field: _name(each) for each in shown.signatures}
    mask = str if show_personnummer else mask_personnummer
    is_calm = report is not None and report.verdict is Verdict.VALID
    told = Words(style, names, mask, is_calm=is_calm)
    return told.say("title", name=name), _body(shown, report, name, told)


def _masked(signed: SignedAndShown) -> SignedAndShown:
    masked = masked_texts(signed, mask_attribute)
    name = shown_name(signed.signature.name)
    return replace(masked, signature=replace(masked.signature, name=name))


def _name(signed: SignedAndShown) -> str:
    return signed.signature.name or signed.signature.field


def _body(shown: SideBySide, report: Report | None, name: str, told: Words) -> Iterator[Html]:
    yield element("header", element("h1", told.say("heading")), element("p", name, kind="headline"))
    yield from _judged(report, told)
    yield element("p", told.say("lead"))
    if not shown.signatures:
        yield element("p", told.say("nothing-signed"), kind="headline")
    else:
        yield element("p", told.say(f"all-{_worst(shown)}"), kind="headline")
        yield _overview(shown, told)
    for signed in shown.signatures:
        yield _signed(signed, shown, told)
    yield element("footer", told.say("made-by", version=__version__))


def _judged(report: Report | None, told: Words) -> Iterator[Html]:
    """The verdict on the file, before anything that is seen in it."""
    if report is None:
        yield element("p", told.say("not-judged"), kind="is-unknown")
        return
    word, _, why = headline(report, told.style).partition(":\xa0")
    yield element("p", plain_text(word), kind=f"verdict {report.verdict}")
    why, called = plain_text(why), neutralise(report.document.name)
    if not (called and why.startswith(called)):
        why = why[:1].upper() + why[1:]
    yield element("p", why, kind="headline")
    if not told.is_calm:
        yield element("p", plain_text(advice_text(report, told.style)), kind="advice")


def _worst(shown: SideBySide) -> str:
    found = {_status(each) for each in shown.signatures}
    return next(key for key in _ORDER if key in found)


def _status(signed: SignedAndShown) -> str:
    """Whether what is shown now is what this one signed."""
    if not signed.is_readable:
        return "unknown"
    if signed.integrity is Integrity.BROKEN:
        return "broken"
    if signed.changed or signed.values:
        return "changed"
    if any(not page.is_compared for page in signed.pages):
        return "unknown"
    return "further" if signed.differing else "same"


def _overview(shown: SideBySide, told: Words) -> Html:
    heads = [told.say(key) for key in ("column-who", "column-revision", "column-now")]
    rows = []
    for signed in shown.signatures:
        status = _status(signed)
        pages = signed.changed
        key = f"now-{status}-pages" if pages else f"now-{status}"
        revision = str(signed.revision) if signed.revision is not None else told.say("none")
        rows.append(
            [
                element("td", _who(signed, told)),
                element("td", revision),
                element("td", told.say(key, pages=pages), kind=_kind(status, told)),
            ]
        )
    return table(heads, rows)


def _kind(status: str, told: Words) -> str:
    """The colour of a status: none of the calm ones where the page is not."""
    return f"is-{status}" if told.is_calm or f"now-{status}" not in CALM else "is-unknown"


def _who(signed: SignedAndShown, told: Words) -> str:
    name = neutralise(_name(signed)) or told.say("nameless")
    if signed.signature.kind is SignatureKind.DOCUMENT_TIMESTAMP:
        return told.say("time-stamp", name=name)
    return name


def _signed(signed: SignedAndShown, shown: SideBySide, told: Words) -> Html:
    place = told.say("field", field=signed.signature.field)
    if signed.revision is not None:
        place = f"{told.say('revision', number=signed.revision)}, {place}"
    parts = [element("h2", _who(signed, told)), element("p", place, kind="about")]
    broken = signed.integrity is Integrity.BROKEN
    if broken or not signed.is_readable:
        key = "broken" if signed.is_readable else "unreadable"
        parts.append(element("p", told.say(key), kind=f"is-{_status(signed)}"))
        return element("section", *parts, kind="signed")
    if signed.integrity is Integrity.UNKNOWN:
        parts.append(element("p", told.say("not-verified"), kind="is-unknown"))
    parts += [element("p", line) for line in _summary(signed, shown, told)]
    if signed.values:
        parts += [element("h3", told.say("values")), _values(signed.values, told)]
    for page in signed.pages:
        parts += _pair(page, told)
    if signed.changes:
        listed = [element("li", change) for change in signed.changes[:MAX_CHANGES]]
        summary = element("summary", told.say("details"))
        parts.append(element("details", summary, element("ul", *listed)))
    return element("section", *parts, kind="signed")


def _summary(signed: SignedAndShown, shown: SideBySide, told: Words) -> Iterator[str]:
    if not signed.changes:
        yield told.say("last")
    if signed.repeated:
        yield told.say("repeated", pages=signed.repeated)
    if signed.not_shown:
        yield told.say("not-shown", pages=signed.not_shown)
    if shown.page_count is None:
        return
    same = shown.page_count - sum(1 for page in signed.differing if page <= shown.page_count)
    if not signed.differing:
        yield told.say("same-all" if shown.page_count > 1 else "same-only", count=same)
    elif same > 0:
        yield told.say("same-others" if same > 1 else "same-other", count=same)


def _values(values: tuple[FieldValue, ...], told: Words) -> Html:
    heads = [told.say(key) for key in ("column-field", "column-was", "column-is")]
    empty = told.say("empty")
    rows = (
        [
            element("td", each.name),
            element("td", each.was or empty),
            element("td", each.now or empty),
        ]
        for each in values[:MAX_VALUES]
    )
    return table(heads, rows)


def _pair(page: PagePair, told: Words) -> Iterator[Html]:
    yield element("h3", told.say("page", page=page.number))
    yield element(
        "div",
        _figure(page, "signed", page.signed, there=page.was_there, told=told),
        _figure(page, "now", page.now, there=page.is_there, told=told),
        kind="pair",
    )
    if page.is_covered:
        yield element("p", told.say("covered"), kind="told")
    if not page.is_compared:
        yield element("p", told.say("not-compared"), kind="told")
    if page.difference is not None:
        yield element("div", *_difference(page.difference, told), kind="told")
    elif page.is_compared and not page.is_covered:
        yield element("p", told.say("further-only"), kind="further")
    if page.added:
        added = told.mask(" ".join(page.added))  # as a number may be two words
        yield element("div", definitions([(told.say("added"), added)]), kind="told")


def _figure(page: PagePair, which: str, png: bytes | None, *, there: bool, told: Words) -> Html:
    caption = element("figcaption", told.say(f"caption-{which}"))
    if png is not None:
        described = told.say(f"described-{which}", page=page.number)
        return element("figure", caption, image(png, described=described))
    missing = told.say("no-picture" if there else f"no-page-{which}")
    return element("figure", caption, element("p", missing, kind="missing"))


def _difference(difference: PageDifference, told: Words) -> Iterator[Html]:
    # A number may be two words.
    gone, come = told.mask(" ".join(difference.gone)), told.mask(" ".join(difference.come))
    beneath = told.mask(" ".join(difference.beneath))
    none = told.say("none")
    rows = [(told.say("was"), gone or none), (told.say("is"), come or none)] if gone or come else []
    rows += [(told.say("beneath"), beneath)] if beneath else []
    if rows:
        yield definitions(rows)
    if not gone and not come and difference.regions:
        yield element("p", told.say("no-words", where=where(difference)))
    if difference.later:
        names = tuple(told.names.get(field) or field for field in difference.later)
        yield element("p", told.say("later", names=names))
    else:
        yield element("p", told.say("nobody"))
