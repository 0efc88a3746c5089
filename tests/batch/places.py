"""Where the tests of batches find files, and how they start the command."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from fhvalidate.batch.outcome_rows import unpacked

FILES = Path(__file__).parents[1] / "fixtures" / "files"
FAULTS = Path(__file__).parent / "faults"
AT = "2026-03-03T09:00:00Z"
TRUST = ("--trust", str(FILES / "trust"), "--at", AT)

# A table of one's own, as a file after --profiles may be.
OWN_TABLE = """
[[level]]
uri = "http://exempel.test/loa3"
name = "Exempelnivå 3"
level = 3
reviewed = true
"""

Row = tuple[object, ...]


def environment() -> dict[str, str]:
    """The environment of a command whose workers are open to faults."""
    path = os.pathsep.join(filter(None, (str(FAULTS), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "LC_ALL": "C.UTF-8"}


# A superuser may open what is closed to everybody; without these capabilities it may not.
NOT_ABOVE_PERMISSIONS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def start(*argv: str | Path, privileged: bool = True) -> subprocess.Popen[str]:
    """`fhvalidate batch …`, running."""
    before = () if privileged or os.geteuid() else NOT_ABOVE_PERMISSIONS
    return subprocess.Popen(
        [*before, sys.executable, "-m", "fhvalidate", "batch", *map(str, argv)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def batch(*argv: str | Path, code: int | None = None, privileged: bool = True) -> str:
    """What `fhvalidate batch …` prints; its exit code must be `code` when that is given."""
    with start(*argv, privileged=privileged) as process:
        out, err = process.communicate()
    assert code is None or process.returncode == code, out + err
    return out + err


def results(folder: Path) -> dict[str, Row]:
    """Everything that is told of each path, but when its report was made."""
    sql = (
        "SELECT r.path, r.verdict, r.cause, r.cause_detail, r.action, r.reason_sv, r.sha256, "
        "r.finding, r.reference, r.manifest, d.report FROM results r "
        "LEFT JOIN documents d ON d.id = r.document"
    )
    with closing(sqlite3.connect(folder / "results.sqlite")) as connection:
        rows = connection.execute(sql).fetchall()
        parts = {
            str(path): tuple(
                tuple(connection.execute(part, (path,)))
                for part in (
                    _PART.format(table=table) for table in ("signatures", "signers", "findings")
                )
            )
            for (path, *_) in rows
        }
    return {str(row[0]): (*row[1:-1], _timeless(row[-1]), parts[str(row[0])]) for row in rows}


_PART = "SELECT count(*) FROM {table} t JOIN results r ON r.document = t.document WHERE r.path = ?"


def _timeless(report: bytes | None) -> str | None:
    if report is None:
        return None
    import json

    value = json.loads(unpacked(report))
    value.pop("produced_at")
    return json.dumps(value, sort_keys=True)


def judged_in(folder: Path) -> dict[str, int]:
    """In which run each distinct document was judged, by its digest."""
    with closing(sqlite3.connect(folder / "results.sqlite")) as connection:
        return dict(connection.execute("SELECT sha256, run FROM documents"))
