"""Has files tried by veraPDF ahead of their judgement, many to one process.

A worker asks for one file at a time, and starting the program costs more than what a file does.
What is read here are the raw bytes, for words that look like a claim: a hint, by which files are
put together. What a file claims is still read by the worker, who gets the answer that is known, or
asks for another.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from threading import Event

from fhvalidate.batch.listing import Inputs, Skipped, listed
from fhvalidate.batch.store import Store
from fhvalidate.isolated.trying import MAX_SENT
from fhvalidate.isolated.verapdf import MAX_TOGETHER, VeraPdf
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf_a.claim import FLAVOURS
from fhvalidate.regular_files import read_regular

MAX_HELD = 268_435_456  # bytes of files that wait for the next process
# As an attribute or as an element; ISO 19005-1, 6.7.2: metadata is not packed.
_PART = late_re(rb"pdfaid:part(?:=[\"']|>)\s{0,9}([1-4])")
_CONFORMANCE = late_re(rb"pdfaid:conformance(?:=[\"']|>)\s{0,9}([A-Za-z])")


def hint_of(data: bytes) -> str | None:
    """The part and conformance that the last such words in the bytes name; None without any."""
    part = _last(_PART, data)
    if part is None:
        return None
    conformance = _last(_CONFORMANCE, data) or ""
    found = part + conformance
    return found if found in FLAVOURS else None


def _last(pattern: re.Pattern[bytes], data: bytes) -> str | None:
    found = None
    for match in pattern.finditer(data):
        found = match[1].decode("ascii").lower()
    return found


def try_ahead(inputs: Inputs, store: Store, verapdf: VeraPdf, stop: Event) -> None:
    """Tries what no earlier run has seen, in the order in which it will be judged."""
    with suppress(Exception):  # the work itself meets the same, and says so
        _try_ahead(inputs, store, verapdf, stop)


def _try_ahead(inputs: Inputs, store: Store, verapdf: VeraPdf, stop: Event) -> None:
    groups: dict[str, list[bytes]] = {}
    held = 0
    for data, flavour in _hinted(inputs, store, stop):
        group = groups.setdefault(flavour, [])
        group.append(data)
        held += len(data)
        if len(group) >= MAX_TOGETHER or held > MAX_HELD:
            held -= sum(map(len, group))
            verapdf.learn(groups.pop(flavour), flavour)
    for flavour, group in groups.items():
        if not stop.is_set():
            verapdf.learn(group, flavour)


def _hinted(inputs: Inputs, store: Store, stop: Event) -> Iterator[tuple[bytes, str]]:
    for item in listed(inputs.names, inputs.filters, Skipped()):
        if stop.is_set():
            return
        known = item.barred is not None or item.is_archive or item.place.is_url
        if known or store.has_path(item.path):
            continue
        try:
            data = read_regular(item.place.path, limit=MAX_SENT)
        except OSError:  # whoever judges it meets the same, and says so
            continue
        flavour = hint_of(data)
        if flavour is not None:
            yield data, flavour
