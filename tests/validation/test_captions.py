"""The table of captions: what services print beside a signer's facts, and no decision."""

import pytest

from fhvalidate.validation.captions import built_in_captions, fold, pieces

DECISIONS = """
bifall bifalls bifallen avslag avslås avstyrks tillstyrks beviljas beviljad beviljat beslut beslutar
beslutat godkänd godkänns godkänt förkastas fastställs antas kronor kr sek euro ja nej ej inte utan
approved approve refused rejected granted denied decision decided accepted agreed void invalid not
no yes cancelled amount usd eur
"""


def test_no_caption_decides_anything() -> None:
    captions = built_in_captions()
    names = frozenset().union(*captions.months, *captions.days, captions.keys)

    assert not {*captions.words, *names} & set(pieces(DECISIONS))


def test_no_caption_but_the_e_of_e_mail_is_a_single_letter() -> None:
    single = {word for word in built_in_captions().words if len(word) == 1}

    assert {word for word in single if word.isascii()} == {"e"}


def test_every_month_and_day_has_its_names() -> None:
    captions = built_in_captions()

    assert [len(captions.months), len(captions.days)] == [12, 7]
    assert {"januari", "january", "januar"} <= captions.months[0]
    assert {"sondag", "sunday", "sonntag"} <= captions.days[6]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ÅSA Örnsköld", "asa ornskold"),
        ("ﬁrma", "firma"),
        ("S\u00f8ren", "soren"),
        ("avs\u00adlag", "avslag"),
        ("a\u200bb", "ab"),
        ("\uff22\uff4f", "bo"),
        ("\u0412o", "\u0432o"),
        ("\u039fla", "\u03bfla"),
    ],
)
def test_the_fold_is_blind_to_case_and_accents_and_not_to_scripts(
    written: str, folded: str
) -> None:
    assert fold(written) == folded
