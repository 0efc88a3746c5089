"""What DSS's diagnostic data says of one time-stamp."""

from fhvalidate.conclusion import Indication
from fhvalidate.report.details_model import BlockReport, ObjectKind, TimestampDetails
from fhvalidate.report.json import Json
from fhvalidate.signature import Integrity
from fhvalidate.validation.building_blocks import BuildingBlock
from fhvalidate.web.dss.diagnostic_parts import (
    basic_signature,
    chain,
    digest_matcher,
    found_certificates,
    found_revocations,
    key_size,
    pdf_revision,
    scope_data,
    signer_info,
    signing_certificate,
)
from fhvalidate.web.dss.names import rfc2253
from fhvalidate.web.dss.parts import Tree, moment
from fhvalidate.web.dss.spelling import STAMP_TYPES
from fhvalidate.web.dss.subjects import Stamp, Subjects, object_id
from fhvalidate.web.dss.tokens import Tokens

_CATEGORIES = {
    ObjectKind.SIGNED_DATA: "SIGNED_DATA",
    ObjectKind.SIGNATURE: "SIGNATURE",
    ObjectKind.CERTIFICATE: "CERTIFICATE",
    ObjectKind.CRL: "REVOCATION",
    ObjectKind.OCSP_RESPONSE: "REVOCATION",
    ObjectKind.TIME_STAMP: "TIMESTAMP",
}


def stamp_data(stamp: Stamp, subjects: Subjects, tokens: Tokens) -> Tree:
    """What is there of the time-stamp, in the order of DSS's XML."""
    report, field, details = stamp.report, stamp.field, stamp.report.details
    references = () if details is None else details.signing_certificate
    return {
        "Id": stamp.id,
        "TimestampFilename": None,
        "ArchiveTimestampType": None if field is None else "PAdES",
        "EvidenceRecordTimestampType": None,
        "ArchiveTimestampHashIndex": None,
        "ProductionTime": moment(report.generation_time),
        **_cryptography(stamp),
        "SignerInfo": signer_info(report.tsa),
        "TSAGeneralName": _authority(stamp),
        "PDFRevision": None if field is None else pdf_revision(field, whole=_is_whole(stamp)),
        "FoundCertificates": found_certificates(report.chain, references),
        "FoundRevocations": found_revocations(report.chain),
        "FoundEvidenceRecord": [],
        "TimestampedObject": _covered(details, subjects),
        "TimestampScope": [] if field is None else scope_data(field),
        **tokens.object_or_digest(report.id),
        "Duplicated": None,
        "Type": STAMP_TYPES[report.kind],
    }


def _cryptography(stamp: Stamp) -> Tree:
    report, details, field = stamp.report, stamp.report.details, stamp.field
    imprint = None if details is None else details.imprint
    matcher = digest_matcher(report.digest_algorithm, imprint, "MESSAGE_IMPRINT", found=True)
    broken = any(each.code == "timestamp-imprint-mismatch" for each in stamp.findings)
    whole = field is None or field.integrity is Integrity.INTACT
    matcher["DataIntact"] = imprint is not None and whole and not broken
    algorithms = () if details is None else details.algorithms
    name = next((each.name for each in algorithms if each.use == "signature"), None)
    blocks = () if details is None else details.building_blocks
    intact = _passed(blocks, BuildingBlock.CRYPTOGRAPHIC) and not broken
    return {
        "DigestMatcher": [matcher],
        "BasicSignature": basic_signature(name, key_size(algorithms), intact=intact),
        "SigningCertificate": signing_certificate(report.tsa),
        "ChainItem": chain(report.chain),
    }


def _authority(stamp: Stamp) -> Tree | None:
    """Who the token says made it, and whether that is whom the certificate names."""
    details, tsa = stamp.report.details, stamp.report.tsa
    if details is None or details.authority is None:
        return None
    same = tsa is not None and tsa.subject == details.authority
    parts = [] if tsa is None else sorted(tsa.subject.split(", "))
    return {
        "value": rfc2253(details.authority),
        "contentMatch": same or parts == sorted(details.authority.split(", ")),
        "orderMatch": same,
    }


def _covered(details: TimestampDetails | None, subjects: Subjects) -> list[Json]:
    """What the time-stamp proves to have existed, if it passes."""
    kinds = {each.id: each.kind for each in subjects.report.objects}
    covers = () if details is None else details.covers
    return [
        {"Token": object_id(kinds[each], each), "Category": _CATEGORIES[kinds[each]]}
        for each in covers
        if each in kinds
    ]


def _is_whole(stamp: Stamp) -> bool:
    details = stamp.report.details
    blocks = () if details is None else details.building_blocks
    return _passed(blocks, BuildingBlock.FORMAT_CHECKING)


def _passed(blocks: tuple[BlockReport, ...], wanted: BuildingBlock) -> bool:
    return any(each.block is wanted and each.indication is Indication.PASSED for each in blocks)
