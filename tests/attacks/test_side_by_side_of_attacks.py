"""Signed beside shown says no more than the judgement: of no attack that all is well."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fhvalidate import Report
from fhvalidate.api import side_by_side
from fhvalidate.report.messages import Language, words
from fhvalidate.report.side_by_side_html import render_side_by_side
from fhvalidate.report.side_by_side_words import CALM
from fhvalidate.side_by_side import SideBySide
from tests.attacks.test_given_attacks import ATTACKS, given, report_of

KEEP = os.environ.get("FHVALIDATE_PICTURES")


@cache
def shown(file: str) -> SideBySide:
    return side_by_side(ATTACKS / file)


def page_of(file: str, report: Report | None, language: Language) -> str:
    page = render_side_by_side(shown(file), report=report, name=file, language=language)
    if KEEP:
        (Path(KEEP) / f"sbs-{file}-{language}.html").write_text(page, encoding="utf-8")
    return page


def calm(page: str, language: Language) -> list[str]:
    """The keys of the calm sentences that the page has, and its green if it has any."""
    found = []
    for key in CALM:
        text = words(language, "side-by-side", key, count=0, pages=())
        start = text.partition("0")[0].rstrip(" (")
        if f">{start}" in page:
            found.append(key)
    return found + ['class="is-same"'] * ('class="is-same"' in page)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("case", given(), ids=lambda case: case["file"])
def test_of_an_attack_nothing_calm_is_said(case: dict[str, Any], language: Language) -> None:
    report = report_of(case, case["file"])

    page = page_of(case["file"], report, language)

    assert calm(page, language) == []
    verdict = words(language, "verdict", report.verdict)
    assert page.index(verdict) < page.index("<table")


@pytest.mark.parametrize("case", given(), ids=lambda case: case["file"])
def test_without_a_judgement_nothing_calm_is_said_either(case: dict[str, Any]) -> None:
    for file in (case["file"], case["twin"]):
        page = page_of(file, None, Language.SV)

        assert calm(page, Language.SV) == []
        assert words(Language.SV, "side-by-side", "not-judged") in page


@pytest.mark.parametrize("case", given(), ids=lambda case: case["twin"])
def test_of_a_clean_twin_what_the_judgement_bears_is_said(case: dict[str, Any]) -> None:
    page = page_of(case["twin"], report_of(case, case["twin"]), Language.SV)

    assert calm(page, Language.SV)


@pytest.mark.parametrize("file", ["F1_dts_text.pdf", "F4_second_signer_text.pdf"])
def test_words_in_a_later_signatures_look_are_told_as_added(file: str) -> None:
    (case,) = (each for each in given() if each["file"] == file)

    page = page_of(file, report_of(case, file), Language.SV)

    assert words(Language.SV, "side-by-side", "added") in page
    assert any(pair.added for each in shown(file).signatures for pair in each.pages)
