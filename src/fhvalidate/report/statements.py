"""What the signer states of himself and of the signature, in the report's names and masked."""

from collections.abc import Callable, Iterable

from fhvalidate.cms.signed_attribute_facts import SignedAttributeFacts
from fhvalidate.cms.signer_roles import CertifiedAttributes, SignerRoles, StatedAttribute
from fhvalidate.report.details_model import (
    AttributeReport,
    CertifiedRoleReport,
    CommitmentReport,
    PlaceReport,
    RolesReport,
    SignaturePolicyReport,
)
from fhvalidate.report.people import optional

Mask = Callable[[str], str]


def report_roles(roles: SignerRoles | None, mask: Mask) -> RolesReport | None:
    """What the signer claims to be, and what others state."""
    if roles is None:
        return None
    return RolesReport(
        claimed=_attributes(roles.claimed, mask),
        certified=tuple(_certified(each, mask) for each in roles.certified),
        assertions=roles.assertions,
    )


def _certified(stated: CertifiedAttributes, mask: Mask) -> CertifiedRoleReport:
    return CertifiedRoleReport(
        kind=stated.kind,
        sha256=stated.sha256,
        holder=optional(stated.holder, mask),
        holder_issuer=optional(stated.holder_issuer, mask),
        holder_serial_number=stated.holder_serial_number,
        issuer=optional(stated.issuer, mask),
        serial_number=stated.serial_number,
        not_before=stated.not_before,
        not_after=stated.not_after,
        attributes=_attributes(stated.attributes, mask),
    )


def _attributes(stated: Iterable[StatedAttribute], mask: Mask) -> tuple[AttributeReport, ...]:
    return tuple(AttributeReport(a.oid, tuple(map(mask, a.values))) for a in stated)


def report_commitments(facts: SignedAttributeFacts) -> tuple[CommitmentReport, ...]:
    """What the signer commits to."""
    return tuple(CommitmentReport(each.oid, each.name) for each in facts.commitments)


def report_policy(facts: SignedAttributeFacts, mask: Mask) -> SignaturePolicyReport | None:
    """The signature policy that the signature names."""
    policy = facts.policy
    if policy is None:
        return None
    return SignaturePolicyReport(
        oid=policy.oid,
        digest_algorithm=policy.digest_algorithm,
        digest=None if policy.digest is None else policy.digest.hex(),
        uris=tuple(map(mask, policy.uris)),
        notices=tuple(map(mask, policy.notices)),
        documents=tuple(map(mask, policy.documents)),
    )


def report_place(facts: SignedAttributeFacts, mask: Mask) -> PlaceReport | None:
    """Where the signer says to be."""
    place = facts.location
    if place is None:
        return None
    return PlaceReport(
        country=optional(place.country, mask),
        locality=optional(place.locality, mask),
        postal_address=tuple(map(mask, place.postal_address)),
    )
