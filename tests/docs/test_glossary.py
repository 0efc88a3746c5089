"""The glossary has the words that are used, and what it says is not used is not."""

import re

import pytest

from fhvalidate.report.messages import Language
from fhvalidate.words.catalogue import catalogue
from tests.docs.examples import ROOT

GLOSSARY = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```.*?^```$", flags=re.MULTILINE | re.DOTALL)  # what documents say is theirs
SWEDISH = {
    page.name: FENCED.sub("", page.read_text(encoding="utf-8")).casefold()
    for page in sorted((ROOT / "docs" / "sv").glob("*.md"))
}


def rows(heading: str) -> list[list[str]]:
    """The cells of each row of the table under the heading."""
    section = GLOSSARY.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


SAID = {
    language: "\n".join(
        word for table in catalogue(language).values() for word in table.values()
    ).casefold()
    for language in Language
}
NOT_USED = [(word, Language(language)) for word, _, language in rows("Words that are not used")]


@pytest.mark.parametrize(("swedish", "english", "_"), rows("Words"))
def test_a_word_of_the_glossary_is_said_in_both_languages(
    swedish: str, english: str, _: str
) -> None:
    words = re.sub(r" \(.*\)", "", swedish).split(", ")

    assert all(word.casefold() in SAID[Language.SV] for word in words)
    assert english.casefold() in SAID[Language.EN]


def test_the_verdicts_of_the_glossary_are_all_and_as_the_report_has_them() -> None:
    told = {code.strip("`"): (sv, en) for sv, en, code in rows("Verdicts")}
    said = {
        code: tuple(catalogue(each)["verdict"][code].lower() for each in (Language.SV, Language.EN))
        for code in catalogue(Language.SV)["verdict"]
    }

    assert told == said


@pytest.mark.parametrize(("word", "language"), NOT_USED)
def test_a_word_that_is_not_used_does_not_occur(word: str, language: Language) -> None:
    found = re.compile(rf"\b{re.escape(word)}(?:en|er|n|r|s|ar|at|de)?\b")

    assert found.search(SAID[language]) is None
    if language is Language.SV:
        assert [name for name, text in SWEDISH.items() if found.search(text)] == []
