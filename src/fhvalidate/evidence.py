"""Evidence: validation data from outside the file.

A bundle has one file an item, named by its digest, and `manifest.json`, which says of each what it
is and where it came from: in the payload of a bag as `archive.bundle` writes it, or, of the first
kind, beside each other in a folder. Any folder of certificates, CRLs and OCSP responses is read
just as well. Bundles hold personal data: the signers' certificates.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from enum import StrEnum
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.conclusion import Finding
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.regular_files import not_read, read_each, read_regular
from fhvalidate.strict_zip import StrictZipError, read_zip
from fhvalidate.validation_data import Origin, ValidationData, joined
from fhvalidate.x509.certificates.blocks import (
    Block,
    UnreadableBlock,
    blocks_of,
    is_certificate,
    is_evidence,
    is_response,
    unreadable_because,
)
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.revocation.answers import RevocationData
from fhvalidate.x509.revocation.certificate_list import read_list
from fhvalidate.x509.revocation.ocsp_response import read_response

if TYPE_CHECKING:
    from fhvalidate.signature import Signature

MAX_FILES = 10_000  # in a folder of evidence; one document needs some ten
MAX_FILE_SIZE = 20_971_520  # bytes; as large as the largest national CRL
MAX_TOTAL = 268_435_456  # bytes of a folder; what lies past them is told as not read
MAX_TOLD = 20  # unreadable items of one source that are told one by one
BAG, PAYLOAD = "bagit.txt", "data"  # a bundle of the second kind is a bag (RFC 8493)
_OBJECT = late_re(r"[0-9a-f]{64}\.(?:crt|crl|ors)")  # as `EvidenceItem.file_name` calls them
TRUST = "trust"  # the origin of an anchor that lay nowhere else
NOTICE = (
    "This folder holds personal data: certificates with names and personal identity numbers. "
    "Mappen innehåller personuppgifter: certifikat med namn och personnummer."
)


class EvidenceKind(StrEnum):
    """What an item of evidence is; the value ends its file's name."""

    CERTIFICATE = "crt"
    CRL = "crl"
    OCSP_RESPONSE = "ors"
    TIME_STAMP = "tst"


_READERS: tuple[tuple[EvidenceKind, Callable[[bytes], object]], ...] = (
    (EvidenceKind.CERTIFICATE, read_certificate),
    (EvidenceKind.CRL, read_list),
    (EvidenceKind.OCSP_RESPONSE, read_response),
)


@frozen
class EvidenceItem:
    """One item of evidence: its bytes, what it is and where it came from."""

    kind: EvidenceKind
    der: bytes = field(repr=False)
    origin: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def file_name(self) -> str:
        """What the file of the item is called in a bundle."""
        return f"{self.sha256}.{self.kind}"


@frozen
class Evidence:
    """Certificates, CRLs and OCSP responses from outside the file, believed in nothing.

    Attributes:
        findings: items that could not be read.
    """

    data: ValidationData = field(default_factory=ValidationData)
    findings: tuple[Finding, ...] = ()

    @classmethod
    def from_path(cls, path: str | PathLike[str]) -> "Evidence":
        """What a file, or the files of a folder, hold; a file that holds none is passed over.

        Of a bundle, in a folder or a ZIP archive, the objects that were at hand.

        Raises:
            UsageError: `evidence-path-missing`, `file-not-readable`, `evidence-nothing-found`,
                `bundle-not-readable`: a ZIP archive that can be read in more than one way.
                `evidence-unreadable`: none of several items can be read. One among others that can
                is a finding.
        """
        place = Path(path)
        try:
            if place.is_dir():
                files = sorted(file for file in _folder(place).iterdir() if file.is_file())
                if (place / BAG).exists():
                    files = [file for file in files if _OBJECT.fullmatch(file.name)]
                read = list(_contents(files[:MAX_FILES]))
            elif place.name.lower().endswith(".zip"):
                read = list(_members(place))
            else:
                data = read_regular(place, limit=MAX_FILE_SIZE)
                read = [(place.name, *_items(data))]
        except StrictZipError as error:
            raise UsageError("bundle-not-readable", path=str(path), reason=error.reason) from error
        except OSError as error:
            raise not_read(path, error, missing="evidence-path-missing") from error
        items = [item for _, found, _ in read for item in found]
        bad = [(name, block) for name, _, unreadable in read for block in unreadable]
        if items:
            findings = tuple(_unreadable(name, block) for name, block in bad[:MAX_TOLD])
            return replace(cls.of(items), findings=findings)
        if bad:
            name, block = bad[0]
            raise UsageError(
                "evidence-unreadable", path=name, block=str(block.number), reason=block.reason
            )
        raise UsageError("evidence-nothing-found", path=str(path))

    @classmethod
    def of(cls, items: Iterable[EvidenceItem]) -> "Evidence":
        """The items as validation data; time-stamps are passed over: they live in the file."""
        by_kind: dict[EvidenceKind, list[bytes]] = {kind: [] for kind in EvidenceKind}
        for item in items:
            by_kind[item.kind].append(item.der)
        certificates = tuple(map(read_certificate, by_kind[EvidenceKind.CERTIFICATE]))
        revocation = RevocationData(
            tuple(by_kind[EvidenceKind.CRL]), tuple(by_kind[EvidenceKind.OCSP_RESPONSE])
        )
        return cls(ValidationData.of(certificates, revocation, origin=Origin.SUPPLIED))

    @classmethod
    def joined(cls, parts: Iterable["Evidence"]) -> "Evidence":
        """All of them, each item once."""
        parts = tuple(parts)
        findings = tuple(finding for part in parts for finding in part.findings)
        return cls(joined(part.data for part in parts), findings)


def items_of(
    data: ValidationData, signatures: "Iterable[Signature]", anchors: Iterable[Certificate] = ()
) -> Iterator[EvidenceItem]:
    """Everything that a validation had at hand, time-stamps and anchors relied on included."""
    for anchor in anchors:
        if anchor.sha256 not in data.origins:
            yield EvidenceItem(EvidenceKind.CERTIFICATE, anchor.der, TRUST)
    for certificate in data.certificates:
        origin = data.origins[certificate.sha256]
        yield EvidenceItem(EvidenceKind.CERTIFICATE, certificate.der, origin)
    for kind, ders in (
        (EvidenceKind.CRL, data.revocation.crls),
        (EvidenceKind.OCSP_RESPONSE, data.revocation.ocsp_responses),
    ):
        for der in ders:
            yield EvidenceItem(kind, der, data.origins[hashlib.sha256(der).hexdigest()])
    for signature in signatures:
        if signature.token is not None:
            yield EvidenceItem(EvidenceKind.TIME_STAMP, signature.token.der, "document")
        for stamp in signature.timestamps:
            if stamp.token is not None:
                origin = Origin.DSS if stamp.is_in_store else Origin.CMS
                yield EvidenceItem(EvidenceKind.TIME_STAMP, stamp.token.der, origin)


def _contents(
    files: Iterable[Path],
) -> Iterator[tuple[str, list[EvidenceItem], list[UnreadableBlock]]]:
    """The files of a folder, by name; one that cannot be read says why."""
    for name, data in read_each(files, limit=MAX_FILE_SIZE, total=MAX_TOTAL):
        if isinstance(data, str):
            yield name, [], [UnreadableBlock(1, data)]
        else:
            yield name, *_items(data)


def _folder(place: Path) -> Path:
    """Where the objects of a folder lie: of a bundle, in its payload."""
    return place / PAYLOAD if (place / BAG).exists() else place


def _members(place: Path) -> Iterator[tuple[str, list[EvidenceItem], list[UnreadableBlock]]]:
    """The objects of a bundle in a ZIP archive, by name.

    Raises:
        StrictZipError: it could be read in more than one way.
        OSError: it cannot be read.
    """
    for member, data in sorted(read_zip(read_regular(place, limit=MAX_TOTAL)).items()):
        name = member.rpartition("/")[2]
        if _OBJECT.fullmatch(name) and len(data) <= MAX_FILE_SIZE:
            yield name, *_items(data)


def _items(data: bytes) -> tuple[list[EvidenceItem], list[UnreadableBlock]]:
    """What the bytes hold, by what can be read from them, whatever the file is called.

    What is evidence by its label or its form and cannot be read is given beside it.
    """
    items: list[EvidenceItem] = []
    unreadable: list[UnreadableBlock] = []
    for block in blocks_of(data):
        for kind, read in _READERS:
            reason = unreadable_because(block, read)
            if reason is None:
                items.append(EvidenceItem(kind, block.der, Origin.SUPPLIED))
                break
        else:
            if is_evidence(block):
                said = unreadable_because(block, _reader_for(block)) or ""
                unreadable.append(UnreadableBlock(block.number, said))
    return items, unreadable


def _reader_for(block: Block) -> Callable[[bytes], object]:
    """What should have read the block, and can say best why it could not."""
    if is_certificate(block):
        return read_certificate
    return read_response if is_response(block) else read_list


def _unreadable(name: str, block: UnreadableBlock) -> Finding:
    return Finding.warning(
        "evidence-unreadable", "", path=name, block=block.number, reason=block.reason
    )
