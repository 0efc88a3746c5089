"""What it costs that the command examines one file in a worker process: in pairs, in turns.

    python benchmarks/isolation.py [FILE.pdf] [--pairs N]

Processor time of the whole command and all it starts, with the worker and without. It decides
nothing; what is comparable is the difference within a pair.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

FILES = Path(__file__).parent.parent / "tests" / "fixtures" / "files"
WITH = "import sys; from fhvalidate.cli.main import run; sys.exit(run(sys.argv[1:]))"
WITHOUT = f"from fhvalidate.isolated import process; process.is_supported = lambda: False; {WITH}"


def spent(program: str, file: str) -> float:
    """Seconds of processor time of the command on the file."""
    trust = ("--trust", str(FILES / "trust"), "--at", "2026-03-03T09:00:00Z")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program, file, *trust], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Prints the medians, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", default=os.fspath(FILES / "minutes-b-lt.pdf"))
    parser.add_argument("--pairs", type=int, default=15)
    arguments = parser.parse_args()
    turns = (WITH, WITHOUT)
    pairs = [[spent(program, arguments.file) for program in turns] for _ in range(arguments.pairs)]
    isolated, here = (statistics.median(column) for column in zip(*pairs, strict=True))
    more = statistics.median(one - other for one, other in pairs)
    print(f"in a worker {isolated * 1000:.0f} ms, in process {here * 1000:.0f} ms, ", end="")
    print(f"difference {more * 1000:.0f} ms (median of {arguments.pairs} pairs)")


if __name__ == "__main__":
    main()
