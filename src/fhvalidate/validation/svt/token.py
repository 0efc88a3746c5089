"""Whether a token holds: its signature, its header and claims, its age (RFC 9321, 3, 5 and 7.2).

Its time-stamp is judged beside it, by the process for time-stamps and the anchors for tokens.
"""

import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from fhvalidate.cms.time_stamp_token import TimeStampToken
from fhvalidate.cms.token_frame import stands_as_made
from fhvalidate.conclusion import Finding, Indication
from fhvalidate.errors import Asn1Error, KeyRestrictionError, SvtError, UnsupportedAlgorithmError
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.signature import Signature
from fhvalidate.svt.claims import TokenClaims
from fhvalidate.svt.claims_reading import read_claims
from fhvalidate.svt.in_time_stamp import token_extensions
from fhvalidate.svt.jose import is_signed_by
from fhvalidate.svt.jws import CompactToken, Header, read_compact
from fhvalidate.times import shifted
from fhvalidate.trust.anchors import Purpose
from fhvalidate.validation.algorithms import Material, not_believed
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.chain_purposes import TIME_STAMPING
from fhvalidate.validation.context import Context
from fhvalidate.validation.past_signature import PAST_CANDIDATES, validate_past_signature
from fhvalidate.validation.signing_certificate import identify
from fhvalidate.validation.svt.findings import unreadable
from fhvalidate.validation.svt.result import TokenResult
from fhvalidate.validation.svt.signatures import check_signatures
from fhvalidate.validation.x509_validation import validate_certificate
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.keys.algorithms import digest_of
from fhvalidate.x509.revocation.revocation_answer import algorithms_of

VERSION, PROFILE = "1.0", "PDF"
HEADER = "RFC 9321, 3.3"
CLAIMS = "RFC 9321, 3.2"
# Between the token and the time-stamp around it, which one command makes: a queue or a key that a
# person unlocks takes hours, and nobody knows what a token was for that lay about longer.
MAX_WAIT = timedelta(hours=24)


def judge_token(
    stamp: Signature,
    token: TimeStampToken,
    basic: BasicResult,
    signatures: tuple[Signature, ...],
    data: bytes,
    *,
    context: Context,
    poes: ProofsOfExistence,
) -> TokenResult:
    """What the token that a document time-stamp carries says, and everything wrong with it.

    Args:
        stamp: the document time-stamp.
        token: what it is made of.
        basic: what the process for time-stamps gave on it.
        signatures: every signature of the document.
        data: the bytes of the document.
        context: time, trust, policy and validation data.
        poes: what later time-stamps prove to have existed.
    """
    settled = context.once(
        ("svt", stamp, data, context.data, context.policy, context.trust, *signatures),
        lambda: _settled(stamp, token, signatures, data, context),
    )
    told = (
        *_check_time(settled, token, context),
        *_check_issuer(settled, basic, poes, context),
        *_check_age(settled, basic, context),
    )
    return replace(settled, findings=(*settled.findings, *told))


def _settled(
    stamp: Signature,
    token: TimeStampToken,
    signatures: tuple[Signature, ...],
    data: bytes,
    context: Context,
) -> TokenResult:
    """What no time changes of it."""
    extensions = token_extensions(token.info)
    told: list[Finding] = []
    if any(each.critical for each in extensions):
        told.append(Finding.error("svt-extension-critical", "RFC 9321, B.2.1.1"))
    if len(extensions) > 1:
        # Nobody can tell which is meant.
        told.append(Finding.error("svt-extension-twice", "RFC 9321, B.2.1.1"))
        return TokenResult(findings=tuple(told))
    try:
        compact = read_compact(extensions[0].value)
    except SvtError as error:
        return TokenResult(findings=(*told, unreadable(error)))
    issuer, of_key = _issuer(compact.header, stamp, context)
    told += of_key
    told += () if issuer is None else _check_value(compact, issuer)
    materials = () if issuer is None else _materials(compact, issuer)
    try:
        claims = read_claims(compact.payload)
    except SvtError as error:
        findings = (*told, unreadable(error))
        return TokenResult(issuer=issuer, findings=findings, materials=materials)
    told += _check_claims(claims, compact.header)
    told += _check_frame(token, stamp)
    digest = compact.header.algorithm.digest
    of_signatures = check_signatures(
        claims, stamp, signatures, data, digest=digest, context=context
    )
    told += of_signatures.findings
    of = of_signatures
    return TokenResult(claims, issuer, of.claims, tuple(told), of.paths, materials)


def _materials(token: CompactToken, issuer: Certificate) -> tuple[Material, ...]:
    used = algorithms_of(token.header.algorithm.as_signature, issuer.public_key)
    return tuple(Material("", name, size) for name, size in used)


def _issuer(
    header: Header, stamp: Signature, context: Context
) -> tuple[Certificate | None, tuple[Finding, ...]]:
    """The certificate of the key: the first of `x5c`, or that whose digest is `kid`."""
    found: Certificate | None
    if header.certificates:
        try:
            found = read_certificate(header.certificates[0])
        except Asn1Error:
            return None, (Finding.error("svt-key-not-found", HEADER),)
        if header.key_id is not None and not _has_id(found, header):
            return None, (Finding.error("svt-key-not-found", HEADER),)
        return found, ()
    # RFC 9321, B.2: the time-stamp's, or one that is stated to be believed.
    carried = stamp.validation_data.certificates
    stated = context.trust.anchors_for(Purpose.SVT, among=carried)
    found = next((each for each in (*carried, *stated) if _has_id(each, header)), None)
    return found, () if found is not None else (Finding.error("svt-key-not-found", HEADER),)


def _has_id(certificate: Certificate, header: Header) -> bool:
    digest = digest_of(certificate.der, header.algorithm.digest)
    return hmac.compare_digest(digest, header.key_id or b"")


def _check_value(token: CompactToken, issuer: Certificate) -> Iterator[Finding]:
    name = token.header.algorithm.name
    try:
        if not is_signed_by(token, issuer.public_key):
            yield Finding.error("svt-signature-wrong", "RFC 7515, 5.2")
    except KeyRestrictionError:
        yield Finding.error("svt-key-not-for-algorithm", "RFC 7518, 3.1", algorithm=name)
    except UnsupportedAlgorithmError:
        yield Finding.error("svt-signature-wrong", "RFC 7515, 5.2")


def _check_frame(token: TimeStampToken, stamp: Signature) -> Iterator[Finding]:
    """Whether the time-stamp stands as it was made, where its own signature does not tell."""
    signed_data = token.signed_data
    signer = identify(signed_data, stamp.validation_data.certificates).certificate
    stated = signed_data.signature_algorithm.digest
    agrees = stated is None or stated == signed_data.digest_algorithm
    # PAdES (EN 319 142-1, 5.3) has zeros in what is left of the hole; nothing else is there.
    left = (stamp.placed.shape.contents or b"")[len(token.der) :]
    whole = not left.strip(b"\0")
    if signer is None or not agrees or not whole or not stands_as_made(token.der, signer):
        yield Finding.error("svt-time-stamp-altered", "RFC 5652, 5")


def _check_claims(claims: TokenClaims, header: Header) -> Iterator[Finding]:
    if claims.version != VERSION:
        yield Finding.error("svt-version", "RFC 9321, 3.2.2", version=claims.version)
    if claims.profile != PROFILE:
        yield Finding.error("svt-profile", "RFC 9321, B.1", profile=claims.profile)
    if claims.digest_uri != header.algorithm.digest_uri:
        yield Finding.error(
            "svt-digest-algorithm",
            "RFC 9321, 3.2.2",
            algorithm=header.algorithm.name,
            digest=claims.digest_uri,
        )
    if claims.audience:
        yield Finding.info("svt-audience", CLAIMS, audience=claims.audience)


def _check_time(result: TokenResult, token: TimeStampToken, context: Context) -> Iterator[Finding]:
    """`iat` against the time-stamp, now and the certificate; what comes before it came before."""
    claims = result.claims
    if claims is None:
        return
    skew, issued = context.policy.signature.claimed_time_skew, claims.issued_at
    if issued > shifted(token.generation_time, skew):
        time = token.generation_time
        yield Finding.error(
            "svt-issued-after-time-stamp", CLAIMS, issued_at=issued, generation_time=time
        )
    if issued > shifted(context.at, skew):
        yield Finding.error("svt-issued-later", CLAIMS, issued_at=issued)
    clock = context.policy.x509.clock_skew
    if result.issuer is not None and not result.issuer.is_in_force(issued, skew=clock):
        yield Finding.error("svt-issued-outside-certificate", CLAIMS, issued_at=issued)
    if issued < shifted(token.generation_time, -MAX_WAIT):
        time = token.generation_time
        yield Finding.error(
            "svt-issued-before-time-stamp", CLAIMS, issued_at=issued, generation_time=time
        )
    latest = shifted(issued, skew)  # others' clocks are no more exact than this one's
    if any(time.time > latest for each in claims.signatures for time in each.times):
        yield Finding.error("svt-time-after-issue", "RFC 9321, 3.2.7", issued_at=issued)
    if claims.expires is not None and claims.expires < context.at:
        # The issuer no longer answers for it; what it said then stands (RFC 9321, 3.2.1).
        yield Finding.warning("svt-expired", "RFC 9321, 3.2.1", until=claims.expires)


def _check_issuer(
    result: TokenResult, basic: BasicResult, poes: ProofsOfExistence, context: Context
) -> Iterator[Finding]:
    """Whether the key's issuer is believed for tokens, where it is not the time-stamp's signer.

    That one is judged with the time-stamp, for the same purpose and by the same rules: now, or
    when a later proof says that both were there.
    """
    issuer = result.issuer
    if issuer is None or (basic.signer is not None and issuer.sha256 == basic.signer.sha256):
        return
    yield Finding.info("svt-issuer-differs", HEADER, subject=issuer.subject)
    # One root may stand above people too: none of them vouches for others by a key to sign with.
    stated = context.trust.anchors_for(Purpose.SVT, among=(issuer,))
    if issuer not in stated and TIME_STAMPING not in (issuer.extended_key_usage or ()):
        yield Finding.error("svt-key-not-for-tokens", HEADER, subject=issuer.subject)
    for_tokens = context.for_purpose(Purpose.SVT)
    certified = validate_certificate(issuer, for_tokens, fresh_for=basic.fresh_for)
    concluded = certified.conclusion
    if concluded.sub_indication in PAST_CANDIDATES:
        own = replace(basic, conclusion=concluded, signer=issuer, certified=certified, materials=())
        concluded = validate_past_signature(own, concluded, poes, for_tokens).conclusion
    if concluded.indication is not Indication.PASSED:
        if certified.chain is None:
            yield Finding.error(
                "svt-key-not-believed", "RFC 9321, 5", issuer=certified.path[-1].issuer
            )
        else:
            yield Finding.error("svt-key-certificate", "RFC 9321, 5", subject=issuer.subject)
            yield from concluded.findings


def _check_age(result: TokenResult, basic: BasicResult, context: Context) -> Iterator[Finding]:
    """Whether every algorithm of token and time-stamp is believed now (RFC 9321, 7.2).

    NOTE: a later proof does not mend it, as it does a time-stamp's: what has aged is the word of
    somebody else, who could have issued it anew (decision 0055).
    """
    if not result.materials:
        return
    materials = (*result.materials, *basic.materials)
    constraints = context.policy.cryptography
    aged = not_believed(materials, at=context.at, constraints=constraints)
    for name, size in dict.fromkeys((each.algorithm, each.size) for each in aged):
        shown = f"{name}-{size}" if size and "-P-" not in name else name
        until = constraints.end_of_life(name, size=size)
        yield Finding.error("svt-algorithm-aged", "RFC 9321, 7.2", algorithm=shown, until=until)
