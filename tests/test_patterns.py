"""Patterns find the same in every version of Python that is claimed to work."""

import re
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src" / "fhvalidate"
# A group that is repeated without going back, and whose last alternative is not the empty one.
RISKY = re.compile(r"(?<!\|)\)[*?+]\+(?!\])")
CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\\n])*\]")


def test_a_group_repeated_without_going_back_may_be_empty_at_last() -> None:
    """Python before 3.11.5 does not go back to where a repetition began that comes to nothing.

    The empty alternative does.
    """
    texts = {path.name: CLASS.sub("[]", path.read_text("utf-8")) for path in SOURCES.rglob("*.py")}

    assert [name for name, text in texts.items() if RISKY.search(text)] == []


def test_the_empty_alternative_is_what_brings_it_back() -> None:
    pattern = re.compile(rb"(?:[^()]++|\((?:[^()]++|)*+\)|)*+")

    found = pattern.match(b"a (b (c)) d")

    assert found is not None
    assert found.group() == b"a "
