"""Article 26 of Regulation (EU) 910/2014: what makes a signature advanced, point by point."""

from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.trust.qualified_status import Answer
from fhvalidate.trust.signature_qualification import Qualification
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.names import ORGANISATION_IDENTIFIER, PSEUDONYM, SERIAL_NUMBER


class Point(StrEnum):
    """The four requirements."""

    A_UNIQUELY_LINKED = "a"
    B_IDENTIFIES = "b"
    C_SOLE_CONTROL = "c"
    D_CHANGE_DETECTABLE = "d"


class Established(StrEnum):
    """Whether what the file, the anchors and the lists say is enough to establish a point."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not-known"


@frozen
class PointAnswer:
    """One requirement: whether it is established, and by what (a key of the catalogues)."""

    point: Point
    established: Established
    by: str


def article_26(
    signer: Certificate | None,
    *,
    trusted: bool,
    intact: bool,
    broken: bool,
    qualification: Qualification,
) -> tuple[PointAnswer, ...]:
    """The four answers.

    Args:
        signer: the signing certificate; None when it is not known.
        trusted: whether the signature passed, so that a believed issuer vouches for the signer.
        intact: whether the signed content is known to be unchanged.
        broken: whether it is known to be changed.
        qualification: what the trusted lists made of the signature.
    """
    return (
        _uniquely_linked(signer, trusted=trusted),
        _identifies(signer, trusted=trusted),
        _sole_control(qualification, trusted=trusted),
        _change_detectable(intact=intact, broken=broken),
    )


def _uniquely_linked(signer: Certificate | None, *, trusted: bool) -> PointAnswer:
    point = Point.A_UNIQUELY_LINKED
    if signer is None:
        return PointAnswer(point, Established.NOT_KNOWN, "no-signing-certificate")
    if not trusted:
        return PointAnswer(point, Established.NOT_KNOWN, "issuer-not-confirmed")
    return PointAnswer(point, Established.YES, "issuer-binds-key-to-signer")


def _identifies(signer: Certificate | None, *, trusted: bool) -> PointAnswer:
    point = Point.B_IDENTIFIES
    if signer is None:
        return PointAnswer(point, Established.NOT_KNOWN, "no-signing-certificate")
    if not trusted:
        return PointAnswer(point, Established.NOT_KNOWN, "issuer-not-confirmed")
    names = signer.subject_types
    if PSEUDONYM in names:
        return PointAnswer(point, Established.NOT_KNOWN, "pseudonym")
    if {SERIAL_NUMBER, ORGANISATION_IDENTIFIER} & names:
        return PointAnswer(point, Established.YES, "name-and-identifier")
    if signer.common_name:
        return PointAnswer(point, Established.YES, "name-without-identifier")
    return PointAnswer(point, Established.NO, "no-name")


def _sole_control(qualification: Qualification, *, trusted: bool) -> PointAnswer:
    point = Point.C_SOLE_CONTROL
    then = qualification.at_best_signature_time
    if trusted and then is not None and then.qscd is Answer.YES:
        return PointAnswer(point, Established.YES, "qualified-device")
    # A file cannot show who held the key: that is in the issuer's practice statement.
    return PointAnswer(point, Established.NOT_KNOWN, "practice-statement")


def _change_detectable(*, intact: bool, broken: bool) -> PointAnswer:
    point = Point.D_CHANGE_DETECTABLE
    if broken:
        return PointAnswer(point, Established.NO, "content-changed")
    if not intact:
        return PointAnswer(point, Established.NOT_KNOWN, "content-not-verified")
    return PointAnswer(point, Established.YES, "signature-covers-content")
