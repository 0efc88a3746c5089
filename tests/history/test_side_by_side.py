"""`fhvalidate revisions --diff`: what each one signed beside what is shown now, as one page."""

import base64
import io
import os
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

from fhvalidate.api import side_by_side
from fhvalidate.cli.main import run
from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.pages.picture_file import framed, png
from fhvalidate.pdf.pages.pictures import Picture
from fhvalidate.report.messages import Language, words
from fhvalidate.report.side_by_side_html import render_side_by_side
from fhvalidate.words.plain import UNSEEN
from tests.attacks.test_pictures import BELOW, note
from tests.batch.browser import CHROMIUM, browser
from tests.pdf.handmade import document
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.pki.updates import add_text_field, draw_on_page, fill_text_field
from tests.pki.world import shared_world
from tests.validation.judging import judged, second_signer, signed

PICTURES = os.environ.get("FHVALIDATE_PICTURES")  # a folder to keep the screenshots in
OVERRIDE = "\u202e"
MARKUP = f"<script>alert(1)</script>{OVERRIDE}\x1b[31m"


@cache
def changed_minutes() -> bytes:
    """Minutes in three pages, signed, filled in and drawn over, and signed by another."""
    world = shared_world()
    form = add_text_field(minutes(None), "Expedierat", page=0, box=(72, 60, 320, 80))
    first = sign_b_b(form, world.chair, field="Ordförande", box=(72, 30, 250, 60), page=2)
    drawn = draw_on_page(first, "Bifall", page=1, at=(72, 560))
    filled = fill_text_field(drawn, "Expedierat", "ja")
    return sign_b_b(filled, world.adjuster, field="Justerare", box=(300, 30, 500, 60), page=2)


def page_of(data: bytes, language: Language = Language.SV, *, name: str = "fil.pdf") -> str:
    """The page, the file judged by the test world's trust."""
    return render_side_by_side(
        side_by_side(data), report=judged(data), name=name, language=language
    )


def said(language: Language, key: str, **facts: str | int | tuple[int, ...]) -> str:
    return words(language, "side-by-side", key, **facts)


class Parts(HTMLParser):
    """The elements of a page, their attributes and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.sources: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", Language)
def test_the_page_says_who_signed_what_and_what_stands_there_now(language: Language) -> None:
    page = Parts(page_of(changed_minutes(), language)).text

    assert "Anna Exempel" in page
    assert "Bo Testsson" in page
    assert said(language, "now-changed-pages", pages=(1, 2)) in page
    assert said(language, "now-unseen") in page
    assert said(language, "later", names=("Bo Testsson",)) in page  # type: ignore[arg-type]
    assert said(language, "unseen-further") in page
    assert said(language, "unseen-last") in page
    assert f"Expedierat{said(language, 'empty')}ja" in page
    assert "Bifall" in page


def test_only_pages_that_differ_are_shown_and_the_others_are_counted() -> None:
    data = draw_on_page(signed(minutes(None)), "Bifall", page=1, at=(72, 560))

    (shown,) = side_by_side(data).signatures
    page = page_of(data)

    assert [pair.number for pair in shown.pages] == [2]
    assert page.count("<img ") == 2
    assert said(Language.SV, "unseen-others", count=2) in page


def test_the_pictures_show_what_was_signed_and_what_is_shown_now() -> None:
    data = note(signed(document()), BELOW, b"Bifall")

    (shown,) = side_by_side(data).signatures
    (pair,) = shown.pages

    assert pair.signed is not None
    assert pair.now is not None
    assert pair.signed.startswith(b"\x89PNG\r\n\x1a\n")
    assert pair.signed != pair.now


def test_a_picture_is_a_png_that_others_read_with_a_frame_around_what_is_told() -> None:
    image = pytest.importorskip("PIL.Image", reason="needs Pillow ([ocr])")
    paper = Picture(40, 30, 1.0, b"\xff" * (3 * 40 * 30))

    found = image.open(io.BytesIO(png(framed(paper, [(10, 10, 20, 20)], (200, 0, 0)))))

    assert found.size == (40, 30)
    assert found.getpixel((15, 15)) == (255, 255, 255)
    assert found.getpixel((7, 15)) == (200, 0, 0)


@pytest.mark.parametrize("box", [(-99.0, -99.0, 999.0, 999.0), (500.0, 500.0, 600.0, 600.0)])
def test_a_frame_beyond_the_edge_keeps_the_pictures_size(
    box: tuple[float, float, float, float],
) -> None:
    paper = Picture(40, 30, 1.0, b"\xff" * (3 * 40 * 30))

    assert len(framed(paper, [box], (200, 0, 0)).pixels) == len(paper.pixels)


def test_a_change_that_two_signers_have_in_common_is_shown_once() -> None:
    twice = sign_b_b(signed(document()), second_signer(), field="Justerare")
    data = note(twice, BELOW, b"Bifall")

    first, second = side_by_side(data).signatures

    assert [pair.number for pair in first.pages] == [1]
    assert second.pages == ()
    assert second.repeated == (1,)
    assert said(Language.SV, "repeated", pages=(1,)) in page_of(data)


@pytest.mark.parametrize("language", Language)
def test_where_nothing_has_changed_the_page_says_so(language: Language) -> None:
    page = page_of(signed(document()), language)

    assert said(language, "all-same") in page
    assert said(language, "same-only") in page
    assert "<img " not in page


def test_a_further_signature_alone_is_no_change() -> None:
    both = sign_b_b(signed(document()), second_signer(), field="Justerare", box=BELOW)

    assert said(Language.SV, "all-further") in page_of(both)


def test_a_file_without_signatures_has_nothing_to_compare() -> None:
    assert said(Language.SV, "nothing-signed") in page_of(document())


def test_a_signature_whose_revision_cannot_be_read_is_said_to_be_so() -> None:
    data = signed(document())
    broken = re.sub(rb"/ByteRange *\[ *0 ", b"/ByteRange [1 ", data)

    page = page_of(broken)

    assert said(Language.SV, "unreadable") in page
    assert said(Language.SV, "now-unknown") in page


def test_signed_bytes_that_were_altered_are_not_shown_as_signed() -> None:
    altered = signed(document()).replace(b"avslag", b"bifall", 1)

    page = page_of(altered)

    assert said(Language.SV, "all-broken") in page
    assert said(Language.SV, "broken") in page
    assert said(Language.SV, "same-only") not in page
    assert "<img " not in page


def hostile() -> bytes:
    """A file whose field, value and drawn words would steer a page or a terminal."""
    form = signed(add_text_field(document(), f"F{MARKUP}"))
    return fill_text_field(form, f"F{MARKUP}", f"V{MARKUP}")


@pytest.mark.parametrize("language", Language)
def test_what_the_document_says_reaches_the_page_harmless(language: Language) -> None:
    page = page_of(hostile(), language, name=f"<img src=x onerror=alert(1)>{OVERRIDE}.pdf")
    parts = Parts(page)

    assert not UNSEEN.search(page.replace("\n", ""))
    assert "<script" not in page
    assert "\\u202e" in page
    assert not {name for name in parts.attributes if name.startswith("on")}
    assert parts.tags <= {
        *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "footer"),
        *("h1", "h2", "h3", "p", "div", "figure", "figcaption", "img", "table", "thead", "tbody"),
        *("tr", "th", "td", "dl", "dt", "dd", "ul", "li", "details", "summary"),
    }
    assert all(source.startswith("data:image/png;base64,") for source in parts.sources)


def test_the_page_forbids_whatever_it_does_not_need() -> None:
    page = page_of(changed_minutes())

    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert "default-src &#x27;none&#x27;" in policy
    assert "script-src" not in policy
    assert "style=" not in page


def test_every_picture_on_the_page_is_a_png() -> None:
    page = Parts(page_of(changed_minutes()))

    pictures = [base64.b64decode(source.partition(",")[2]) for source in page.sources]

    assert pictures
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "in.pdf"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("language", Language)
def test_the_command_writes_the_page_and_nothing_else(
    tmp_path: Path, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = written(tmp_path, changed_minutes()), tmp_path / "ut.html"

    code = run(["revisions", str(source), "--diff", str(target), "--lang", language])

    assert code == 0
    assert f'<html lang="{language}">' in target.read_text(encoding="utf-8")
    assert capsys.readouterr() == ("", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.pdf", "ut.html"]


def test_the_page_and_a_revision_can_be_written_at_once(tmp_path: Path) -> None:
    source = written(tmp_path, changed_minutes())
    page, taken = tmp_path / "ut.html", tmp_path / "ut.pdf"

    code = run(["revisions", str(source), "--extract", "1", "-o", str(taken), "--diff", str(page)])

    assert code == 0
    assert page.is_file()
    assert taken.is_file()


def test_the_page_is_never_written_over_its_source(tmp_path: Path) -> None:
    source = written(tmp_path, changed_minutes())

    assert run(["revisions", str(source), "--diff", str(source)]) == 2
    assert source.read_bytes() == changed_minutes()


@pytest.mark.parametrize(("data", "code"), [(b"hej", 6), (b"", 6)], ids=["no PDF", "an empty file"])
def test_what_cannot_be_read_leaves_no_page(tmp_path: Path, data: bytes, code: int) -> None:
    source, target = written(tmp_path, data), tmp_path / "ut.html"

    assert run(["revisions", str(source), "--diff", str(target)]) == code
    assert not target.exists()


def test_a_place_that_cannot_be_written_is_a_wrong_call(tmp_path: Path) -> None:
    source = written(tmp_path, changed_minutes())

    assert run(["revisions", str(source), "--diff", str(tmp_path / "finns" / "ut.html")]) == 2
    assert run(["revisions", str(source), "--diff"]) == 2


def locked() -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(document())) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="x", user="hemligt"))
    return output.getvalue()


def test_a_locked_file_is_opened_with_its_password(tmp_path: Path) -> None:
    data = sign_b_b(locked(), second_signer(), password="hemligt")
    source, target, secret = written(tmp_path, data), tmp_path / "ut.html", tmp_path / "ord.txt"
    secret.write_text("hemligt\n", encoding="utf-8")

    without = run(["revisions", str(source), "--diff", str(target)])
    missing = not target.exists()
    code = run(["revisions", str(source), "--diff", str(target), "--password-file", str(secret)])

    assert (without, missing, code) == (6, True, 0)
    assert "Bo Testsson" in target.read_text(encoding="utf-8")
    with pytest.raises(UnreadableError):
        side_by_side(data)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian's chromium)")
@pytest.mark.parametrize("language", Language)
def test_the_page_is_read_in_a_wide_and_in_a_narrow_window(
    language: Language, tmp_path: Path
) -> None:
    source, target = written(tmp_path, changed_minutes()), tmp_path / "ut.html"
    run(["revisions", str(source), "--diff", str(target), "--lang", language])
    tops = "[...document.querySelectorAll('.pair figure')].slice(0, 2)"
    tops += ".map(f => Math.round(f.getBoundingClientRect().top))"

    with browser() as page:
        page.size(1280, 900)
        page.open(target.as_uri())
        beside = page.value(tops)
        drawn = page.value("[...document.images].every(i => i.naturalWidth > 100)")
        if PICTURES:
            page.picture(Path(PICTURES) / f"diff-desktop-{language}.png")
        page.size(390, 844)
        wide = page.value("document.documentElement.scrollWidth")
        below = page.value(tops)
        if PICTURES:
            page.picture(Path(PICTURES) / f"diff-phone-{language}.png")

    assert drawn
    assert beside[0] == beside[1]
    assert below[0] < below[1]
    assert wide <= 390
