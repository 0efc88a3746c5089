"""How pages look: what is drawn once and what is read once."""

from fhvalidate.pdf.pages.page_looks import read_page_looks
from fhvalidate.pdf.revisions.page_comparison import PagePairs
from fhvalidate.pdf.revisions.touched_pages import TouchedPage
from tests.pdf.handmade import document
from tests.pki.updates import add_annotation
from tests.validation.placing import POLICY


def test_a_page_looks_the_same_whether_it_is_drawn_bare_too_or_not() -> None:
    data = add_annotation(document(), "Nej", subtype="/Text")

    (both,) = read_page_looks(data, password="", numbers=(1,))
    (one,) = read_page_looks(data, password="", numbers=(1,), bare=False)

    assert (one.printed, one.read, one.picture) == (both.printed, both.read, both.picture)
    assert both.bare is not None
    assert both.bare != both.picture
    assert one.bare is None


def test_a_page_that_nothing_is_laid_on_says_what_is_printed_on_it() -> None:
    (look,) = read_page_looks(document(), password="", numbers=(1,))

    assert look.read == look.printed
    assert look.bare == look.picture


def test_a_page_as_it_is_now_is_looked_at_once_for_all_signers() -> None:
    data = document()
    pairs = PagePairs(data, "", POLICY.limits)

    first = pairs.of(len(data), (TouchedPage(1, b"a", b"z"), TouchedPage(2, b"a", b"z")), never)
    second = pairs.of(len(data), (TouchedPage(1, b"b", b"z"),), never)

    assert first[0].after is second[0].after is not None


def test_what_lies_beneath_is_drawn_for_whoever_has_something_laid_on_the_page() -> None:
    data = add_annotation(document(), "Nej", subtype="/Text")
    pairs = PagePairs(data, "", POLICY.limits)
    page = (TouchedPage(1, b"a", b"z"),)

    (without,) = pairs.of(len(data), page, never)
    (drawn,) = pairs.of(len(data), page, lambda _: True)
    (kept,) = pairs.of(len(data), page, never)

    assert without.before is not None
    assert without.before.bare is None
    assert drawn.before is not None
    assert drawn.before.bare is not None
    assert kept is drawn
    assert drawn.cells == without.cells
    assert pairs.excess == ()


def never(_: int) -> bool:
    """Nothing is laid on any page."""
    return False
