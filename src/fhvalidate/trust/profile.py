"""A trust profile: one TOML file that a person can read, review and copy.

The file says of itself what its content's digest was when this program last wrote it. A profile
that somebody else has changed is therefore told from one that the commands made.
"""

import hashlib
import json
import shlex
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

import tomli_w

from fhvalidate.atomic import write_atomically
from fhvalidate.conclusion import Finding
from fhvalidate.errors import SettingsError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import read_regular
from fhvalidate.system_errors import reason_of
from fhvalidate.toml_text import read_toml
from fhvalidate.trust.beliefs import ALWAYS, FOREVER, Belief, Purpose, SourceKind, TrustSource
from fhvalidate.trust.profile_entry import (
    Entry,
    UnreadableEntry,
    entry_table,
    fingerprint_of,
    read_entry,
)
from fhvalidate.trust.profile_values import path_inputs, path_table, text
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_inputs import NO_INPUTS, PathInputs

FORMAT = "fhvalidate/trust/1"
MAX_SIZE = 20_971_520  # bytes; thousands of anchors
MAX_ANCHORS = 5000  # entries; a municipality has ten
MAX_TOLD = 20  # unreadable anchors that are told one by one
DEFAULT_NAME = "trust"
CLAUSE = "RFC 5280, 6.1.1"
_TWO_BYTES = (BOM_UTF16_LE, BOM_UTF16_BE)


@frozen
class ListsInUse:
    """Which snapshot of the EU's trusted lists the profile uses, by its name and digest."""

    snapshot: str
    sha256: str
    countries: tuple[str, ...] = ()


@frozen
class Profile:
    """The anchors that a municipality has decided on.

    Attributes:
        name: what reports call it.
        path_inputs: which certificate policies a path to any anchor must keep to.
        unreadable: anchors whose certificates cannot be read.
        sealed: the digest of its content when the commands last wrote it; empty for never.
        file: what a call named it by; empty for the user's own, which commands find by themselves.
    """

    name: str = DEFAULT_NAME
    entries: tuple[Entry, ...] = ()
    lists: ListsInUse | None = None
    path_inputs: PathInputs = NO_INPUTS
    unreadable: tuple[UnreadableEntry, ...] = ()
    sealed: str = field(default="", compare=False)
    file: str = field(default="", compare=False)

    @property
    def sha256(self) -> str:
        """The digest of what the profile says, however its file is laid out."""
        canonical = json.dumps(_content(self), sort_keys=True, ensure_ascii=True, default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def changed_elsewhere(self) -> bool:
        """Whether something but the commands has changed the content."""
        return self.sealed != self.sha256

    def adding(self, entries: Iterable[Entry]) -> "Profile":
        """The profile with the entries; one that it has already is replaced."""
        merged = {entry.key: entry for entry in (*self.entries, *entries)}
        return replace(self, entries=tuple(merged.values()))

    def without(self, sha256: str, purposes: frozenset[Purpose]) -> "Profile":
        """The profile without that certificate for those purposes."""
        kept = (
            e for e in self.entries if e.certificate.sha256 != sha256 or e.purpose not in purposes
        )
        return replace(self, entries=tuple(kept))

    def matching(self, fingerprint: str) -> tuple[Entry, ...]:
        """The entries whose SHA-256 begins with the text (hexadecimal, colons allowed)."""
        wanted = fingerprint_of(fingerprint)
        return tuple(e for e in self.entries if wanted and e.certificate.sha256.startswith(wanted))

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificate of every entry, each once."""
        return tuple({e.certificate.sha256: e.certificate for e in self.entries}.values())

    @property
    def beliefs(self) -> tuple[Belief, ...]:
        """What is believed of the certificates, for what and when."""
        return tuple(
            Belief(
                sha256=entry.certificate.sha256,
                purpose=entry.purpose,
                label=entry.label,
                source=self.name,
                since=entry.since or ALWAYS,
                until=entry.until or FOREVER,
                qualified=entry.qualified,
            )
            for entry in self.entries
        )

    @property
    def source(self) -> TrustSource:
        """The profile, as reports name it."""
        return TrustSource(self.name, self.sha256, len(self.certificates), SourceKind.PROFILE)

    @property
    def _option(self) -> str:
        """What a command that is pasted into a shell needs to find the profile."""
        file = self.file.encode("utf-8", "backslashreplace").decode("utf-8")
        return f" --profile {shlex.quote(file)}" if file else ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong or remarkable with the profile itself."""
        findings = [entry.finding(self.name) for entry in self.unreadable[:MAX_TOLD]]
        if self.changed_elsewhere:
            facts = {"name": self.name, "fingerprint": self.sha256, "option": self._option}
            findings.append(Finding.warning("trust-profile-changed", **facts))
        if self.path_inputs.initial_policies is not None and not self.path_inputs.explicit_policy:
            findings.append(Finding.info("trust-policies-not-required", CLAUSE, name=self.name))
        return tuple(findings)


def read_profile(path: Path) -> Profile:
    """The profile in the file; an empty one when there is no file.

    Raises:
        UsageError: `trust-profile-unreadable`, `trust-profile-malformed`.
    """
    try:
        data = read_regular(path, limit=MAX_SIZE)
    except FileNotFoundError:
        return replace(Profile(), sealed=Profile().sha256)
    except OSError as error:
        raise UsageError(
            "trust-profile-unreadable", path=str(path), reason=reason_of(error)
        ) from error
    return parse_profile(data, path=str(path))


def parse_profile(data: bytes, *, path: str) -> Profile:
    """The profile in the bytes; `path` is what the error names.

    Raises:
        UsageError: `trust-profile-unreadable`, `trust-profile-malformed`.
    """
    if data.startswith(_TWO_BYTES):  # an editor's other way of writing the same text
        data = data.decode("utf-16", "replace").encode()
    if len(data) > MAX_SIZE:
        raise UsageError("trust-profile-unreadable", path=path, reason="file-too-large")
    try:
        return _parsed(read_toml(data))
    except SettingsError as error:
        raise UsageError(
            "trust-profile-malformed", path=path, reason=error.reason, where=error.where
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UsageError("trust-profile-unreadable", path=path, reason="not-a-profile") from error


def write_profile(path: Path, profile: Profile) -> None:
    """Keeps the profile, sealed; a kill leaves the one before or this one.

    Raises:
        UsageError: `output-not-writable`.
    """
    try:
        write_atomically(path, dumps(profile))
    except OSError as error:
        raise UsageError("output-not-writable", path=str(path), reason=reason_of(error)) from error


def dumps(profile: Profile) -> bytes:
    """The profile as TOML, sealed with the digest of its content."""
    content = _content(profile)
    document = {"format": FORMAT, "sealed": profile.sha256, **content}
    written = tomli_w.dumps(document, multiline_strings=True)
    if tomllib.loads(written) != document:
        # In a text of several lines \r\n becomes \n; names may hold either.
        written = tomli_w.dumps(document)
    return f"# {_NOTE}\n{written}".encode()


_NOTE = "Whom fhvalidate believes. Written by fhvalidate trust; read it with fhvalidate trust list."


def _content(profile: Profile) -> dict[str, Any]:
    content: dict[str, Any] = {"name": profile.name}
    if profile.lists is not None:
        content["lists"] = {
            "snapshot": profile.lists.snapshot,
            "sha256": profile.lists.sha256,
            "countries": list(profile.lists.countries),
        }
    path = path_table(profile.path_inputs)
    if path:  # a profile that states nothing keeps the digest it had before there was this table
        content["path"] = path
    anchors: list[Mapping[str, Any]] = [entry_table(entry) for entry in profile.entries]
    for entry in profile.unreadable:
        anchors.insert(entry.place, entry.table)
    content["anchor"] = anchors
    return content


_NAMES = frozenset({"format", "sealed", "name", "lists", "path", "anchor"})


def _parsed(document: Mapping[str, Any]) -> Profile:
    if document.get("format") != FORMAT:
        raise SettingsError("unknown-value", where="format")
    # What is not understood may be a limit: without it more would be believed than is meant.
    for name in document.keys() - _NAMES:
        raise SettingsError("unknown-key", where=name)
    lists = document.get("lists")
    anchors = document.get("anchor", [])
    if len(anchors) > MAX_ANCHORS:
        raise SettingsError("too-many", where="anchor")
    entries = [_entry(item, place) for place, item in enumerate(anchors)]
    try:
        paths = path_inputs(document.get("path", {}))
    except (TypeError, ValueError, AttributeError) as error:
        raise SettingsError("not-its-form", where="path") from error
    return Profile(
        name=text(document.get("name", DEFAULT_NAME)),
        entries=tuple(entry for entry in entries if isinstance(entry, Entry)),
        lists=None
        if lists is None
        else ListsInUse(
            text(lists["snapshot"]),
            text(lists["sha256"]),
            tuple(text(item) for item in lists.get("countries", ())),
        ),
        path_inputs=paths,
        unreadable=tuple(entry for entry in entries if isinstance(entry, UnreadableEntry)),
        sealed=text(document.get("sealed", "")),
    )


def _entry(item: Mapping[str, Any], place: int) -> Entry | UnreadableEntry:
    try:
        return read_entry(item, place)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError("not-its-form", where=f"anchor {place + 1}") from error
