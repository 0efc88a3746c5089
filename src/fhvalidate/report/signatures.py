"""The part of a report on one signature."""

from collections.abc import Callable, Sequence

from fhvalidate.conclusion import Conclusion
from fhvalidate.identity.certificate_identity import CertificateIdentity
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.signature_fields import FieldLock
from fhvalidate.pdf.revisions.changes import ChangeLevel, Changes
from fhvalidate.report.chains import report_chain
from fhvalidate.report.changes_model import ChangeReport, ChangesReport, FieldLockReport
from fhvalidate.report.details import report_details, report_token_details
from fhvalidate.report.established import Established, identifier
from fhvalidate.report.finding_words import finding_in_words, in_order
from fhvalidate.report.people import attribute_mask, parts_mask, report_identity
from fhvalidate.report.processes import process_of
from fhvalidate.report.provable import report_provable
from fhvalidate.report.qualification import (
    is_test,
    qualification_of,
    report_article_26,
    report_qualification,
)
from fhvalidate.report.signature_report import (
    ClaimedSigningTime,
    SignatureReport,
    SignerReport,
    StatusReport,
    TimestampReport,
)
from fhvalidate.report.svt import report_tokens
from fhvalidate.signature import Covers, Signature
from fhvalidate.trust.lists import lists_of
from fhvalidate.trust.signature_qualification import Qualification
from fhvalidate.validation.confirmed_level import Levels
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.time_stamp import TimeStampResult
from fhvalidate.x509.certificates.certificate import Certificate

Mask = Callable[[str], str]

MAX_CHANGES = 500  # told one by one; what each signature of a file of 200 would bring
MAX_OBJECTS = 20  # numbers of objects told of one change
MAX_RANGES = 4  # numbers of a byte range told; what has more is no signature
MAX_LOCKED = 500  # names of locked fields told; a form has some tens


def report_signatures(
    document: Document,
    levels: Sequence[Levels],
    identities: Sequence[CertificateIdentity | None],
    found: Established,
) -> tuple[SignatureReport, ...]:
    """The entries of `signatures`; levels and identities are those of each, in the same order."""
    trust = found.circumstances.trust
    lists = lists_of(trust.listed)
    pool = (*found.data.certificates, *trust.certificates)
    return tuple(
        report_signature(
            index,
            result,
            document,
            levels=levels[index],
            found=found,
            qualification=qualification_of(result, lists, pool),
            identity=identities[index],
        )
        for index, result in enumerate(found.results)
    )


def report_signature(
    index: int,
    result: SignatureResult,
    document: Document,
    *,
    levels: Levels,
    found: Established,
    qualification: Qualification | None = None,
    identity: CertificateIdentity | None = None,
) -> SignatureReport:
    """One entry of `signatures`; its findings are about `signature:INDEX`."""
    circumstances = found.circumstances
    mask = circumstances.mask
    other = attribute_mask(mask)
    noticed = identity.findings if identity is not None else ()
    signature = result.signature
    field = signature.placed.field
    signed_data = signature.signed_data
    findings = (*result.changes.findings, *result.conclusion.findings, *noticed)
    subject = f"signature:{index}"
    best = result.best_signature_time
    proven = best if best < circumstances.at else None
    return SignatureReport(
        field=None if field.name is None else other(field.name),
        kind=signature.kind,
        subfilter=None if field.subfilter is None else other(field.subfilter),
        level=levels.level,
        confirmed_level=levels.confirmed,
        revision=signature.placed.revision,
        covers=_covers(signature, document),
        integrity=result.integrity,
        indication=result.conclusion.indication,
        sub_indication=result.conclusion.sub_indication,
        at_claimed_time=_status(result.at_claimed_time),
        claimed_signing_time=_claimed(signature),
        best_signature_time=proven,
        signer=None if result.signer is None else report_signer(result.signer, mask),
        chain=report_chain(result.basic, found),
        digest_algorithm=None if signed_data is None else signed_data.digest_algorithm,
        signature_algorithm=None if signed_data is None else signed_data.signature_algorithm.name,
        reason=None if field.reason is None else other(field.reason),
        location=None if field.location is None else other(field.location),
        timestamps=tuple(
            _timestamp(f"{subject}/timestamp:{n}", stamp, covers, found)
            for n, (stamp, covers) in enumerate(
                zip(result.timestamps, found.covered[index], strict=True)
            )
        ),
        changes_after=_changes(signature.placed.changes, other),
        findings=tuple(finding_in_words(f.about(subject), mask) for f in in_order(findings)),
        qualification=report_qualification(qualification),
        article_26=report_article_26(result, qualification),
        test=is_test(result),
        identity=report_identity(identity, mask),
        docmdp_permission=field.certification,
        fieldmdp_locks=tuple(_lock(lock, other) for lock in field.locks),
        id=identifier(signature),
        byte_range=_ranges(field.byte_range),
        process=process_of(result),
        provable=report_provable(found.provable.each[index], mask),
        svt=report_tokens(result, mask),
        details=report_details(result, document.data, found) if found.is_full else None,
    )


def report_signer(certificate: Certificate, mask: Mask) -> SignerReport:
    """Whom a certificate names; the serial number is hexadecimal."""
    number = certificate.subject_serial_number
    organisation = certificate.organisation
    name = certificate.common_name
    # A number may be split over two attributes.
    shown = parts_mask(mask)((name or "", number or "", organisation or ""))
    return SignerReport(
        common_name=None if name is None else shown[0],
        subject=mask(certificate.subject),
        subject_serial_number=None if number is None else shown[1],
        organisation=None if organisation is None else shown[2],
        issuer=mask(certificate.issuer),
        certificate_serial=f"{certificate.serial_number:x}",
        certificate_sha256=certificate.sha256,
    )


def _lock(lock: FieldLock, mask: Mask) -> FieldLockReport:
    return FieldLockReport(
        mask(lock.action), tuple(mask(name) for name in lock.fields[:MAX_LOCKED])
    )


def _covers(signature: Signature, document: Document) -> Covers:
    if signature.placed.shape.contents is None:
        return Covers.PART
    if signature.covered_end == len(document.data):
        return Covers.FILE
    return Covers.PART if signature.placed.revision is None else Covers.REVISION


def _claimed(signature: Signature) -> ClaimedSigningTime | None:
    stated = signature.signed_data.signing_time if signature.signed_data is not None else None
    if stated is not None:
        return ClaimedSigningTime(stated, "signing-time")
    written = signature.placed.field.claimed_time
    return None if written is None else ClaimedSigningTime(written, "M")


def _status(conclusion: Conclusion | None) -> StatusReport | None:
    if conclusion is None:
        return None
    return StatusReport(conclusion.indication, conclusion.sub_indication)


def _ranges(numbers: tuple[int, ...] | None) -> tuple[int, ...] | None:
    return None if numbers is None else tuple(numbers[:MAX_RANGES])


def _timestamp(
    subject: str, stamp: TimeStampResult, covers: frozenset[str], found: Established
) -> TimestampReport:
    mask = found.circumstances.mask
    token = stamp.token
    return TimestampReport(
        kind=stamp.kind,
        generation_time=None if token is None else token.generation_time,
        indication=stamp.conclusion.indication,
        sub_indication=stamp.conclusion.sub_indication,
        tsa=None if stamp.basic.signer is None else report_signer(stamp.basic.signer, mask),
        chain=report_chain(stamp.basic, found),
        digest_algorithm=None if token is None else token.imprint_algorithm,
        findings=tuple(
            finding_in_words(finding.about(subject), mask)
            for finding in in_order(stamp.conclusion.findings)
        ),
        id=None if token is None else token.name,
        details=report_token_details(stamp, covers, found) if found.is_full else None,
    )


def _changes(changes: Changes | None, mask: Mask) -> ChangesReport:
    if changes is None:
        return ChangesReport(ChangeLevel.OTHER, ())
    return ChangesReport(
        changes.level,
        tuple(mask(detail) for detail in changes.details),
        tuple(
            ChangeReport(
                change.kind,
                None if change.name is None else mask(change.name),
                change.page,
                change.objects[:MAX_OBJECTS],
                change.rectangle,
            )
            for change in changes.listed[:MAX_CHANGES]
        ),
    )
