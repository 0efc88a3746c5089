"""`python -m fhvalidate`."""

import sys

from fhvalidate.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
