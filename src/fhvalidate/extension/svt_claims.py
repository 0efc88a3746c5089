"""The claims of a token, from what a judgement found (RFC 9321, 3.2 and B.1).

One token is for all the signatures of a file. What it says is what the report says: PASSED, or what
is open, where the archive has asked that that be put down too. What failed is never put down.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from fhvalidate.conclusion import Indication
from fhvalidate.evidence import EvidenceKind
from fhvalidate.extension.svt_facts import SignatureFacts
from fhvalidate.frozen import frozen
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport, TimestampReport
from fhvalidate.signature import SignatureKind, TimeStampKind
from fhvalidate.svt.algorithms import TokenAlgorithm
from fhvalidate.svt.claims import (
    CertificateReferences,
    DataReference,
    PolicyResult,
    ReferenceKind,
    SignatureClaims,
    SvtResult,
    TimeResult,
    TokenClaims,
)
from fhvalidate.validation.provable import PASSING
from fhvalidate.x509.keys.algorithms import digest_of

VERSION, PROFILE = "1.0", "PDF"
_POLICIES = "http://id.swedenconnect.se/svt/sigval-policy"
_TIMES = "http://id.swedenconnect.se/svt/timeval-type"
PKIX, TS_PKIX = f"{_POLICIES}/pkix/01", f"{_POLICIES}/ts-pkix/01"
SIGNATURE_TIME, DOCUMENT_TIME = f"{_TIMES}/sig-timestamp/01", f"{_TIMES}/pdf-doc-timestamp/01"
EARLIER_TOKEN = f"{_TIMES}/svt/01"


@frozen
class Issuing:
    """What a token is issued with.

    Attributes:
        issuer: who issues it, as people read it (`iss`).
        id: `jti`.
        at: `iat`, whole seconds.
    """

    issuer: str
    id: str
    at: datetime
    algorithm: TokenAlgorithm


def signatures_of(report: Report) -> tuple[SignatureReport, ...]:
    """The signatures, without document time-stamps."""
    return tuple(each for each in report.signatures if each.kind is SignatureKind.SIGNATURE)


def is_passed(signature: SignatureReport) -> bool:
    """Whether it passes, by itself or on the word of an earlier token that is believed.

    RFC 9321, 7.2: a token is renewed by one that is issued over what the earlier one says.
    """
    return signature.indication in PASSING or any(each.counts for each in signature.svt)


def token_claims(
    report: Report, facts: tuple[SignatureFacts, ...], issuing: Issuing
) -> TokenClaims:
    """What the token claims; `svt_refusals` has found nothing.

    Raises:
        LookupError: report and facts are not about the same signatures.
    """
    by_id = {each.id: each for each in facts}
    return TokenClaims(
        id=issuing.id,
        issuer=issuing.issuer,
        issued_at=issuing.at,
        audience=(),
        # It says when an issuer's liability ends, which is no matter of the statement itself.
        expires=None,
        version=VERSION,
        profile=PROFILE,
        digest_uri=issuing.algorithm.digest_uri,
        signatures=tuple(
            _claims(each, by_id[each.id or ""], report, issuing.algorithm.digest)
            for each in signatures_of(report)
        ),
    )


def _claims(
    signature: SignatureReport,
    facts: SignatureFacts,
    report: Report,
    digest: str,
) -> SignatureClaims:
    if facts.attributes_digest is None or facts.data_digest is None or facts.byte_range is None:
        raise LookupError(facts.id)
    times = tuple(_times(signature, facts, report))
    return SignatureClaims(
        signature_digest=facts.digest,
        attributes_digest=facts.attributes_digest,
        id=None,
        data=(DataReference(" ".join(map(str, facts.byte_range)), facts.data_digest),),
        certificates=_references(chain_of(signature, facts, report), facts, digest),
        results=(_result(signature, with_time=bool(times)),),
        times=times,
    )


def _result(signature: SignatureReport, *, with_time: bool) -> PolicyResult:
    policy = TS_PKIX if with_time else PKIX
    if is_passed(signature):
        return PolicyResult(policy, SvtResult.PASSED)
    return PolicyResult(policy, SvtResult.INDETERMINATE, signature.sub_indication)


def chain_of(
    signature: SignatureReport, facts: SignatureFacts, report: Report
) -> tuple[bytes, ...]:
    """The certificates (DER) that a token states for the signature, the signer's first.

    Where it passes on an earlier token's word, those that are stated there: whoever issued it had
    them all at hand, and what is at hand now may be less, or anybody's.

    Raises:
        LookupError: the report has none, or not in full.
    """
    earlier = _stated_earlier(signature, facts, report)
    if earlier:
        return earlier
    ders = {
        item.sha256: item.der for item in report.evidence if item.kind is EvidenceKind.CERTIFICATE
    }
    names = [each.sha256 for each in signature.chain]
    if not names and signature.signer is not None:  # nobody knows the issuer
        names = [signature.signer.certificate_sha256]
    if not names:
        raise LookupError(facts.id)
    return tuple(ders[each] for each in names)


def _stated_earlier(
    signature: SignatureReport, facts: SignatureFacts, report: Report
) -> tuple[bytes, ...]:
    """What the token says by whose word alone the signature passes; nothing of another one."""
    used = next((each for each in signature.svt if each.counts), None)
    if used is None or signature.indication in PASSING:
        return ()
    stated = dict(facts.stated)
    carrier = next(each for each in report.signatures if each.field == used.time_stamp_field)
    found = (stated.get(stamp.id or "") for stamp in carrier.timestamps)
    return next(filter(None, found), ())


def _references(
    chain: tuple[bytes, ...], facts: SignatureFacts, digest: str
) -> CertificateReferences:
    """RFC 9321, 3.2.5: by digest where the signature itself has every certificate, else whole."""
    if all(digest_of(der, "sha256").hex() in facts.certificates for der in chain):
        hashes = tuple(digest_of(der, digest) for der in chain)
        return CertificateReferences(ReferenceKind.CHAIN_HASH, hashes)
    return CertificateReferences(ReferenceKind.CHAIN, chain)


def _times(
    signature: SignatureReport, facts: SignatureFacts, report: Report
) -> Iterator[TimeResult]:
    """The times at which the signature is proven to have existed, as they were verified."""
    # One that carries a token is told as that token.
    digests = {each.id: each.digest for each in facts.time_stamps if each.svt_id is None}
    for stamp in signature.timestamps:
        if stamp.kind is TimeStampKind.SIGNATURE and stamp.indication is Indication.PASSED:
            yield from _time(stamp, SIGNATURE_TIME, digests)
    for later in report.signatures:
        if later.kind is not SignatureKind.DOCUMENT_TIMESTAMP or not _covers(later, signature):
            continue
        for stamp in later.timestamps:
            if later.indication in PASSING:
                yield from _time(stamp, DOCUMENT_TIME, digests)
    yield from _earlier_tokens(signature, facts, report)


def _earlier_tokens(
    signature: SignatureReport, facts: SignatureFacts, report: Report
) -> Iterator[TimeResult]:
    """Earlier tokens that hold, each a proof of the time at which it was issued."""
    ids = {each.id: each.svt_id for each in facts.time_stamps}
    carriers = {each.field: each for each in report.signatures}
    for token in signature.svt:
        carrier = carriers.get(token.time_stamp_field)
        if not token.holds or carrier is None:
            continue
        known = (ids.get(stamp.id or "") for stamp in carrier.timestamps)
        yield TimeResult(
            time=token.issued_at,
            kind=EARLIER_TOKEN,
            issuer=token.issuer,
            id=next(filter(None, known), None),
            results=(PolicyResult(PKIX, SvtResult.PASSED),),
        )


def _covers(stamp: SignatureReport, signature: SignatureReport) -> bool:
    """Whether the signature lies whole before the hole of the time-stamp's byte range."""
    one, other = signature.byte_range, stamp.byte_range
    return one is not None and other is not None and sum(one[-2:]) <= other[1]


def _time(stamp: TimestampReport, kind: str, digests: Mapping[str, bytes]) -> Iterator[TimeResult]:
    digest = digests.get(stamp.id or "")
    if stamp.generation_time is None or stamp.tsa is None or digest is None:
        return
    serial = None if stamp.details is None else stamp.details.serial_number
    yield TimeResult(
        time=stamp.generation_time,
        kind=kind,
        issuer=stamp.tsa.subject,
        id=serial,
        digest=digest,
        results=(PolicyResult(PKIX, SvtResult.PASSED),),
    )
