"""What was concluded on each certificate of a chain, by what is known of its revocation."""

from collections.abc import Iterable

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.report.json import Json
from fhvalidate.report.signature_report import CertificateReport, RevocationReport
from fhvalidate.validation.x509_validation import LinkStatus
from fhvalidate.web.dss.message_keys import said
from fhvalidate.web.dss.parts import Tree, conclusion, constraint, moment
from fhvalidate.web.dss.spelling import revocation_reason
from fhvalidate.web.dss.subjects import certificate_id, revocation_id

_STANDS = {
    LinkStatus.GOOD: (Indication.PASSED, None),
    LinkStatus.REVOKED: (Indication.INDETERMINATE, SubIndication.REVOKED_NO_POE),
    LinkStatus.ON_HOLD: (Indication.INDETERMINATE, SubIndication.TRY_LATER),
    LinkStatus.STALE: (Indication.INDETERMINATE, SubIndication.TRY_LATER),
    LinkStatus.UNPROVEN: (Indication.INDETERMINATE, SubIndication.TRY_LATER),
    LinkStatus.MISSING: (
        Indication.INDETERMINATE,
        SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE,
    ),
}
# Of each: the key of the question, the question, and what the answer is where it does not hold.
_QUESTIONS = {
    LinkStatus.MISSING: (
        "BBB_XCV_IRDPFC",
        "Is there revocation data on the certificate?",
        "There is no revocation data on the certificate.",
    ),
    LinkStatus.REVOKED: (
        "BBB_XCV_ISCR",
        "Is the certificate not revoked?",
        "The certificate is revoked.",
    ),
    LinkStatus.ON_HOLD: (
        "BBB_XCV_ISCOH",
        "Is the certificate not on hold?",
        "The certificate is on hold.",
    ),
    LinkStatus.STALE: (
        "BBB_XCV_RFC",
        "Is the revocation data new enough?",
        "The revocation data is too old.",
    ),
    LinkStatus.UNPROVEN: (
        "BBB_XCV_IARDPFC",
        "Is the revocation data proven to be from the time in question?",
        "Nothing proves the revocation data to be from the time in question.",
    ),
}


def sub_blocks(chain: Iterable[CertificateReport], *, passed: bool) -> list[Json]:
    """What was concluded on each certificate.

    Args:
        chain: the signer's first.
        passed: whether the whole passed: then no certificate has anything against it.
    """
    return [_sub_block(each, passed=passed) for each in chain]


def _sub_block(certificate: CertificateReport, *, passed: bool) -> Tree:
    said_of = certificate.revocation
    status = None if said_of is None or passed else said_of.status
    indication, sub = (Indication.PASSED, None) if status is None else _STANDS[status]
    concluded = conclusion(indication, sub)
    checks: list[Json] = []
    if not certificate.anchor and said_of is not None:
        for asked in _asked(said_of):
            key, question, answer = _QUESTIONS[asked]
            holds = status is not asked
            checks.append(constraint(key, question, holds=holds, answer=answer))
            if not holds:
                concluded["Errors"] = [said(f"{key}_ANS", answer)]
    return {
        "CrossCertificate": None,
        "EquivalentCertificate": None,
        "CRS": None,
        "RFC": None if certificate.anchor else _freshness(said_of, passed=passed),
        "RevocationInfo": _revoked(certificate, said_of),
        "Constraint": checks,
        "Conclusion": concluded,
        "Title": "Certificate",
        "Id": certificate_id(certificate.sha256),
        "TrustAnchor": certificate.anchor,
        "SelfSigned": certificate.subject == certificate.issuer,
    }


def _asked(said_of: RevocationReport) -> list[LinkStatus]:
    """Without data nothing else can be asked."""
    missing = said_of.status is LinkStatus.MISSING
    return [LinkStatus.MISSING] if missing else list(_QUESTIONS)


def _freshness(said_of: RevocationReport | None, *, passed: bool) -> Tree | None:
    """Whether the data is new enough (5.2.5)."""
    if said_of is None or said_of.sha256 is None:
        return None
    fresh = passed or said_of.status not in (LinkStatus.STALE, LinkStatus.UNPROVEN)
    indication = Indication.PASSED if fresh else Indication.FAILED
    answer = "The revocation data is too old."
    return {
        "Constraint": [
            constraint(
                "BBB_RFC_IRIF", "Is the revocation data new enough?", holds=fresh, answer=answer
            )
        ],
        "Conclusion": conclusion(indication, None if fresh else SubIndication.TRY_LATER),
        "Title": "Revocation Freshness Checker",
        "Id": revocation_id(said_of.sha256),
    }


def _revoked(certificate: CertificateReport, said_of: RevocationReport | None) -> Tree | None:
    if said_of is None or said_of.revoked_at is None:
        return None
    return {
        "CertificateId": certificate_id(certificate.sha256),
        "RevocationId": None if said_of.sha256 is None else revocation_id(said_of.sha256),
        "RevocationDate": moment(said_of.revoked_at),
        "Reason": revocation_reason(said_of.reason),
    }
