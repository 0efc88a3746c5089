"""Parts that signatures and time-stamps have in common in DSS's diagnostic data."""

from collections.abc import Iterable, Sequence

from fhvalidate.conclusion import Severity
from fhvalidate.report.changes_model import FieldLockReport
from fhvalidate.report.details_model import AlgorithmReport, FoundIn, SigningCertificateReference
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.json import Json
from fhvalidate.report.signature_report import CertificateReport, SignatureReport, SignerReport
from fhvalidate.signature import SignatureKind
from fhvalidate.validation.x509_validation import LinkStatus
from fhvalidate.web.dss.message_keys import key_of
from fhvalidate.web.dss.names import rfc2253
from fhvalidate.web.dss.parts import Tree
from fhvalidate.web.dss.spelling import (
    ORIGINS,
    base64_of,
    digest_name,
    digest_of,
    key_name,
    whole_number,
)
from fhvalidate.web.dss.subjects import certificate_id, revocation_id, scopes

# The same, of revocation data.
_REVOCATION_ORIGINS = {FoundIn.CMS: "CMS_SIGNED_DATA", FoundIn.DSS: "DSS_DICTIONARY"}
_PERMISSIONS = {
    1: "NO_CHANGE_PERMITTED",
    2: "MINIMAL_CHANGES_PERMITTED",
    3: "CHANGES_PERMITTED",
}


def basic_signature(name: str | None, size: int | None, *, intact: bool) -> Tree:
    """How something was signed, and whether the signature value fits."""
    return {
        "EncryptionAlgoUsedToSignThisToken": key_name(name),
        "KeyLengthUsedToSignThisToken": str(size) if size else None,
        "DigestAlgoUsedToSignThisToken": digest_of(name),
        "SignatureIntact": intact,
        "SignatureValid": intact,
    }


def digest_matcher(algorithm: str | None, digest: str | None, kind: str, *, found: bool) -> Tree:
    """The digest that was signed or time-stamped; `DataIntact` is for the caller to say."""
    return {
        "DataFound": found,
        "DataIntact": False,
        "ObjectReference": None,
        "DigestMethod": digest_name(algorithm),
        "DigestValue": base64_of(digest),
        "match": None,
        "type": kind,
        "id": None,
        "uri": None,
        "documentName": None,
        "duplicated": None,
    }


def key_size(algorithms: Iterable[AlgorithmReport]) -> int | None:
    """The size of the key that signed, in bits."""
    return next((each.key_size for each in algorithms if each.use == "signature"), None)


def signing_certificate(signer: SignerReport | None) -> Tree | None:
    """Which certificate signed."""
    if signer is None:
        return None
    return {"PublicKey": None, "Certificate": certificate_id(signer.certificate_sha256)}


def chain(certificates: Sequence[CertificateReport]) -> list[Json]:
    """The certificates of a chain."""
    return [{"Certificate": certificate_id(each.sha256)} for each in certificates]


def signer_info(signer: SignerReport | None) -> list[Json]:
    """How the CMS names the signing certificate; its number is a whole number in JSON."""
    if signer is None:
        return []
    return [
        {
            "IssuerName": rfc2253(signer.issuer, between=", "),
            "SerialNumber": whole_number(signer.certificate_serial),
            "Ski": None,
            "Current": True,
        }
    ]


def found_certificates(
    certificates: Sequence[CertificateReport], references: Sequence[SigningCertificateReference]
) -> Tree:
    """The certificates of the chain that stand in the file, and how the signer's is referred to."""
    related: list[Json] = []
    for place, each in enumerate(certificates):
        place_found = None if each.details is None else each.details.found_in
        origin = None if place_found is None else ORIGINS.get(place_found)
        if origin is not None:
            related.append(
                {
                    "Origin": [origin],
                    "CertificateRef": [] if place else [_reference(r) for r in references],
                    "Certificate": certificate_id(each.sha256),
                }
            )
    return {"RelatedCertificate": related, "OrphanCertificate": []}


def found_revocations(certificates: Sequence[CertificateReport]) -> Tree:
    """The revocation data that the status of the chain rests on, of what stands in the file."""
    related: dict[str, Json] = {}
    for each in certificates:
        said = each.revocation
        if said is None or said.sha256 is None or said.source is None or said.found_in is None:
            continue
        origin = _REVOCATION_ORIGINS.get(said.found_in)
        if origin is not None:
            related[said.sha256] = {
                "Type": said.source.value.upper(),
                "Origin": [origin],
                "RevocationRef": [],
                "Revocation": revocation_id(said.sha256),
            }
    return {"RelatedRevocation": list(related.values()), "OrphanRevocation": []}


def scope_data(signature: SignatureReport) -> list[Json]:
    """What of the file is covered."""
    return [
        {
            "Scope": scope,
            "Name": name,
            "Description": description,
            "Transformation": None,
            "SignerData": data,
        }
        for scope, name, description, data in scopes(signature)
    ]


def pdf_revision(signature: SignatureReport, *, whole: bool) -> Tree:
    """The signature field and its dictionary.

    Args:
        signature: or the document time-stamp.
        whole: whether the byte range is as it must be.
    """
    details = signature.details
    stamp = signature.kind is SignatureKind.DOCUMENT_TIMESTAMP
    return {
        "SignatureField": [{"SigFieldLock": None, "name": signature.field}],
        "PDFSignatureDictionary": {
            "SignerName": None if details is None else details.name,
            "Type": "DocTimeStamp" if stamp else "Sig",
            "Filter": None if details is None else details.filter,
            "SubFilter": signature.subfilter,
            "ContactInfo": None if details is None else details.contact_info,
            "Location": signature.location,
            "Reason": signature.reason,
            "SignatureByteRange": {
                "value": list[Json](signature.byte_range or ()),
                "valid": whole,
            },
            "DocMDP": _permitted(signature.docmdp_permission),
            "FieldMDP": _locked(signature.fieldmdp_locks),
            "consistent": not is_noticed(signature.findings, "BBB_FC_ISDC_ANS"),
        },
        "ModificationDetection": None,
    }


def _permitted(number: int | None) -> Tree | None:
    """What changes a certification permits (ISO 32000-2, table 257)."""
    named = _PERMISSIONS.get(number or 0)
    return None if named is None else {"Permissions": named}


def _locked(locks: Sequence[FieldLockReport]) -> Tree | None:
    """Which fields a signature locks; DSS has room for one lock, and the first is told."""
    if not locks or locks[0].action.upper() not in ("ALL", "INCLUDE", "EXCLUDE"):
        return None
    fields = list[Json](locks[0].fields)
    return {"Action": locks[0].action.upper(), "Field": fields, "Permissions": None}


def is_noticed(findings: Iterable[ReportFinding], key: str) -> bool:
    """Whether an error was noticed that DSS has under the key."""
    return any(each.severity is Severity.ERROR and key_of(each.code) == key for each in findings)


STATUSES = {
    LinkStatus.GOOD: "GOOD",
    LinkStatus.STALE: "GOOD",
    LinkStatus.UNPROVEN: "GOOD",
    LinkStatus.REVOKED: "REVOKED",
    LinkStatus.ON_HOLD: "REVOKED",
}


def _reference(reference: SigningCertificateReference) -> Tree:
    serial: Json = None
    if reference.has_issuer_serial:
        serial = {"value": None, "match": reference.issuer_serial_matches}
    return {
        "Origin": "SIGNING_CERTIFICATE",
        "IssuerSerial": serial,
        "DigestAlgoAndValue": {
            "DigestMethod": digest_name(reference.digest_algorithm),
            "DigestValue": base64_of(reference.digest),
            "match": reference.digest_matches,
        },
        "SerialInfo": None,
        "X509Url": None,
    }
