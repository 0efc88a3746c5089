"""What a report of full detail holds beside: all that was established, for auditors and formats.

Digests and numbers of certificates are hexadecimal; object identifiers are dotted. An object (a
certificate, a CRL, an OCSP response, a time-stamp, the bytes that were signed) is named by the
SHA-256 of its bytes, a signature by the SHA-256 of its value.
"""

from datetime import datetime
from enum import StrEnum

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.validation.building_blocks import BuildingBlock, Process


class FoundIn(StrEnum):
    """Where an object was found first.

    `cms`: in a signature or a time-stamp; `dss`: in the document security store; `ocsp`: in an
    OCSP response; `supplied`: it was given beside the document; `fetched`: over the network;
    `trust`: it is an anchor, or on a trusted list; `document`: it is itself a part of the file.
    """

    CMS = "cms"
    DSS = "dss"
    OCSP = "ocsp"
    SUPPLIED = "supplied"
    FETCHED = "fetched"
    TRUST = "trust"
    DOCUMENT = "document"


class ObjectKind(StrEnum):
    """What an object is; `signed-data` are the bytes that a signature or a time-stamp covers."""

    SIGNED_DATA = "signed-data"
    SIGNATURE = "signature"
    TIME_STAMP = "time-stamp"
    CERTIFICATE = "certificate"
    CRL = "crl"
    OCSP_RESPONSE = "ocsp-response"


class ProvenBy(StrEnum):
    """What proves that an object existed at a time.

    `validation`: only that it was there when it was judged; `time-stamp`: one that passes;
    `held-since`: the archive's own statement.
    """

    VALIDATION = "validation"
    TIME_STAMP = "time-stamp"
    HELD_SINCE = "held-since"


@frozen
class BlockReport:
    """What one building block concluded; `indication` is null when it did not run."""

    block: BuildingBlock
    clause: str
    indication: Indication | None
    sub_indication: SubIndication | None
    findings: tuple[str, ...]


@frozen
class ProcessReport:
    """What one validation process concluded; `indication` is null when it was not gone into."""

    process: Process
    clause: str
    indication: Indication | None
    sub_indication: SubIndication | None


@frozen
class AlgorithmReport:
    """An algorithm that was used: the policy accepts it at the validation time, and until when.

    `uri` is that of RFC 9231, where it has one; `key_size` is 0 for a digest.
    """

    use: str
    name: str
    key_size: int
    uri: str | None
    accepted: bool
    until: datetime | None


@frozen
class SigningCertificateReference:
    """How a signed attribute refers to the signing certificate; null: it says nothing of it.

    `version` is the attribute's, as in ESSCertIDv2; `digest` is that of the certificate, as the
    attribute states it.
    """

    version: str
    digest_algorithm: str | None
    digest: str | None
    digest_matches: bool | None
    has_issuer_serial: bool | None
    issuer_serial_matches: bool | None


@frozen
class AttributeReport:
    """A stated attribute: its type, and those of its values that are text."""

    oid: str
    values: tuple[str, ...]


@frozen
class CertifiedRoleReport:
    """Attributes that somebody else states of the signer; their signature is not verified.

    They are about `holder`, or whoever has the certificate of that issuer and serial number.
    """

    kind: str
    sha256: str
    holder: str | None
    holder_issuer: str | None
    holder_serial_number: str | None
    issuer: str | None
    serial_number: str | None
    not_before: datetime | None
    not_after: datetime | None
    attributes: tuple[AttributeReport, ...]


@frozen
class RolesReport:
    """What the signer claims to be, and what others state; `assertions` are types of those."""

    claimed: tuple[AttributeReport, ...]
    certified: tuple[CertifiedRoleReport, ...]
    assertions: tuple[str, ...]


@frozen
class CommitmentReport:
    """What the signer commits to; `name` is null where it is not one of the generic six."""

    oid: str
    name: str | None


@frozen
class SignaturePolicyReport:
    """The signature policy that the signature names; `oid` is null where it is implied."""

    oid: str | None
    digest_algorithm: str | None
    digest: str | None
    uris: tuple[str, ...]
    notices: tuple[str, ...]
    documents: tuple[str, ...]


@frozen
class PlaceReport:
    """Where the signer says to be, in the CMS."""

    country: str | None
    locality: str | None
    postal_address: tuple[str, ...]


@frozen
class SignedBytesReport:
    """The bytes that a signature covers: how many, and their digest by its own algorithm.

    `digest` is computed from the file. It equals `message_digest`, which is what the signature
    states, where the bytes are those that were signed. `id` is that of the bytes in `objects`; null
    where they are not known to be those that were signed.
    """

    size: int
    digest_algorithm: str
    digest: str
    id: str | None = None


@frozen
class CertificateDetails:
    """More of a certificate: `serial_number` and what it may be used for.

    `key_size` is in bits; `key_usage` and `extended_key_usage` are null where the extension is not
    there.
    """

    serial_number: str
    key_algorithm: str
    key_size: int
    signature_algorithm: str
    key_usage: tuple[str, ...] | None
    extended_key_usage: tuple[str, ...] | None
    found_in: FoundIn | None


@frozen
class SignatureDetails:
    """All that was established of one signature, beside what is decided by.

    Attributes:
        name, filter, contact_info: /Name, /Filter and /ContactInfo of the signature dictionary.
        signed_bytes: what its byte range covers; null where that is no part of the file.
        message_digest: the digest of the signed bytes that the signature states.
        signed_attributes_digest: of the DER of the signed attributes, as SET OF: what was signed.
        signature_value: the octets in the CMS, base64.
        signing_certificate: how it refers to the certificate, one for each signed attribute.
        pseudonym: whether the certificate names the signer by a pseudonym.
        processes: of 5.3, 5.5 and 5.6.3; building_blocks: those of 5.2 and 5.6.2.
        algorithms: that of the signature value, and the digests that it rests on.
        in_vri: the certificates, CRLs and OCSP responses that the file's document security store
            names for this signature (/VRI), by SHA-256; whether they were used it does not say.
        proven_by: the time-stamps that passed and prove that it existed, by id, the earliest first.
    """

    name: str | None
    filter: str | None
    contact_info: str | None
    signed_bytes: SignedBytesReport | None
    content_type: str | None
    message_digest: str | None
    signed_attributes_digest: str | None
    signature_value: str | None
    signing_certificate: tuple[SigningCertificateReference, ...]
    pseudonym: bool | None
    roles: RolesReport | None
    commitments: tuple[CommitmentReport, ...]
    signature_policy: SignaturePolicyReport | None
    place: PlaceReport | None
    content_description: str | None
    processes: tuple[ProcessReport, ...]
    building_blocks: tuple[BlockReport, ...]
    algorithms: tuple[AlgorithmReport, ...]
    in_vri: tuple[str, ...]
    proven_by: tuple[str, ...]


@frozen
class TimestampDetails:
    """All that was established of one time-stamp.

    Attributes:
        policy: of the authority, an object identifier.
        imprint: the digest that was time-stamped, by the time-stamp's `digest_algorithm`.
        accuracy_microseconds: of the generation time, where it is stated.
        serial_number, nonce: hexadecimal.
        authority: what the token itself says of who made it.
        qualified: whether a trusted list says that the service was qualified then; null without
            lists.
        covers: the objects that it proves to have existed, if it passes, by their ids in
            `objects`: signatures, the bytes they cover, certificates, revocation data, time-stamps.
    """

    policy: str
    imprint: str
    accuracy_microseconds: int | None
    ordering: bool
    serial_number: str | None
    nonce: str | None
    authority: str | None
    qualified: bool | None
    signing_certificate: tuple[SigningCertificateReference, ...]
    processes: tuple[ProcessReport, ...]
    building_blocks: tuple[BlockReport, ...]
    algorithms: tuple[AlgorithmReport, ...]
    covers: tuple[str, ...]


@frozen
class ObjectReport:
    """An object that the validation had at hand, and since when it is proven to have existed.

    `id` is as everywhere in the report: the SHA-256 of its bytes, of a signature that of its value.
    `exists_since` is the validation time where nothing earlier is proven. `proven_by` is the id of
    the time-stamp where a time-stamp proves it.
    """

    id: str
    kind: ObjectKind
    found_in: FoundIn | None
    exists_since: datetime
    proof: ProvenBy
    proven_by: str | None
