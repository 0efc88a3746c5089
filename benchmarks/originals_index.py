"""Size and look-up time of an index with many originals, on synthetic fingerprints.

python benchmarks/originals_index.py [HOW_MANY] [PATH]

A hundredth of the documents are minutes after a common template, so that look-ups meet many that
are nearly alike. The look-ups are copies of originals: a fifth of the fingerprint is other.
"""

import random
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from fhvalidate.reprint.fingerprint import PERMUTATIONS, Fingerprint
from fhvalidate.store.originals import Original, add_originals, find_originals, opened_index

LOOK_UPS = 200
TEMPLATES = 50
OF_TEMPLATE = 0.4  # of a fingerprint that minutes after one template share
PRINTED = 0.8  # of a fingerprint that a print keeps


def fingerprint(chance: random.Random, like: bytes, share: float) -> Fingerprint:
    fresh = chance.randbytes(4 * PERMUTATIONS)
    parts = [
        (like if chance.random() < share else fresh)[at : at + 4]
        for at in range(0, 4 * PERMUTATIONS, 4)
    ]
    return Fingerprint(b"".join(parts), 2000)


def originals(count: int, chance: random.Random) -> Iterator[Original]:
    templates = [chance.randbytes(4 * PERMUTATIONS) for _ in range(TEMPLATES)]
    for number in range(count):
        if number % 100 == 0:
            made = fingerprint(chance, chance.choice(templates), OF_TEMPLATE)
        else:
            made = Fingerprint(chance.randbytes(4 * PERMUTATIONS), 2000)
        digest = sha256(struct.pack("<Q", number)).hexdigest()
        yield Original(f"arkiv/namnd/{number // 1000:05}/protokoll-{number:08}.pdf", digest, made)


def main(count: int, path: Path) -> None:
    chance = random.Random(1)
    started = time.perf_counter()
    with opened_index(path, create=True) as index:
        add_originals(index, originals(count, chance))
    seconds = time.perf_counter() - started
    size = path.stat().st_size
    print(f"{count} originals added in {seconds:.0f} s; {size / count:.0f} bytes each")
    times, found = [], 0
    with opened_index(path, create=False) as index:
        for _ in range(LOOK_UPS):
            number = chance.randrange(1, count + 1)
            name, minima = index.execute(
                "SELECT name, minima FROM original WHERE id = ?", (number,)
            ).fetchone()
            copy = fingerprint(chance, minima, PRINTED)
            started = time.perf_counter()
            candidates = find_originals(index, copy)
            times.append(time.perf_counter() - started)
            found += any(candidate.name == name for candidate in candidates)
    times.sort()
    print(
        f"{LOOK_UPS} look-ups: {found} found their original; median "
        f"{statistics.median(times) * 1000:.1f} ms, longest {times[-1] * 1000:.1f} ms"
    )


if __name__ == "__main__":
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        main(how_many, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "index.sqlite")
