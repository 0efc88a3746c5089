import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fhvalidate
from fhvalidate.words import plain_tables
from fhvalidate.words.plain_tables import read_tables

CATALOGUES = Path(fhvalidate.__file__).parent / "report" / "messages"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_catalogue_is_read_as_toml_and_without_its_slow_reader(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (CATALOGUES / f"{language}.toml").read_text(encoding="utf-8")
    expected = tomllib.loads(text)
    monkeypatch.setattr(plain_tables, "_by_tomllib", lambda _: None)

    assert read_tables(text) == expected


@given(
    st.lists(
        st.sampled_from(
            [
                "[one]", "[two]", "[a.b]", "[[three]]", "", "# remark", " ", 'a = "text"',
                'b = "it is \\"this\\""', 'c = "\\\\"', 'd = "\\n"', '"e f" = "å"', "g = 'h'",
                'i = """', '"""', "j = 7", 'k = "x" # remark', 'l="y"', 'm = "\u2028"', '"" = ""',
                'n = "tab\there"', 'o = "\x7f"', 'p.q = "r"', "\r", "broken",
            ]
        ),
        max_size=9,
    )
)  # fmt: skip
def test_any_text_is_read_as_toml_or_refused_as_it_is(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(tomllib.TOMLDecodeError):
            read_tables(text)
        return

    assert read_tables(text) == expected
