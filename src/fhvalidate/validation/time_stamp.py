"""Validation process for time-stamps (ETSI EN 319 102-1, 5.4)."""

import hmac
from collections.abc import Iterator
from datetime import datetime

from fhvalidate.cms.time_stamp_token import TimeStampToken
from fhvalidate.conclusion import (
    Conclusion,
    Finding,
    Indication,
    SubIndication,
    first_failure,
)
from fhvalidate.constraints import TimeStampRevocation
from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.frozen import frozen
from fhvalidate.signature import Integrity, TimeStampKind
from fhvalidate.svt.in_time_stamp import token_extensions
from fhvalidate.times import shifted
from fhvalidate.trust.anchors import Purpose
from fhvalidate.validation.algorithms import Material, accept_algorithms, signature_material
from fhvalidate.validation.basic import BasicResult, integrity_by
from fhvalidate.validation.building_blocks import BuildingBlock
from fhvalidate.validation.chain_purposes import TIME_STAMPING
from fhvalidate.validation.context import Context
from fhvalidate.validation.cryptographic_verification import Parts, unsupported, verify_enclosed
from fhvalidate.validation.format_checking import check_token_elements, check_token_format
from fhvalidate.validation.past_signature import PastSignature
from fhvalidate.validation.signing_certificate import identify
from fhvalidate.validation.svt.result import TokenResult
from fhvalidate.validation.x509_validation import validate_certificate
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.general_names import is_name_of
from fhvalidate.x509.keys.algorithms import digest_of_parts

CLAUSE = "EN 319 102-1, 5.4"


@frozen
class TimeStampResult:
    """The conclusion on one time-stamp; `token` is None when it cannot be read.

    Attributes:
        basic: what the process for basic signatures gave on the token.
        conclusion: that, or what past signature validation made of it.
        past: what that gave, where it was gone into.
        svt: what came of the signature validation token that it carries; None where it has none.
    """

    kind: TimeStampKind
    token: TimeStampToken | None
    basic: BasicResult
    conclusion: Conclusion
    past: PastSignature | None = None
    svt: TokenResult | None = None

    @property
    def proven_time(self) -> datetime | None:
        """The time that the time-stamp proves; None unless it passed.

        What it is over was there no later than genTime with its accuracy (RFC 3161, 2.4.2). What
        has it in its content was signed no earlier than genTime without that.
        """
        if self.token is None or self.conclusion.indication is not Indication.PASSED:
            return None
        content = self.kind is TimeStampKind.CONTENT
        return self.token.earliest_time if content else self.token.latest_time


def validate_time_stamp(
    kind: TimeStampKind,
    token: TimeStampToken | None,
    parts: Parts,
    context: Context,
    *,
    may_carry: bool = False,
) -> TimeStampResult:
    """Whether the token is genuine, of a trusted authority, and over the bytes of `parts`.

    Args:
        kind: what it is over.
        token: the time-stamp; None when it cannot be read.
        parts: the bytes.
        context: time, trust, policy and validation data.
        may_carry: whether a signature validation token in it is judged by the caller; elsewhere
            it makes the time-stamp prove nothing.
    """
    context = context.for_purpose(purpose_of(token))
    if token is None:
        finding = Finding.error("timestamp-unreadable", CLAUSE)
        failed = Conclusion.failed(SubIndication.FORMAT_FAILURE, finding)
        ran = ((BuildingBlock.FORMAT_CHECKING, failed),)
        basic = BasicResult(failed, Integrity.UNKNOWN, "", blocks=ran)
        return TimeStampResult(kind, None, basic, failed)
    basic = _validate(token, parts, context, notes=kind is not TimeStampKind.DOCUMENT)
    conclusion = basic.conclusion
    if not may_carry and token_extensions(token.info):
        # Only one that closes a revision of a PDF has a place for it (RFC 9321, B.2).
        finding = Finding.error("svt-not-in-document-time-stamp", "RFC 9321, B.2")
        misplaced = Conclusion.indeterminate(SubIndication.CUSTOM, finding)
        conclusion = misplaced.noting(*conclusion.findings)
    return TimeStampResult(kind, token, basic, conclusion)


def purpose_of(token: TimeStampToken | None) -> Purpose:
    """What the anchor of a time-stamp must be believed for.

    NOTE: one that carries a signature validation token is its issuer's word on signatures, and a
    proof of time only with it: by no anchor for time-stamps (decision 0055).
    """
    carries = token is not None and token_extensions(token.info)
    return Purpose.SVT if carries else Purpose.TIMESTAMP


def check_imprint(token: TimeStampToken, parts: Parts) -> Conclusion:
    """Whether the token is over these bytes (RFC 3161, 2.4.2)."""
    if token.imprint_algorithm is None:
        return unsupported("imprint")
    try:
        digest = digest_of_parts(parts, token.imprint_algorithm)
    except UnsupportedAlgorithmError as error:
        return unsupported(str(error))
    if not hmac.compare_digest(digest, token.info.imprint):
        finding = Finding.error("timestamp-imprint-mismatch", CLAUSE)
        return Conclusion.failed(SubIndication.HASH_FAILURE, finding)
    return Conclusion.passed()


@frozen
class _Settled:
    """What no time changes of a token: its signer, and what was concluded.

    Attributes:
        reference: what is said of the reference to the certificate.
        acceptable: the checks of its elements and of its certificate's purpose.
        told: what is noted of it beside the conclusion.
    """

    signer: Certificate
    checked: Conclusion
    reference: Conclusion
    verified: Conclusion
    acceptable: tuple[Conclusion, ...]
    in_force: Conclusion
    materials: tuple[Material, ...]
    told: tuple[Finding, ...]


def _settled(
    token: TimeStampToken, parts: Parts, context: Context, *, notes: bool
) -> _Settled | BasicResult:
    """What no time changes; the whole result where it ends before the certificate is validated."""
    signed_data = token.signed_data
    checked = check_token_format(token, notes=notes)
    imprint = check_imprint(token, parts)
    early = first_failure((checked, imprint))
    if early.indication is not Indication.PASSED:
        broken = imprint.indication is Indication.FAILED
        integrity = Integrity.BROKEN if broken else Integrity.UNKNOWN
        ran = (
            (BuildingBlock.FORMAT_CHECKING, checked),
            (BuildingBlock.CRYPTOGRAPHIC, imprint),
        )
        return BasicResult(early, integrity, token.name, blocks=ran)
    identified = identify(signed_data, context.data.certificates)
    signer = identified.certificate
    if signer is None:
        ran = (
            (BuildingBlock.FORMAT_CHECKING, checked),
            (BuildingBlock.SIGNING_CERTIFICATE, identified.conclusion),
        )
        return BasicResult(identified.conclusion, Integrity.UNKNOWN, token.name, blocks=ran)
    return _Settled(
        signer=signer,
        checked=checked,
        # That there is no reference at all is among what `check_token_elements` says.
        reference=identified.conclusion if signed_data.refers else Conclusion.passed(),
        verified=verify_enclosed(signed_data, signer),
        acceptable=(check_token_elements(token), check_purpose(signer)),
        in_force=check_unit_in_force(token, signer, context),
        materials=(
            *signature_material(token.name, signed_data, signer),
            Material(token.name, token.imprint_algorithm or "", 0),
        ),
        told=(*checked.findings, *check_authority(token, signer)),
    )


def _validate(token: TimeStampToken, parts: Parts, context: Context, *, notes: bool) -> BasicResult:
    settled = context.once(
        ("token", token, parts, notes, context.data, context.policy),
        lambda: _settled(token, parts, context, notes=notes),
    )
    if isinstance(settled, BasicResult):
        return settled
    signer, verified, materials = settled.signer, settled.verified, settled.materials
    fresh_for = fresh_time(token, context)
    certified = validate_certificate(signer, context, fresh_for=fresh_for)
    constraints = context.policy.cryptography
    accepted = accept_algorithms(materials, at=context.at, constraints=constraints)
    reference, in_force, told = settled.reference, settled.in_force, settled.told
    acceptable = (*settled.acceptable, check_generation_time(token, context))
    beside = (verified, reference, *acceptable)
    order = (*beside, certified.conclusion, accepted, in_force)
    return BasicResult(
        conclusion=first_failure(order).noting(*told),
        integrity=integrity_by(verified),
        name=token.name,
        signer=signer,
        certified=certified,
        materials=materials,
        fresh_for=fresh_for,
        beside=first_failure((*beside, in_force, accepted)).noting(*told),
        blocks=(
            (BuildingBlock.FORMAT_CHECKING, settled.checked),
            (BuildingBlock.SIGNING_CERTIFICATE, reference),
            (BuildingBlock.X509, certified.conclusion),
            (BuildingBlock.CRYPTOGRAPHIC, verified),
            (BuildingBlock.ACCEPTANCE, first_failure((*acceptable, in_force, accepted))),
        ),
    )


def check_authority(token: TimeStampToken, signer: Certificate) -> Iterator[Finding]:
    """Whether `tsa` is one of the names of the unit's certificate (RFC 3161, 2.4.2).

    It is signed, and no more than a hint; which certificate is meant the reference says.
    """
    if token.info.authority is not None and not is_name_of(token.info.authority, signer):
        clause = "RFC 3161, 2.4.2"
        yield Finding.warning("timestamp-authority-differs", clause, subject=signer.subject)


def fresh_time(token: TimeStampToken, context: Context) -> datetime | None:
    """The time that revocation data on the authority must be recent enough for; None: today.

    NOTE: that of the time-stamp, by default. Clause 5.4 asks for the validation time, and then
    no time-stamp passes once the next list is due, unless newer data is at hand. Later
    revocations that the data at hand does tell of are heeded all the same
    (test_time_stamp.py: test_a_revoked_authority_is_heeded_however_old_the_time_stamp).
    """
    if context.policy.x509.timestamp_revocation is TimeStampRevocation.VALIDATION_TIME:
        return None
    return min(token.generation_time, context.at)


def check_generation_time(token: TimeStampToken, context: Context) -> Conclusion:
    """Whether the token was there at the validation time; one from later proves nothing then."""
    skew = context.policy.signature.claimed_time_skew
    if token.generation_time <= shifted(context.at, skew):
        return Conclusion.passed()
    time = token.generation_time
    finding = Finding.error("timestamp-after-validation-time", CLAUSE, generation_time=time)
    return Conclusion.indeterminate(SubIndication.TIMESTAMP_ORDER_FAILURE, finding)


def check_unit_in_force(token: TimeStampToken, signer: Certificate, context: Context) -> Conclusion:
    """Whether the time of the token lies within the validity period of its unit's certificate."""
    skew = context.policy.x509.clock_skew
    if signer.is_in_force(token.generation_time, skew=skew):
        return Conclusion.passed()
    finding = Finding.error(
        "timestamp-outside-certificate", CLAUSE, generation_time=token.generation_time
    )
    return Conclusion.indeterminate(SubIndication.SIG_CONSTRAINTS_FAILURE, finding)


def check_purpose(signer: Certificate) -> Conclusion:
    """Whether the certificate is for time-stamping (RFC 3161, 2.3: extended key usage).

    NOTE: that the extension be critical, and this its only purpose, is not demanded: authorities
    on the EU's trusted lists break both, and neither lets anyone else make time-stamps
    (test_time_stamp.py: test_a_purpose_that_is_not_critical_is_accepted).
    """
    purposes = signer.extended_key_usage
    if purposes is not None and TIME_STAMPING in purposes:
        return Conclusion.passed()
    finding = Finding.error(
        "timestamp-not-for-time-stamping", "RFC 3161, 2.3", subject=signer.subject
    )
    return Conclusion.indeterminate(SubIndication.CHAIN_CONSTRAINTS_FAILURE, finding)
