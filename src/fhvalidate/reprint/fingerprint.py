"""Fingerprints: what a document's text is reduced to, so that its original is found among many.

Four folded words in a row are a shingle; prints and scans keep nearly all of them. MinHash keeps
the share of shingles that two documents have in common in half a kilobyte, whatever their length.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import field
from hashlib import blake2b

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.minutes.fold import fold
from fhvalidate.pdf.pages.page_lines import Page

SHINGLE = 4  # words: three tell versions of a template apart less well, five lose more to a scan
PERMUTATIONS = 128  # an error of 1/sqrt(128), 9 %, of the estimate; the word comparison decides
SEED = 20260302
# 25 bands of 5: a print (Jaccard from 0.77) meets its original in 99.9 % of cases, a part of
# one (0.65) in 95 %, minutes of another meeting after the same template (0.3-0.47) in 6-44 %.
BANDS, ROWS = 25, 5
LIKELY = 0.75  # containment: every print and part measured is above it, every other document below

_NUMBERS = struct.Struct(f"<{PERMUTATIONS}I")
_KEY_BYTES = 6  # of a band's key: a chance meeting once in 281 million million


@frozen
class Fingerprint:
    """A document's shingles in 512 bytes, and how many there were."""

    minima: bytes = field(repr=False)
    shingles: int


def words_of(page: Page) -> tuple[str, ...]:
    """The page's words, folded; words of vowels alone are left out, for prints lose them."""
    folded = (fold(word.text) for line in page.lines for word in line.words)
    return tuple(word for word in folded if word)


def shingles_of(words: Sequence[str]) -> frozenset[str]:
    """Every four words in a row; a shorter text is one shingle."""
    if len(words) < SHINGLE:
        return frozenset([" ".join(words)] if words else [])
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def fingerprint_of(pages: Sequence[Page]) -> Fingerprint:
    """The fingerprint of the pages' text.

    Raises:
        UsageError: `index-not-installed`.
    """
    shingles = shingles_of([word for page in pages for word in words_of(page)])
    return Fingerprint(_minima(shingles), len(shingles))


def scheme() -> str:
    """What must be the same for two fingerprints to be compared: a known text's own digest."""
    known = _minima(frozenset(f"known {number}" for number in range(SHINGLE)))
    return f"1-{blake2b(known, digest_size=8).hexdigest()}"


def band_keys(fingerprint: Fingerprint) -> Iterator[int]:
    """One number for each band: documents that share one may be alike."""
    width = 4 * ROWS
    for band in range(BANDS):
        part = fingerprint.minima[band * width : (band + 1) * width]
        digest = blake2b(part, digest_size=_KEY_BYTES, salt=bytes([band])).digest()
        yield int.from_bytes(digest, "big")


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """The share of all shingles of two documents that both have (Jaccard), estimated, 0 to 1."""
    if not one.shingles or not other.shingles:
        return 0.0
    ours, theirs = _NUMBERS.unpack(one.minima), _NUMBERS.unpack(other.minima)
    same: int = sum(mine == yours for mine, yours in zip(ours, theirs, strict=True))
    return same / PERMUTATIONS


def contained(original: Fingerprint, copy: Fingerprint) -> float:
    """The share of the original's shingles that the copy has, estimated, 0 to 1."""
    jaccard = likeness(original, copy)
    if not jaccard:
        return 0.0
    shared = jaccard * (original.shingles + copy.shingles) / (1 + jaccard)
    return float(min(shared / original.shingles, 1.0))


def _minima(shingles: frozenset[str]) -> bytes:
    try:
        from rensa import RMinHash
    except ImportError as error:
        raise UsageError("index-not-installed") from error
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(sorted(shingles))
    return _NUMBERS.pack(*minhash.digest())
