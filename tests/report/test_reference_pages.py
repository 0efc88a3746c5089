"""The reference pages that follow from the code."""

import json

from docs import generate
from fhvalidate.report.messages import Language, templates


def test_the_committed_pages_are_what_the_code_gives() -> None:
    assert generate.outdated() == [], "run: python docs/generate.py"


def test_checking_fails_only_when_a_page_differs() -> None:
    assert generate.main(["--check"]) == 0


def test_the_findings_page_lists_every_code_in_both_languages() -> None:
    page = generate.findings()

    for code, text in templates(Language.SV).items():
        assert f"| `{code}` |" in page
        assert text.replace("|", "\\|") in page


def test_the_schema_page_is_json() -> None:
    assert json.loads(generate.report_schema())["title"] == "fhvalidate/report/1"
