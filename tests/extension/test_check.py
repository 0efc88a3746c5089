"""An extended file that is worse in anything is not written: each way is told."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from fhvalidate import Integrity, Level, PdfAStatus, Report, UsageError, Verdict
from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.extension.check import Side, day_to_try, what_does_not_last, what_is_worse
from fhvalidate.extension.extending import Extended, extended
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.pdf.revisions.changes import ChangeLevel
from fhvalidate.report.changes_model import ChangesReport
from fhvalidate.report.pdf_a_model import PdfAReport
from tests.extension.worlds import DAY, once
from tests.pki.minutes import minutes
from tests.pki.times import YEAR
from tests.pki.updates import change_title, draw_on_page

LTA = Wanted(Goal.LTA)


@cache
def made() -> tuple[bytes, Extended]:
    scene = once()
    data = scene.signed()
    return data, extended(data, LTA, scene.bench().tools)


def worse(*, data: bytes | None = None, report: Report | None = None) -> list[str]:
    """The codes of what is worse in the extended file, with another one or another report."""
    old, new = made()
    after = Side(new.data if data is None else data, report or new.after)
    return [each.code for each in what_is_worse(Side(old, new.before), after, LTA)]


def with_signature(number: int, **changed: Any) -> Report:
    report = made()[1].after
    signatures = list(report.signatures)
    signatures[number] = replace(signatures[number], **changed)
    return replace(report, signatures=tuple(signatures))


def with_pdf_a(report: Report, status: PdfAStatus) -> Report:
    return replace(report, document=replace(report.document, pdfa=PdfAReport("2B", status)))


def test_a_file_that_is_as_it_should_be_is_worse_in_nothing() -> None:
    assert worse() == []


WAYS: dict[str, tuple[Callable[[], list[str]], str]] = {
    "a byte of the old file": (
        lambda: worse(data=b"%PDG" + made()[1].data[4:]),
        "extend-bytes-changed",
    ),
    "nothing new": (lambda: worse(data=made()[0]), "extend-bytes-changed"),
    "another signer": (
        lambda: worse(report=with_signature(0, signer=None)),
        "extend-signature-gone",
    ),
    "another value": (
        lambda: worse(report=with_signature(0, id="0" * 64)),
        "extend-signature-gone",
    ),
    "another range": (
        lambda: worse(report=with_signature(0, byte_range=(0, 1, 2, 3))),
        "extend-signature-gone",
    ),
    "broken": (
        lambda: worse(report=with_signature(0, integrity=Integrity.BROKEN)),
        "extend-signature-gone",
    ),
    "a signature less": (
        lambda: worse(report=replace(made()[1].after, signatures=())),
        "extend-signature-gone",
    ),
    "a signature that is open": (
        lambda: worse(
            report=with_signature(
                0, indication=Indication.INDETERMINATE, sub_indication=SubIndication.TRY_LATER
            )
        ),
        "extend-signature-worse",
    ),
    "a time-stamp that is open": (
        lambda: worse(report=with_signature(-1, indication=Indication.INDETERMINATE)),
        "extend-time-stamp-not-held",
    ),
    "content": (
        lambda: worse(
            report=with_signature(0, changes_after=ChangesReport(ChangeLevel.CONTENT, ()))
        ),
        "extend-changes",
    ),
    "a lower level": (
        lambda: worse(report=with_signature(0, confirmed_level=Level.LT)),
        "extend-level-not-reached",
    ),
    "a worse verdict": (
        lambda: worse(report=replace(made()[1].after, verdict=Verdict.INDETERMINATE)),
        "extend-verdict-worse",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_being_worse_is_told(way: str) -> None:
    found, code = WAYS[way]

    assert found()[0] == code


def test_a_pdf_a_stays_one() -> None:
    old, new = made()
    was = with_pdf_a(new.before, PdfAStatus.COMPLIANT)

    def codes(status: PdfAStatus) -> list[str]:
        after = Side(new.data, with_pdf_a(new.after, status))
        return [each.code for each in what_is_worse(Side(old, was), after, LTA)]

    assert codes(PdfAStatus.COMPLIANT) == []
    assert codes(PdfAStatus.NOT_COMPLIANT) == ["extend-pdf-a-lost"]
    assert codes(PdfAStatus.NOT_RUN) == ["extend-pdf-a-lost"]


def test_the_day_that_is_tried_is_the_one_after_the_signers_certificate_ends() -> None:
    _, new = made()

    assert day_to_try(new.before, new.after) == once().at + 2 * YEAR + DAY
    assert what_does_not_last(new.after) == ()
    assert what_does_not_last(new.before) == ()  # it was judged with what could be fetched


def test_what_writes_more_than_was_asked_for_writes_nothing() -> None:
    scene = once()
    tools = scene.bench().tools

    def titled(data: bytes) -> bytes:
        return change_title(tools.stamped(data), "Ett annat protokoll")

    def elsewhere(data: bytes) -> bytes:
        is_drawn = b"OverlayFont" in data
        return tools.stamped(data if is_drawn else draw_on_page(data, "1 000 000 kr"))

    def another(_: bytes) -> bytes:
        return tools.stamped(scene.signed(minutes(), reason="Annat"))

    for stamped in (titled, elsewhere, another):
        with pytest.raises(UsageError, match="extend-"):
            extended(scene.signed(), LTA, replace(tools, stamped=stamped))
