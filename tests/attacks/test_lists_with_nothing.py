"""A list of annotations with a null in it: what is there is judged all the same."""

import re

from tests.attacks.world import judged
from tests.pdf.handmade import document, update
from tests.pki.signing import sign, sign_b_b
from tests.validation.judging import second_signer, signer


def page_of(data: bytes) -> bytes:
    found: list[bytes] = re.findall(rb"\n3 0 obj\s*(.*?)\s*endobj", data, re.DOTALL)
    return found[-1]


def test_a_null_among_the_annotations_keeps_nobody_from_an_answer() -> None:
    first = sign(document(), signer())
    both = sign_b_b(first, second_signer(), field="B", box=(60, 100, 200, 130), page=0)

    listed = re.sub(rb"/Annots\s*\[", b"/Annots [ null ", page_of(both))
    report = judged(update(both, {3: listed}))

    assert listed != page_of(both)
    assert report.verdict != "valid"
    assert len(report.signatures) == 2
