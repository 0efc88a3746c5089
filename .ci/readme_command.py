"""Prints the first or the second command of README.md, which .ci/run then runs as it stands."""

import re
import sys
from pathlib import Path


def main() -> int:
    """Prints the command named by the one argument."""
    readme = Path(__file__).parent.parent.joinpath("README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:sh|shell|bash)\n(.*?)```", readme, flags=re.DOTALL)
    number = {"first": 0, "second": 1}[sys.argv[1]]
    print(blocks[number])
    return 0


if __name__ == "__main__":
    sys.exit(main())
