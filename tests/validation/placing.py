"""Signatures read and judged one by one, so that each part of a result can be replaced."""

from datetime import datetime
from functools import cache

from fhvalidate.gathering import gathered
from fhvalidate.pdf.document.document import Document, read_document
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.policy import Policy
from fhvalidate.signature import Signature, read_signature
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.chains import chain_finder
from fhvalidate.validation.context import Context
from fhvalidate.validation.process import SignatureResult, validate_signatures
from fhvalidate.validation_data import ValidationData
from tests.pki import VALIDATED_AT
from tests.pki.minutes import minutes
from tests.pki.world import shared_world
from tests.validation.judging import signed, trusting

POLICY = Policy.named("default")


def opened(data: bytes) -> Document:
    return read_document(data, password="", limits=POLICY.limits)


def signatures_of(data: bytes) -> tuple[Signature, ...]:
    placed = read_signed_revisions(opened(data), POLICY.limits)
    return tuple(read_signature(each, POLICY.limits) for each in placed)


def context_with(
    at_hand: ValidationData,
    trust: TrustAnchors,
    *,
    at: datetime = VALIDATED_AT,
    policy: Policy = POLICY,
) -> Context:
    """What a validation starts from when this is all that is at hand."""
    return Context(at, trust, policy, at_hand, chain_finder(at_hand, trust, policy))


def results_of(data: bytes, *, trust: TrustAnchors | None = None) -> tuple[SignatureResult, ...]:
    world = shared_world()
    signatures = signatures_of(data)
    at_hand = gathered(opened(data), signatures, ValidationData(), POLICY)
    context = context_with(at_hand, trust or trusting(world.root, world.time_stamp_root))
    return validate_signatures(signatures, data, ProofsOfExistence(context.at), context)


@cache
def signed_minutes() -> bytes:
    return signed(minutes())


@cache
def passed() -> SignatureResult:
    """The result on a signature that passes."""
    (result,) = results_of(signed_minutes())
    return result
