"""Rule R1: the byte range is checked before anything is hashed, and each defect has its code."""

from collections.abc import Callable

import pytest

from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from fhvalidate.policy import Policy
from tests.pdf.handmade import ONE_PAGE, document, update
from tests.pdf.handsigned import (
    FIELD,
    HOLE,
    RANGE,
    VALUE,
    Numbers,
    form,
    prepared,
    sealed,
)
from tests.validation.judging import judged

LIMITS = Policy.named("default").limits


def defects(data: bytes, number: int = 0) -> tuple[str, ...]:
    read = read_document(data, password="", limits=LIMITS)
    return read_signed_revisions(read, LIMITS)[number].shape.defects


def test_a_signature_put_in_by_hand_is_as_good_as_any() -> None:
    report = judged(sealed(prepared()))

    assert report.verdict.value == "valid"
    assert report.signatures[0].covers.value == "file"


def test_white_space_after_the_end_belongs_to_the_revision() -> None:
    assert defects(sealed(prepared() + b"\r\n")) == ()
    assert defects(sealed(prepared()) + b"\r\n") == ()


def saying(text: bytes) -> Callable[[], bytes]:
    return lambda: sealed(prepared(), written=lambda _: text)


def covering(change: Callable[[Numbers], tuple[int, ...]]) -> Callable[[], bytes]:
    return lambda: sealed(prepared(), numbers=change)


def with_value(value: bytes) -> Callable[[], bytes]:
    return lambda: sealed(prepared(value=value))


def hole_in_another_object() -> bytes:
    """The hole lies in a string elsewhere; the dictionary holds the same value outside of it."""
    other = b"<< /Note %s >>" % HOLE
    data = sealed(prepared({8: other}, value=VALUE.replace(HOLE, b"<%s>" % (b"1" * 8192))))
    start = data.index(b"/Note <") + len(b"/Note <")
    return data.replace(b"1" * 8192, data[start : start + 8192])


def value_in_object_stream() -> bytes:
    """The dictionary is in an object stream, a copy with the hole in an object of its own."""
    inner = b"7 0 " + VALUE.replace(HOLE, b"<00>").replace(RANGE, b"[0 1 2 3]")
    held = b"<< /Type /ObjStm /N 1 /First 4 /Length %d >>\nstream\n%s\nendstream" % (
        len(inner),
        inner,
    )
    base = document({**ONE_PAGE, 1: form(6), 6: FIELD, 8: VALUE, 9: held})
    start = len(base)
    rows = b"\x02\x00\x00\x00\x09\x00" + b"\x01" + start.to_bytes(4) + b"\x00"
    previous = int(base[base.rindex(b"startxref") + 9 :].split()[0])
    section = (
        b"10 0 obj\n<< /Type /XRef /W [1 4 1] /Index [7 1 10 1] /Size 11 /Root 1 0 R"
        b" /Prev %d /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
    ) % (previous, len(rows), rows, start)
    return base + section


def elsewhere_at_the_end() -> bytes:
    return sealed(prepared() + b"%%EOF", numbers=lambda n: (0, n[1], n[2], n[3] - 9))


MATRIX: dict[str, tuple[Callable[[], bytes], str]] = {
    "no byte range": (
        with_value(VALUE.replace(b"/ByteRange", b"/ByteRangf")),
        "byte-range-missing",
    ),
    "names for numbers": (saying(b"[/a /b /c /d]"), "byte-range-missing"),
    "no array": (saying(b"(0 1 2 3)"), "byte-range-missing"),
    "real numbers": (saying(b"[0.0 10.0 20.0 30.0]"), "byte-range-missing"),
    "no numbers": (saying(b"[]"), "byte-range-malformed"),
    "two numbers": (covering(lambda n: n[:2]), "byte-range-malformed"),
    "three numbers": (covering(lambda n: n[:3]), "byte-range-malformed"),
    "six numbers": (
        covering(lambda n: (0, 5, 5, n[1] - 5, n[2], n[3])),
        "byte-range-malformed",
    ),
    "a start after the first byte": (
        covering(lambda n: (1, n[1] - 1, n[2], n[3])),
        "byte-range-malformed",
    ),
    "a negative start": (saying(b"[-1 10 20 30]"), "byte-range-malformed"),
    "a first part of nothing": (covering(lambda n: (0, 0, n[2], n[3])), "byte-range-malformed"),
    "a hole of nothing": (covering(lambda n: (0, n[1], n[1], n[3])), "byte-range-malformed"),
    "a hole that goes back": (covering(lambda n: (0, n[2], n[1], n[3])), "byte-range-malformed"),
    "a last part of nothing": (covering(lambda n: (*n[:3], 0)), "byte-range-malformed"),
    "a last part past the end": (covering(lambda n: (*n[:3], n[3] + 1)), "byte-range-outside-file"),
    "an absurd last part": (covering(lambda n: (*n[:3], 10**12)), "byte-range-outside-file"),
    "a hole that starts too early": (
        covering(lambda n: (0, n[1] - 1, n[2], n[3])),
        "byte-range-not-around-contents",
    ),
    "a hole that starts too late": (
        covering(lambda n: (0, n[1] + 1, n[2], n[3])),
        "byte-range-not-around-contents",
    ),
    "a hole that ends too late": (
        covering(lambda n: (0, n[1], n[2] + 1, n[3] - 1)),
        "byte-range-not-around-contents",
    ),
    "a hole over the whole dictionary": (
        covering(lambda n: (0, n[1] - 40, n[2] + 40, n[3] - 40)),
        "byte-range-not-around-contents",
    ),
    "letters in the hole": (
        lambda: sealed(prepared()).replace(b"00>", b"0x>"),
        "contents-not-hexadecimal",
    ),
    "a hole of zeros": (
        lambda: prepared().replace(RANGE, honest_range(prepared())),
        "contents-empty",
    ),
    "a hole in another object": (hole_in_another_object, "signature-outside-own-object"),
    "numbers with leading plus signs": (
        lambda: sealed(prepared(), written=lambda n: b"[0 +%d %d %d]" % n[1:]),
        "signature-outside-own-object",
    ),
    "two byte ranges": (
        lambda: sealed(
            prepared(value=VALUE.replace(b"/ByteRange", b"/ByteRange [0 1 2 3] /ByteRange"))
        ),
        "signature-outside-own-object",
    ),
    "two byte ranges, one in disguise": (
        lambda: sealed(
            prepared(value=VALUE.replace(b"/ByteRange", b"/Byte#52ange [0 1 2 3] /ByteRange"))
        ),
        "signature-outside-own-object",
    ),
    "two values": (
        with_value(VALUE.replace(b"/ByteRange", b"/Contents <00> /ByteRange")),
        "signature-outside-own-object",
    ),
    "a hole that is the value of another key": (
        with_value(VALUE.replace(b"/Contents", b"/Prov").replace(b" >>", b" /Contents <00> >>")),
        "signature-outside-own-object",
    ),
    "a dictionary in a dictionary": (
        lambda: sealed(prepared({6: FIELD.replace(b"7 0 R", VALUE), 7: b"null"})),
        "signature-outside-own-object",
    ),
    "an object that does not end": (
        lambda: sealed(prepared(value=VALUE + b" (more)")),
        "signature-outside-own-object",
    ),
    "an end before the end-of-file mark": (
        covering(lambda n: (*n[:3], n[3] - 3)),
        "byte-range-not-at-revision-end",
    ),
    "an end after the end-of-file mark": (
        lambda: sealed(prepared() + b"bifall"),
        "byte-range-not-at-revision-end",
    ),
}


def honest_range(data: bytes) -> bytes:
    start = data.index(HOLE)
    end = start + len(HOLE)
    return (b"[0 %d %d %d]" % (start, end, len(data) - end)).ljust(len(RANGE))


@pytest.mark.parametrize(("forge", "code"), MATRIX.values(), ids=MATRIX.keys())
def test_each_defect_of_a_byte_range_is_told_by_its_code(
    forge: Callable[[], bytes], code: str
) -> None:
    assert code in defects(forge())


@pytest.mark.parametrize("forge", [case[0] for case in MATRIX.values()], ids=MATRIX.keys())
def test_a_signature_whose_byte_range_has_a_defect_fails(forge: Callable[[], bytes]) -> None:
    report = judged(forge())

    (signature,) = report.signatures
    assert signature.integrity.value == "broken"
    assert (signature.indication, signature.sub_indication) == ("TOTAL-FAILED", "FORMAT_FAILURE")
    assert report.verdict.value in {"invalid", "reprinted"}


@pytest.mark.parametrize("forge", [case[0] for case in MATRIX.values()], ids=MATRIX.keys())
def test_a_document_time_stamp_whose_byte_range_has_a_defect_is_as_broken(
    forge: Callable[[], bytes],
) -> None:
    stamped = forge().replace(
        b"/SubFilter /ETSI.CAdES.detached", b"/SubFilter /ETSI.RFC3161       "
    )

    (entry,) = judged(stamped).signatures

    assert (entry.kind, entry.integrity.value) == ("document-timestamp", "broken")


def test_a_dictionary_in_an_object_stream_is_no_signature() -> None:
    report = judged(value_in_object_stream())

    assert report.signatures
    assert report.verdict.value in {"invalid", "reprinted", "indeterminate"}
    assert all(entry.indication != "TOTAL-PASSED" for entry in report.signatures)


def test_a_value_that_only_a_repaired_reading_finds_is_told_as_differing() -> None:
    # The last section leads to a second object 7, which the hole does not lie in.
    data = sealed(prepared())
    copy = data[data.index(b"7 0 obj\n") + 8 : data.index(b"\nendobj", data.index(b"7 0 obj"))]
    other = copy.replace(b"/Contents <30", b"/Contents <31", 1)

    changed = update(data, {7: other})

    assert judged(changed).verdict.value == "invalid"


def test_a_signature_that_no_field_leads_to_is_told() -> None:
    unlinked = sealed(prepared({6: b"<< /FT /Sig /T (Underskrift) >>"}))

    assert "signature-without-field" in defects(unlinked)
    assert judged(unlinked).verdict.value == "reprinted"


def test_a_field_filled_by_a_later_revision_with_an_old_value_is_told() -> None:
    unlinked = sealed(prepared({6: b"<< /FT /Sig /T (Underskrift) >>"}))

    linked = update(unlinked, {6: FIELD})

    assert "signature-differs-in-own-revision" in defects(linked)
    assert judged(linked).verdict.value == "invalid"


def test_a_signature_renamed_by_a_later_revision_is_told() -> None:
    renamed = update(sealed(prepared()), {6: FIELD.replace(b"Underskrift", b"Justerare")})

    assert judged(renamed).verdict.value == "invalid"
