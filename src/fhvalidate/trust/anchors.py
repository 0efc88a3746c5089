"""TrustAnchors: whom the validation believes, for what and when; by configuration, nothing else."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import Protocol

from fhvalidate.conclusion import Finding
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import not_read, read_regular
from fhvalidate.trust.anchor_files import AnchorFiles, read_anchor_files, read_anchors
from fhvalidate.trust.beliefs import (
    ALWAYS,
    FOREVER,
    UNSTATED,
    Belief,
    Purpose,
    SourceKind,
    TrustSource,
)
from fhvalidate.trust.list_versions import joined_lists
from fhvalidate.trust.lists import TrustedLists
from fhvalidate.trust.lists_in_use import load_lists
from fhvalidate.trust.profile import MAX_SIZE, Profile, parse_profile
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_inputs import NO_INPUTS, PathInputs, strictest

# What is believed is a part of whom to believe: one import for those who make anchors.
__all__ = [
    "ALWAYS",
    "FOREVER",
    "Belief",
    "ListedAnchors",
    "Purpose",
    "SourceKind",
    "TrustAnchors",
    "TrustSource",
]


class ListedAnchors(Protocol):
    """Anchors that are too many to be read before they are asked for: those of trusted lists."""

    @property
    def count(self) -> int:
        """How many certificates are listed."""

    def issuers_among(
        self, names: frozenset[str], digests: frozenset[str]
    ) -> tuple[tuple[Certificate, tuple[Belief, ...]], ...]:
        """The listed certificates with one of the subjects (`subject_key`) or SHA-256 digests."""


@frozen
class TrustAnchors:
    """Certificates that are believed, for what and when, and where each came from.

    Attributes:
        certificates: those that were given one by one.
        sources: of all the anchors.
        beliefs: about `certificates`; one without any belief is believed for signatures and
            time-stamps, always, and for tokens never.
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
    listed_until: datetime = FOREVER

    @classmethod
    def none(cls) -> "TrustAnchors":
        """Nobody is believed: the file is examined, and no signature can pass."""
        return cls((), ())

    @classmethod
    def from_path(cls, path: str | PathLike[str]) -> "TrustAnchors":
        """The certificates in a PEM, DER or PKCS #7 file, or in the files of a folder.

        A trust profile, alone or in the folder, is read as one: its certificates are believed for
        the purposes and at the times that it says. Folders within the folder are not read, and
        told as that.

        Raises:
            UsageError: `trust-path-missing`, `trust-no-certificate`,
                `trust-certificate-unreadable`: none of several can be read. One among others
                that can is a finding. `trust-profile-unreadable`, `trust-profile-malformed`.
        """
        place = Path(path)
        found = read_anchor_files(path)
        return cls._of_files(found, name=place.name or place.resolve().name)

    @classmethod
    def from_profile(cls, path: str | PathLike[str]) -> "TrustAnchors":
        """The anchors of a trust profile, with the trusted lists that it uses.

        Raises:
            UsageError: `trust-path-missing`, `file-not-readable`, `trust-profile-unreadable`,
                `trust-profile-malformed`.
        """
        try:
            data = read_regular(path, limit=MAX_SIZE)
        except OSError as error:
            raise not_read(path, error, missing="trust-path-missing") from error
        file = str(Path(path))
        return cls.of_profile(replace(parse_profile(data, path=file), file=file))

    @classmethod
    def of_profile(cls, profile: Profile) -> "TrustAnchors":
        """The anchors of a profile that has been read, with the trusted lists that it uses.

        Lists that cannot be loaded are a finding: the other anchors are believed all the same.
        """
        anchors = cls(
            profile.certificates,
            (profile.source,),
            profile.beliefs,
            findings=profile.findings,
            path_inputs=profile.path_inputs,
        )
        if profile.lists is None:
            return anchors if profile.entries else replace(anchors, sources=())
        lists, told = load_lists(profile.lists)
        anchors = replace(anchors, findings=(*anchors.findings, *told))
        if lists is None:
            return anchors
        source = TrustSource(lists.name, lists.sha256, lists.count, SourceKind.TRUSTED_LISTS)
        return replace(anchors, sources=(*anchors.sources, source), listed=(lists,))

    @classmethod
    def from_pem_or_der(cls, data: bytes, *, name: str) -> "TrustAnchors":
        """The certificates in the bytes; `name` is what reports call them.

        Raises:
            UsageError: as `from_path`, but for the path.
        """
        return cls._of_files(read_anchors(data, name=name), name=name)

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
            for purpose in UNSTATED
        )
        return cls(
            tuple(unique.values()),
            tuple(s for part in parts for s in part.sources),
            (*beliefs, *unlimited),
            _listed(item for part in parts for item in part.listed),
            tuple(f for part in parts for f in part.findings),
            any(part.test_allowed for part in parts),
            strictest(part.path_inputs for part in parts),
            min((part.listed_until for part in parts), default=FOREVER),
        )

    @property
    def count(self) -> int:
        """How many certificates are believed at one time or other."""
        return len(self.certificates) + sum(item.count for item in self.listed)

    def allowing_test(self) -> "TrustAnchors":
        """The same, where a test authority may make a signature valid, and it is marked so."""
        return replace(self, test_allowed=True)

    def for_purpose(self, purpose: Purpose) -> "TrustAnchors":
        """The same certificates, believed for that purpose alone, and when they were believed.

        What a trust profile or a list states of them is only narrowed: for another purpose than
        it states, nobody is believed.
        """
        told = {belief.sha256 for belief in self.beliefs}
        without = (c for c in self.certificates if c.sha256 not in told)
        stated = (belief for belief in self.beliefs if belief.purpose is purpose)
        beliefs = (*stated, *(Belief(c.sha256, purpose) for c in without))
        kept = {belief.sha256 for belief in beliefs}
        certificates = tuple(c for c in self.certificates if c.sha256 in kept)
        return replace(self, certificates=certificates, beliefs=beliefs, listed=())

    def with_path_inputs(self, inputs: PathInputs) -> "TrustAnchors":
        """The same, where paths must hold with these inputs too."""
        return replace(self, path_inputs=strictest((self.path_inputs, inputs)))

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
        if purpose in UNSTATED:
            fitting |= {c.sha256 for c in self.certificates} - told
        own = tuple(c for c in self.certificates if c.sha256 in fitting)
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
        own = self._own_beliefs(anchor, purpose) if anchor in self.certificates else ()
        return (*own, *self.listed_beliefs_in(anchor, purpose))

    def listed_beliefs_in(self, anchor: Certificate, purpose: Purpose) -> tuple[Belief, ...]:
        """The same, of those that trusted lists give."""
        digests = frozenset({anchor.sha256})
        return tuple(
            _ending(belief, self.listed_until)
            for item in self.listed
            for _, beliefs in item.issuers_among(frozenset(), digests)
            for belief in beliefs
            if belief.purpose is purpose
        )

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
        """The same, believed only for times before `sunset`, and for what it was believed for."""
        end = sunset - timedelta(microseconds=1)
        told = {belief.sha256 for belief in self.beliefs}
        without = (c for c in self.certificates if c.sha256 not in told)
        unlimited = (Belief(c.sha256, purpose) for c in without for purpose in UNSTATED)
        beliefs = tuple(_ending(belief, end) for belief in (*self.beliefs, *unlimited))
        return replace(self, beliefs=beliefs, listed_until=min(self.listed_until, end))

    def _own_beliefs(self, anchor: Certificate, purpose: Purpose) -> tuple[Belief, ...]:
        about = [belief for belief in self.beliefs if belief.sha256 == anchor.sha256]
        if not about:
            return (Belief(anchor.sha256, purpose),) if purpose in UNSTATED else ()
        return tuple(belief for belief in about if belief.purpose is purpose)

    @classmethod
    def _of_files(cls, found: AnchorFiles, *, name: str) -> "TrustAnchors":
        parts = [cls.of_profile(profile) for profile in found.profiles]
        if found.certificates:
            unique = {certificate.sha256: certificate for certificate in found.certificates}
            # The digest is over the sorted fingerprints: the same anchors, however they are filed.
            digest = hashlib.sha256("\n".join(sorted(unique)).encode()).hexdigest()
            source = TrustSource(name, digest, len(unique))
            parts.insert(0, cls(tuple(unique.values()), (source,)))
        anchors = cls.joined(parts)
        return replace(anchors, findings=(*found.findings, *anchors.findings))


def _ending(belief: Belief, end: datetime) -> Belief:
    """The belief, which ends then if not before."""
    return belief if belief.until <= end else replace(belief, until=end)


def _listed(items: Iterable[ListedAnchors]) -> tuple[ListedAnchors, ...]:
    """The lists; several sets of trusted lists as one, of the newest of each country's."""
    items = tuple(items)
    sets = [item for item in items if isinstance(item, TrustedLists)]
    if len(sets) < 2:  # noqa: PLR2004
        return items
    return (*(item for item in items if item not in sets), joined_lists(sets))
