"""DSS's diagnostic data: what was found, whatever it means."""

from fhvalidate.report.json import Json
from fhvalidate.web.dss.diagnostic_certificates import certificates
from fhvalidate.web.dss.diagnostic_revocations import revocations
from fhvalidate.web.dss.diagnostic_signature import signature_data
from fhvalidate.web.dss.diagnostic_stamps import stamp_data
from fhvalidate.web.dss.parts import Tree, moment
from fhvalidate.web.dss.spelling import base64_of, digest_name
from fhvalidate.web.dss.subjects import Subjects, scopes
from fhvalidate.web.dss.tokens import NO_TOKENS, Tokens


def diagnostic_data(subjects: Subjects, tokens: Tokens = NO_TOKENS) -> Tree:
    """The diagnostic data.

    Args:
        subjects: of a report.
        tokens: which objects are given as they are, and not by their digests alone.
    """
    report = subjects.report
    return {
        "DocumentName": report.document.name,
        "ValidationDate": moment(report.validation_time),
        "ContainerInfo": None,
        "PDFAInfo": None,
        "ConnectionInfo": None,
        "Signature": [signature_data(each, subjects) for each in subjects.signatures],
        "EvidenceRecord": [],
        "Certificate": certificates(subjects, tokens),
        "Revocation": revocations(subjects, tokens),
        "Timestamp": [stamp_data(each, subjects, tokens) for each in subjects.stamps],
        "OrphanTokens": None,
        "SignerData": _signer_data(subjects),
        "TrustedList": [],
    }


def _signer_data(subjects: Subjects) -> list[Json]:
    """The bytes that signatures and document time-stamps cover, by their digests."""
    fields = [each.report for each in subjects.signatures]
    fields += [each.field for each in subjects.stamps if each.field is not None]
    found: dict[str, Json] = {}
    for field in fields:
        signed = None if field.details is None else field.details.signed_bytes
        for _, name, _, data in scopes(field):
            if signed is not None and data is not None:
                found[data] = {
                    "Id": data,
                    "ReferencedName": name,
                    "DigestAlgoAndValue": {
                        "DigestMethod": digest_name(signed.digest_algorithm),
                        "DigestValue": base64_of(signed.digest),
                        "match": None,
                    },
                    "Duplicated": None,
                    "Parent": None,
                }
    return list(found.values())
