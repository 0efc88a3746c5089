"""TrustAnchors: whom the validation believes, by configuration and nothing else."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from os import PathLike
from pathlib import Path

from fhvalidate.errors import UsageError
from fhvalidate.x509.certificate import Certificate, read_pem_or_der

MAX_FILES = 10_000  # in a folder of anchors; the EU's lists have some thousand
MAX_FILE_SIZE = 20_971_520  # bytes; a bundle of every EU anchor has 10 MB


@dataclass(frozen=True, slots=True)
class TrustSource:
    """Where anchors came from: a name without folders, a digest, and how many they were."""

    name: str
    sha256: str
    anchors: int


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """Certificates that are believed, and where each came from.

    `sunsets` holds, by SHA-256, when an anchor ceased to be believed.
    """

    certificates: tuple[Certificate, ...]
    sources: tuple[TrustSource, ...]
    sunsets: tuple[tuple[str, datetime], ...] = ()

    def believed_until(self, certificate: Certificate) -> datetime | None:
        """When the anchor ceased to be believed (its sunset date); None: it still is."""
        return dict(self.sunsets).get(certificate.sha256)

    def until(self, sunset: datetime) -> "TrustAnchors":
        """The same anchors, believed only for times before `sunset`."""
        sunsets = tuple((certificate.sha256, sunset) for certificate in self.certificates)
        return TrustAnchors(self.certificates, self.sources, sunsets)

    @classmethod
    def none(cls) -> "TrustAnchors":
        """Nobody is believed: the file is examined, and no signature can pass."""
        return cls((), ())

    @classmethod
    def from_path(cls, path: str | PathLike[str]) -> "TrustAnchors":
        """The certificates in a PEM or DER file, or in the files of a folder (not its folders).

        Raises:
            UsageError: `trust-path-missing`, `trust-no-certificate`.
        """
        place = Path(path)
        if not place.exists():
            raise UsageError("trust-path-missing", path=str(path))
        try:
            files = sorted(f for f in place.iterdir() if f.is_file()) if place.is_dir() else [place]
            contents = [_content(file) for file in files[:MAX_FILES]]
        except OSError as error:
            raise UsageError("trust-path-missing", path=str(path)) from error
        found = [certificate for data in contents for certificate in read_pem_or_der(data)]
        if not found:
            raise UsageError("trust-no-certificate", path=str(path))
        return cls._from(found, name=place.name or place.resolve().name)

    @classmethod
    def from_pem_or_der(cls, data: bytes, *, name: str) -> "TrustAnchors":
        """The certificates in the bytes; `name` is what reports call them.

        Raises:
            UsageError: `trust-no-certificate`.
        """
        found = read_pem_or_der(data)
        if not found:
            raise UsageError("trust-no-certificate", path=name)
        return cls._from(found, name=name)

    @classmethod
    def joined(cls, parts: Iterable["TrustAnchors"]) -> "TrustAnchors":
        """All of them, each certificate once."""
        parts = tuple(parts)
        unique = {c.sha256: c for part in parts for c in part.certificates}
        sources = tuple(source for part in parts for source in part.sources)
        sunsets = tuple(sunset for part in parts for sunset in part.sunsets)
        return cls(tuple(unique.values()), sources, sunsets)

    @classmethod
    def _from(cls, found: Iterable[Certificate], *, name: str) -> "TrustAnchors":
        unique = {certificate.sha256: certificate for certificate in found}
        # The digest is over the sorted fingerprints: the same anchors, however they are filed.
        digest = hashlib.sha256("\n".join(sorted(unique)).encode()).hexdigest()
        return cls(tuple(unique.values()), (TrustSource(name, digest, len(unique)),))


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.stat().st_size <= MAX_FILE_SIZE else b""
