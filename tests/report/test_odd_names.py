"""What can be nobody's name is not shown as somebody."""

from dataclasses import replace

import pytest

from fhvalidate import Language
from fhvalidate.identity.common_names import can_be_read
from fhvalidate.report.html import render_html
from fhvalidate.report.text import render
from tests.report import sample

NOBODY = ['""', "?", "\ufffdsa Exempel", "CEST CEST", "=HYPERLINK(1)", "\t=cmd|calc!A0",
          "\uff1d1+1", "\u200b=1+1", "...", "1234", "”"]  # fmt: skip
SOMEBODY = ["Anna Exempel", "Åsa", "O'Brien", "Exempelby kommun", "王伟", "Знак Анна", "e-Seal 1"]


@pytest.mark.parametrize("name", NOBODY)
def test_what_can_be_nobodys_name_is_said_to_be_unreadable(name: str) -> None:
    assert not can_be_read(name)
    report = sample.ALL["valid"]
    rows = tuple(replace(row, name=name) for row in report.signers)
    signatures = tuple(
        replace(each, signer=replace(each.signer, common_name=name) if each.signer else None)
        for each in report.signatures
    )
    odd = replace(report, signers=rows, signatures=signatures)

    told = render(odd, language=Language.EN)
    assert "somebody whose name cannot be read" in " ".join(told.split())
    assert '""' not in told
    assert "någon vars namn inte kan läsas" in render_html(odd, language=Language.SV)


@pytest.mark.parametrize("name", SOMEBODY)
def test_a_name_in_any_letters_is_a_name(name: str) -> None:
    assert can_be_read(name)
