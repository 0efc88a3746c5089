"""The oracles over given files, whatever their verdict: `python -m tests.oracles.files FILE...`.

Nobody is believed, so the verdict says little; what matters is which differences between a
signed revision and the file the report leaves out.
"""

import sys
from pathlib import Path

from fhvalidate import FhvalidateError, TrustAnchors, validate
from tests.oracles.atelier import Atelier
from tests.oracles.telling import untold
from tests.pki.times import VALIDATED_AT


def main(names: list[str]) -> int:
    """Print a line for each file in which something differs untold; 1 if there is any."""
    failed = 0
    with Atelier() as atelier:
        for name in names:
            data = Path(name).read_bytes()
            try:
                report = validate(data, trust=TrustAnchors.none(), at=VALIDATED_AT)
            except FhvalidateError as error:
                sys.stdout.write(f"{name}: {error}\n")
                continue
            found = list(untold(report, data, atelier))
            failed += bool(found)
            told = "; ".join(map(str, found)) or "nothing untold"
            sys.stdout.write(f"{name}: {report.verdict.value}: {told}\n")
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
