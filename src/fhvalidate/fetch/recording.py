"""What was fetched, written down as it comes: from where, when, and as the answer to what."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from fhvalidate.fetch.evidence import EvidenceCache, Gather, Gathered, Gathering
from fhvalidate.frozen import frozen
from fhvalidate.validation.missing import Missing, OcspFor


@frozen
class Round:
    """What came of one question, and when."""

    question: str
    at: datetime
    gathered: Gathered


@frozen
class Fetching:
    """From where, and when, one answer was fetched; without a time it had been kept from before."""

    url: str
    at: datetime | None


@dataclass(slots=True)
class _Noting:
    """Notes what is put into a cache and taken out of it, by the digests of the bytes."""

    inner: EvidenceCache | None
    noted: dict[str, Fetching]

    def get(self, key: str, *, at: datetime) -> bytes | None:
        """What is kept under the key; keys begin with the address."""
        found = None if self.inner is None else self.inner.get(key, at=at)
        if found is not None:
            self.noted.setdefault(_digest(found), Fetching(key.partition(" ")[0], None))
        return found

    def put(self, key: str, data: bytes, *, url: str, until: datetime) -> None:
        """Keeps it where there is a cache."""
        self.noted[_digest(data)] = Fetching(url, datetime.now(UTC))
        if self.inner is not None:
            self.inner.put(key, data, url=url, until=until)


@dataclass(slots=True)
class Recording:
    """Fetches by `gather`, and remembers what came of it.

    Attributes:
        rounds: by question; of two answers to one question the later.
        sources: where objects were fetched, by their SHA-256.
    """

    gather: Gather
    rounds: dict[str, Round] = field(default_factory=dict)
    sources: dict[str, Fetching] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Has what our own fetching keeps noted too."""
        if isinstance(self.gather, Gathering):
            noting = _Noting(self.gather.cache, self.sources)
            self.gather = replace(self.gather, cache=noting)

    def __call__(self, missing: tuple[Missing, ...], left: int, at: datetime) -> Gathered:
        """As `gather` does."""
        found = self.gather(missing, left, at)
        question = question_of(missing)
        self.rounds[question] = Round(question, datetime.now(UTC), found)
        return found


def question_of(missing: tuple[Missing, ...]) -> str:
    """SHA-256 of what is asked, the same whenever the same things are missing."""
    rows = [
        [
            type(each).__name__,
            each.certificate.sha256,
            each.issuer.sha256 if isinstance(each, OcspFor) else "",
            *each.urls,
        ]
        for each in missing
    ]
    return _digest(json.dumps(rows).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
