"""python -m benchmarks.limit_files.making LIMIT AMOUNT FILE ROOTS: makes one file, and its roots.

In a process of its own, so that what making takes is not counted for judging.
"""

import sys
from pathlib import Path

from benchmarks.limit_files.cases import CASES
from tests.pki.world import shared_world


def main(name: str, amount: int, file: Path, roots: Path) -> None:
    made = CASES[name].make(amount)
    with file.open("wb") as out:
        for piece in (made,) if isinstance(made, bytes) else made:
            out.write(piece)
    world = shared_world()
    roots.write_bytes(world.root.pem + world.time_stamp_root.pem)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
