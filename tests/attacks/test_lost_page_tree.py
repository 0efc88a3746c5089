"""A last section that leads to nothing before it: readers that rebuild the table see pages."""

import re

import pytest

from fhvalidate.conclusion import Verdict
from fhvalidate.signature import Integrity
from tests.attacks.world import BIFALL, codes, judged, signed_document
from tests.pdf.handmade import ONE_PAGE, PAGE, PAGE_TREE, Table, document, root_number, update
from tests.pdf.handsigned import FIELD, VALUE, form, sealed_again

ALONE = Table(previous=0)


def catalogue(data: bytes) -> bytes:
    number = root_number(data)
    found: list[bytes] = re.findall(rb"\n%d 0 obj\n(.*?)\nendobj" % number, data, re.DOTALL)
    return found[-1]


def with_lost_tree(data: bytes, objects: dict[int, bytes] | None = None) -> bytes:
    """The file with an update whose section holds the catalogue, and forgets what was before."""
    return update(data, {root_number(data): catalogue(data), **(objects or {})}, ALONE)


def test_its_signatures_are_found_and_judged_and_it_is_never_valid() -> None:
    report = judged(with_lost_tree(signed_document()))

    assert [entry.integrity for entry in report.signatures] == [Integrity.INTACT]
    assert report.verdict is Verdict.INDETERMINATE
    assert "cross-reference-repaired" in codes(report)


def test_what_the_update_shows_instead_is_not_valid() -> None:
    report = judged(with_lost_tree(signed_document(), {4: BIFALL}))

    assert report.verdict in {Verdict.INDETERMINATE, Verdict.INVALID}
    assert "cross-reference-repaired" in codes(report)


def test_a_changed_byte_is_seen_in_it() -> None:
    changed = signed_document().replace(b"avslag", b"bifall")

    report = judged(with_lost_tree(changed))

    assert [entry.integrity for entry in report.signatures] == [Integrity.BROKEN]
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("page", [{}, {4: BIFALL}], ids=["as signed", "bifall"])
def test_a_signed_revision_without_a_page_tree_is_not_mended_by_a_later_one(
    page: dict[int, bytes],
) -> None:
    """Rule R1: the covered bytes, read alone, must give the signature."""
    objects = {1: form(6), 6: FIELD, 7: VALUE}
    signed = sealed_again(document(), objects, ALONE)

    report = judged(update(signed, {**ONE_PAGE, 1: form(6), 2: PAGE_TREE, 3: PAGE, **page}))

    assert report.verdict is Verdict.INVALID
    assert "signature-differs-in-own-revision" in codes(report)


def test_a_last_revision_signed_without_a_page_tree_is_not_valid() -> None:
    signed = sealed_again(document(), {1: form(6), 6: FIELD, 7: VALUE}, ALONE)

    report = judged(signed)

    assert report.verdict is Verdict.INDETERMINATE
    assert "cross-reference-repaired" in codes(report)
