"""TrustAnchors: whom the validation believes, for what and when; by configuration, nothing else."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from os import PathLike
from pathlib import Path
from typing import Protocol

from fhvalidate.conclusion import Finding
from fhvalidate.trust.anchor_files import read_anchor_files, read_anchors
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_inputs import NO_INPUTS, PathInputs, strictest

ALWAYS = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)


class Purpose(StrEnum):
    """What an anchor is believed for."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    SVT = "svt"


class SourceKind(StrEnum):
    """What anchors came from."""

    CERTIFICATES = "certificates"
    PROFILE = "profile"
    TRUSTED_LISTS = "trusted-lists"


@dataclass(frozen=True, slots=True)
class TrustSource:
    """Where anchors came from: a name without folders, a digest, and how many they were."""

    name: str
    sha256: str
    anchors: int
    kind: SourceKind = SourceKind.CERTIFICATES


@dataclass(frozen=True, slots=True)
class Belief:
    """That one certificate is an anchor, for one purpose and for some time.

    Attributes:
        sha256: of the certificate, in hexadecimal.
        label: what people call it.
        source: the name of the source that it comes from.
        since, until: from when, and up to and including when, it is believed.
        qualified: whether a trusted list says that the service was qualified then.
    """

    sha256: str
    purpose: Purpose
    label: str = ""
    source: str = ""
    since: datetime = ALWAYS
    until: datetime = FOREVER
    qualified: bool = False

    def holds(self, at: datetime) -> bool:
        """Whether the certificate is believed at that time."""
        return self.since <= at <= self.until


class ListedAnchors(Protocol):
    """Anchors that are too many to be read before they are asked for: those of trusted lists."""

    @property
    def count(self) -> int:
        """How many certificates are listed."""

    def issuers_among(
        self, names: frozenset[str], digests: frozenset[str]
    ) -> tuple[tuple[Certificate, tuple[Belief, ...]], ...]:
        """The listed certificates with one of the subjects (`subject_key`) or SHA-256 digests."""


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """Certificates that are believed, for what and when, and where each came from.

    Attributes:
        certificates: those that were given one by one.
        sources: of all the anchors.
        beliefs: about `certificates`; one without any belief is believed for everything, always.
        listed: those of trusted lists.
        findings: what is wrong or remarkable with the sources.
        test_allowed: whether test authorities may make a signature valid.
        path_inputs: which certificate policies every path to an anchor must keep to.
    """

    certificates: tuple[Certificate, ...]
    sources: tuple[TrustSource, ...]
    beliefs: tuple[Belief, ...] = ()
    listed: tuple[ListedAnchors, ...] = ()
    findings: tuple[Finding, ...] = ()
    test_allowed: bool = False
    path_inputs: PathInputs = NO_INPUTS

    @classmethod
    def none(cls) -> "TrustAnchors":
        """Nobody is believed: the file is examined, and no signature can pass."""
        return cls((), ())

    @classmethod
    def from_path(cls, path: str | PathLike[str]) -> "TrustAnchors":
        """The certificates in a PEM or DER file, or in the files of a folder (not its folders).

        Raises:
            UsageError: `trust-path-missing`, `trust-no-certificate`,
                `trust-certificate-unreadable`: none of several can be read. One among others
                that can is a finding.
        """
        place = Path(path)
        found, findings = read_anchor_files(place)
        return cls._from(found, findings, name=place.name or place.resolve().name)

    @classmethod
    def from_pem_or_der(cls, data: bytes, *, name: str) -> "TrustAnchors":
        """The certificates in the bytes; `name` is what reports call them.

        Raises:
            UsageError: `trust-no-certificate`, `trust-certificate-unreadable`.
        """
        found, findings = read_anchors(data, name=name)
        return cls._from(found, findings, name=name)

    @classmethod
    def joined(cls, parts: Iterable["TrustAnchors"]) -> "TrustAnchors":
        """All of them, each certificate once, under the strictest of their path inputs."""
        parts = tuple(parts)
        unique = {c.sha256: c for part in parts for c in part.certificates}
        beliefs = tuple(b for part in parts for b in part.beliefs)
        # What one part believes without limits stays without limits beside what another limits.
        limited = {belief.sha256 for belief in beliefs}
        unlimited = tuple(
            Belief(c.sha256, purpose)
            for part in parts
            for c in part.certificates
            if c.sha256 in limited and not any(b.sha256 == c.sha256 for b in part.beliefs)
            for purpose in Purpose
        )
        return cls(
            tuple(unique.values()),
            tuple(s for part in parts for s in part.sources),
            (*beliefs, *unlimited),
            tuple(item for part in parts for item in part.listed),
            tuple(f for part in parts for f in part.findings),
            any(part.test_allowed for part in parts),
            strictest(part.path_inputs for part in parts),
        )

    @property
    def count(self) -> int:
        """How many certificates are believed at one time or other."""
        return len(self.certificates) + sum(item.count for item in self.listed)

    def allowing_test(self) -> "TrustAnchors":
        """The same, where a test authority may make a signature valid, and it is marked so."""
        return replace(self, test_allowed=True)

    def with_path_inputs(self, inputs: PathInputs) -> "TrustAnchors":
        """The same, where paths must hold with these inputs too."""
        return replace(self, path_inputs=inputs)

    def anchors_for(
        self, purpose: Purpose, *, among: Iterable[Certificate]
    ) -> tuple[Certificate, ...]:
        """The anchors that were ever believed for the purpose and can end a path of `among`.

        Args:
            purpose: what they are to be believed for.
            among: every certificate that may stand in the path, the first one included.
        """
        told = {belief.sha256 for belief in self.beliefs}
        fitting = {belief.sha256 for belief in self.beliefs if belief.purpose is purpose}
        own = tuple(c for c in self.certificates if c.sha256 in fitting or c.sha256 not in told)
        if not self.listed:
            return own
        among = tuple(among)
        names = frozenset(certificate.issuer_key for certificate in among)
        digests = frozenset(certificate.sha256 for certificate in among)
        found = {
            certificate.sha256: certificate
            for item in self.listed
            for certificate, beliefs in item.issuers_among(names, digests)
            if any(belief.purpose is purpose for belief in beliefs)
        }
        return tuple({**{c.sha256: c for c in own}, **found}.values())

    def beliefs_in(self, anchor: Certificate, purpose: Purpose) -> tuple[Belief, ...]:
        """Every belief in the anchor for the purpose, whenever it held."""
        digests = frozenset({anchor.sha256})
        listed = (
            belief
            for item in self.listed
            for _, beliefs in item.issuers_among(frozenset(), digests)
            for belief in beliefs
            if belief.purpose is purpose
        )
        own = self._own_beliefs(anchor, purpose) if anchor in self.certificates else ()
        return (*own, *listed)

    def disbelieved_since(
        self, anchor: Certificate, purpose: Purpose, *, at: datetime
    ) -> datetime | None:
        """When the anchor ceased to be believed (its sunset date); None: at `at` it still is.

        Where it was believed more than once, the end of the last time before `at`; `at` itself
        where it was never believed before.
        """
        beliefs = self.beliefs_in(anchor, purpose)
        if any(belief.holds(at) for belief in beliefs):
            return None
        return max((b.until for b in beliefs if b.until < at), default=at)

    def until(self, sunset: datetime) -> "TrustAnchors":
        """The same certificates, believed for every purpose, only for times before `sunset`."""
        end = sunset - timedelta(microseconds=1)
        beliefs = tuple(Belief(c.sha256, p, until=end) for c in self.certificates for p in Purpose)
        return replace(self, beliefs=beliefs)

    def _own_beliefs(self, anchor: Certificate, purpose: Purpose) -> tuple[Belief, ...]:
        about = [belief for belief in self.beliefs if belief.sha256 == anchor.sha256]
        if not about:
            return (Belief(anchor.sha256, purpose),)
        return tuple(belief for belief in about if belief.purpose is purpose)

    @classmethod
    def _from(
        cls, found: Iterable[Certificate], findings: tuple[Finding, ...], *, name: str
    ) -> "TrustAnchors":
        unique = {certificate.sha256: certificate for certificate in found}
        # The digest is over the sorted fingerprints: the same anchors, however they are filed.
        digest = hashlib.sha256("\n".join(sorted(unique)).encode()).hexdigest()
        source = TrustSource(name, digest, len(unique))
        return cls(tuple(unique.values()), (source,), findings=findings)
