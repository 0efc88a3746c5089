"""What was fetched, kept by URL and digest with how long it is good; safe to delete at any time.

Each answer is two small files that are written at once and never changed: the bytes under their
own digest, and under the digest of the URL a note of which bytes it gave, when they expire. Several
processes share them without a lock: whoever reads finds an answer whole, or none.
"""

import hashlib
import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from fhvalidate.atomic import write_atomically
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import read_regular

MAX_KEPT = 20_971_520  # bytes of one answer: the largest that is fetched
MAX_NOTE = 10_000  # bytes; a URL has at most 2,000


@frozen
class DiskCache:
    """The answers in one folder."""

    folder: Path

    def get(self, key: str, *, at: datetime) -> bytes | None:
        """What is kept under the key and good at that time; None when nothing is."""
        try:
            note = json.loads(read_regular(self._note(key), limit=MAX_NOTE))
            if note["key"] != key or datetime.fromisoformat(note["until"]) < at:
                return None
            data = read_regular(self._data(note["sha256"]), limit=MAX_KEPT)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return data if hashlib.sha256(data).hexdigest() == note["sha256"] else None

    def put(self, key: str, data: bytes, *, url: str, until: datetime) -> None:
        """Keeps the answer; a disk that is full or closed only means that it is fetched again."""
        digest = hashlib.sha256(data).hexdigest()
        note = {"key": key, "url": url, "sha256": digest, "until": until.isoformat()}
        with suppress(OSError):
            write_atomically(self._data(digest), data)
            write_atomically(self._note(key), json.dumps(note).encode())

    def _note(self, key: str) -> Path:
        return self.folder / "urls" / f"{hashlib.sha256(key.encode()).hexdigest()}.json"

    def _data(self, digest: str) -> Path:
        return self.folder / "data" / Path(str(digest)).name
