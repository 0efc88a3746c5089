"""SignedData: what a CMS says, unjudged (RFC 5652, 5; ETSI EN 319 122-1)."""

from dataclasses import field
from datetime import datetime
from functools import lru_cache

from asn1crypto import cms

from fhvalidate.cms.attributes import (
    CONTENT_TIME_STAMP,
    CONTENT_TYPE,
    MALFORMED,
    MESSAGE_DIGEST,
    REVOCATION_ARCHIVAL,
    SIGNATURE_POLICY,
    SIGNATURE_TIME_STAMP,
    SIGNING_CERTIFICATE,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
    Attributes,
    StatedPolicy,
    archived_revocation,
    as_object_identifier,
    as_octets,
    as_policy,
    as_time,
    by_type,
    encoded_values,
    first_value,
    protects_others,
    repeated_types,
)
from fhvalidate.cms.certificate_references import CertificateReference, certificate_references
from fhvalidate.cms.encoding import Encoding, read_encoding
from fhvalidate.cms.parts import Parts, SignerIdentifier, read_parts
from fhvalidate.cms.plain_parts import plain_parts
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm, signature_algorithm, stated_digest

DATA = "1.2.840.113549.1.7.1"
ALGORITHMS_KEPT = 128  # identifiers read; the world has some forty
_SINGLE = (CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2)


@frozen
class SignedData:
    """A CMS SignedData with its first signerInfo.

    Attributes:
        encoding: where the DER ends, and whether it is DER at all.
        signers: how many signerInfos there are.
        content_type: of what is signed, an object identifier.
        content: what is carried inside; None when it is detached.
        certificates: DER, as carried, unparsed.
        crls, ocsp_responses: revocation data that the CMS itself carries.
        digest_algorithm: None when it is not known; `digest_oid` says what was written, which may
            be a signature algorithm that has this digest.
        listed_digests: the names of those that stand before the content, or what was written.
        signed_attributes: DER of the SET OF; None when there are none.
        protects_others: whether an attribute protects other algorithms than those named here.
        repeated: signed attributes, by object identifier, that must be single and are not.
        references: the signing certificate references, the signer's first.
        refers: whether there is a signing-certificate attribute at all.
        policy: the signature policy that is named; None when none is, or none that can be told.
        names_policy: whether there is an attribute that should name one.
        signature_time_stamps, content_time_stamps: tokens, DER.
    """

    encoding: Encoding
    signers: int
    content_type: str
    content: bytes | None = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)
    crls: tuple[bytes, ...] = field(repr=False)
    ocsp_responses: tuple[bytes, ...] = field(repr=False)
    signer: SignerIdentifier
    digest_algorithm: str | None
    digest_oid: str
    listed_digests: frozenset[str]
    signature_algorithm: SignatureAlgorithm
    signature: bytes = field(repr=False)
    signed_attributes: bytes | None = field(repr=False)
    attribute_types: frozenset[str]
    protects_others: bool
    repeated: tuple[str, ...]
    stated_content_type: str | None
    message_digest: bytes | None
    signing_time: datetime | None
    refers: bool
    references: tuple[CertificateReference, ...]
    policy: StatedPolicy | None
    names_policy: bool
    signature_time_stamps: tuple[bytes, ...] = field(repr=False)
    content_time_stamps: tuple[bytes, ...] = field(repr=False)


def read_signed_data(der: bytes) -> SignedData:
    """The SignedData that `der` starts with; padding after it is counted, not read.

    Raises:
        Asn1Error: there is none, it has no signerInfo, or its own integers are not even BER.
    """
    encoding = read_encoding(der)
    try:
        whole = der[: encoding.length]
        return _of(plain_parts(whole) or read_parts(whole), encoding)
    except MALFORMED as error:
        raise Asn1Error("cms") from error


def is_attributes(data: bytes) -> bool:
    """Whether the bytes are a SET OF attributes, as signed attributes are."""
    if data[:1] != b"\x31":
        return False
    try:
        return len(cms.CMSAttributes.load(data, strict=True)) > 0
    except MALFORMED:
        return False


def _of(parts: Parts, encoding: Encoding) -> SignedData:
    signed, unsigned = by_type(parts.signed), by_type(parts.unsigned)
    several = repeated_types(parts.signed)
    digest_oid, digest = _digest(parts.digest_algorithm)
    algorithm = _algorithm(parts.signature_algorithm, digest)
    archived_crls, archived_ocsps = archived_revocation(signed.get(REVOCATION_ARCHIVAL, []))
    return SignedData(
        encoding=encoding,
        signers=parts.signers,
        content_type=parts.content_type,
        content=parts.content,
        certificates=parts.certificates,
        crls=(*parts.crls, *archived_crls),
        ocsp_responses=(*parts.ocsp_responses, *archived_ocsps),
        signer=parts.signer,
        digest_algorithm=digest,
        digest_oid=digest_oid,
        listed_digests=frozenset(
            name or oid for oid, name in map(_digest, parts.digest_algorithms)
        ),
        signature_algorithm=algorithm,
        signature=parts.signature,
        signed_attributes=parts.signed_attributes,
        attribute_types=frozenset(signed),
        protects_others=protects_others(signed, digest=digest_oid, signature=algorithm.oid),
        repeated=tuple(oid for oid in _SINGLE if oid in several or len(signed.get(oid, [])) > 1),
        stated_content_type=first_value(signed, CONTENT_TYPE, as_object_identifier),
        message_digest=first_value(signed, MESSAGE_DIGEST, as_octets),
        signing_time=first_value(signed, SIGNING_TIME, as_time),
        refers=SIGNING_CERTIFICATE in signed or SIGNING_CERTIFICATE_V2 in signed,
        references=tuple(certificate_references(signed)),
        policy=_single_policy(signed),
        names_policy=SIGNATURE_POLICY in signed,
        signature_time_stamps=tuple(encoded_values(unsigned.get(SIGNATURE_TIME_STAMP, []))),
        content_time_stamps=tuple(encoded_values(signed.get(CONTENT_TIME_STAMP, []))),
    )


@lru_cache(maxsize=ALGORITHMS_KEPT)
def _digest(der: bytes) -> tuple[str, str | None]:
    """The object identifier of a digestAlgorithm, and the digest that it means."""
    identifier = cms.SignedDigestAlgorithm.load(der)
    return str(identifier["algorithm"].dotted), stated_digest(identifier)


@lru_cache(maxsize=ALGORITHMS_KEPT)
def _algorithm(der: bytes, digest: str | None) -> SignatureAlgorithm:
    return signature_algorithm(cms.SignedDigestAlgorithm.load(der), stated_digest=digest)


def _single_policy(signed: Attributes) -> StatedPolicy | None:
    """The policy that is named; None when several are, for nobody can tell which is meant."""
    several = len(signed.get(SIGNATURE_POLICY, [])) > 1
    return None if several else first_value(signed, SIGNATURE_POLICY, as_policy)
