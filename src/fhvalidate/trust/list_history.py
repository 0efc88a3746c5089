"""Which lists this user has had before: so that an older one that takes their place is told.

Each snapshot keeps the sequence numbers of its lists beside them. Snapshots are compared when a
signer of their lists of lists is the same: others count by themselves.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

from fhvalidate.atomic import PARTIAL, write_atomically
from fhvalidate.conclusion import Finding
from fhvalidate.errors import TrustedListError
from fhvalidate.regular_files import read_regular
from fhvalidate.trust.list_versions import Versions
from fhvalidate.trust.lists import MAX_FILES, MAX_LIST_SIZE
from fhvalidate.trust.profile import ListsInUse

NUMBERS = "sequence-numbers.json"
SIGNERS = "signers.pem"
KEPT = "kept-"  # begins the name of a list that is taken over from an earlier snapshot
MAX_SNAPSHOTS = 1000  # that are looked at; a weekly update makes fifty a year
MAX_SIZE = 1_048_576  # bytes of signers or numbers; real ones have 20 kB
CLAUSE = "TS 119 612, 5.3.2"
_END = b"-----END CERTIFICATE-----"


def keep_numbers(snapshot: Path, versions: Versions) -> None:
    """Writes the numbers beside the lists of the snapshot.

    Raises:
        OSError: it cannot be written.
    """
    text = json.dumps(dict(versions.lists), sort_keys=True, indent=2)
    write_atomically(snapshot / NUMBERS, f"{text}\n".encode())


def kept_before(folder: Path, *, signers: bytes) -> Mapping[str, Versions]:
    """The numbers of each kept snapshot that shares a signer, by its name.

    Args:
        folder: where snapshots are kept.
        signers: PEM of the certificates that a list of lists was verified against.
    """
    wanted = _blocks(signers)
    found: dict[str, Versions] = {}
    for snapshot in _snapshots(folder):
        with suppress(OSError, ValueError, RecursionError):
            if wanted & _blocks(_read(snapshot / SIGNERS)):
                found[snapshot.name] = _versions(_read(snapshot / NUMBERS))
    return found


def rolled_back(
    versions: Versions, before: Mapping[str, Versions]
) -> tuple[tuple[str, ...], str | None]:
    """The territories of which a newer list was kept, and the snapshot that has most of them."""
    older = {name: versions.older_than(other) for name, other in before.items()}
    territories = tuple(sorted({territory for found in older.values() for territory in found}))
    newest = max(older, key=lambda name: (len(older[name]), name), default=None)
    return territories, newest if territories else None


def rollback_findings(
    name: str, versions: Versions, before: Mapping[str, Versions]
) -> tuple[Finding, ...]:
    """A finding on a snapshot that is used although newer lists were kept before."""
    territories, newest = rolled_back(versions, before)
    if newest is None:
        return ()
    return (
        Finding.warning(
            "trusted-lists-rolled-back", CLAUSE, name=name, newest=newest, territories=territories
        ),
    )


def rollback_notes(name: str, versions: Versions, folder: Path) -> tuple[Finding, ...]:
    """The same, on a snapshot that is in use, beside those in the folder."""
    try:
        signers = _read(folder / Path(name).name / SIGNERS)
    except (OSError, ValueError):
        return ()
    return rollback_findings(name, versions, kept_before(folder, signers=signers))


def older_fetched(territory: str, fetched: Versions, used: Versions) -> Finding:
    """A finding on a list that was older where it is published than one that was kept."""
    return Finding.warning(
        "trusted-list-older-fetched",
        CLAUSE,
        territory=territory,
        sequence=fetched.lists[territory],
        used=used.lists[territory],
    )


def shares_signer(used: ListsInUse, signers: bytes, folder: Path) -> bool:
    """Whether the snapshot was verified against one of the certificates (PEM)."""
    try:
        own = _read(folder / Path(used.snapshot).name / SIGNERS)
    except (OSError, ValueError):
        return False
    return bool(_blocks(own) & _blocks(signers))


def kept_files(
    territories: Iterable[str], before: Mapping[str, Versions], folder: Path
) -> dict[str, bytes]:
    """The XML of the newest list of each territory that is kept, by a file name of its own."""
    from fhvalidate.trust.list_reading import read_head  # lxml is wanted only here
    from fhvalidate.trust.list_xml import parse_xml

    found: dict[str, bytes] = {}
    for territory in territories:
        number, name = max((v.lists.get(territory, -1), name) for name, v in before.items())
        for path in sorted((folder / name).glob("*.xml"))[:MAX_FILES]:
            with suppress(OSError, ValueError, TrustedListError):
                data = read_regular(path, limit=MAX_LIST_SIZE)
                head = read_head(parse_xml(data))
                if (head.territory, head.sequence) == (territory, number):
                    found[f"{KEPT}{territory}.xml"] = data
    return found


def _snapshots(folder: Path) -> Iterator[Path]:
    try:
        found = sorted(p for p in folder.iterdir() if not p.name.startswith(PARTIAL))
    except OSError:
        return
    yield from islice(reversed(found), MAX_SNAPSHOTS)


def _blocks(pem: bytes) -> frozenset[bytes]:
    """The certificates of a PEM file as they stand there: the commands write them in one way."""
    return frozenset(b"".join(block.split()) for block in pem.split(_END) if block.strip())


def _read(path: Path) -> bytes:
    return read_regular(path, limit=MAX_SIZE)


def _versions(data: bytes) -> Versions:
    found = json.loads(data)
    if not isinstance(found, dict) or not all(type(n) is int for n in found.values()):
        raise ValueError("no sequence numbers")
    return Versions(found)
