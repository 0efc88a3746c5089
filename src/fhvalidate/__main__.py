"""`fhvalidate`, and `python -m fhvalidate`."""

import atexit
import gc
import os
import sys
import threading
from contextlib import suppress

# Objects made before the next look for garbage. Next to all that a start makes stays: by the usual
# 700 the modules that are imported wait for hundreds of looks that find nothing, and one of 50,000
# objects takes 10 ms. A start makes some 110,000.
FRESH = 200_000


def main() -> int:
    """The exit code of the command; also for who interrupts it while it is still starting."""
    gc.set_threshold(FRESH)
    try:
        from fhvalidate.cli.main import run

        code = run()
    except KeyboardInterrupt:
        sys.stderr.write("fhvalidate: avbrutet / interrupted\n")
        code = 130
    _leave(code)
    return code


def _leave(code: int) -> None:
    """Ends the process with what it has made standing, when all is written and nobody is at work.

    To take it apart first, object by object, costs a tenth of what the command for one file does.
    """
    with suppress(OSError, ValueError, AttributeError):  # a stream that is closed, or none
        sys.stdout.flush()
        sys.stderr.flush()
        if threading.active_count() == 1:
            atexit._run_exitfuncs()  # noqa: SLF001 - as `multiprocessing` ends its forks
            os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
