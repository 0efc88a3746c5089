"""The service on an address of this machine, and a browser that goes there."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.types import ASGIApp

from tests.batch.browser import CHROMIUM
from tests.batch.places import FILES

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Every kind of answer; the last has the name of a person that tries to look like something else.
KINDS = (
    "minutes-signed", "minutes-altered", "minutes-printed", "encrypted", "truncated",
    "minutes-never-signed", "minutes-b-t", "hostile-names",
)  # fmt: skip
PATIENCE = 120_000  # ms for an answer, also where the machine is busy


@contextmanager
def answering(app: ASGIApp) -> Iterator[str]:
    """The address where the application answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, http="h11", ws="none", loop="asyncio")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def paths(*names: str) -> list[Path]:
    """The fixtures of these names."""
    return [FILES / f"{name}.pdf" for name in names]


def choose(page: "Page", files: Sequence[Path]) -> None:
    """Chooses the files by the button, and has them examined."""
    page.set_input_files("#files", files)
    page.click("button.main")
    wait(page, len(files))


def wait(page: "Page", count: int) -> None:
    """Waits until so many files are answered."""
    page.locator("article[data-word]").nth(count - 1).wait_for(timeout=PATIENCE)
    page.wait_for_selector("article.waits", state="detached", timeout=PATIENCE)


def words(page: "Page") -> dict[str, str]:
    """The verdict of each file, in the order of the page."""
    return {
        each.locator("h3").first.inner_text(): each.get_attribute("data-word") or ""
        for each in page.locator("article[data-word]").all()
    }


def drop(page: "Page", files: Sequence[Path]) -> None:
    """Drops the files on the page, as a person does from a folder."""
    held = page.evaluate_handle(
        "files => { const held = new DataTransfer();"
        " for (const [name, data] of files)"
        "  held.items.add(new File([Uint8Array.from(data)], name, {type: 'application/pdf'}));"
        " return held }",
        [[path.name, list(path.read_bytes())] for path in files],
    )
    for event in ("dragover", "drop"):
        page.dispatch_event("#examine", event, {"dataTransfer": held})


class Seen:
    """A page as what asks axe-core has it."""

    def __init__(self, page: "Page") -> None:
        self._page = page

    def value(self, script: str) -> Any:
        """What the script gives."""
        return self._page.evaluate(script)


def missing() -> str:
    """What is not here of what these tests need; empty where nothing is."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "needs Playwright for Python"
    return "" if CHROMIUM else "needs Chromium (Debian's chromium)"
