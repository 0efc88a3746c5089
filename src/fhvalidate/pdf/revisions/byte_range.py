"""The byte range of a signature, checked before anything is hashed (rule R1 of the project).

Sources: ISO 32000-2, 12.8.1 (/ByteRange, /Contents); ETSI EN 319 142-1, 5.5 for the shape
that PAdES demands. The shape is facts only; `validation.format_checking` judges it.
"""

from itertools import combinations

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.document.signature_fields import SignatureField
from fhvalidate.pdf.syntax.objects import Kind, Node, parse, skip_space

NUMBERS = 4
MAX_HEADERS_TRIED = 50  # words "obj" before /Contents that may stand in strings of the dictionary
MAX_BEFORE_CONTENTS = 33_700_000  # bytes; as many as an object is read with (`MAX_TOKENS`)
_SPACE = b"\x00\t\n\x0c\r "
# Before the end of `obj`; the number must not be the tail of a longer one.
_HEADER_BEFORE = late_re(rb"(?<!\d)(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+obj\Z")


@frozen
class ByteRangeShape:
    """What the byte range of one signature takes in, and what is wrong with it.

    Attributes:
        defects: codes of what is wrong, empty when rule R1 holds so far as one file shows.
        end: the end of the covered bytes, c + d; None when there is no such number.
        contents: the bytes between the angle brackets of the hole, decoded; None without a hole.
    """

    defects: tuple[str, ...]
    end: int | None = None
    contents: bytes | None = None


def read_shape(data: bytes, field: SignatureField, *, encrypted: bool) -> ByteRangeShape:
    """The shape of a signature's byte range in the file that carries it."""
    numbers = field.byte_range
    end = numbers[2] + numbers[3] if numbers is not None and len(numbers) == NUMBERS else None
    defect = _geometry_defect(data, numbers)
    if numbers is None and field.is_damaged:
        return ByteRangeShape(("signature-damaged",))
    if defect is not None or numbers is None:
        return ByteRangeShape((defect or "byte-range-missing",), end=end)
    contents = decoded(data[numbers[1] + 1 : numbers[2] - 1])
    if contents is None:
        return ByteRangeShape(("contents-not-hexadecimal",), end=end)
    defects = ["signature-damaged"] if field.is_damaged else []
    if not contents.strip(b"\x00"):
        defects.append("contents-empty")
    # A library decrypts /Contents of an encrypted file where it must not (ISO 32000-2, 7.6.2).
    elif not encrypted and field.contents != contents:
        defects.append("contents-differ")
    if not field.is_damaged and not _stands_in_own_object(data, field, numbers):
        defects.append("signature-outside-own-object")
    if not data[max(0, (end or 0) - 64) : end].rstrip(_SPACE).endswith(b"%%EOF"):
        defects.append("byte-range-not-at-revision-end")
    return ByteRangeShape(tuple(defects), end=end, contents=contents)


def _geometry_defect(data: bytes, numbers: tuple[int, ...] | None) -> str | None:
    """What is wrong with the four numbers, before anything at their places is looked into."""
    if numbers is None:
        return "byte-range-missing"
    if len(numbers) != NUMBERS:
        return "byte-range-malformed"
    a, b, c, d = numbers
    if a != 0 or b <= 0 or c <= b or d <= 0:
        return "byte-range-malformed"
    if c + d > len(data):
        return "byte-range-outside-file"
    if data[b : b + 1] != b"<" or data[c - 1 : c] != b">":
        return "byte-range-not-around-contents"
    return None


def crossing(ranges: tuple[tuple[int, ...] | None, ...]) -> tuple[tuple[int, int], ...]:
    """The indices of each two signatures whose holes lie across each other's bytes or holes.

    Ranges nest when one signature's whole range lies before the hole of the other; equal
    ranges are one signature. Every other overlap is a forgery or damage.
    """
    known = [
        (index, numbers)
        for index, numbers in enumerate(ranges)
        if numbers is not None and len(numbers) == NUMBERS
    ]
    return tuple(
        (i, j)
        for (i, one), (j, two) in combinations(known, 2)
        if one != two and not _nest(one, two)
    )


def _nest(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    first, second = sorted((one, two), key=lambda numbers: numbers[2] + numbers[3])
    return first[2] + first[3] <= second[1]


def decoded(digits: bytes) -> bytes | None:
    """What hexadecimal digits and white space stand for; None when there is anything else."""
    try:
        plain = digits.decode("ascii")
        if not digits.isalnum():  # of bytes it is told much faster than of text
            plain = plain.translate({0: None, 9: None, 10: None, 12: None, 13: None, 32: None})
        # ISO 32000-2, 7.3.4.3: a missing last digit is 0.
        return bytes.fromhex(plain + "0" * (len(plain) % 2))
    except ValueError:
        return None


def _stands_in_own_object(data: bytes, field: SignatureField, numbers: tuple[int, ...]) -> bool:
    """Whether the dictionary is an uncompressed indirect object whose own tokens these are."""
    b, c = numbers[1:3]
    before = b
    floor = max(0, b - MAX_BEFORE_CONTENTS)
    for _ in range(MAX_HEADERS_TRIED):
        before = data.rfind(b"obj", floor, before)
        if before < 0:
            return False
        header = _header_that_ends_at(data, before + 3)
        if header is None:
            continue
        try:
            node = parse(data, before + 3)
        except PdfSyntaxError:
            continue
        if node.kind is Kind.DICTIONARY and node.start < b and node.end > c:
            closed = data.startswith(b"endobj", skip_space(data, node.end))
            return closed and header == field.object_id and _has_tokens(data, node, numbers)
    return False


def _header_that_ends_at(data: bytes, end: int) -> tuple[int, int] | None:
    header = _HEADER_BEFORE.search(data[max(0, end - 40) : end])
    return (int(header[1]), int(header[2])) if header is not None else None


def _has_tokens(data: bytes, node: Node, numbers: tuple[int, ...]) -> bool:
    contents, ranges = node.all(b"Contents"), node.all(b"ByteRange")
    if len(contents) != 1 or len(ranges) != 1 or ranges[0].kind is not Kind.ARRAY:
        return False
    hole = contents[0]
    items = ranges[0].children
    plain = all(data[item.start : item.end].isdigit() for item in items)
    values = tuple(item.value for item in items)
    return plain and values == numbers and (hole.start, hole.end) == numbers[1:3]
