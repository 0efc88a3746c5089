"""What a validation report refers to: its objects and signatures, by their ids there."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from fhvalidate.archive.etsi_report.elements import Element, vr
from fhvalidate.archive.etsi_report.names import OBJECT_PREFIXES
from fhvalidate.conclusion import Indication
from fhvalidate.frozen import frozen
from fhvalidate.report.details_model import FoundIn, ObjectKind, ObjectReport
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import (
    CertificateReport,
    RevocationReport,
    SignatureReport,
    TimestampReport,
)
from fhvalidate.signature import SignatureKind
from fhvalidate.x509.revocation.revocation_answer import RevocationSource

_WORST = (Indication.FAILED, Indication.TOTAL_FAILED, Indication.INDETERMINATE)


@frozen
class KnownObject:
    """An object by its id in the XML; `der` are its bytes, where the report is to hold them."""

    id: str
    kind: ObjectKind
    sha256: str
    proof: ObjectReport | None
    der: bytes | None


@frozen
class SignedRevocation:
    """What a status rests on, and the certificates from its signer's on, as far as is told.

    `anchor` is the last one, where that is an anchor.
    """

    said: RevocationReport
    signers: tuple[str, ...]
    anchor: str | None


@frozen
class Known:
    """What elements refer to. Whatever is not among these is not referred to.

    Attributes:
        objects: by their SHA-256.
        signatures: the ids of the report's signatures, in their order; no two have the same.
        proofs: what the report says of its objects, signatures too, by their ids there.
        stored: those of the objects that lie in the document security store.
        later: the document time-stamps that cover a signature, by the id that the report has it by.
    """

    report: Report
    objects: Mapping[str, KnownObject]
    signatures: tuple[str, ...]
    proofs: Mapping[str, ObjectReport]
    stored: tuple[str, ...]
    later: Mapping[str, tuple[TimestampReport, ...]]

    def reference(self, name: str, *digests: str | None) -> Element | None:
        """An element that refers to the objects; None where none of them is known."""
        ids = [
            self.objects[each].id for each in digests if each is not None and each in self.objects
        ]
        return vr(name, VOReference=" ".join(dict.fromkeys(ids))) if ids else None

    def of_kind(self, digests: Iterable[str], *kinds: ObjectKind) -> tuple[str, ...]:
        """Those of the objects that are of one of the kinds."""
        found = (d for d in digests if d in self.objects and self.objects[d].kind in kinds)
        return tuple(sorted(found))

    @property
    def tokens(self) -> Mapping[str, TimestampReport]:
        """The time-stamps by the SHA-256 of their tokens.

        One that is in the file twice is told once: as it fared worst.
        """
        found: dict[str, TimestampReport] = {}
        for stamp in _stamps(self.report):
            if stamp.id is not None:
                known = found.get(stamp.id)
                if known is None or _rank(stamp) < _rank(known):
                    found[stamp.id] = stamp
        return found

    @property
    def revocations(self) -> Mapping[str, SignedRevocation]:
        """What certificates' status rests on, by the SHA-256 of the CRL or OCSP response."""
        return {
            said.sha256: SignedRevocation(said, *_signers(said, chain[place + 1 :]))
            for chain in _chains(self.report)
            for place, certificate in enumerate(chain)
            for said in (certificate.revocation,)
            if said is not None and said.sha256 is not None
        }


def known_in(report: Report, *, objects: bool) -> Known:
    """What elements of the report's XML may refer to.

    Args:
        report: of full detail.
        objects: whether the XML is to hold the objects' bytes.
    """
    ders = {hashlib.sha256(e.der).hexdigest(): e.der for e in report.evidence} if objects else {}
    proofs = {each.id: each for each in report.objects}
    kinds = {name: each.kind for name, each in proofs.items()} | {
        name: kind for name, kind in _mentioned(report) if name not in proofs
    }
    found = {
        name: KnownObject(
            f"{OBJECT_PREFIXES[kind]}-{name.upper()}", kind, name, proofs.get(name), ders.get(name)
        )
        for name, kind in kinds.items()
        if kind in OBJECT_PREFIXES
    }
    return Known(
        report,
        found,
        _signature_ids(report.signatures),
        proofs,
        tuple(each.id for each in report.objects if each.found_in is FoundIn.DSS),
        _later(report),
    )


def _later(report: Report) -> dict[str, tuple[TimestampReport, ...]]:
    found: dict[str, tuple[TimestampReport, ...]] = {}
    for signature in report.signatures:
        if signature.kind is SignatureKind.DOCUMENT_TIMESTAMP:
            for stamp in signature.timestamps:
                for name in () if stamp.details is None else stamp.details.covers:
                    found[name] = (*found.get(name, ()), stamp)
    return found


def _signature_ids(signatures: tuple[SignatureReport, ...]) -> tuple[str, ...]:
    """A value that stands in the file twice, or that cannot be read, is told apart by its place."""
    ids: list[str] = []
    for number, signature in enumerate(signatures, start=1):
        name = f"S-{signature.id.upper()}" if signature.id else f"S-{number}"
        ids.append(f"{name}-{number}" if name in ids else name)
    return tuple(ids)


def _stamps(report: Report) -> Iterator[TimestampReport]:
    for signature in report.signatures:
        yield from signature.timestamps


def _chains(report: Report) -> Iterator[tuple[CertificateReport, ...]]:
    for signature in report.signatures:
        yield signature.chain
    for stamp in _stamps(report):
        yield stamp.chain


def _certificates(report: Report) -> Iterator[CertificateReport]:
    for chain in _chains(report):
        yield from chain


def _signers(
    said: RevocationReport, above: tuple[CertificateReport, ...]
) -> tuple[tuple[str, ...], str | None]:
    """Those of its own chain, else the issuer in the certificate's chain and those above it."""
    if said.signer_chain:
        return said.signer_chain, said.signer_chain[-1]
    names = tuple(each.sha256 for each in above)
    return names, names[-1] if above and above[-1].anchor else None


def _mentioned(report: Report) -> Iterator[tuple[str, ObjectKind]]:
    """What the report names, whether or not it is among its objects."""
    for certificate in _certificates(report):
        yield certificate.sha256, ObjectKind.CERTIFICATE
        said = certificate.revocation
        if said is not None and said.sha256 is not None:
            ocsp = said.source is RevocationSource.OCSP
            yield said.sha256, ObjectKind.OCSP_RESPONSE if ocsp else ObjectKind.CRL
            for each in (said.signed_by, *said.signer_chain):
                if each is not None:
                    yield each, ObjectKind.CERTIFICATE
    for stamp in _stamps(report):
        if stamp.id is not None:
            yield stamp.id, ObjectKind.TIME_STAMP


def _rank(stamp: TimestampReport) -> int:
    return _WORST.index(stamp.indication) if stamp.indication in _WORST else len(_WORST)
