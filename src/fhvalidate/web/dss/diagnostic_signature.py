"""What DSS's diagnostic data says of one signature."""

from fhvalidate.conclusion import Indication
from fhvalidate.report.details_model import (
    CommitmentReport,
    RolesReport,
    SignatureDetails,
    SignaturePolicyReport,
)
from fhvalidate.report.json import Json
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Integrity
from fhvalidate.validation.building_blocks import BuildingBlock
from fhvalidate.web.dss.diagnostic_parts import (
    basic_signature,
    chain,
    digest_matcher,
    found_certificates,
    found_revocations,
    is_noticed,
    key_size,
    pdf_revision,
    scope_data,
    signer_info,
    signing_certificate,
)
from fhvalidate.web.dss.parts import Tree, moment
from fhvalidate.web.dss.spelling import base64_of, digest_name, signature_format
from fhvalidate.web.dss.subjects import Signed, Subjects


def signature_data(signed: Signed, subjects: Subjects) -> Tree:
    """What is there of the signature, in the order of DSS's XML."""
    return {
        **_signing(signed, subjects),
        **_cryptography(signed),
        **_stated(signed),
        **_surroundings(signed),
        **_values(signed),
    }


def _signing(signed: Signed, subjects: Subjects) -> Tree:
    claimed = signed.report.claimed_signing_time
    return {
        "Id": signed.id,
        "DAIdentifier": None,
        "SignatureFilename": subjects.report.document.name,
        "ErrorMessage": None,
        "ClaimedSigningTime": moment(None if claimed is None else claimed.value),
        "ExpirationTime": None,
        "SignatureFormat": signature_format(signed.level),
        "JWSSerializationType": None,
        "SignatureType": None,
        "StructuralValidation": {
            "Message": [],
            "valid": not is_noticed(signed.report.findings, "BBB_SAV_ISSV_ANS"),
        },
    }


def _cryptography(signed: Signed) -> Tree:
    report, details = signed.report, signed.details
    intact = report.integrity is Integrity.INTACT
    covered = details.signed_bytes
    found = covered is not None
    digest = details.message_digest
    matcher = digest_matcher(report.digest_algorithm, digest, "MESSAGE_DIGEST", found=found)
    matcher["DataIntact"] = intact or (covered is not None and covered.digest == digest)
    return {
        "DigestMatcher": [matcher] if digest is not None else [],
        "BasicSignature": basic_signature(
            report.signature_algorithm, key_size(details.algorithms), intact=intact
        ),
        "SigningCertificate": signing_certificate(report.signer),
        "ChainItem": chain(report.chain),
    }


def _stated(signed: Signed) -> Tree:
    details = signed.details
    return {
        "ContentType": details.content_type,
        "MimeType": None,
        "ContentIdentifier": None,
        "ContentHints": details.content_description,
        "SignatureProductionPlace": _place(signed.report, details),
        "CommitmentTypeIndication": [_commitment(each) for each in details.commitments],
        "SignerRole": _roles(details.roles),
        "Policy": _policy(details.signature_policy),
        "SignaturePolicyStore": None,
        "SignerInfo": signer_info(signed.report.signer),
    }


def _surroundings(signed: Signed) -> Tree:
    report, details = signed.report, signed.details
    return {
        "PDFRevision": pdf_revision(report, whole=_is_whole(details)),
        "VRIDictionaryCreationTime": None,
        "SignerDocumentRepresentations": {"HashOnly": False, "DocHashOnly": False},
        "FoundCertificates": found_certificates(report.chain, details.signing_certificate),
        "FoundRevocations": found_revocations(report.chain),
        "FoundTimestamp": [{"Timestamp": each.id} for each in signed.stamps],
        "FoundEvidenceRecord": [],
        "SignatureScope": scope_data(report),
    }


def _values(signed: Signed) -> Tree:
    report, details = signed.report, signed.details
    attributes = details.signed_attributes_digest
    to_be_signed: Json = None
    if attributes is not None:
        to_be_signed = {
            "DigestMethod": digest_name(report.digest_algorithm),
            "DigestValue": base64_of(attributes),
            "match": None,
        }
    return {
        "SignatureDigestReference": None,
        "DataToBeSignedRepresentation": to_be_signed,
        "SignatureValue": details.signature_value,
        "Duplicated": None,
        "CounterSignature": None,
        "Parent": None,
    }


def _is_whole(details: SignatureDetails) -> bool:
    """Whether the signature is where and as the format has it."""
    return any(
        each.block is BuildingBlock.FORMAT_CHECKING and each.indication is Indication.PASSED
        for each in details.building_blocks
    )


def _place(report: SignatureReport, details: SignatureDetails) -> Tree | None:
    """A place in the PDF is one text, which stands where DSS puts it: as the country's name."""
    place = details.place
    if place is None and report.location is None:
        return None
    return {
        "PostalAddress": [] if place is None else list[Json](place.postal_address),
        "City": None if place is None else place.locality,
        "StateOrProvince": None,
        "PostOfficeBoxNumber": None,
        "PostalCode": None,
        "CountryName": report.location if place is None else place.country,
        "StreetAddress": None,
    }


def _commitment(commitment: CommitmentReport) -> Tree:
    return {
        "Identifier": commitment.oid,
        "Description": commitment.name,
        "DocumentationReference": None,
        "ObjectReference": None,
        "AllDataSignedObjects": None,
    }


def _roles(roles: RolesReport | None) -> list[Json]:
    """What the signer claims to be; what others state is not verified, and not told."""
    if roles is None:
        return []
    texts = [value for each in roles.claimed for value in each.values]
    return [
        {"Role": text, "NotAfter": None, "NotBefore": None, "Category": "claimed"} for text in texts
    ]


def _policy(policy: SignaturePolicyReport | None) -> Tree | None:
    if policy is None:
        return None
    digest: Json = None
    if policy.digest is not None:
        digest = {
            "DigestMethod": digest_name(policy.digest_algorithm),
            "DigestValue": base64_of(policy.digest),
            "match": None,
            "digestAlgorithmsEqual": None,
            "zeroHash": None,
        }
    notice: Json = None
    if policy.notices:
        text = " ".join(policy.notices)
        notice = {"Organization": None, "NoticeNumbers": None, "ExplicitText": text}
    return {
        "Id": policy.oid or "IMPLICIT_POLICY",
        "Url": policy.uris[0] if policy.uris else None,
        "UserNotice": notice,
        "DocSpecification": None,
        "Description": None,
        "Identified": None,
        "Asn1Processable": None,
        "Transformations": None,
        "DocumentationReference": list[Json](policy.documents) or None,
        "ProcessingError": None,
        "DigestAlgoAndValue": digest,
    }
