"""Whom a document leads to: the topmost issuers of its signatures, time-stamps and revocation data.

Nobody is believed: these are what somebody may decide to believe, after comparing fingerprints.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from fhvalidate.conclusion import Indication, Verdict
from fhvalidate.frozen import frozen
from fhvalidate.policy import Policy
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.trust.beliefs import Purpose
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.long_term import path_finder
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.time_stamp import purpose_of
from fhvalidate.validation_data import ValidationData
from fhvalidate.x509.certificates.access_points import issuer_urls
from fhvalidate.x509.certificates.names import COMMON_NAME, first_text
from fhvalidate.x509.paths.path_building import Path, is_issued_by, may_issue
from fhvalidate.x509.revocation.answers import readable, responder_certificates
from fhvalidate.x509.revocation.authorship import signers_of_list, signers_of_response
from fhvalidate.x509.revocation.list_signers import may_sign
from fhvalidate.x509.revocation.ocsp_response import named_by
from fhvalidate.x509.revocation.revocation_time import MALFORMED

if TYPE_CHECKING:
    from fhvalidate.cms.time_stamp_token import TimeStampToken
    from fhvalidate.x509.certificates.certificate import Certificate

_FAILED = frozenset({Indication.FAILED, Indication.TOTAL_FAILED})
MAX_TOPMOST = 50  # issuers that are told of; real documents lead to two or three
# Each signature that is tried costs: of revocation data real documents have some ten items, of one
# or two signers each, and nobody's name is borne by more than a few certificates.
MAX_ITEMS, MAX_CANDIDATES, MAX_SIGNERS = 100, 5, 20


class LeadKind(StrEnum):
    """What of a document leads to an issuer."""

    SIGNATURE = "signature"
    TIME_STAMP = "timestamp"
    REVOCATION = "revocation"

    @property
    def purpose(self) -> Purpose | None:
        """What the issuer would be believed for; None: revocation data has no issuer of its own.

        It is believed by the issuer of the certificate that it tells of (RFC 5280, 6.3.3, f; RFC
        6960, 4.2.2.2).
        """
        match self:
            case LeadKind.SIGNATURE:
                return Purpose.SIGNATURE
            case LeadKind.TIME_STAMP:
                return Purpose.TIMESTAMP
            case LeadKind.REVOCATION:
                return None


@frozen
class Lead:
    """An issuer, or the name of one that is not at hand, and what leads to it.

    Attributes:
        kinds: what leads there, in the order of `LeadKind`.
        issuer: the topmost certificate, DER; empty where only the signer's own is at hand.
        missing: the name of the issuer above it, where that one's certificate is not at hand.
        urls: where the topmost certificate says that its issuer's is.
        is_own: whether there is none above because the signer made the certificate itself.
    """

    kinds: tuple[LeadKind, ...]
    issuer: bytes
    missing: str = ""
    urls: tuple[str, ...] = ()
    is_own: bool = False

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """What the issuer would be believed for; nothing where only revocation data leads there."""
        return tuple(kind.purpose for kind in self.kinds if kind.purpose is not None)


def leads_of(
    results: Iterable[SignatureResult], data: ValidationData, policy: Policy
) -> tuple[Lead, ...]:
    """The issuers that the unbroken signatures lead to, each once, with what leads to each.

    Args:
        results: of signatures and document time-stamps, judged without trusting anybody.
        data: everything at hand.
        policy: whose limits apply.
    """
    found: dict[tuple[bytes, str], dict[LeadKind, Lead]] = {}
    for kind, path in (*_signed(results), *_revoking(data, policy)):
        lead = _lead(kind, path)
        found.setdefault((lead.issuer, lead.missing if not lead.issuer else ""), {})[kind] = lead
    return tuple(
        Lead(
            tuple(kind for kind in LeadKind if kind in kinds),
            first.issuer,
            first.missing,
            first.urls,
            first.is_own,
        )
        for kinds in found.values()
        for first in (next(iter(kinds.values())),)
    )[:MAX_TOPMOST]


def is_unharmed(result: SignatureResult) -> bool:
    """Whether nothing is broken in a signature and its time-stamps, or altered in what it signed.

    One of a kind that cannot be verified here says nothing of either.
    """
    stamps = [stamp.basic for stamp in result.timestamps]
    conclusions = (result.conclusion, *(basic.conclusion for basic in stamps))
    if any(each.indication in _FAILED for each in conclusions):
        return False
    if any(each.integrity is Integrity.BROKEN for each in (result.basic, *stamps)):
        return False
    is_supported = result.signature.supported
    return not is_supported or result.changes.verdict is Verdict.VALID or _is_limited(result)


def _is_limited(result: SignatureResult) -> bool:
    """Whether nothing but a limit kept what came after the signature from being compared."""
    return result.changes.is_only_limited


def _signed(results: Iterable[SignatureResult]) -> Iterator[tuple[LeadKind, Path]]:
    for result in results:
        if result.signature.kind is SignatureKind.SIGNATURE:
            yield from _held(LeadKind.SIGNATURE, result.basic)
        elif not _carries(result.signature.token):
            yield from _held(LeadKind.TIME_STAMP, result.basic)
        for stamp in result.timestamps:
            if not _carries(stamp.token):
                yield from _held(LeadKind.TIME_STAMP, stamp.basic)


def _carries(token: "TimeStampToken | None") -> bool:
    """Whether it carries a validation token: whom to believe for those no document tells."""
    return purpose_of(token) is Purpose.SVT


def _held(kind: LeadKind, basic: BasicResult) -> Iterator[tuple[LeadKind, Path]]:
    if basic.integrity is Integrity.INTACT and basic.path:
        yield kind, basic.path


def _revoking(data: ValidationData, policy: Policy) -> Iterator[tuple[LeadKind, Path]]:
    """The paths of those who signed the CRLs and OCSP responses at hand."""
    pool = (*data.certificates, *responder_certificates(data.revocation))
    paths_of = path_finder(pool, policy.limits)
    lists, responses = readable(data.revocation)
    signers: dict[Certificate, None] = {}
    for item in lists[:MAX_ITEMS]:
        with suppress(*MALFORMED):  # what cannot be read leads nowhere
            named = [each for each in pool if may_sign(item, each)][:MAX_CANDIDATES]
            signers |= dict.fromkeys(signers_of_list(item, named))
    for response in responses[:MAX_ITEMS]:
        with suppress(*MALFORMED):
            named = list(islice(named_by(response, pool), MAX_CANDIDATES))
            signers |= dict.fromkeys(signers_of_response(response, named))
    for signer in islice(signers, MAX_SIGNERS):
        for path in paths_of(signer):
            yield LeadKind.REVOCATION, path


def _lead(kind: LeadKind, path: Path) -> Lead:
    top = path[-1]
    is_root = top.is_self_issued and is_issued_by(top, top)
    missing = "" if is_root else first_text(top.issuer_name, COMMON_NAME) or top.issuer
    urls = () if is_root else issuer_urls(top)
    # A signer's own certificate is nobody's issuer, whoever made it; who signs revocation data may
    # be the issuer of the certificates that it tells of.
    is_signer = len(path) == 1 and kind is not LeadKind.REVOCATION
    if is_signer or not may_issue(top):
        name = top.common_name or top.subject if is_root else missing
        return Lead((kind,), b"", name, urls, is_own=is_root)
    return Lead((kind,), top.der, missing, urls)
