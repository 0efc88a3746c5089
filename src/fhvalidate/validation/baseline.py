"""What a signature must have to be a PAdES baseline signature (ETSI EN 319 142-1, 6.3).

Each requirement is one row of a table, so that whoever reports can say which one is not met.
Table 1 of the clause names the component; the requirements beneath it stand with the component
that they are on. Those of the extended form (EN 319 142-2, 5) are the same but for a few.
"""

from collections.abc import Callable, Mapping

from fhvalidate.cms.attribute_counts import attribute_counts
from fhvalidate.cms.attributes import (
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNATURE_POLICY,
    SIGNING_CERTIFICATE,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
)
from fhvalidate.cms.signed_data import DATA, SignedData
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.signature_fields import SignatureField
from fhvalidate.signature import CADES_DETACHED, Signature
from fhvalidate.validation.signing_certificate import identify

COMMITMENT_TYPE = "1.2.840.113549.1.9.16.2.16"
SIGNER_ATTRIBUTES = "1.2.840.113549.1.9.16.2.18"
SIGNER_ATTRIBUTES_V2 = "0.4.0.19122.1.1"


@frozen
class Elements:
    """What the requirements are on: the signature dictionary, and the CMS in it.

    Attributes:
        counts: how many values each signed attribute has.
        includes_signer: whether SignedData.certificates holds the signing certificate.
    """

    field: SignatureField
    signed_data: SignedData
    counts: Mapping[str, int]
    includes_signer: bool

    def count(self, *types: str) -> int:
        """How many values the signed attributes of these types have."""
        return sum(self.counts.get(oid, 0) for oid in types)


@frozen
class Requirement:
    """One requirement, and how it is seen that it is met.

    Attributes:
        name: the component and what is asked of it; the same for ever.
        clause: where it stands.
        is_met: whether these elements meet it.
        extended: whether the extended form (PAdES-E-BES) asks for it too.
    """

    name: str
    clause: str
    is_met: Callable[[Elements], bool]
    extended: bool = True


def unmet_requirements(signature: Signature) -> tuple[Requirement, ...]:
    """The requirements of level B that the signature does not meet; all where it has no CMS."""
    elements = elements_of(signature)
    if elements is None:
        return REQUIREMENTS
    return tuple(each for each in REQUIREMENTS if not each.is_met(elements))


def elements_of(signature: Signature) -> Elements | None:
    """The elements of the signature; None where it has no CMS that can be read."""
    signed_data = signature.signed_data
    if signed_data is None:
        return None
    carried = signature.validation_data.certificates
    return Elements(
        field=signature.placed.field,
        signed_data=signed_data,
        counts=attribute_counts(signed_data.signed_attributes),
        includes_signer=identify(signed_data, carried).certificate is not None,
    )


def _digest_fits_attribute(elements: Elements) -> bool:
    """Whether the older form is used for SHA-1 and the newer for every other digest."""
    first = next(iter(elements.signed_data.references), None)
    if first is None:
        return True  # that there is one is a requirement of its own
    older = first.digest_algorithm == "sha1"
    return first.attribute == (SIGNING_CERTIFICATE if older else SIGNING_CERTIFICATE_V2)


def _reason_stands_alone(elements: Elements) -> bool:
    return not (elements.field.reason and elements.count(COMMITMENT_TYPE))


_TABLE = "EN 319 142-1, 6.3, table 1"
_GENERAL = "EN 319 142-1, 4.1"

REQUIREMENTS = (
    # 4.1: one signer in any PDF signature, and nothing encapsulated.
    Requirement("signer-infos: one", _GENERAL, lambda e: e.signed_data.signers == 1),
    Requirement("content: none", _GENERAL, lambda e: e.signed_data.content is None),
    # The CMS: what EN 319 122-1 defines.
    Requirement(
        "certificates: present", _TABLE, lambda e: bool(e.signed_data.certificates), extended=False
    ),
    Requirement(
        "certificates: the signing certificate",
        _TABLE,
        lambda e: e.includes_signer,
        extended=False,
    ),
    Requirement("content-type: one", _TABLE, lambda e: e.count(CONTENT_TYPE) == 1),
    Requirement(
        "content-type: id-data", _TABLE, lambda e: e.signed_data.stated_content_type == DATA
    ),
    Requirement("message-digest: one", _TABLE, lambda e: e.count(MESSAGE_DIGEST) == 1),
    Requirement(
        "signing-certificate: one",
        _TABLE,
        lambda e: e.count(SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2) == 1,
    ),
    Requirement(
        "signing-certificate: v1 for SHA-1 alone", _TABLE, _digest_fits_attribute, extended=False
    ),
    Requirement("signing-time: none", _TABLE, lambda e: not e.count(SIGNING_TIME), extended=False),
    Requirement(
        "signer-attributes: at most one",
        _TABLE,
        lambda e: e.count(SIGNER_ATTRIBUTES, SIGNER_ATTRIBUTES_V2) <= 1,
    ),
    Requirement(
        "signature-policy-identifier: at most one",
        _TABLE,
        lambda e: e.count(SIGNATURE_POLICY) <= 1,
        extended=False,
    ),
    Requirement("commitment-type-indication: not beside Reason", _TABLE, _reason_stands_alone),
    # The signature dictionary: what ISO 32000-2 defines.
    Requirement("M: present", _TABLE, lambda e: e.field.claimed_time is not None, extended=False),
    Requirement("Contents: present", _TABLE, lambda e: bool(e.field.contents)),
    Requirement("Filter: present", _TABLE, lambda e: bool(e.field.filter)),
    Requirement("ByteRange: present", _TABLE, lambda e: e.field.byte_range is not None),
    Requirement(
        "SubFilter: ETSI.CAdES.detached", _TABLE, lambda e: e.field.subfilter == CADES_DETACHED
    ),
    Requirement("Cert: none", _TABLE, lambda e: not e.field.certificates),
    Requirement(
        "Reason: not beside signature-policy-identifier",
        _TABLE,
        lambda e: not (e.field.reason and e.count(SIGNATURE_POLICY)),
        extended=False,
    ),
)
