"""Runs a command within processor time and address space: never within the clock on the wall."""

import subprocess
import sys
import time
from dataclasses import dataclass

MEASURE = 0.013  # seconds that the sum below takes the machine that the bounds were set on
MOST_ROOM = 5.0  # a slower machine gets so many times the seconds, and not more
STUCK = 1800  # seconds on the wall; who waits for nothing uses no processor time and never ends
_ROUNDS = 300_000


@dataclass(frozen=True, slots=True)
class Done:
    """What the command printed and how it ended; `over` names the bound that killed it."""

    stdout: bytes
    stderr: bytes
    code: int
    over: str


def room() -> float:
    """How many times slower than the machine of the bounds this one is just now: 1 to 5.

    Two jobs on one core's two threads slow each other, and count the slowness as their own time.
    """
    return min(max(min(_sum() for _ in range(3)) / MEASURE, 1.0), MOST_ROOM)


def _sum() -> float:
    before, total = time.process_time(), 0
    for each in range(_ROUNDS):
        total += each % 7
    return time.process_time() - before


def bounded(*command: str, seconds: float, kilobytes: int) -> Done:
    """Runs this Python with the arguments, at most so long on the processor and so large."""
    limit = int(seconds * room() + 0.999)
    limits = f'ulimit -v {kilobytes}; ulimit -t {limit}; exec "$0" "$@"'
    done = subprocess.run(
        ["bash", "-c", limits, sys.executable, *command],
        capture_output=True,
        timeout=STUCK,
        check=False,
    )
    # SIGKILL at the hard limit on processor time, SIGXCPU at the soft one.
    over = f"{limit} s of processor time" if done.returncode in {-9, -24} else ""
    return Done(done.stdout, done.stderr, done.returncode, over)
