import pytest

from fhvalidate.errors import UsageError
from fhvalidate.minutes.profile import built_in_profiles, read_profile

GOOD = """
name = "x"
title = "X"
headings = []
statements = ["Dokumentet är underskrivet av dessa"]
needed_with_heading = 1
needed_alone = 1
[rows]
needed = 1
name = "first"
requires_reference = false
"""


def test_the_built_in_profiles_are_the_known_vendors() -> None:
    names = [profile.name for profile in built_in_profiles()]

    assert names == [
        "adobe-sign",
        "adobe",
        "ciceron",
        "comfact",
        "docusign",
        "edusign",
        "knowit",
        "penneo",
        "scrive",
        "visma-addo",
    ]


def test_a_profile_says_whether_a_real_sample_stands_behind_it() -> None:
    without = {profile.name for profile in built_in_profiles() if not profile.sample}

    assert without == {"adobe-sign", "comfact", "docusign", "visma-addo"}
    assert not read_profile(GOOD, source="x.toml").sample


def test_a_profile_is_read_from_toml() -> None:
    assert read_profile(GOOD, source="x.toml").rows.needed == 1


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('name = "x"', "name = 1"),
        ('title = "X"', ""),
        ("needed_alone = 1", "needed_alone = 0"),
        ("needed_alone = 1", "needed_alone = true"),
        ('["Dokumentet är underskrivet av dessa"]', '["Sida"]'),
        ('["Dokumentet är underskrivet av dessa"]', "[]"),
        ('name = "first"', 'name = "last"'),
        ("requires_reference = false", "requires_reference = true"),
        ("requires_reference = false", "requires_reference = false\nreference = '('"),
        ("requires_reference = false", "requires_reference = false\nreference = 'no group'"),
        ("requires_reference = false", "requires_reference = false\nunknown = 1"),
        ("[rows]", "[rows"),
    ],
)
def test_a_wrong_profile_is_refused_and_named(good: str, bad: str) -> None:
    assert good in GOOD

    with pytest.raises(UsageError, match=r"x\.toml"):
        read_profile(GOOD.replace(good, bad, 1), source="x.toml")
