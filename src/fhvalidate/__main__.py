"""`fhvalidate`, and `python -m fhvalidate`."""

import sys


def main() -> int:
    """The exit code of the command; also for who interrupts it while it is still starting."""
    try:
        from fhvalidate.cli.main import run

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("fhvalidate: avbrutet / interrupted\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
