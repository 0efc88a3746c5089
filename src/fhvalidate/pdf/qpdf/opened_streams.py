"""Streams of an opened file, as the library hands them out, by the same filters and limits."""

from itertools import islice
from typing import Any

import pikepdf

from fhvalidate.constraints import Excess, Limits
from fhvalidate.pdf.qpdf.decoding import Budget, Passed, check_structure
from fhvalidate.pdf.qpdf.picture_sizes import is_picture
from fhvalidate.pdf.qpdf.stream_nodes import dictionary_node
from fhvalidate.pdf.syntax.filter_chains import chains_of, no_objects

MAX_OBJECTS = 2_000_000  # looked through in an encrypted file; one of 100 MB has 200,000


def excess_of_encrypted(pdf: pikepdf.Pdf, limits: Limits) -> Excess | None:
    """The same of an encrypted file, whose streams are decrypted first."""
    if not pdf.is_encrypted:
        return None
    budget = Budget.of(limits, most=limits.decoded_document)
    for value in islice(pdf.objects, MAX_OBJECTS):
        if isinstance(value, pikepdf.Stream):
            try:
                _count_stream(value, budget, limits)
            except Passed as passed:
                return passed.excess
            except (pikepdf.PdfError, RuntimeError):
                continue
    return None


def _count_stream(stream: Any, budget: Budget, limits: Limits) -> None:
    node = dictionary_node(stream)
    chains = chains_of(node, no_objects)
    raw = bytes(stream.read_raw_bytes()) if chains else b""
    if not chains and is_picture(node, (), no_objects):
        chains = ((),)
    for chain in chains:
        if is_picture(node, chain, no_objects):
            budget.count_picture(raw, 0, len(raw), chain, node, no_objects)
        check_structure(budget.count(raw, 0, len(raw), chain), node, limits)


def image_cost(stream: Any, limits: Limits) -> int:
    """Bytes that drawing an image of the library's takes.

    Raises:
        Passed: one of the limits.
    """
    node = dictionary_node(stream)
    budget = Budget.of(limits, most=limits.decoded_document)
    try:
        raw = bytes(stream.read_raw_bytes())
    except (pikepdf.PdfError, RuntimeError):
        raw = b""
    chains = chains_of(node, no_objects) or ((),)
    return max(budget.count_picture(raw, 0, len(raw), each, node, no_objects) for each in chains)


def bounded(stream: Any, *, limit: int) -> bytes | None:
    """What a stream of the library's holds, as far as it can be read; None past `limit` bytes.

    What a predictor has done is not undone.

    Raises:
        pikepdf.PdfError: its own data cannot be read.
    """
    raw = bytes(stream.read_raw_bytes())
    chain = next(iter(chains_of(dictionary_node(stream), no_objects)), ())
    budget = Budget(
        most=len(raw) + 4 * limit,
        stream=2 * limit,
        ratio=limit,
        steps=limit,
        row=limit,
        picture=limit,
    )
    parts: list[bytes] = []
    size = 0
    try:
        for part in budget.unpacked(raw, 0, len(raw), chain):
            size += len(part)
            if size > limit:
                return None
            parts.append(part)
    except Passed:
        return None
    return b"".join(parts)
