import gc
import re
from importlib import import_module
from pkgutil import walk_packages

import pytest
import re2

import fhvalidate
from fhvalidate import late_patterns
from fhvalidate.late_patterns import late_re, late_re2


def test_a_late_pattern_finds_what_the_compiled_one_does() -> None:
    for text in ("", "§ 12", "ord § 7, § 8"):
        late, compiled = late_re(r"§ (\d+)"), re.compile(r"§ (\d+)")

        assert late.findall(text) == compiled.findall(text)
        assert bool(late.search(text)) == bool(compiled.search(text))
        assert late.sub("x", text) == compiled.sub("x", text)
        assert late.split(text) == compiled.split(text)
        assert late.groups == compiled.groups


def test_flags_and_options_are_those_that_were_given() -> None:
    assert late_re(rb"^a", re.MULTILINE | re.IGNORECASE).findall(b"A\na") == [b"A", b"a"]
    assert late_re2("beslut", case_sensitive=False).search("BESLUT")
    assert late_re2("beslut").search("BESLUT") is None
    assert late_re2("beslut").pattern == "beslut"


def test_a_wrong_pattern_is_told_at_its_first_use() -> None:
    with pytest.raises(re.error):
        late_re("(").search("")
    with pytest.raises(re2.error):
        late_re2("(", log_errors=False).search("")


def test_every_pattern_of_the_package_is_a_right_one() -> None:
    for module in walk_packages(fhvalidate.__path__, "fhvalidate."):
        if not module.name.endswith("__main__"):
            import_module(module.name)

    found = [each for each in gc.get_objects() if type(each) is late_patterns._Late]

    assert len(found) > 150
    for pattern in found:
        if pattern.pattern not in {"(", b"("}:
            assert pattern.search is not None
