"""What a signature is in law's words, in the report's names."""

from fhvalidate.conclusion import Indication
from fhvalidate.report.messages import message_for
from fhvalidate.report.qualification_model import (
    AdvancedSignaturePoint,
    CertificateQualificationReport,
    QualificationReport,
)
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.trust.advanced_signature import PointAnswer, article_26
from fhvalidate.trust.certificate_qualification import CertificateQualification
from fhvalidate.trust.lists import TrustedLists
from fhvalidate.trust.signature_qualification import Qualification, qualify_signature
from fhvalidate.trust.test_authorities import test_authority_in
from fhvalidate.validation.process import SignatureResult
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import Path, build_paths

MAX_PATH = 10  # certificates, as in the default policy
MAX_CHECKS = 100  # signatures verified while the path is looked for


def qualification_of(
    result: SignatureResult, lists: TrustedLists | None, pool: tuple[Certificate, ...]
) -> Qualification | None:
    """The level of a signature; None for a document time-stamp, which is nobody's signature."""
    if result.signature.kind is not SignatureKind.SIGNATURE:
        return None
    return qualify_signature(
        result.conclusion.indication,
        result.basic.path if lists is None else _listed_path(result, lists, pool),
        lists,
        best_signature_time=result.best_signature_time,
    )


def _listed_path(
    result: SignatureResult, lists: TrustedLists, pool: tuple[Certificate, ...]
) -> Path:
    """The path up to an issuer that the lists name, which may stand above the believed anchor."""
    path = result.basic.path
    if not path:
        return ()
    known = (*path, *result.signature.validation_data.certificates, *pool)
    names = frozenset(certificate.issuer_key for certificate in known)
    listed = lists.issuers_among(names, frozenset(c.sha256 for c in known))
    found = build_paths(
        path[0],
        pool=known,
        anchors=(certificate for certificate, _ in listed),
        max_length=MAX_PATH,
        max_checks=MAX_CHECKS,
    )
    return found.complete[0] if found.complete else path


def report_qualification(found: Qualification | None) -> QualificationReport | None:
    """The level with its reason in words."""
    if found is None:
        return None
    return QualificationReport(
        value=found.value,
        reason=found.reason,
        message=message_for(f"qualification-{found.reason}"),
        at_issuance=_certificate(found.at_issuance),
        at_best_signature_time=_certificate(found.at_best_signature_time),
    )


def answers_on_article_26(
    result: SignatureResult, qualification: Qualification | None
) -> tuple[PointAnswer, ...]:
    """The four requirements of an advanced signature; none for a document time-stamp."""
    if qualification is None:
        return ()
    return article_26(
        result.signer,
        trusted=result.conclusion.indication is Indication.TOTAL_PASSED,
        intact=result.integrity is Integrity.INTACT,
        broken=result.integrity is Integrity.BROKEN,
        qualification=qualification,
    )


def report_article_26(
    result: SignatureResult, qualification: Qualification | None
) -> tuple[AdvancedSignaturePoint, ...]:
    """The same with words."""
    answers = answers_on_article_26(result, qualification)
    return tuple(
        AdvancedSignaturePoint(a.point, a.established, a.by, message_for(f"article-26-{a.by}"))
        for a in answers
    )


def is_test(result: SignatureResult) -> bool:
    """Whether a test authority stands behind the signature or one of its time-stamps."""
    paths = (result.basic.path, *(stamp.basic.path for stamp in result.timestamps))
    return any(test_authority_in(path) is not None for path in paths)


def _certificate(found: CertificateQualification | None) -> CertificateQualificationReport | None:
    if found is None:
        return None
    return CertificateQualificationReport(
        at=found.at,
        qualified=found.qualified,
        use=found.use,
        qscd=found.qscd,
        reason=found.reason,
        territory=found.territory,
        service=found.service,
    )
