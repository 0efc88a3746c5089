"""The page in a browser: dropping and choosing, without a script, by keyboard, on a phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fhvalidate.report.messages import Language
from fhvalidate.web.application import application
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings
from tests.batch.browser import CHROMIUM
from tests.pages import axe
from tests.web.page.place import (
    KINDS,
    PATIENCE,
    Seen,
    answering,
    choose,
    drop,
    missing,
    paths,
    wait,
    words,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page, Route

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

DESKTOP, PHONE = (1280, 900), (320, 640)  # CSS pixels; the narrow one is what WCAG 1.4.10 asks
LOCALES = {Language.SV: "sv-SE", Language.EN: "en-GB"}
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"
# What the keyboard reaches, without it being seen that it is there.
UNSEEN = (
    "[...document.querySelectorAll('a, button, input, textarea, summary')]"
    ".filter(e => e.getClientRects().length).filter(e => { e.focus({focusVisible: true});"
    " return document.activeElement !== e || getComputedStyle(e).outlineStyle === 'none' })"
    ".map(e => e.outerHTML.slice(0, 120))"
)


@pytest.fixture(scope="module")
def address(settings: ServiceSettings, judging: Judging, browsing: "Browser") -> Iterator[str]:
    del browsing  # which has sockets of its own
    chosen = replace(settings, with_certificates=True)
    with answering(application(chosen, judging)) as found:
        yield found


@pytest.fixture(scope="module")
def browsing() -> Iterator["Browser"]:
    import pytest_socket
    from playwright.sync_api import sync_playwright

    pytest_socket.enable_socket()  # those of the whole module are opened here
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@contextmanager
def opened(
    browsing: "Browser",
    address: str,
    language: Language = Language.SV,
    size: tuple[int, int] = DESKTOP,
    expected: str = "nothing",
    **chosen: Any,
) -> Iterator["Page"]:
    """The page; nothing that its policy forbids was tried, and no script has failed.

    `expected` is what the browser's console tells of a network that is not well.
    """
    viewport: Any = {"width": size[0], "height": size[1]}
    context = browsing.new_context(viewport=viewport, locale=LOCALES[language], **chosen)
    told = list[str]()
    page = context.new_page()
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(address)
    yield page
    assert context.cookies() == []
    assert [text for text in told if expected not in text] == []
    context.close()


def faults(page: "Page") -> list[str]:
    """What axe-core has against the page, and whether it is wider than the window."""
    found = [] if axe.missing() else axe.violations(Seen(page))
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found + ([f"wider by {width}"] if width > 0 else [])


def test_dropped_files_are_answered_the_worst_first_and_the_results_are_reached(
    browsing: "Browser", address: str
) -> None:
    with opened(browsing, address) as page:
        drop(page, paths("minutes-signed", "minutes-altered", "truncated"))
        wait(page, 3)

        assert words(page) == {
            "minutes-altered.pdf": "OGILTIG",
            "truncated.pdf": "OLÄSLIG",
            "minutes-signed.pdf": "GILTIG",
        }
        assert "3. 1 OGILTIG, 1 OLÄSLIG, 1 GILTIG." in page.inner_text("#status")
        assert page.evaluate("document.activeElement.textContent") == "minutes-altered.pdf"

        drop(page, paths("minutes-b-lt"))
        wait(page, 4)
        assert "4. 1 OGILTIG, 1 OLÄSLIG, 2 GILTIG." in page.inner_text("#status")
        assert page.evaluate("document.activeElement.textContent") == "minutes-altered.pdf"


def test_after_one_file_what_to_do_is_in_view(browsing: "Browser", address: str) -> None:
    with opened(browsing, address) as page:
        choose(page, paths("minutes-printed"))

        box = page.locator("article .advice").first.bounding_box()
        top = page.evaluate("window.scrollY")

        assert box is not None
        assert 0 <= box["y"] <= 900 - box["height"], (box, top)


def test_who_changes_language_with_answers_is_asked_first(
    browsing: "Browser", address: str
) -> None:
    asked: list[str] = []

    def stay(dialog: "Dialog") -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    with opened(browsing, address) as page:
        choose(page, paths("minutes-printed"))
        page.on("dialog", stay)
        page.click("nav a[hreflang]")

        assert "försvinner när du byter språk" in asked[0]
        assert words(page) == {"minutes-printed.pdf": "OMTRYCKT"}


def test_what_is_focused_by_its_user_stays_so_when_an_answer_comes(
    browsing: "Browser", address: str
) -> None:
    with opened(browsing, address) as page:
        page.set_input_files("#files", paths("minutes-signed"))
        page.click("button.main")
        page.focus("nav a[hreflang]")
        wait(page, 1)

        assert page.evaluate("document.activeElement.hreflang") == "en"
        assert page.locator("article").first.locator("svg").count() == 1


def test_a_chosen_reprint_is_told_in_english_with_a_text_for_the_sender(
    browsing: "Browser", address: str
) -> None:
    with opened(browsing, address, Language.EN) as page:
        choose(page, paths("minutes-printed"))
        page.get_by_text("A text for the sender").click()

        assert words(page) == {"minutes-printed.pdf": "REPRINTED"}
        assert "As far as we can see it is a copy" in page.locator("textarea").input_value()


def test_a_password_is_asked_for_by_the_file_and_the_new_answer_takes_its_place(
    browsing: "Browser", address: str
) -> None:
    with opened(browsing, address) as page:
        choose(page, paths("encrypted"))
        for secret, told in (("fel", "Lösenordet öppnar inte filen"), ("hemligt", "INTE UNDER")):
            page.locator("form.again input[type=password]").fill(secret)
            page.get_by_role("button", name="Granska med lösenordet").click()
            page.locator("article", has_text=told).wait_for(timeout=PATIENCE)

        assert words(page) == {"encrypted.pdf": "INTE UNDERTECKNAD"}


def test_what_is_kept_is_downloaded_and_what_is_compared_opens_beside_the_answers(
    browsing: "Browser", address: str
) -> None:
    with opened(browsing, address) as page:
        choose(page, paths("certified-form-filled"))
        page.evaluate(UNFOLD)
        with page.expect_download() as report:
            page.get_by_role("link", name="Rapporten som JSON").click()
        with page.expect_download() as evidence:
            page.get_by_role("button", name="Ladda ner bevisen").click()
        with page.context.expect_page() as opening:
            page.get_by_role("button", name="Visa undertecknat").click()
        beside = opening.value
        beside.wait_for_selector("img", timeout=PATIENCE)

        assert report.value.suggested_filename == "certified-form-filled.pdf.json"
        assert Path(report.value.path()).read_bytes().startswith(b"{")
        assert Path(evidence.value.path()).read_bytes().startswith(b"PK")
        assert beside.locator("figure img").count() == 2
        assert faults(beside) == []


def test_a_busy_service_is_asked_again_and_a_lost_connection_is_told(
    browsing: "Browser", address: str
) -> None:
    refusals = ["busy", "lost"]

    def refuse(route: "Route") -> None:
        if route.request.method != "POST" or not refusals:
            route.continue_()
        elif refusals.pop(0) == "busy":
            route.fulfill(status=503, headers={"Retry-After": "1"}, content_type="text/html")
        else:
            route.abort()

    with opened(browsing, address, expected="Failed to load resource") as page:
        page.route("**/*", refuse)
        page.set_input_files("#files", paths("minutes-signed"))
        page.click("button.main")
        page.locator("article p.error").wait_for(timeout=PATIENCE)
        lost = page.locator("#answers").inner_text()
        choose(page, paths("minutes-signed"))

        assert "Filen kunde inte skickas." in lost
        assert words(page) == {"minutes-signed.pdf": "GILTIG"}


def test_without_a_script_a_form_is_sent_and_answered(browsing: "Browser", address: str) -> None:
    with opened(browsing, address, java_script_enabled=False) as page:
        page.set_input_files("#files", paths("minutes-printed", "minutes-signed"))
        page.click("button.main")
        page.wait_for_selector("article", timeout=PATIENCE)

        assert words(page) == {"minutes-printed.pdf": "OMTRYCKT", "minutes-signed.pdf": "GILTIG"}
        assert not page.locator("button.print").first.is_visible()
        assert not page.locator(".drop-here").is_visible()
        page.locator("summary", has_text="Jämför filen").first.click()
        assert page.locator("form[action*=compare] input[name=file]").first.is_visible()


def test_the_keyboard_alone_is_enough(browsing: "Browser", address: str) -> None:
    with opened(browsing, address) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.set_input_files("#files", paths("minutes-signed"))  # a window of the system's own
        page.focus("#files")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        wait(page, 1)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.locator("details.report").get_attribute("open") is not None
        page.evaluate(UNFOLD)
        assert page.evaluate(UNSEEN) == []


@pytest.mark.skipif(bool(axe.missing()), reason=axe.missing())
def test_the_page_breaks_no_rule_of_accessibility_and_fits_a_phone(
    browsing: "Browser", address: str
) -> None:
    with opened(browsing, address, size=PHONE) as page:
        found = faults(page)
        choose(page, paths("minutes-printed", "hostile-names"))
        page.evaluate(UNFOLD)
        found += faults(page)

    assert found == []


def test_a_file_that_is_too_large_or_empty_is_told_and_not_sent(
    browsing: "Browser", address: str, tmp_path: Path
) -> None:
    empty, large = tmp_path / "tom.pdf", tmp_path / "stor.pdf"
    empty.write_bytes(b"")
    with large.open("wb") as file:
        file.truncate((20 << 20) + 1)

    with opened(browsing, address) as page:
        page.set_input_files("#files", [empty, large])
        page.click("button.main")
        page.locator("article p.error").nth(1).wait_for()
        page.wait_for_selector("article.waits", state="detached")

        told = page.locator("#answers").inner_text()
        assert "Filen är tom." in told
        assert "Filen är större än 20 MB" in told
        assert page.locator("article", has_text="INTE GRANSKAD").locator("svg").count() == 2
        assert told.count("Att göra:") == 2
        status = page.inner_text("#status")
        assert "Granskade filer på sidan: 0. 2 INTE GRANSKAD." in status
        assert "tom.pdf: Filen är tom." in status


@pytest.mark.slow
@pytest.mark.skipif(bool(axe.missing()), reason=axe.missing())
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", Language)
def test_no_page_of_any_kind_breaks_a_rule(
    browsing: "Browser", address: str, language: Language, size: tuple[int, int]
) -> None:
    with opened(browsing, address, language, size) as page:
        choose(page, paths(*KINDS))
        found = faults(page)
        page.evaluate(UNFOLD)
        found += faults(page)
        page.locator("input[name=original]").first.set_input_files(paths("minutes-signed"))
        with page.context.expect_page() as opening:
            page.locator("form[action*=compare] button").first.click()
        opening.value.wait_for_selector("h1", timeout=PATIENCE)
        found += faults(opening.value)
        page.goto(f"{address}/page/accessibility")
        found += faults(page)

    assert found == []
