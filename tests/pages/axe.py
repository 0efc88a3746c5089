"""axe-core in a browser: which rules of accessibility a page breaks, and where."""

import json
from typing import Any, Protocol

from tests.batch.browser import CHROMIUM
from tests.oracles.engines import NODE_MODULES

AXE = NODE_MODULES / "axe-core" / "axe.min.js"
# WCAG 2.2 AA, with what it builds upon, and what axe calls good practice beyond it.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def missing() -> str:
    """What is not here of what these tests need; empty where nothing is."""
    if CHROMIUM is None:
        return "needs Chromium (Debian's chromium)"
    return "" if AXE.is_file() else "axe-core is not installed (tests/oracles/setup.sh)"


class Page(Protocol):
    """A page of a browser, however it is spoken to."""

    def value(self, script: str) -> Any:
        """What the script gives, run in the page."""


def violations(page: Page) -> list[str]:
    """The rules that the page as it is now breaks, each with the first element that breaks it."""
    page.value(AXE.read_text(encoding="utf-8") + ";true")
    options = json.dumps({"runOnly": TAGS, "resultTypes": ["violations"]})
    found = page.value(
        f"axe.run(document, {options}).then(r => r.violations.map(v => "
        "`${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 200)}`))"
    )
    return [str(each) for each in found]
