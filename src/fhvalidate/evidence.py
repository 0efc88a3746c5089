"""Evidence: validation data from outside the file, and all of it written down for a replay.

A bundle is a folder with one file an item, named by its digest, and `manifest.json`, which says of
each what it is and where it came from. Any folder of certificates, CRLs and OCSP responses is read
just as well. Bundles hold personal data: the signers' certificates.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto import pem

from fhvalidate.errors import Asn1Error, UsageError, reason_of
from fhvalidate.validation_data import Origin, ValidationData, joined
from fhvalidate.x509.certificate import read_certificate
from fhvalidate.x509.certificate_list import read_list
from fhvalidate.x509.ocsp_response import read_response
from fhvalidate.x509.revocation import RevocationData

if TYPE_CHECKING:
    from fhvalidate.signature import Signature

MAX_FILES = 10_000  # in a folder of evidence; one document needs some ten
MAX_FILE_SIZE = 20_971_520  # bytes; as large as the largest national CRL
MANIFEST = "manifest.json"
NOTICE = (
    "This folder holds personal data: certificates with names and personal identity numbers. "
    "Mappen innehåller personuppgifter: certifikat med namn och personnummer."
)


class ItemKind(StrEnum):
    """What an item of evidence is; the value ends its file's name."""

    CERTIFICATE = "crt"
    CRL = "crl"
    OCSP_RESPONSE = "ors"
    TIME_STAMP = "tst"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of evidence: its bytes, what it is and where it came from."""

    kind: ItemKind
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """Certificates, CRLs and OCSP responses from outside the file, believed in nothing."""

    data: ValidationData = field(default_factory=ValidationData)

    @classmethod
    def from_path(cls, path: str | PathLike[str]) -> "Evidence":
        """What a file, or the files of a folder, hold; a file that holds none is passed over.

        Raises:
            UsageError: `evidence-path-missing`, `evidence-nothing-found`.
        """
        place = Path(path)
        try:
            files = sorted(f for f in place.iterdir() if f.is_file()) if place.is_dir() else [place]
            contents = [_content(file) for file in files[:MAX_FILES]]
        except OSError as error:
            raise UsageError("evidence-path-missing", path=str(path)) from error
        items = [item for data in contents for item in _items(data)]
        if not items:
            raise UsageError("evidence-nothing-found", path=str(path))
        return cls.of(items)

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Evidence":
        """The items as validation data; time-stamps are passed over: they live in the file."""
        by_kind: dict[ItemKind, list[bytes]] = {kind: [] for kind in ItemKind}
        for item in items:
            by_kind[item.kind].append(item.der)
        certificates = tuple(map(read_certificate, by_kind[ItemKind.CERTIFICATE]))
        revocation = RevocationData(
            tuple(by_kind[ItemKind.CRL]), tuple(by_kind[ItemKind.OCSP_RESPONSE])
        )
        return cls(ValidationData.of(certificates, revocation, origin=Origin.SUPPLIED))

    @classmethod
    def joined(cls, parts: Iterable["Evidence"]) -> "Evidence":
        """All of them, each item once."""
        return cls(joined(part.data for part in parts))


def items_of(data: ValidationData, signatures: "Iterable[Signature]") -> Iterator[Item]:
    """Everything that a validation had at hand, its time-stamps included."""
    for certificate in data.certificates:
        origin = data.origins[certificate.sha256]
        yield Item(ItemKind.CERTIFICATE, certificate.der, origin)
    for kind, ders in (
        (ItemKind.CRL, data.revocation.crls),
        (ItemKind.OCSP_RESPONSE, data.revocation.ocsp_responses),
    ):
        for der in ders:
            yield Item(kind, der, data.origins[hashlib.sha256(der).hexdigest()])
    for signature in signatures:
        if signature.token is not None:
            yield Item(ItemKind.TIME_STAMP, signature.token.der, "document")
        for stamp in signature.timestamps:
            if stamp.token is not None:
                origin = Origin.DSS if stamp.is_in_store else Origin.CMS
                yield Item(ItemKind.TIME_STAMP, stamp.token.der, origin)


def write_bundle(items: Iterable[Item], folder: str | PathLike[str], *, document: str) -> None:
    """Writes the items and their manifest into the folder, which is made if it is not there.

    Args:
        items: what to write; the same bytes are written once.
        folder: where to.
        document: SHA-256 of the document that the evidence is for, in hexadecimal.

    Raises:
        UsageError: `evidence-not-writable`.
    """
    place = Path(folder)
    unique = {(item.kind, item.sha256): item for item in items}
    rows = [
        {
            "file": f"{item.sha256}.{item.kind}",
            "kind": item.kind.name.lower(),
            "origin": item.origin,
        }
        for item in unique.values()
    ]
    manifest = {"notice": NOTICE, "document_sha256": document, "items": rows}
    try:
        place.mkdir(parents=True, exist_ok=True)
        for item in unique.values():
            place.joinpath(item.file_name).write_bytes(item.der)
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        place.joinpath(MANIFEST).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            "evidence-not-writable", path=str(folder), reason=reason_of(error)
        ) from error


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.stat().st_size <= MAX_FILE_SIZE else b""


def _items(data: bytes) -> Iterator[Item]:
    """What the bytes hold, by what can be read from them, whatever the file is called."""
    try:
        blocks = (
            [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        )
    except ValueError:
        return
    for der in blocks:
        for kind, read in (
            (ItemKind.CERTIFICATE, read_certificate),
            (ItemKind.CRL, read_list),
            (ItemKind.OCSP_RESPONSE, read_response),
        ):
            try:
                read(der)
            except Asn1Error:
                continue
            yield Item(kind, der, Origin.SUPPLIED)
            break
