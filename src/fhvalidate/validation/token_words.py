"""What the tokens of a document say of each of its signatures, and by which one it is judged."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from fhvalidate.conclusion import Conclusion, Indication, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.signature import Signature, TimeStampKind
from fhvalidate.trust.test_authorities import test_authority_in
from fhvalidate.validation.algorithms import accept_algorithms
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.chains import chain_along
from fhvalidate.validation.context import Context
from fhvalidate.validation.known_revocation import revoked_by
from fhvalidate.validation.svt.result import TokenWord, says_passed
from fhvalidate.validation.time_stamp import TimeStampResult
from fhvalidate.validation.time_stamps import JudgedTimeStamps
from fhvalidate.validation.with_time import check_delay, check_order

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

    RFC 9321, 5: the newest that holds is the one to go by; by the time-stamp, then by `iat`.
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
        for carrier in carriers
        if carrier.result.kind is TimeStampKind.DOCUMENT
        and carrier.result.svt is not None
        and carrier.result.token is not None
        and index in carrier.result.svt.signatures
    ]
    found.sort(key=lambda word: (word.time, word.issued_at), reverse=True)
    used = next((word for word in found if word.holds), None)
    return tuple(replace(word, is_used=word is used) for word in found)


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
    used = next((word for word in words if word.is_used), None)
    if used is None or not says_passed(used.claims):
        return False
    if conclusion.indication is not Indication.INDETERMINATE:
        return False
    if conclusion.sub_indication not in WANTING or basic.verified is None:
        return False
    if test_authority_in(basic.path) is not None and not context.trust.test_allowed:
        return False  # whoever vouches for it
    if basic.signer is None or standing.best < basic.signer.not_before:
        return False  # what was there before its certificate is nobody's by that
    if is_revocation_known(basic, context):
        return False
    poes, beside = standing.judged.poes, basic.beside
    if beside.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
        # What has aged since was believed when the token proves that it was there.
        proven, constraints = poes.earliest(basic.name), context.policy.cryptography
        beside = accept_algorithms(basic.materials, at=proven, constraints=constraints)
    every = (basic.verified, beside, *standing.of_time(context))
    passed = all(each.indication is Indication.PASSED for each in every)
    return passed and all(map(_is_wanting_alone, standing.timestamps))


def is_revocation_known(basic: BasicResult, context: Context) -> bool:
    """Whether anything at hand tells that the signer, or who issued to it, is revoked.

    Along every path, believed or not: what an issuer itself says of its certificate counts against
    it even where nobody here believes that issuer.
    """
    if basic.signer is None:
        return False
    found = context.chains(basic.signer, context.purpose)
    chains = found.chains or (
        chain_along(found.longest, context.data.certificates, context.data, context.trust),
    )
    poes = ProofsOfExistence(context.at)
    links = (link for chain in chains for link in chain.links)
    return any(revoked_by(link, context.at, poes) is not None for link in links)


def _is_wanting_alone(stamp: TimeStampResult) -> bool:
    """Whether a time-stamp passed, or lacks no more than a token makes up for."""
    conclusion = stamp.conclusion
    return conclusion.indication is Indication.PASSED or conclusion.sub_indication in WANTING
