"""The seal of a bundle: one time-stamp (RFC 3161) over the bytes of its tag manifest.

The tag manifest holds the digest of the manifest, and that the digests of all files: what was
time-stamped is the whole bag. A seal is believed only where it leads to an anchor that the reader
has configured for time-stamps; the anchors in the bundle are the bundle's own word.
"""

import hashlib
from datetime import datetime
from enum import StrEnum

from fhvalidate.archive.seals import Judging, only_token
from fhvalidate.cms.time_stamp_token import TimeStampToken
from fhvalidate.conclusion import Indication
from fhvalidate.errors import FetchError, UsageError
from fhvalidate.fetch import time_stamps
from fhvalidate.fetch.request import Network
from fhvalidate.fetch.time_stamps import MAX_TOKEN, fetch_time_stamp
from fhvalidate.frozen import frozen
from fhvalidate.identity.masking import mask_identity_attribute
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.finding_words import finding_in_words
from fhvalidate.signature import TimeStampKind
from fhvalidate.validation.time_stamp import TimeStampResult


class SealState(StrEnum):
    """What came of a seal."""

    NONE = "none"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not-confirmed"  # by the anchors and the evidence at hand
    BROKEN = "broken"  # not over these bytes, or not genuine


@frozen
class SealReport:
    """What a seal says.

    Attributes:
        time: the time that it proves, or, where it is not confirmed, states.
        authority: who made it, as its certificate says.
        findings: why it is not confirmed.
    """

    state: SealState
    time: datetime | None = None
    authority: str | None = None
    findings: tuple[ReportFinding, ...] = ()


NO_SEAL = SealReport(SealState.NONE)


def reaching(url: str, network: Network) -> Network:
    """The network, where the typed address may be a private one.

    Raises:
        UsageError: `seal-not-obtained`: no address that can be asked.
    """
    try:
        return time_stamps.reaching(url, network)
    except FetchError as error:
        raise UsageError("seal-not-obtained", url=url, reason=error.reason) from error


def fetch_seal(tag_manifest: bytes, url: str, network: Network) -> TimeStampToken:
    """A time-stamp over the tag manifest, from the authority at the address.

    Raises:
        UsageError: `seal-not-obtained`, with the reason.
    """
    imprint = hashlib.sha512(tag_manifest).digest()
    try:
        return fetch_time_stamp(url, network, digest=imprint, algorithm="sha512")
    except FetchError as error:
        raise UsageError("seal-not-obtained", url=url, reason=error.reason) from error


def judged_seal(seal: bytes | None, tag_manifest: bytes, judging: Judging) -> SealReport:
    """Whether the seal is over the tag manifest and leads to an anchor of the reader's.

    Args:
        seal: the token; None where there is none.
        tag_manifest: what it must be over.
        judging: by what.
    """
    if seal is None:
        return NO_SEAL
    token = only_token(seal) if len(seal) <= MAX_TOKEN else None
    return _report(judging.of(TimeStampKind.DOCUMENT, token, tag_manifest))


def _report(result: TimeStampResult) -> SealReport:
    conclusion, signer = result.conclusion, result.basic.signer
    states = {Indication.PASSED: SealState.CONFIRMED, Indication.FAILED: SealState.BROKEN}
    state = states.get(conclusion.indication, SealState.NOT_CONFIRMED)
    token = result.token
    return SealReport(
        state,
        result.proven_time or (None if token is None else token.generation_time),
        None if signer is None else mask_identity_attribute(signer.subject),
        tuple(finding_in_words(each, mask_identity_attribute) for each in conclusion.findings),
    )
