"""What a report depends on, as digests: a document is judged again exactly when one changes."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from fhvalidate.frozen import frozen
from fhvalidate.isolated import Settings
from fhvalidate.isolated.codec import encode
from fhvalidate.ocr.engine import NotInstalled, TextRecognition, chosen_engine
from fhvalidate.poe import HeldSince
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.json import Json, utc
from fhvalidate.version import __version__


@frozen
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
    detail: str

    @classmethod
    def of(cls, settings: Settings) -> "InputDigests":
        """The digests of the settings, of what comes with the package, and its version."""
        return cls(
            at=utc(settings.at),
            policy=settings.policy.name,
            policy_sha256=_digest(encode(settings.policy)),
            trust_sha256=_digest(encode(settings.trust)),
            evidence_sha256=_digest(_evidence(settings)),
            profiles_sha256=_profiles(settings),
            text_recognition=text_recognition(settings.text_recognition),
            tool=__version__,
            show_personnummer=settings.show_personnummer,
            detail=settings.detail,
        )

    @property
    def digest(self) -> str:
        """SHA-256 over all of them, in hexadecimal."""
        return _digest([getattr(self, each.name) for each in fields(self)])

    def with_document(self, sha256: str, held: HeldSince | None) -> str:
        """SHA-256 over all that the report on one document depends on, in hexadecimal."""
        stated: Json = None if held is None else [utc(held.time), held.sha256]
        return _digest([self.digest, sha256, stated])


@cache
def profiles_digest() -> str:
    """SHA-256 over the profiles and tables of vendors and providers that come with the package."""
    total = hashlib.sha256()
    for package in ("fhvalidate.minutes", "fhvalidate.identity", "fhvalidate.reprint"):
        for name, content in sorted(_tables_of(resources.files(package), package)):
            total.update(hashlib.sha256(name.encode() + b"\0" + content).digest())
    return total.hexdigest()


def _tables_of(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            yield f"{name}/{entry.name}", entry.read_bytes()
        elif entry.is_dir() and not entry.name.startswith(("_", ".")):
            yield from _tables_of(entry, f"{name}/{entry.name}")


def _evidence(settings: Settings) -> Json:
    """What is at hand; fetching adds what cannot be known beforehand, so only that it is done.

    With it the program that tries whether files are PDF/A, by its digest: another version may find
    otherwise.
    """
    at_hand = encode(settings.evidence)
    tries = settings.pdf_a
    program = [] if tries is None else ["pdf-a", getattr(tries, "sha256", "")]
    if settings.fetch is None and not program:
        return at_hand
    return [at_hand, *(["online"] if settings.fetch is not None else []), *program]


def _profiles(settings: Settings) -> str:
    """What comes with the package, and over it the archive's own."""
    own = encode(settings.knowledge)
    shipped = own == encode(Knowledge.built_in())
    return profiles_digest() if shipped else _digest([profiles_digest(), own])


def text_recognition(choice: TextRecognition) -> str:
    """The engine that recognises text on scanned pages, if one is installed and wanted."""
    engine = chosen_engine(choice)
    return "none" if isinstance(engine, NotInstalled) else engine.name


def _digest(value: Json) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
