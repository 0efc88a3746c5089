"""However a signed file is changed, what PDFium shows is unchanged, or it is not valid.

The rule, not its cases: bytes are appended, overwritten, pointed elsewhere, doubled and cut,
and the tokens of what follows the signature are put in each other's place.
"""

import re
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.attacks.rendering import pictures, shown
from tests.attacks.world import BIFALL, certified_form, signed_document
from tests.pdf.handmade import PAGE, update
from tests.pki.signing import Permission, add_document_time_stamp, sign_b_b
from tests.pki.updates import add_annotation, fill_text_field
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import judged, second_signer

_TOKEN = re.compile(rb"\d+|/?[A-Za-z%]+|<<|>>|[\[\]()<>]|[\r\n]+| +|.", re.DOTALL)
WORDS = (
    *(b"xref\n", b"trailer\n", b"startxref\n", b"%%EOF\n", b"stream\n", b"endstream\n"),
    *(b" 0 obj\n", b"endobj\n", b"<<", b">>", b"[", b"]", b"/Root ", b"/Prev ", b"/Size "),
    *(b"/Contents ", b"/Kids ", b"/Length ", b"4 0 R ", b"60 0 R ", b"0 ", b"1 ", b"\n", b"%"),
    b"4 0 obj\n" + BIFALL + b"\nendobj\n",
    b"3 0 obj\n" + PAGE.replace(b"4 0 R", b"60 0 R") + b"\nendobj\n",
)


@cache
def base(name: str) -> bytes:
    """A valid file of several revisions."""
    match name:
        case "one":
            return signed_document()
        case "two":
            return sign_b_b(signed_document(), second_signer(), field="Justerare")
        case "unused":
            return update(signed_document(), {60: BIFALL})
        case "filled":
            return fill_text_field(certified_form(Permission.FORMS), "Expedierat", "ja")
        case "stamped":
            stamped = add_document_time_stamp(signed_document(), shared_world().time_stamps)
            crls = (shared_world().time_stamp_root.crl(),)
            return add_validation_data(stamped, ValidationData(crls=crls))
        case _:
            return add_annotation(certified_form(Permission.FORMS_AND_ANNOTATIONS), "Läst")


NAMES = ("one", "two", "unused", "filled", "stamped", "noted")


FIELD = (72, 120, 320, 140)
TEXT = (60, 690, 400, 720)


def shows_what_was_signed(name: str, data: bytes) -> bool:
    """Whether the file shows what was signed, and else only what the certification permits.

    Under P = 2 any value may stand in the field; under P = 3 annotations may come and go beside
    the text.
    """
    if name not in {"filled", "noted"}:
        return shown(data) == shown(base(name))
    before, after = pictures(base(name)), pictures(data)
    if len(before) != len(after):
        return False
    for old, new in zip(before, after, strict=True):
        if old is None or new is None:
            return False
        if name == "filled" and old.without(FIELD) != new.without(FIELD):
            return False
        if old.within(TEXT) != new.within(TEXT):
            return False
    return True


def first_end(data: bytes) -> int:
    """The end of what the first signature covers."""
    numbers = re.findall(rb"/ByteRange ?\[ ?0 \d+ (\d+) (\d+)", data)
    return min(int(start) + int(length) for start, length in numbers)


Mutation = Callable[[bytes], bytes]


@st.composite
def mutations(draw: st.DrawFn, name: str) -> bytes:
    """A file that comes of the base by one to four changes."""
    data = base(name)
    for _ in range(draw(st.integers(1, 4))):
        data = draw(st.sampled_from(CHANGES))(draw, data)
    return data


def append(draw: st.DrawFn, data: bytes) -> bytes:
    return data + b"".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)))


def append_update(draw: st.DrawFn, data: bytes) -> bytes:
    number = draw(st.sampled_from((1, 2, 3, 4, 5, 7, 8, 9, 60)))
    value = draw(st.sampled_from((BIFALL, PAGE, b"null", b"<< >>", PAGE.replace(b"4 0", b"60 0"))))
    try:
        return update(data, {number: value, 61: BIFALL})
    except (ValueError, IndexError):
        return data


def overwrite(draw: st.DrawFn, data: bytes) -> bytes:
    end = min(first_end(base("one")), len(data) - 1)
    low = draw(st.sampled_from((0, end)))
    at = draw(st.integers(low, max(low, len(data) - 1)))
    put = draw(st.one_of(st.binary(min_size=1, max_size=6), st.sampled_from(WORDS)))
    return data[:at] + put + data[at + len(put) :]


def point_elsewhere(draw: st.DrawFn, data: bytes) -> bytes:
    numbers = list(re.finditer(rb"\d+", data[first_end(base("one")) :] or data))
    if not numbers:
        return data
    chosen = draw(st.sampled_from(numbers))
    shift = len(data) - len(data[first_end(base("one")) :] or data)
    start, end = chosen.start() + shift, chosen.end() + shift
    value = draw(st.integers(0, len(data)))
    return data[:start] + (b"%d" % value).rjust(end - start, b"0") + data[end:]


def double(draw: st.DrawFn, data: bytes) -> bytes:
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 4000)))
    at = draw(st.sampled_from((end, len(data))))
    return data[:at] + data[start:end] + data[at:]


def cut(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: draw(st.integers(len(data) // 2, len(data)))]


def exchange_tokens(draw: st.DrawFn, data: bytes) -> bytes:
    end = min(first_end(base("one")), len(data))
    tokens = _TOKEN.findall(data[end:] or data[-400:])
    if len(tokens) < 2:
        return data
    one = draw(st.integers(0, len(tokens) - 1))
    two = draw(st.integers(0, len(tokens) - 1))
    match draw(st.integers(0, 3)):
        case 0:
            tokens[one], tokens[two] = tokens[two], tokens[one]
        case 1:
            tokens.insert(one, tokens[two])
        case 2:
            del tokens[one]
        case _:
            tokens.insert(one, draw(st.sampled_from(WORDS)))
    kept = data[:end] if data[end:] else data[:-400]
    return kept + b"".join(tokens)


CHANGES = (append, append_update, overwrite, point_elsewhere, double, cut, exchange_tokens)


def check(name: str, data: bytes) -> None:
    report = judged(data)
    note(f"{report.verdict} {[f.code for f in report.findings]}")
    if report.verdict == "valid":
        assert shows_what_was_signed(name, data)


@pytest.mark.parametrize("name", NAMES)
@settings(
    max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(choice=st.data())
def test_what_is_valid_shows_what_was_signed(name: str, choice: st.DataObject) -> None:
    check(name, choice.draw(mutations(name)))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(choice=st.data())
def test_what_is_valid_shows_what_was_signed_at_length(name: str, choice: st.DataObject) -> None:
    check(name, choice.draw(mutations(name)))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_that_is_changed_is_valid_before(name: str) -> None:
    assert judged(base(name)).verdict == "valid"
