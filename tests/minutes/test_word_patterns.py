"""What is asked first rules out only what the pattern would have refused."""

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate import minutes
from fhvalidate.minutes import item_sections, printed_dates
from fhvalidate.minutes.fold import MAX_KEPT_LENGTH, fold
from fhvalidate.minutes.item_sections import Section, section_at
from fhvalidate.minutes.printed_names import _NAME_PART, name_in
from fhvalidate.minutes.word_patterns import WordPattern, word_pattern


def patterns() -> dict[str, WordPattern]:
    """Every such pattern of the package, by its module and name."""
    modules = [
        import_module(info.name) for info in walk_packages(minutes.__path__, f"{minutes.__name__}.")
    ]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, WordPattern)
    }


PATTERNS = patterns()
CLASSES = re.compile(r"\[\^?[^\]]*\]|\\[pxPdDsS](?:\{[^}]*\}|\w)?|\{[0-9,]*\}|\(\?[a-z]*:?")
SEPARATORS = ["", " ", ": ", " §", "\n", "-", "(", ")", ", ", "2026", "12", "9.30", "14-15"]
CASES = (str, str.upper, str.title, lambda text: text.replace("s", "\u017f").replace("k", "\u212a"))


def texts(pattern: WordPattern) -> st.SearchStrategy[str]:
    """Texts made of what the pattern is written with, which it often matches."""
    written = CLASSES.sub(" ", pattern.pattern.pattern)
    words = sorted({*re.findall(r"[^\W\d_]+(?: [^\W\d_]+)*", written), *pattern.words})
    part = st.builds(lambda word, case: case(word), st.sampled_from(words), st.sampled_from(CASES))
    return st.lists(part | st.sampled_from(SEPARATORS), max_size=8).map("".join)


@pytest.mark.parametrize("name", PATTERNS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_pattern_finds_the_same_whether_its_words_are_asked_for_or_not(
    name: str, data: st.DataObject
) -> None:
    asked = PATTERNS[name]
    text = data.draw(texts(asked))

    found = [match.span() for match in asked.finditer(text)]

    assert found == [match.span() for match in asked.pattern.finditer(text)]


@pytest.mark.parametrize("name", PATTERNS)
def test_words_are_asked_for_as_case_folding_leaves_them(name: str) -> None:
    assert all(word and word == word.casefold() for word in PATTERNS[name].words)


def test_what_re2_takes_for_a_letter_folds_to_that_letter() -> None:
    letters = sorted({letter for asked in PATTERNS.values() for letter in "".join(asked.words)})
    every = "".join(chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000)

    for letter in letters:
        like = re2.compile(f"(?i){re2.escape(letter)}").findall(every)

        assert {one.casefold() for one in like} == {letter}


def test_each_way_of_asking_gives_what_the_pattern_gives() -> None:
    asked = word_pattern(r"(?i)bo+", "bo")

    assert asked.search("en BOO").span() == (3, 6)
    assert asked.search("bo bo", 1).span() == (3, 5)
    assert asked.match("en bo") is None
    assert asked.fullmatch("boo").group() == "boo"
    assert asked.sub("x", "Bo i bo, Anna") == "x i x, Anna"
    assert asked.split("1bo2bo3") == ["1", "2", "3"]
    assert asked.search("anna") is asked.match("anna") is asked.fullmatch("anna") is None
    assert (asked.sub("x", "anna"), asked.split("anna"), [*asked.finditer("anna")]) == (
        "anna",
        ["anna"],
        [],
    )


HEADINGS = [
    "Beslut", "Beslut - Förslag till kommunfullmäktige", "Beslutsunderlag", "Föredragande: Bo",
    "Bakgrund", "Kommunstyrelsens beslut", "Tidigare beslut", "Mötet beslutar", "att",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(HEADINGS) | st.text(max_size=12), max_size=4).map(" ".join))
def test_a_line_starts_a_section_only_where_a_pattern_of_one_says_so(line: str) -> None:
    plain = " ".join(line.split())
    ones = [pattern.match(plain) is not None for _, pattern in item_sections._PATTERNS]

    assert (item_sections._ANY.match(plain) is not None) == any(ones)


@pytest.mark.parametrize("verb", sorted(item_sections._VERBS))
def test_each_verb_that_decides_starts_a_section(verb: str) -> None:
    start = section_at(f"Nämnden {verb}")

    assert start is not None
    assert start.section in {Section.DECISION, Section.PROPOSAL}


@settings(max_examples=300)
@given(st.text(min_size=1, max_size=6))
def test_letters_alone_are_a_part_of_a_name_only_where_the_pattern_says_so(part: str) -> None:
    if part.isalpha() and part[0].isupper():
        assert _NAME_PART.fullmatch(part)


def test_a_name_may_have_signs_among_its_letters() -> None:
    assert name_in("Anna-Åsa O'Exempel") == "Anna-Åsa O'Exempel"


@given(st.text(min_size=1, max_size=20), st.integers(1, 30))
def test_a_text_too_long_to_keep_is_folded_like_its_parts(part: str, times: int) -> None:
    long = part * (MAX_KEPT_LENGTH // len(part) + times)

    assert fold(long) == fold(part) * (len(long) // len(part))


DATES = [
    "2026", "26", "3", "12", "-", "/", ".", " ", "mars", "maj", "första", "den ", "13", "14",
    ".00", ":30", "\u2013", "till", "kl", "klockan ", "\u0664",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(DATES), max_size=10).map("".join))
def test_no_date_or_hour_is_passed_over_for_what_it_lacks(text: str) -> None:
    assert printed_dates._DATE.search(text) is None or printed_dates._YEAR.search(text)
    assert printed_dates._RANGE.search(text) is None or printed_dates._MINUTES.search(text)
