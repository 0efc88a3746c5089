"""Signatures read and judged one by one, so that each part of a result can be replaced."""

from functools import cache

from fhvalidate.pdf.document import Document, read_document
from fhvalidate.pdf.signed_revision import read_signed_revisions
from fhvalidate.policy import Policy
from fhvalidate.signature import Signature, read_signature
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.context import Context
from fhvalidate.validation.process import SignatureResult, validate_signature
from fhvalidate.validation_data import from_security_store
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


def context_for(data: bytes, *, trust: TrustAnchors | None = None) -> Context:
    world = shared_world()
    believed = trust or trusting(world.root, world.time_stamp_root)
    limits = POLICY.limits
    store = from_security_store(opened(data).security_store, limit=limits.certificates_in_dss)
    return Context(VALIDATED_AT, believed, POLICY, store)


def results_of(data: bytes, *, trust: TrustAnchors | None = None) -> tuple[SignatureResult, ...]:
    context = context_for(data, trust=trust)
    return tuple(validate_signature(each, data, context) for each in signatures_of(data))


@cache
def signed_minutes() -> bytes:
    return signed(minutes())


@cache
def passed() -> SignatureResult:
    """The result on a signature that passes."""
    (result,) = results_of(signed_minutes())
    return result
