"""The certificates of the chains, as DSS's diagnostic data has them: names as the report has them.

A name in a report is masked unless the operator says otherwise, and so it is here.
"""

from collections.abc import Mapping

from fhvalidate.report.details_model import CertificateDetails
from fhvalidate.report.json import Json
from fhvalidate.report.signature_report import CertificateReport, SignerReport
from fhvalidate.web.dss.diagnostic_parts import STATUSES, basic_signature, chain
from fhvalidate.web.dss.names import attribute, canonical, rfc2253
from fhvalidate.web.dss.parts import Tree, moment
from fhvalidate.web.dss.spelling import (
    SOURCES,
    key_name,
    revocation_reason,
    whole_number,
)
from fhvalidate.web.dss.subjects import Subjects, certificate_id, revocation_id
from fhvalidate.web.dss.tokens import Tokens

# Of each member that is an attribute of the subject's name: its type, as a report has it.
_SUBJECT = {
    "SubjectSerialNumber": "serialNumber",
    "CommonName": "CN",
    "Locality": "L",
    "State": "ST",
    "CountryName": "C",
    "OrganizationIdentifier": "organizationIdentifier",
    "OrganizationName": "O",
    "OrganizationalUnit": "OU",
    "Title": "T",
    "GivenName": "GN",
    "Surname": "SN",
    "Pseudonym": "pseudonym",
    "Email": "E",
}
_KEY_USAGES = {
    "digital_signature": "digitalSignature",
    "non_repudiation": "nonRepudiation",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "crlSign",
    "encipher_only": "encipherOnly",
    "decipher_only": "decipherOnly",
}
_EXTENDED = {
    "time_stamping": ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    "ocsp_signing": ("1.3.6.1.5.5.7.3.9", "ocspSigning"),
    "email_protection": ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    "client_auth": ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    "server_auth": ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    "code_signing": ("1.3.6.1.5.5.7.3.3", "codeSigning"),
}


def certificates(subjects: Subjects, tokens: Tokens) -> list[Json]:
    """Every certificate of a chain once; one that stands in no chain is named by nobody."""
    signers = [each.report.signer for each in subjects.signatures]
    signers += [each.report.tsa for each in subjects.stamps]
    signer_of = {each.certificate_sha256: each for each in signers if each is not None}
    found: dict[str, Json] = {}
    for each in subjects.chains:
        for place, certificate in enumerate(each):
            if certificate.sha256 not in found:
                made = _certificate(certificate, each[place + 1 :], signer_of, tokens)
                found[certificate.sha256] = made
    return list(found.values())


def _certificate(
    certificate: CertificateReport,
    above: tuple[CertificateReport, ...],
    signer_of: Mapping[str, SignerReport],
    tokens: Tokens,
) -> Tree:
    details = certificate.details
    signer = above[0].details if above and above[0].details is not None else None
    self_signed = certificate.subject == certificate.issuer
    key_of_signer = details if self_signed else signer
    return {
        "Id": certificate_id(certificate.sha256),
        "SubjectDistinguishedName": _name(certificate.subject),
        "IssuerDistinguishedName": _name(certificate.issuer),
        "SerialNumber": None if details is None else whole_number(details.serial_number),
        **_subject(certificate, signer_of.get(certificate.sha256)),
        "Source": [] if details is None else _sources(certificate, details),
        "NotAfter": moment(certificate.not_after),
        "NotBefore": moment(certificate.not_before),
        "PublicKeySize": None if details is None else details.key_size,
        "PublicKeyEncryptionAlgo": None if details is None else key_name(details.key_algorithm),
        "EntityKey": None,
        "IssuerEntityKey": None,
        "BasicSignature": basic_signature(
            None if details is None else details.signature_algorithm,
            None if key_of_signer is None else key_of_signer.key_size,
            intact=bool(above) or certificate.anchor,
        ),
        "SigningCertificate": (
            {"PublicKey": None, "Certificate": certificate_id(above[0].sha256)} if above else None
        ),
        "ChainItem": chain(above),
        "Trusted": {"value": certificate.anchor, "startDate": None, "sunsetDate": None},
        "SelfSigned": self_signed,
        "certificateExtensions": [] if details is None else _extensions(details),
        "TrustServiceProvider": [],
        "CertificateRevocation": _revocation(certificate),
        **tokens.object_or_digest(certificate.sha256),
        "Duplicated": None,
    }


def _subject(certificate: CertificateReport, signer: SignerReport | None) -> Tree:
    """The attributes of the subject's name.

    Where what is read from the name as text is not what the report has of a signer by itself, a
    value holds what looks like another attribute, and nothing else is read from it.
    """
    found: Tree = {
        member: attribute(certificate.subject, kind) for member, kind in _SUBJECT.items()
    }
    if signer is None:
        return found
    known: Tree = {
        "SubjectSerialNumber": signer.subject_serial_number,
        "CommonName": signer.common_name,
        "OrganizationName": signer.organisation,
    }
    if any(found[member] != value for member, value in known.items()):
        found = dict.fromkeys(found)
    return found | known


def _name(name: str) -> list[Json]:
    return [
        {"value": canonical(name), "Format": "CANONICAL"},
        {"value": rfc2253(name), "Format": "RFC2253"},
    ]


def _sources(certificate: CertificateReport, details: CertificateDetails) -> list[Json]:
    if certificate.anchor:
        return ["TRUSTED_STORE"]
    return [] if details.found_in is None else [SOURCES.get(details.found_in, "OTHER")]


def _extensions(details: CertificateDetails) -> list[Json]:
    """What the key may be used for; the report has no other extensions."""
    told: list[Json] = []
    if details.key_usage is not None:
        bits: list[Json] = [_KEY_USAGES.get(each, each) for each in details.key_usage]
        told.append({"KeyUsages": {"keyUsageBit": bits, **_extension("2.5.29.15")}})
    if details.extended_key_usage is not None:
        purposes: list[Json] = []
        for each in details.extended_key_usage:
            oid, words = _EXTENDED.get(each, (each, each))
            purposes.append({"value": oid, "Description": words})
        told.append(
            {"ExtendedKeyUsages": {"extendedKeyUsageOid": purposes, **_extension("2.5.29.37")}}
        )
    return told


def _extension(oid: str) -> Tree:
    return {"octets": None, "OID": oid, "description": None, "critical": None}


def _revocation(certificate: CertificateReport) -> Json:
    said = certificate.revocation
    if certificate.anchor:
        return None
    if said is None or said.sha256 is None or said.status not in STATUSES:
        return []
    return [
        {
            "Status": STATUSES[said.status],
            "Reason": revocation_reason(said.reason),
            "RevocationDate": moment(said.revoked_at),
            "Revocation": revocation_id(said.sha256),
        }
    ]
