"""What was established for the whole document, as the report's parts look it up."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.security_store import SecurityStore
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.report.assembly import Circumstances
from fhvalidate.report.detail import Detail
from fhvalidate.report.details_model import FoundIn, ObjectKind, ObjectReport, ProvenBy
from fhvalidate.signature import Integrity, Signature, SignatureKind, TimeStampKind, covered_parts
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.provable import Provables
from fhvalidate.validation.time_stamps import protected_by
from fhvalidate.validation_data import ValidationData
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.algorithms import digest_of_parts
from fhvalidate.x509.revocation.ocsp_response import OcspResponse, read_response


@frozen
class Proof:
    """The earliest proof that an object existed; `by` is a time-stamp's id where one proves it."""

    time: datetime
    proof: ProvenBy
    by: str | None = None


_PLACES = {TimeStampKind.DOCUMENT: FoundIn.DOCUMENT, TimeStampKind.VRI: FoundIn.DSS}
Covered = tuple[tuple[frozenset[str], ...], ...]


@frozen
class Known:
    """What the signatures of one document were judged by.

    Attributes:
        data: everything that was at hand.
        document: which they are in.
        poes: what was proven from outside, by the archive's own statement.
    """

    data: ValidationData
    document: Document
    poes: ProofsOfExistence


@frozen
class Established:
    """What signatures and certificates of one document are looked up in.

    Attributes:
        data: everything that was at hand.
        provable: until when the results pass.
        proofs: the earliest proof of each object that has one, by the digests of `poe`.
        responses: OCSP responses at hand, by SHA-256.
        signed: SHA-256 of the bytes that each unbroken signature or time-stamp is over, by its
            name, where all is to be told.
        covered: what each time-stamp of each result covers, in their order; else nothing.
    """

    circumstances: Circumstances
    results: tuple[SignatureResult, ...]
    data: ValidationData
    provable: Provables
    store: SecurityStore
    proofs: Mapping[str, Proof]
    responses: Mapping[str, OcspResponse]
    signed: Mapping[str, str]
    covered: Covered

    @property
    def is_full(self) -> bool:
        """Whether all that was established is told."""
        return self.circumstances.detail is Detail.FULL

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Every signature and document time-stamp of the document."""
        return tuple(result.signature for result in self.results)

    def place_of(self, sha256: str) -> FoundIn | None:
        """Where validation data was found first."""
        origin = self.data.origins.get(sha256)
        return None if origin is None else FoundIn(origin)

    def place_of_certificate(self, certificate: Certificate) -> FoundIn:
        """Where a certificate was found first; one that lay nowhere else is a trusted list's."""
        if certificate in self.circumstances.trust.certificates:
            return FoundIn.TRUST
        place = self.place_of(certificate.sha256)
        responders = (c for each in self.responses.values() for c in each.certificates)
        return place or (FoundIn.OCSP if certificate in responders else FoundIn.TRUST)


def established(
    results: tuple[SignatureResult, ...],
    provable: Provables,
    known: Known,
    circumstances: Circumstances,
) -> Established:
    """What was established, with the proofs where all of it is to be told.

    Args:
        results: of every signature and document time-stamp.
        provable: until when they pass.
        known: what they were judged by.
        circumstances: what the report says of how it came about.
    """
    full = circumstances.detail is Detail.FULL
    signed = dict(_signed(results, known.document.data)) if full else {}
    signatures = tuple(result.signature for result in results)
    covered = tuple(
        tuple(
            covered_by(result.signature, stamp.kind, signatures, signed) if full else frozenset()
            for stamp in result.timestamps
        )
        for result in results
    )
    return Established(
        circumstances=circumstances,
        results=results,
        provable=provable,
        data=known.data,
        store=known.document.security_store,
        proofs=_proofs(results, known.poes, covered) if full else {},
        responses=dict(_read(known.data.revocation.ocsp_responses)),
        signed=signed,
        covered=covered,
    )


def _read(ders: Iterable[bytes]) -> Iterator[tuple[str, OcspResponse]]:
    for der in ders:
        try:
            yield _digest(der), read_response(der)
        except Asn1Error:
            continue


def _signed(results: tuple[SignatureResult, ...], data: bytes) -> Iterator[tuple[str, str]]:
    for result in results:
        parts = covered_parts(data, result.signature)
        # A value that is copied, or over other bytes, proves nothing of these.
        if parts and result.integrity is Integrity.INTACT:
            yield result.signature.name, digest_of_parts(parts, "sha256").hex()


def _proofs(
    results: tuple[SignatureResult, ...], poes: ProofsOfExistence, covered: Covered
) -> dict[str, Proof]:
    found = {name: Proof(time, ProvenBy.HELD_SINCE) for name, time in poes.times.items()}
    for result, names in zip(results, covered, strict=True):
        for stamp, covers in zip(result.timestamps, names, strict=True):
            if stamp.token is None or stamp.proven_time is None:
                continue
            proof = Proof(stamp.token.latest_time, ProvenBy.TIME_STAMP, stamp.token.name)
            for name in covers:
                known = found.get(name)
                if known is None or proof.time < known.time:
                    found[name] = proof
    return found


def covered_by(
    signature: Signature,
    kind: TimeStampKind,
    signatures: tuple[Signature, ...],
    signed: Mapping[str, str],
) -> frozenset[str]:
    """What a time-stamp on the signature covers: objects by their names, and bytes.

    One in the document is over the bytes of its own range; what is over a signature proves the
    bytes that this is over too.
    """
    names = protected_by(signature, kind, signatures)
    over = {signed[name] for name in names if name in signed}
    if kind in {TimeStampKind.DOCUMENT, TimeStampKind.CONTENT} and signature.name in signed:
        over.add(signed[signature.name])
    return names | over


def identifier(signature: Signature) -> str | None:
    """SHA-256 of the signature's value, in hexadecimal; None where there is none to be read."""
    if signature.signed_data is not None:
        return _digest(signature.signed_data.signature)
    return None if signature.plain_signature is None else _digest(signature.plain_signature)


def object_ids(names: Iterable[str], found: Established) -> tuple[str, ...]:
    """The objects by the ids that the report has them by: a signature by that of its value."""
    known = {each.name: identifier(each) for each in found.signatures}
    return tuple(sorted({known.get(name) or name for name in names}))


def report_objects(found: Established) -> tuple[ObjectReport, ...]:
    """Every object at hand, and since when it is proven to have existed; none by default."""
    if not found.is_full:
        return ()
    at = found.circumstances.at

    def told(name: str, kind: ObjectKind, place: FoundIn | None, shown: str) -> ObjectReport:
        proof = found.proofs.get(name)
        if proof is None or proof.time >= at:
            return ObjectReport(shown, kind, place, at, ProvenBy.VALIDATION, None)
        return ObjectReport(shown, kind, place, proof.time, proof.proof, proof.by)

    objects = {
        each.id: each
        for name, kind, place, shown in _objects(found)
        for each in (told(name, kind, place, shown),)
    }
    return tuple(objects.values())


def _objects(found: Established) -> Iterator[tuple[str, ObjectKind, FoundIn | None, str]]:
    data = found.data
    for signature in found.signatures:
        shown = identifier(signature)
        if shown is not None and signature.kind is SignatureKind.SIGNATURE:
            yield signature.name, ObjectKind.SIGNATURE, FoundIn.DOCUMENT, shown
        signed = found.signed.get(signature.name)
        if signed is not None:
            yield signed, ObjectKind.SIGNED_DATA, FoundIn.DOCUMENT, signed
    for result in found.results:
        for stamp in result.timestamps:
            if stamp.token is not None:
                name = stamp.token.name
                yield name, ObjectKind.TIME_STAMP, _PLACES.get(stamp.kind, FoundIn.CMS), name
    responders = (c for each in found.responses.values() for c in each.certificates)
    basics = (b for r in found.results for b in (r.basic, *(s.basic for s in r.timestamps)))
    chains = (certificate for basic in basics for certificate in basic.path)
    for certificate in (*data.certificates, *responders, *chains):
        place = found.place_of_certificate(certificate)
        yield certificate.sha256, ObjectKind.CERTIFICATE, place, certificate.sha256
    for kind, ders in (
        (ObjectKind.CRL, data.revocation.crls),
        (ObjectKind.OCSP_RESPONSE, data.revocation.ocsp_responses),
    ):
        for der in ders:
            name = _digest(der)
            yield name, kind, found.place_of(name), name


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
