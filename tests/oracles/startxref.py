"""How far before the end `startxref` may begin, measured: `python -m tests.oracles.startxref`.

A reader that does not find the keyword rebuilds the table by looking for objects, and then takes
one that no table lists. It shows another page.
"""

import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.oracles.engines import KINDS, Engine
from tests.oracles.pictures import Drawing
from tests.pdf.handmade import ONE_PAGE, PAGE, Table, document, shown, stream, update

SMALL = PAGE.replace(b"595 842", b"200 200")
HIDDEN = stream(shown("rebuilt", at=(20, 100)))
FILLINGS = {"space": b" ", "line": b"\n", "zero": b"\0"}
NEAR = range(900, 1101)
FAR = (1200, 1500, 2000, 2040, 2048, 2056, 3000, 4000, 4090, 4096, 4100, 5000, 9000)


def tempting(extra: int = 0) -> bytes:
    """A PDF that shows another page to a reader that rebuilds its table."""
    objects = {**ONE_PAGE, 3: SMALL, 4: stream(shown("as signed", at=(20, 100)))}
    return update(document(objects), {4: HIDDEN, 60: stream(b"x" * extra)}, Table(without=(4,)))


def padded(data: bytes, distance: int, filling: bytes) -> bytes:
    """The PDF with so many bytes from the beginning of its last `startxref` to its end."""
    return data + filling * (distance - (len(data) - data.rindex(b"startxref")))


def broken_at(
    engine: Engine, data: bytes, folder: Path, distances: Iterable[int], filling: bytes
) -> tuple[int, ...]:
    """The distances at which the engine does not draw what it draws of the unpadded file."""
    expected = _drawn(engine, data, folder)
    return tuple(
        distance
        for distance in distances
        if _drawn(engine, padded(data, distance, filling), folder) != expected
    )


def _drawn(engine: Engine, data: bytes, folder: Path) -> Drawing:
    path = folder / "asked.pdf"
    path.write_bytes(data)
    return engine.draw(path)


def main(extras: Sequence[int] = (0, 1, 511, 700)) -> None:
    """Print, for each engine, filling and length of the file, where it begins to rebuild."""
    with tempfile.TemporaryDirectory() as name:
        for kind in KINDS:
            if kind.missing():
                sys.stdout.write(f"{kind.name}: {kind.missing()}\n")
                continue
            engine = kind.start(Path(name))
            for extra in extras:
                for filling, byte in FILLINGS.items():
                    data = tempting(extra)
                    found = broken_at(engine, data, Path(name), (*NEAR, *FAR), byte)
                    first = min(found, default=None)
                    whole = not found or set(found) == {n for n in (*NEAR, *FAR) if n >= found[0]}
                    sys.stdout.write(f"{kind.name} +{extra} {filling}: {first} {whole}\n")
                    sys.stdout.flush()
            engine.close()


if __name__ == "__main__":
    main()
