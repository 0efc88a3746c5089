"""Writes the pictures of the documentation: an HTML report and the page of a batch, by a browser.

python docs/pictures.py  # needs Chromium; pictures differ a little from one browser to the next
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = ROOT / "tests" / "fixtures" / "files"
PICTURES = ROOT / "docs" / "pictures"
AS_OF = ("--trust", str(FILES / "trust"), "--at", "2026-03-03T09:00:00Z")
SIZES = {"report": (1000, 900), "batch": (1200, 850)}
LANGUAGES = ("sv", "en")


def main() -> int:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium here", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    for language in LANGUAGES:
        _write(browser, language)
    return 0


def _write(browser: str, language: str) -> None:
    said = (*AS_OF, "--lang", language)
    with tempfile.TemporaryDirectory(prefix="arkiv-") as name:
        folder = Path(name)
        archive = shutil.copytree(FILES, folder / "protokoll")
        page = folder / "report.html"
        page.write_bytes(_command(str(FILES / "minutes-signed.pdf"), "--format", "html", *said))
        _command("batch", str(archive), "--out", str(folder / "batch"), "--exit-zero", *said)
        pages = {"report": page, "batch": folder / "batch" / "report.html"}
        for title, path in pages.items():
            width, height = SIZES[title]
            target = PICTURES / f"{title}-{language}.png"
            subprocess.run(
                [
                    browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    f"--window-size={width},{height}", f"--screenshot={target}", path.as_uri(),
                ],
                check=True,
                capture_output=True,
            )  # fmt: skip
            print(target)


def _command(*arguments: str) -> bytes:
    found = subprocess.run(
        [sys.executable, "-m", "fhvalidate", *arguments], capture_output=True, check=False
    )
    return found.stdout


if __name__ == "__main__":
    sys.exit(main())
