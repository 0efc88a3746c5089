"""The oracles themselves: what counts as a difference, and that each engine sees the known ones."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fhvalidate.pdf.revisions.change_list import ChangeKind
from fhvalidate.report.changes_model import ChangeReport
from tests.oracles import telling
from tests.oracles.atelier import Atelier
from tests.oracles.pictures import FAILED, Drawing, Picture, differing_cells
from tests.oracles.run import made
from tests.oracles.sources import MAKERS, source
from tests.oracles.startxref import padded, tempting
from tests.oracles.telling import differences
from tests.oracles.writing import Form, updated, value_of
from tests.shared import shared
from tests.validation.judging import judged

WHITE = Picture(8, 8, b"\xff" * 64)


def dotted(*levels: int) -> Picture:
    """The white picture with its first pixels of these levels."""
    return Picture(8, 8, bytes(levels) + WHITE.grey[len(levels) :])


@cache
def cases() -> list[dict[str, Any]]:
    """The attacks that are given beside the project."""
    lines = shared("attacks/cases.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def attack(name: str) -> bytes:
    return Path(shared(f"attacks/{name}")).read_bytes()


def test_a_shade_of_grey_is_no_difference() -> None:
    assert not list(differing_cells(WHITE, dotted(248, 248, 250)))


def test_one_pixel_of_an_edge_is_no_difference() -> None:
    assert not list(differing_cells(WHITE, dotted(220)))


def test_one_black_pixel_is_a_difference_at_its_place() -> None:
    assert list(differing_cells(WHITE, dotted(0))) == [(0.0, 7.0, 1.0, 8.0)]


def test_two_grey_pixels_are_a_difference() -> None:
    assert list(differing_cells(WHITE, dotted(220, 220))) == [(0.0, 7.0, 2.0, 8.0)]


def test_a_further_page_is_a_difference_of_the_whole_page() -> None:
    found = list(differences(Drawing((WHITE,), whole=True), Drawing((WHITE, WHITE), whole=True)))

    assert found == [(2, [(0.0, 0.0, 8.0, 8.0)])]


def test_a_file_that_fails_alone_is_a_difference_and_two_that_fail_are_none() -> None:
    drawn = Drawing((WHITE,), whole=True)

    assert [page for page, _ in differences(drawn, FAILED)] == [0, 1]
    assert not list(differences(FAILED, FAILED))


@pytest.mark.parametrize(
    ("page", "objects", "box", "told"),
    [
        (1, (7,), (10, 10, 20, 20), True),
        (1, (7,), (8, 8, 22, 22), True),
        (1, (7,), (5, 10, 20, 20), False),
        (2, (7,), (10, 10, 20, 20), False),
        (1, (), (10, 10, 20, 20), False),
    ],
)
def test_a_difference_is_told_by_page_objects_and_a_rectangle_around_it(
    page: int,
    objects: tuple[int, ...],
    box: tuple[float, float, float, float],
    told: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change = ChangeReport(ChangeKind.ANNOTATION, "Text", page, objects)
    monkeypatch.setattr(telling, "rectangle_of", lambda _: (10.0, 10.0, 20.0, 20.0))

    assert telling.is_told(1, box, [change]) is told


@pytest.mark.parametrize("name", MAKERS)
def test_every_source_is_valid(name: str) -> None:
    assert judged(source(name).data).verdict.value == "valid"


def test_a_case_is_the_same_each_time_but_for_its_signatures() -> None:
    first, second = (made(7, number).name for number in (3, 3))

    assert first == second


@pytest.mark.parametrize("form", Form)
def test_an_object_written_again_is_no_difference(form: Form, one_engine: Atelier) -> None:
    import io

    import pikepdf

    (name,) = one_engine.engines
    data = source("packed" if form is not Form.TABLE else "pages").data
    with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
        page = pdf.pages[0].obj
        again = updated(data, {page.objgen[0]: value_of(page)}, form=form)

    assert not list(differences(one_engine.draw(name, data), one_engine.draw(name, again)))


def test_each_engine_sees_the_known_attacks(one_engine: Atelier) -> None:
    (name,) = one_engine.engines

    for case in cases():
        drawn = [one_engine.draw(name, attack(case[which])) for which in ("twin", "file")]
        seen = {page for page, _ in differences(*drawn)} - {0}
        listed = set(case["shown_otherwise"].get(name, []))
        assert seen <= listed, case["file"]
        assert bool(seen) is bool(listed), case["file"]


def test_each_engine_finds_startxref_within_the_last_1024_bytes(one_engine: Atelier) -> None:
    (name,) = one_engine.engines
    data = tempting()

    for filling in (b" ", b"\n", b"\0"):
        drawn = one_engine.draw(name, padded(data, 1024, filling))
        assert drawn == one_engine.draw(name, data)
