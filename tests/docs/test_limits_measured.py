"""Each limit of a policy has a file at it and one beyond it, and its figures are in the docs."""

import re
from dataclasses import fields

from benchmarks.limit_files.cases import CASES
from fhvalidate.constraints import Limits
from tests.docs.examples import ROOT

LIMITS = [field.name for field in fields(Limits)]
PAGE = (ROOT / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")


def test_every_limit_has_a_file_to_be_measured_with() -> None:
    assert set(CASES) == set(LIMITS)


def test_every_limit_has_its_figures_in_the_docs() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == LIMITS
