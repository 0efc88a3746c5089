"""What a report depends on, as digests: a document is judged again exactly when one changes."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fhvalidate.isolated import Settings
from fhvalidate.isolated.codec import encode
from fhvalidate.report.json import Json, utc
from fhvalidate.version import __version__


@dataclass(frozen=True, slots=True)
class InputDigests:
    """Everything that a report depends on beside the file itself and since when it was held."""

    at: str
    policy: str
    policy_sha256: str
    trust_sha256: str
    evidence_sha256: str
    profiles_sha256: str
    text_recognition: str
    tool: str
    show_personnummer: bool

    @classmethod
    def of(cls, settings: Settings) -> "InputDigests":
        """The digests of the settings, of what comes with the package, and its version."""
        return cls(
            at=utc(settings.at),
            policy=settings.policy.name,
            policy_sha256=_digest(encode(settings.policy)),
            trust_sha256=_digest(encode(settings.trust)),
            evidence_sha256=_digest(encode(settings.evidence)),
            profiles_sha256=profiles_digest(),
            text_recognition=text_recognition(),
            tool=__version__,
            show_personnummer=settings.show_personnummer,
        )

    @property
    def digest(self) -> str:
        """SHA-256 over all of them, in hexadecimal."""
        return _digest([getattr(self, name) for name in self.__slots__])

    def with_document(self, sha256: str, held_since: str | None) -> str:
        """SHA-256 over all that the report on one document depends on, in hexadecimal."""
        return _digest([self.digest, sha256, held_since])


@cache
def profiles_digest() -> str:
    """SHA-256 over the profiles of signature pages that come with the package."""
    total = hashlib.sha256()
    folder = resources.files("fhvalidate.minutes").joinpath("profiles")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_file():
            total.update(hashlib.sha256(entry.name.encode() + b"\0" + entry.read_bytes()).digest())
    return total.hexdigest()


def text_recognition() -> str:
    """The engine that recognises text on scanned pages; this version has none."""
    return "none"


def _digest(value: Json) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
