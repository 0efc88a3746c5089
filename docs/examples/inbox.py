"""Classifies the PDFs of an inbox by verdict: python inbox.py INBOX TRUST [--move].

With --move each file is put into a folder of the inbox that is named after its verdict.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import fhvalidate


def classified(
    inbox: Path, pool: fhvalidate.Pool, at: datetime | None = None
) -> Iterator[tuple[Path, str]]:
    """Each PDF of the inbox, with its verdict, or with the code of why there is none."""
    for path in sorted(inbox.iterdir()):
        if path.suffix.lower() == ".pdf":
            try:
                yield path, pool.validate(path, at=at).verdict.value
            except fhvalidate.FhvalidateError as error:
                yield path, error.code


def moved(path: Path, verdict: str) -> Path:
    """Where the file is now; nothing that is there already is written over."""
    target = path.parent / verdict / path.name
    target.parent.mkdir(exist_ok=True)
    return path if target.exists() else path.rename(target)


def main(arguments: list[str] | None = None, at: datetime | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inbox", type=Path)
    parser.add_argument("trust", type=Path, help="the issuers' root certificates")
    parser.add_argument("--move", action="store_true")
    asked = parser.parse_args(arguments)
    verdicts = {each.value for each in fhvalidate.Verdict}
    try:
        trust = fhvalidate.TrustAnchors.from_path(asked.trust)
        with fhvalidate.Pool(trust=trust, workers=1) as pool:
            for path, verdict in classified(asked.inbox, pool, at):
                place = moved(path, verdict) if asked.move and verdict in verdicts else path
                print(f"{verdict}\t{place.relative_to(asked.inbox)}")
    except fhvalidate.FhvalidateError as error:
        print(error.message("sv"), file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
