"""No look through a file is quadratic: four times the bytes take at most some four times the work.

Each case is a thing that a reader looks for, again and again, where it would not expect it.
Processor time is measured, and what takes less than a tenth of a second is not compared.
"""

import time
from collections.abc import Callable

import pytest

from fhvalidate.errors import UnreadableError
from fhvalidate.minutes.marks import read_marks
from fhvalidate.minutes.mentions import read_mentions
from fhvalidate.minutes.reader import read_minutes
from fhvalidate.minutes.signature_page import read_signature_page
from fhvalidate.pdf.pages.page_lines import Cell, Line, Page, Word
from fhvalidate.pdf.qpdf.tokens import refuse_costly_tokens
from fhvalidate.pdf.structure.page_tree import miscounted, page_tree
from fhvalidate.pdf.syntax.cross_reference import read_section
from fhvalidate.pdf.syntax.revision_objects import read_objects
from fhvalidate.pdf.syntax.revisions import find_revisions
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from tests.hostile.sealing import objects_of, seal, write
from tests.hostile.writing import FIRST, updated
from tests.pdf.handmade import PAGE, stream
from tests.validation.judging import judged

RATIO, FLOOR = 8, 0.1  # 4 and room; seconds that say nothing

UNITS = (
    *(b"(", rb"(\(", b")", b"<", b"<0 ", b"<<", b"<</A ", b">>", b"[", b"]", b"%", b"%\n", b"/"),
    *(b"obj ", b"9 0 obj ", b"9 0 obj<<", b"9 0 obj(", b"1 0 obj\n", b"stream\n", b"endstream "),
    *(b"endobj ", b"startxref ", b"startxref\n9\n%a\n", b"startxref\n9\n%%EOF\n", b"%%EOF\n"),
    *(b"xref\n0 1\n", b"trailer<<", b"1", b"1 ", b" ", b"\r", b"/ByteRange ", b"/ByteRange [0 "),
    *(b"/Contents <", b"1 0 R ", b"7 0 ", b"#41", b"/Type/XRef ", b"\\", b"\x01", b"%PDF-1.7\n"),
    *(
        b"9 0 obj<</Type/ObjStm>>stream\n",
        b"9 0 obj<</Type/XRef/Size 9>>stream\nendstream endobj\n",
    ),
)


def in_stream(junk: bytes) -> bytes:
    return seal(write(objects_of({20: stream(junk)})))


def after_the_end(junk: bytes) -> bytes:
    return seal(write(objects_of({}))) + junk


def between_objects(junk: bytes) -> bytes:
    return seal(write(objects_of({20: b"null\nendobj\n" + junk + b"\n"})))


def in_update(junk: bytes) -> bytes:
    return updated(seal(write(objects_of({}))), {20: b"null\nendobj\n" + junk + b"\n"})


def in_stream_of_update(junk: bytes) -> bytes:
    return updated(seal(write(objects_of({}))), {20: stream(junk)})


PLACES = (in_stream, after_the_end, between_objects, in_update, in_stream_of_update)


def seconds(work: Callable[[], object]) -> float:
    """The least of two runs, so that what happens to come between counts less."""
    took = []
    for _ in range(2):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return min(took)


def check_linear(work: Callable[[int], Callable[[], object]], size: int) -> None:
    once, four_times = (seconds(work(n)) for n in (size, 4 * size))

    assert four_times < RATIO * max(once, FLOOR)


def validated(place: Callable[[bytes], bytes], unit: bytes, size: int) -> Callable[[], object]:
    data = place(unit * (size // len(unit)))
    return lambda: judged(data)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("unit", UNITS, ids=repr)
@pytest.mark.slow
def test_a_file_full_of_one_thing_is_looked_through_in_linear_time(
    place: Callable[[bytes], bytes], unit: bytes
) -> None:
    check_linear(lambda size: validated(place, unit, size), 400_000)


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_the_tokens_of_a_file_are_looked_at_in_linear_time(unit: bytes) -> None:
    limits = Policy.named("default").limits

    def work(size: int) -> Callable[[], object]:
        data = b"[ (" + unit * (size // len(unit))
        return lambda: _refused(lambda: refuse_costly_tokens(data, limits))

    check_linear(work, 100_000)


def _refused(work: Callable[[], object]) -> None:
    try:
        work()
    except UnreadableError:
        return


ROWS = (
    "2026-03-02 10:15:22",
    "Anna Andersson  Ordförande  2026-03-02",
    "Underskrifter",
    "Justerare Anna Andersson",
    "§ 12 Avslag på motion",
    "Signerat av Anna Andersson 2026-03-02",
    "Närvarande: Anna Andersson (S), Bo Berg (M)",
    "....................................",
    "19800101-1234",
    "Detta dokument är elektroniskt undertecknat",
    "Sekreterare ......... Paragrafer 1-20",
    "SAMMANTRÄDESPROTOKOLL Kommunstyrelsen 2026-03-02",
    "Transaktion 09222115557412345678 Signerat AA, BB",
    "Ordförande: Anna: Bo: Carl:",
)
PROFILES = Knowledge.built_in().profiles


def laid_out(rows: list[str], on_page: int) -> tuple[Page, ...]:
    parts = [rows[start : start + on_page] for start in range(0, len(rows), on_page)]
    return tuple(
        Page(number, 595, 842, tuple(_line(row, 830 - 20 * n) for n, row in enumerate(part)))
        for number, part in enumerate(parts, 1)
    )


def _line(row: str, bottom: float) -> Line:
    words = tuple(
        Word(text, 40 + 30 * n, bottom, 65 + 30 * n, bottom + 8)
        for n, text in enumerate(row.split())
    )
    cells = tuple(
        Cell(text, 40 + 200 * n, bottom, 200 + 200 * n, bottom + 8)
        for n, text in enumerate(row.split("  "))
    )
    return Line(" ".join(row.split()), 40, bottom, words[-1].right, bottom + 8, cells, words)


def on_many_pages(row: str, count: int) -> tuple[Page, ...]:
    return laid_out([row] * count, 40)


def on_one_page(row: str, count: int) -> tuple[Page, ...]:
    return laid_out([row] * count, count)


def on_one_line(row: str, count: int) -> tuple[Page, ...]:
    return laid_out([" ".join([row] * count)], 1)


def in_one_word(row: str, count: int) -> tuple[Page, ...]:
    return laid_out([row.replace(" ", "") * count], 1)


SHAPES = (on_many_pages, on_one_page, on_one_line, in_one_word)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
@pytest.mark.parametrize("row", ROWS)
@pytest.mark.slow
def test_pages_full_of_one_row_are_read_in_linear_time(
    shape: Callable[[str, int], tuple[Page, ...]], row: str
) -> None:
    def work(count: int) -> Callable[[], object]:
        pages = shape(row, count)
        return lambda: (
            read_minutes(pages, read_signature_page(pages, PROFILES)),
            read_marks(pages, PROFILES),
            read_mentions(pages),
        )

    check_linear(work, 500)


def test_the_pages_of_a_tree_of_any_depth_are_counted_in_linear_time() -> None:
    def work(depth: int) -> Callable[[], object]:
        data = write(objects_of(_nested_pages(depth)))
        (last,) = find_revisions(data, limit=2)
        objects = read_objects(data, last.startxref, limit=2, read=read_section)
        tree = page_tree(objects)
        assert len(tree.pages) == depth
        assert miscounted(objects, tree) == frozenset()
        return lambda: miscounted(objects, tree)

    check_linear(work, 1_000)


def _nested_pages(depth: int) -> dict[int, bytes]:
    """Nodes that each have a page and the next node."""
    nodes = [2, *range(FIRST, FIRST + 2 * depth - 2, 2)]
    found: dict[int, bytes] = {}
    for place, node in enumerate(nodes):
        page, above, below = FIRST + 2 * place + 1, nodes[max(place - 1, 0)], nodes[place + 1 :]
        kids = b" ".join(b"%d 0 R" % number for number in (page, *below[:1]))
        parent = b"/Parent %d 0 R" % above if place else b""
        said = (kids, depth - place, parent)
        found[node] = b"<< /Type /Pages /Kids [%s] /Count %d %s >>" % said
        found[page] = PAGE.replace(b"/Parent 2 0 R", b"/Parent %d 0 R" % node)
    return found
