"""The minutes this project began with: a reprint whose signature page lists nobody.

The text names real people, so it stays outside of the project and nothing here copies a name.
"""

import io
import textwrap
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

import pytest

from fhvalidate.cli.main import run
from fhvalidate.report.model import Report
from tests.pki.layout import layout_text
from tests.shared import SHARED
from tests.validation.judging import judged

SEED = SHARED / "seed" / "kommundirektorsmote-2024-04-19.txt"
pytestmark = pytest.mark.skipif(not SEED.is_file(), reason=f"the seed is not at {SEED}")


@cache
def text() -> str:
    return SEED.read_text(encoding="utf-8")


def halves(whole: str) -> list[str]:
    """The text in two parts; the signature page is the second."""
    place = whole.index("Underskriftssida")
    return [whole[:place], whole[place:]]


def paragraphs(whole: str, *, each: int) -> list[str]:
    """Pages of so many paragraphs, and the signature page by itself."""
    body, page = halves(whole)
    parts = body.split("\n\n")
    return [*("\n\n".join(parts[i : i + each]) for i in range(0, len(parts), each)), page]


def folded(whole: str, width: int) -> str:
    return "\n".join("\n".join(textwrap.wrap(line, width) or [""]) for line in whole.splitlines())


LAYOUTS: dict[str, Callable[[str], list[str]]] = {
    "as the text has it": lambda whole: whole.split("\f"),
    "two pages": halves,
    "pages of ten paragraphs": lambda whole: paragraphs(whole, each=10),
    "pages of three paragraphs": lambda whole: paragraphs(whole, each=3),
    "lines of forty": lambda whole: [folded(whole, 40)],
    "lines of sixty, two pages": lambda whole: [folded(part, 60) for part in halves(whole)],
    "lines of twenty-five, two pages": lambda whole: [folded(part, 25) for part in halves(whole)],
    "without blank lines": lambda whole: [
        "\n".join(line for line in part.splitlines() if line.strip()) for part in halves(whole)
    ],
}


def laid_out(name: str) -> bytes:
    return layout_text(LAYOUTS[name](text()))


@cache
def report_on(name: str) -> Report:
    return judged(laid_out(name))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_seed_is_a_reprint_however_it_is_laid_out(name: str) -> None:
    report = report_on(name)

    assert report.verdict == "reprinted"
    assert report.reprint.verdict == "reprinted"
    assert report.signatures == ()


@pytest.mark.parametrize("name", LAYOUTS)
def test_knowits_page_is_recognised_by_its_statement(name: str) -> None:
    page = report_on(name).signature_page

    assert page is not None
    assert page.profile == "knowit"
    assert page.statement.startswith("Dokumentet har skrivits under elektroniskt")
    pages = report_on(name).document.pages
    assert pages is not None
    # Where the text is one whole, its last lines may run over to a page of their own.
    assert page.page in ({pages} if len(LAYOUTS[name](text())) > 1 else {pages - 1, pages})


@pytest.mark.parametrize("name", LAYOUTS)
def test_that_nobody_is_listed_is_noticed(name: str) -> None:
    report = report_on(name)

    assert report.signature_page is not None
    assert len(report.signature_page.signers) == 0
    assert len(report.signers) == 0
    evidence = {item.code for item in report.reprint.evidence}
    assert {"signature-page-without-signatures", "signature-page-without-signers"} <= evidence


def test_the_command_ends_in_four(tmp_path: Path) -> None:
    file = tmp_path / "protokoll.pdf"
    file.write_bytes(laid_out("two pages"))

    with redirect_stdout(io.StringIO()):
        assert run([str(file)]) == 4
