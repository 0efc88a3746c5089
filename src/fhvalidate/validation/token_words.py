"""What the tokens of a document say of each of its signatures, and by which one it is judged."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from fhvalidate.conclusion import Conclusion, Indication, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.signature import Signature, TimeStampKind
from fhvalidate.validation.algorithms import accept_algorithms, not_believed
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.context import Context
from fhvalidate.validation.svt.against import is_spoken_against
from fhvalidate.validation.svt.result import TokenWord, says_passed
from fhvalidate.validation.time_stamp import TimeStampResult
from fhvalidate.validation.time_stamps import JudgedTimeStamps
from fhvalidate.validation.with_time import check_delay, check_order
from fhvalidate.x509.certificates.certificate import Certificate

# What a token answers: that time, revocation data or a chain is wanting. Nothing else: no
# integrity, form or weakness, and no revocation that is known.
WANTING = frozenset(
    {
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
        SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE,
        SubIndication.NO_POE,
        SubIndication.TRY_LATER,
    }
)


@frozen
class Carrier:
    """A document time-stamp that may carry a token, with its index among the signatures."""

    index: int
    signature: Signature
    result: TimeStampResult


@frozen
class Standing:
    """Where a signature stands among the time-stamps of its document, and in time.

    Attributes:
        index: its own.
        claimed: when it claims to be made.
        best: its best-signature-time.
        judged: every time-stamp.
    """

    index: int
    claimed: datetime | None
    best: datetime
    judged: JudgedTimeStamps

    @property
    def timestamps(self) -> tuple[TimeStampResult, ...]:
        """Those of the signature itself."""
        return self.judged.of(self.index)

    def of_time(self, context: Context) -> tuple[Conclusion, ...]:
        """Whether its time-stamps are in order, and early enough; no token answers that."""
        return (
            self.judged.order_of(self.index),
            check_order(self.timestamps, context),
            check_delay(self.timestamps, self.claimed, self.best, context),
        )


def carriers_of(signatures: tuple[Signature, ...], judged: JudgedTimeStamps) -> tuple[Carrier, ...]:
    """The document time-stamps that carry a token."""
    return tuple(
        Carrier(index, signatures[index], result)
        for (index, _), result in judged.final.items()
        if result.svt is not None
    )


def words_on(index: int, carriers: Iterable[Carrier]) -> tuple[TokenWord, ...]:
    """What each token says of the signature with that index, newest first.

    RFC 9321, 5: the newest that holds is the one to go by. That is the last in the file, which
    covers what comes before it, whatever the clocks of its issuer say.
    """
    found = [
        TokenWord(
            token=carrier.result.svt,
            claims=carrier.result.svt.signatures[index],
            carrier=carrier.index,
            time=carrier.result.token.generation_time,
            field=carrier.signature.placed.field.name,
            holds=carrier.result.conclusion.indication is Indication.PASSED,
        )
        for carrier in sorted(carriers, key=_place, reverse=True)
        if carrier.result.kind is TimeStampKind.DOCUMENT
        and carrier.result.svt is not None
        and carrier.result.token is not None
        and index in carrier.result.svt.signatures
    ]
    used = next((word for word in found if word.holds), None)
    return tuple(replace(word, is_used=word is used) for word in found)


def _place(carrier: Carrier) -> int:
    return carrier.signature.covered_end


def is_vouched_for(
    words: Iterable[TokenWord],
    conclusion: Conclusion,
    basic: BasicResult,
    standing: Standing,
    context: Context,
) -> bool:
    """Whether the token to go by makes up for what ours lacks, and ours lacks nothing else.

    Args:
        words: what the tokens say of the signature.
        conclusion: our own.
        basic: what the process for basic signatures gave on it.
        standing: its place among the time-stamps.
        context: time, trust, policy and validation data.
    """
    words = tuple(words)
    used = next((word for word in words if word.is_used), None)
    if used is None or not says_passed(used.claims):
        return False
    if conclusion.indication is not Indication.INDETERMINATE:
        return False
    if conclusion.sub_indication not in WANTING or basic.verified is None:
        return False
    if basic.signer is None or not _is_in_time(basic.signer, standing, context):
        return False
    stated = (word.token.paths.get(standing.index) for word in words)
    paths = tuple(path for path in stated if path is not None)
    if is_spoken_against(basic.signer, paths, at=used.time, context=context):
        return False
    materials = () if basic.certified is None else basic.certified.material
    if not_believed(materials, at=used.time, constraints=context.policy.cryptography):
        return False
    poes, beside = standing.judged.poes, basic.beside
    if beside.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
        # What has aged since was believed when the token proves that it was there.
        proven, constraints = poes.earliest(basic.name), context.policy.cryptography
        beside = accept_algorithms(basic.materials, at=proven, constraints=constraints)
    every = (basic.verified, beside, *standing.of_time(context))
    passed = all(each.indication is Indication.PASSED for each in every)
    return passed and all(map(_is_wanting_alone, standing.timestamps))


def _is_in_time(signer: Certificate, standing: Standing, context: Context) -> bool:
    """Whether the signer had the certificate when the signature is there, and claims to be made.

    What was there before its certificate is nobody's by that.
    """
    if standing.best < signer.not_before:
        return False
    claimed, skew = standing.claimed, context.policy.signature.claimed_time_skew
    return claimed is None or signer.is_in_force(claimed, skew=skew)


def _is_wanting_alone(stamp: TimeStampResult) -> bool:
    """Whether a time-stamp passed, or lacks no more than a token makes up for."""
    conclusion = stamp.conclusion
    return conclusion.indication is Indication.PASSED or conclusion.sub_indication in WANTING
