"""The pages of the documentation that show the registrar's way, made by walking it.

python -m tests.registrar.pages    # writes them anew
"""

import hashlib
import re
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.docs.examples import ROOT
from tests.registrar.inbox import Post, post
from tests.registrar.playing import LOCALES, Typed, lay_out, play

PAGES: Mapping[str, Path] = {
    "sv": ROOT / "docs" / "sv" / "registratorns-vag.md",
    "en": ROOT / "docs" / "tutorial" / "the-registrars-way.md",
}
TEXTS: Mapping[str, Path] = {
    language: Path(__file__).parent / f"page.{language}.txt" for language in LOCALES
}
CUT = "[…]"

_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d CES?T")
_DAY = "2026-11-30 09:00:00 CET"  # whenever it was


@cache
def walked(language: str) -> tuple[Typed, ...]:
    """The way in that language, walked once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(post(), folder)
        typed = play(folder, post().page, language)
        home = str(folder / "home")
        return tuple(Typed(each.command, each.printed.replace(home, "~")) for each in typed)


def page(language: str) -> str:
    """The page: its text, with each command and what it prints where the text has a number."""
    made = TEXTS[language].read_text(encoding="utf-8")
    steps = walked(language)
    made = made.replace("{page}", _fenced(_fingerprints(post())))
    for number, step in enumerate(steps, start=1):
        mark = f"{{{number}}}"
        if mark not in made:
            raise ValueError(f"the text has no place for the command {step.command}")
        made = made.replace(mark, _fenced(f"$ {step.command}\n{_shown(step.printed)}"))
    return made


def _fenced(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"


def _fingerprints(came: Post) -> str:
    return "\n".join(f"{each.name}: {each.file}\n  {_made_up(each.name)}" for each in came.page)


def _shown(printed: str) -> str:
    """What is printed, of many reports the beginning of the first and the closing table."""
    for each in post().page:
        printed = printed.replace(each.sha256.upper(), _made_up(each.name))
    printed = _TIME.sub(_DAY, printed)
    closing = re.search(r"^(?:Sammanfattning av|Summary of) \d+ ", printed, re.MULTILINE)
    if closing is None:
        return printed
    headline, advice, _ = printed.split("\n\n", 2)
    return "\n\n".join((headline, advice, CUT, printed[closing.start() :]))


def _made_up(name: str) -> str:
    """A fingerprint in the place of the one that is another at each walk."""
    digest = hashlib.sha256(name.encode()).hexdigest().upper()
    return ":".join(re.findall("..", digest))


if __name__ == "__main__":
    for _language, _path in PAGES.items():
        _path.write_text(page(_language), encoding="utf-8")
        sys.stdout.write(f"{_path.relative_to(ROOT)}\n")
