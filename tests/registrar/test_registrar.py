"""A registrar who knows nothing comes from an empty home to a right answer on every file."""

import re

import pytest

from fhvalidate.trust.known import known_issuers
from tests.registrar.inbox import INTACT, post
from tests.registrar.pages import PAGES, page, walked
from tests.registrar.playing import LOCALES, MAX_COMMANDS, verdicts

GREEN = {"sv": "GILTIG", "en": "VALID"}


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_printed_leads_to_every_original_being_green(language: str) -> None:
    came = post()

    typed = walked(language)

    assert len(typed) <= MAX_COMMANDS
    said = verdicts(typed[-1].printed)
    assert said.keys() == came.inbox.keys()
    assert len(said) == 30
    assert {file for file, word in said.items() if word == GREEN[language]} == came.originals
    assert not any(word == GREEN[language] for word in verdicts(typed[1].printed).values())
    assert len(came.originals) == INTACT
    told = [each.command for each in typed]
    told += [line for each in typed for line in each.printed.splitlines() if "fhvalidate" in line]
    assert not [line for line in told if re.search(r"[0-9A-Fa-f:]{16}", line)]


def test_no_issuer_of_the_tests_is_in_the_catalogue() -> None:
    known = {each.certificate.sha256 for each in known_issuers()}

    assert not known & {each.sha256.replace(":", "") for each in post().page}


@pytest.mark.parametrize("language", LOCALES)
def test_the_pages_of_the_documentation_show_the_way_as_it_is(language: str) -> None:
    shown = PAGES[language].read_text(encoding="utf-8")

    assert shown == page(language), "run: python -m tests.registrar.pages"
