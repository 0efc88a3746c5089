"""A step of an ingest: python ingest.py FILE TRUST. Exits 0 when the file may go on.

The report is kept beside the file, as FILE.json. It exits 1 when a person is to decide, and 2 when
the file could not be examined.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

import fhvalidate

ACCEPTED = {fhvalidate.Verdict.VALID}


def ingested(path: Path, trust: fhvalidate.TrustAnchors, at: datetime | None = None) -> bool:
    """Whether the file may go on; its report is complete beside it, or not there at all."""
    with fhvalidate.Pool(trust=trust, workers=1) as pool:
        report = pool.validate(path, at=at, detail=fhvalidate.Detail.FULL)
    kept = path.with_name(f"{path.name}.json")
    unfinished = path.with_name(f"{path.name}.json.part")
    unfinished.touch(mode=0o600)  # a report holds personal data
    unfinished.write_text(report.to_json(indent=2), encoding="utf-8")
    unfinished.replace(kept)
    for finding in report.findings:
        print(f"{finding.severity.value}: {finding.message.sv}", file=sys.stderr)
    return report.verdict in ACCEPTED


def main(arguments: list[str] | None = None, at: datetime | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("trust", type=Path, help="the issuers' root certificates")
    asked = parser.parse_args(arguments)
    try:
        trust = fhvalidate.TrustAnchors.from_path(asked.trust)
        return 0 if ingested(asked.file, trust, at) else 1
    except fhvalidate.FhvalidateError as error:
        print(error.message("sv"), file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
