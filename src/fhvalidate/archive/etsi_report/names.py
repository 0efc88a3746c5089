"""The names in a validation report: namespaces and addresses (ETSI TS 119 102-2 V1.4.1).

The standard has no addresses for building blocks, qualifications and messages: there the report has
those that DSS writes, which programs that read such reports know. What neither names is ours.
"""

import re

from fhvalidate.conclusion import Indication, Severity, SubIndication
from fhvalidate.report.algorithm_uris import algorithm_uri
from fhvalidate.report.details_model import ObjectKind
from fhvalidate.trust.signature_qualification import SignatureQualification
from fhvalidate.validation.building_blocks import BuildingBlock, Process

VR = "http://uri.etsi.org/19102/v1.4.1#"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
TSL = "http://uri.etsi.org/02231/v2#"
OWN = "urn:fhvalidate:archive:1"
PREFIXES = {None: VR, "ds": DS, "xades": XADES, "tsl": TSL, "fh": OWN}

_ETSI = "urn:etsi:019102"
_DSS = "urn:cef:dss"
NO_SIGNATURE = f"{_DSS}:mainindication:noSignatureFound"
# FORMAT_FAILURE is said of a signature (EN 319 102-1, 5.1.3); whether there is one is not known.
NOT_READ = "urn:fhvalidate:subindication:documentNotRead"
BY_VALIDATION = f"{_ETSI}:poetype:validation"
PROVIDED = f"{_ETSI}:poetype:provided"
APPLIED = f"{_ETSI}:constraintStatus:applied"
DISABLED = f"{_ETSI}:constraintStatus:disabled"
OBJECT_TYPES = {
    ObjectKind.CERTIFICATE: f"{_ETSI}:validationObject:certificate",
    ObjectKind.CRL: f"{_ETSI}:validationObject:CRL",
    ObjectKind.OCSP_RESPONSE: f"{_ETSI}:validationObject:OCSPResponse",
    ObjectKind.TIME_STAMP: f"{_ETSI}:validationObject:timestamp",
    ObjectKind.SIGNED_DATA: f"{_ETSI}:validationObject:signedData",
}
OBJECT_PREFIXES = {
    ObjectKind.CERTIFICATE: "C",
    ObjectKind.CRL: "R",
    ObjectKind.OCSP_RESPONSE: "R",
    ObjectKind.TIME_STAMP: "T",
    ObjectKind.SIGNED_DATA: "D",
}
PROCESSES = {
    Process.BASIC: f"{_ETSI}:validationprocess:Basic",
    Process.WITH_TIME: f"{_ETSI}:validationprocess:LTVM",
    Process.LONG_TERM: f"{_ETSI}:validationprocess:LTA",
}
_MESSAGES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "information"}
_QUALIFICATIONS = {
    SignatureQualification.QESIG: "QESig",
    SignatureQualification.QESEAL: "QESeal",
    SignatureQualification.ADESIG_QC: "AdESigQC",
    SignatureQualification.ADESEAL_QC: "AdESealQC",
    SignatureQualification.ADESIG: "AdESig",
    SignatureQualification.ADESEAL: "AdESeal",
    SignatureQualification.NOT_APPLICABLE: "notApplicable",
    SignatureQualification.INDETERMINATE: "indeterminateUnknown",
}
_REASONS = {
    "ca_compromise": "cACompromise",
    "aa_compromise": "aACompromise",
    "remove_from_crl": "removeFromCRL",
}
_DOTTED = re.compile(r"[0-9]+(\.[0-9]+)+")


def indication_uri(indication: Indication) -> str:
    """The address of a main indication."""
    return f"{_ETSI}:mainindication:{indication.lower()}"


def sub_indication_uri(sub_indication: SubIndication) -> str:
    """The address of a sub-indication; CUSTOM, which says nothing, is ours."""
    if sub_indication is SubIndication.CUSTOM:
        return "urn:fhvalidate:subindication:custom"
    return sub_indication.uri


def block_uri(block: BuildingBlock) -> str:
    """The address of a building block: DSS's, who has none for the revocation freshness checker."""
    if block is BuildingBlock.REVOCATION_FRESHNESS:
        return "urn:fhvalidate:bbb:revocationFreshnessChecker"
    return f"{_DSS}:bbb:{camel(block, '-')}"


def message_uri(severity: Severity) -> str:
    """The address of a kind of message."""
    return f"{_DSS}:message:{_MESSAGES[severity]}"


def qualification_uri(value: SignatureQualification) -> str:
    """The address of a signature's level under Regulation (EU) 910/2014."""
    return f"{_DSS}:signatureQualification:{_QUALIFICATIONS[value]}"


def time_stamp_qualification_uri(*, qualified: bool | None) -> str:
    """The address of a time-stamp's level; that nobody was asked is not that there is none."""
    if qualified is None:
        return f"{_DSS}:timestampQualification:notApplicable"
    return f"{_DSS}:timestampQualification:{'QTSA' if qualified else 'TSA'}"


def reason_uri(reason: str) -> str:
    """The address of a reason code of RFC 5280, 5.3.1, in its spelling."""
    return f"{_ETSI}:revocationReason:{_REASONS.get(reason) or camel(reason, '_')}"


def algorithm_address(name: str) -> str:
    """The address of an algorithm; of one that has none, its object identifier or our name."""
    known = algorithm_uri(name)
    if known is not None:
        return known
    return oid_uri(name) or "urn:fhvalidate:algorithm:" + re.sub(r"[^a-zA-Z0-9.-]", "-", name)


def oid_uri(text: str) -> str | None:
    """The address of an object identifier (RFC 3061); None for what is none."""
    return f"urn:oid:{text}" if _DOTTED.fullmatch(text) else None


def camel(name: str, separator: str) -> str:
    """The name as one word: `format-checking` as `formatChecking`."""
    first, *rest = name.split(separator)
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
