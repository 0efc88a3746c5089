"""Of two writings of a name the readable one wins; what cannot be read is said, not shown."""

from dataclasses import replace

import pytest

from fhvalidate.identity.names import UNREAD, as_told, readable
from fhvalidate.minutes.model import Minutes
from fhvalidate.minutes.reader import read_minutes
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.pdf.pages.text import read_pages
from fhvalidate.reconcile.readable_names import with_readable_names
from fhvalidate.words.catalogue import Language, sentence
from tests.minutes.laid_out import lines
from tests.minutes.test_generic_page import read
from tests.reprint.judged import FILES

SPOILT = "\ufffdsa Pr\ufffdvman"


def listed(name: str) -> SignaturePage:
    """A signature page with one signer of this name."""
    page = read(
        lines("Signaturer", "Bo Testsson", "2026-03-02 10:00:11", "Undertecknat med BankID")
    )
    assert page is not None
    return replace(page, signers=(replace(page.signers[0], name=name),))


def minutes(*names: str) -> Minutes:
    data = (FILES / "minutes-printed.pdf").read_bytes()
    made = read_minutes(read_pages(data, password="", max_pages=100).pages, None)
    assert made is not None
    template = made.people[0]
    return replace(made, people=tuple(replace(template, name=name) for name in names))


def test_a_name_that_a_print_spoilt_is_read_as_the_minutes_have_it() -> None:
    page = with_readable_names(listed(SPOILT), minutes("Åsa Pråvman", "Bo Testsson"))

    assert page is not None
    assert [signer.name for signer in page.signers] == ["Åsa Pråvman"]


@pytest.mark.parametrize(
    "names",
    [("Åsa Pråvman", "Åsa Prövman"), ("Åsa Provmansson",), ("Bo Testsson",), (SPOILT,)],
)
def test_a_spoilt_name_that_may_be_two_people_or_none_stays_as_it_is(
    names: tuple[str, ...],
) -> None:
    page = with_readable_names(listed(SPOILT), minutes(*names))

    assert page is not None
    assert [signer.name for signer in page.signers] == [SPOILT]


def test_a_name_that_can_be_read_is_never_replaced() -> None:
    page = listed("Asa Prövman")

    assert with_readable_names(page, minutes("Åsa Provman")) == page
    assert with_readable_names(page, None) is page
    assert with_readable_names(None, minutes("Åsa Provman")) is None


def test_names_that_cannot_be_read_are_told_once_and_in_words() -> None:
    names = as_told(["Bo Testsson", SPOILT, "\ufffdrjan Fiktivsson"])

    assert names == ("Bo Testsson", UNREAD)
    assert readable(SPOILT) == readable(None) == ""
    told = {
        language: sentence(language, "signatures-incomplete", {"names": names})
        for language in Language
    }
    assert "Bo Testsson, någon vars namn inte kan läsas" in told[Language.SV]
    assert "Bo Testsson, somebody whose name cannot be read" in told[Language.EN]
    assert not any(sign in text for text in told.values() for sign in "?\ufffd")
