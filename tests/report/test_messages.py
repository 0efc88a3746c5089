"""The catalogues of words."""

import ast
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhvalidate.conclusion import Fact, Severity, SubIndication, Verdict
from fhvalidate.reconcile.signers import Holds
from fhvalidate.report.messages import (
    Language,
    decimal,
    facts_of,
    message_for,
    sentence,
    templates,
    words,
)
from fhvalidate.reprint.verdict import Confidence, ReprintVerdict
from fhvalidate.words.catalogue import catalogue
from fhvalidate.words.plain import UNSEEN

# The first example of a run builds tables of Unicode and reads the catalogues.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOURCE = Path(__file__).parents[2] / "src" / "fhvalidate"
MAKERS = {
    "Finding",
    "Finding.error",
    "Finding.warning",
    "Finding.info",
    "_by_policy",
    "Evidence",
    "evidence",
    "UsageError",
    "UnreadableError",
    "RequestRefusedError",
}
POSITIONAL = {"severity", "subject", "clause", "detail"}
NAMES = sorted(set().union(*map(facts_of, templates(Language.SV).values())))
FACT = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.datetimes(timezones=st.just(UTC)),
    st.text(st.characters(codec=None, categories=None)),
    st.lists(st.text()).map(tuple),
)


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call in the source that gives a code as a literal: where, the code, the call."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in MAKERS:
                continue
            code = next((item.value for item in node.keywords if item.arg == "code"), None)
            first = node.args[0] if node.args else code
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", first.value, node


def given_facts(call: ast.Call) -> set[str] | None:
    """The facts that a call names; None where it passes them on from elsewhere."""
    if ast.unparse(call.func) in ("Finding", "Evidence"):
        found = [*call.args[1:], *(item.value for item in call.keywords)]
        tables = [item for one in found for item in ast.walk(one) if isinstance(item, ast.Dict)]
        keys = [key for table in tables for key in table.keys]
        told = {str(key.value) for key in keys if isinstance(key, ast.Constant)}
        return told if tables and len(told) == len(keys) else None
    names = {item.arg or "**" for item in call.keywords}
    return None if "**" in names else names - {"clause"}


def test_every_code_that_the_source_gives_has_a_sentence() -> None:
    unknown = [f"{where} {code}" for where, code, _ in calls() if code not in templates("sv")]

    assert not unknown


def test_every_fact_that_a_sentence_names_is_given_where_the_code_is() -> None:
    missing = []
    for where, code, call in calls():
        facts = given_facts(call)
        wanted = facts_of(templates(Language.SV).get(code, ""))
        if facts is not None and not wanted <= facts:
            missing.append(f"{where} {code}: {sorted(wanted - facts)}")

    assert not missing


def test_the_languages_have_the_same_tables_keys_and_facts() -> None:
    swedish, english = catalogue(Language.SV), catalogue(Language.EN)

    assert list(swedish) == list(english)
    for name, table in swedish.items():
        assert list(table) == list(english[name]), name
        for key, text in table.items():
            assert facts_of(text) == facts_of(english[name][key]), key


def test_no_code_has_two_sentences() -> None:
    tables = [table for name, table in catalogue(Language.SV).items() if "messages-" in name]

    assert sum(map(len, tables)) == len(templates(Language.SV))


@pytest.mark.parametrize("language", Language)
def test_braces_stand_only_around_the_names_of_facts(language: Language) -> None:
    for table in catalogue(language).values():
        for text in table.values():
            names = {name for _, name, *_ in string.Formatter().parse(text) if name is not None}
            assert names == facts_of(text)


@pytest.mark.parametrize("language", Language)
def test_every_value_of_the_model_that_is_told_in_words_has_them(language: Language) -> None:
    told = {
        "why": SubIndication,
        "verdict": Verdict,
        "reprint": ReprintVerdict,
        "confidence": Confidence,
        "holds": Holds,
        "severity": Severity,
    }

    for table, values in told.items():
        assert set(values) <= set(catalogue(language)[table])


@pytest.mark.parametrize("language", Language)
def test_a_sentence_starts_large_and_ends_in_a_full_stop(language: Language) -> None:
    for code, text in templates(language).items():
        assert text[0].isupper() or text[0] in "{”“", code
        assert text.endswith((".", "”", "“")), code


@UNHURRIED
@given(
    st.sampled_from(sorted(templates(Language.SV))),
    st.dictionaries(st.sampled_from(NAMES), FACT),
)
def test_any_facts_give_a_sentence_without_control_characters(
    code: str, detail: dict[str, Fact]
) -> None:
    message = message_for(code, detail)

    assert not UNSEEN.search(message.sv + message.en)


def test_a_missing_fact_is_said_to_be_unknown() -> None:
    assert "unknown" in message_for("cms-signer-count").en


def test_what_a_fact_contains_is_never_read_as_a_template() -> None:
    message = message_for("trust-lists-unverified", {"reason": "{limit} {0.__class__} {reason}"})

    assert "({limit} {0.__class__} {reason})" in message.sv


@pytest.mark.parametrize(
    ("fact", "sv"),
    [
        (datetime(2026, 3, 3, 9, tzinfo=UTC), "2026-03-03 10:00:00 CET"),
        (datetime(2026, 7, 3, 9, tzinfo=UTC), "2026-07-03 11:00:00 CEST"),
        (datetime(2026, 7, 3, 9), "2026-07-03 11:00:00 CEST"),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), "9999-12-31 23:59:59 UTC"),
        (True, "ja"),
        (3, "3"),
        ((1, 4, 7), "1, 4, 7"),
        ((), "okänt"),
        (None, "okänt"),
        (tuple(range(30)), ", ".join(map(str, range(20))) + ", …"),
        ("key_compromise", "nyckeln har röjts"),
        ("\x1b]0;x\x07", r"\x1b]0;x\x07"),
    ],
)
def test_facts_are_shown_for_reading(fact: Fact, sv: str) -> None:
    assert f"({sv})" in message_for("trust-lists-unverified", {"reason": fact}).sv


def test_a_number_too_long_to_write_is_cut() -> None:
    assert "(0x1000" in message_for("trust-lists-unverified", {"reason": 1 << 20_000}).en


def test_a_code_without_a_sentence_still_gives_a_message() -> None:
    assert sentence(Language.SV, "not\x1b-there", {"a": 1}) == r"not\x1b-there (a: 1)"


def test_other_words_are_found_by_table_and_key() -> None:
    assert words(Language.EN, "holds", "yes") == "holds"


def test_a_decimal_sign_is_that_of_the_language() -> None:
    assert (decimal(Language.SV, "99.5"), decimal(Language.EN, "99.5")) == ("99,5", "99.5")
