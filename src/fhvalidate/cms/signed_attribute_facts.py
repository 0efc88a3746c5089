"""All that the signed attributes of a signature state, read only when asked for."""

from dataclasses import field
from datetime import datetime

from fhvalidate.cms.attribute_values import standing_in_order, values_by_type
from fhvalidate.cms.attributes import SIGNATURE_POLICY
from fhvalidate.cms.signed_data import SignedData
from fhvalidate.cms.signer_reference import ReferenceFacts, reference_facts
from fhvalidate.cms.signer_roles import (
    SIGNER_ATTRIBUTES,
    SIGNER_ATTRIBUTES_V2,
    SignerRoles,
    signer_roles,
)
from fhvalidate.cms.signer_statements import (
    COMMITMENT_TYPE,
    CONTENT_HINTS,
    SIGNER_LOCATION,
    Commitment,
    ContentHints,
    PolicyFacts,
    SignerLocation,
    commitments,
    content_hints,
    policy_facts,
    signer_location,
)
from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.algorithms import digest_of

_READ = (
    SIGNER_ATTRIBUTES,
    SIGNER_ATTRIBUTES_V2,
    COMMITMENT_TYPE,
    SIGNATURE_POLICY,
    SIGNER_LOCATION,
    CONTENT_HINTS,
)


@frozen
class SignedAttributeFacts:
    """What a signerInfo states beside what is judged; None for what is absent or unreadable.

    Attributes:
        content_type: an object identifier, as the attribute states it.
        signing_time: as the attribute claims it.
        digest_algorithm: of the message, by name, or the object identifier that is written.
        message_digest: the octets.
        signed_attributes: DER of the SET OF, with the tag of that (RFC 5652, 5.4).
        signed_attributes_digest: of those bytes, by the digest algorithm.
        signature: the octets of the signature value.
        references: the signing-certificate attributes, the newer form first; none where there
            is no such attribute.
    """

    content_type: str | None
    signing_time: datetime | None
    digest_algorithm: str
    message_digest: bytes | None
    signed_attributes: bytes | None = field(repr=False)
    signed_attributes_digest: bytes | None
    signature: bytes = field(repr=False)
    references: tuple[ReferenceFacts, ...]
    roles: SignerRoles | None
    commitments: tuple[Commitment, ...]
    policy: PolicyFacts | None
    location: SignerLocation | None
    hints: ContentHints | None


def signed_attribute_facts(
    signed_data: SignedData, signer: Certificate | None = None
) -> SignedAttributeFacts:
    """What the first signerInfo states; how its references stand to the signer's certificate."""
    standing = signed_data.signed_attributes
    encoded = None if standing is None else standing_in_order(standing)
    values = values_by_type(encoded, _READ)
    return SignedAttributeFacts(
        content_type=signed_data.stated_content_type,
        signing_time=signed_data.signing_time,
        digest_algorithm=signed_data.digest_algorithm or signed_data.digest_oid,
        message_digest=signed_data.message_digest,
        signed_attributes=encoded,
        signed_attributes_digest=_digest(encoded, signed_data.digest_algorithm),
        signature=signed_data.signature,
        references=reference_facts(signed_data, signer),
        roles=signer_roles(values),
        commitments=commitments(values),
        policy=policy_facts(values),
        location=signer_location(values),
        hints=content_hints(values),
    )


def _digest(encoded: bytes | None, algorithm: str | None) -> bytes | None:
    if encoded is None or algorithm is None:
        return None
    try:
        return digest_of(encoded, algorithm)
    except UnsupportedAlgorithmError:
        return None
