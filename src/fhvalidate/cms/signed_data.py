"""SignedData: what a CMS says, unjudged (RFC 5652, 5; ETSI EN 319 122-1)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import cms, core, tsp

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
    CertificateReference,
    StatedPolicy,
    archived_revocation,
    as_object_identifier,
    as_octets,
    as_policy,
    as_time,
    attributes_of,
    certificate_references,
    encoded_values,
    first_value,
    protects_others,
    repeated_attributes,
)
from fhvalidate.cms.encoding import Encoding, read_encoding
from fhvalidate.errors import Asn1Error
from fhvalidate.x509.algorithms import SignatureAlgorithm, digest_name, signature_algorithm
from fhvalidate.x509.certificate import name_key

SIGNED_DATA = "1.2.840.113549.1.7.2"
DATA = "1.2.840.113549.1.7.1"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
OCSP_IN_CMS = "1.3.6.1.5.5.7.16.2"
ALGORITHMS_KEPT = 128  # identifiers read; the world has some forty
_SINGLE = (CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2)


@dataclass(frozen=True, slots=True)
class SignerIdentifier:
    """How the signerInfo names its certificate: by issuer and serial, or by key identifier."""

    issuer_key: str | None
    serial_number: int | None
    key_identifier: bytes | None


@dataclass(frozen=True, slots=True)
class SignedData:
    """A CMS SignedData with its first signerInfo.

    Attributes:
        encoding: where the DER ends, and whether it is DER at all.
        signers: how many signerInfos there are.
        content_type: of what is signed, an object identifier.
        content: what is carried inside; None when it is detached.
        certificates: DER, as carried, unparsed.
        crls, ocsp_responses: revocation data that the CMS itself carries.
        digest_algorithm: None when it is not known; `digest_oid` says what was written.
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
        info = cms.ContentInfo.load(der[: encoding.length])
        if info["content_type"].dotted != SIGNED_DATA:
            raise Asn1Error("not-signed-data")
        return _read(info["content"], encoding)
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


def _read(content: Any, encoding: Encoding) -> SignedData:
    if not len(content["signer_infos"]):
        raise Asn1Error("no-signer")
    info = content["signer_infos"][0]
    _refuse_padded_integers(content["version"], info["version"], info["sid"])
    signed = attributes_of(info["signed_attrs"])
    several = repeated_attributes(info["signed_attrs"])
    unsigned = attributes_of(info["unsigned_attrs"])
    digest_oid = _digest_oid(info["digest_algorithm"].dump())
    digest = digest_name(digest_oid)
    algorithm = _algorithm(info["signature_algorithm"].dump(), digest)
    encapsulated = content["encap_content_info"]
    archived_crls, archived_ocsps = archived_revocation(signed.get(REVOCATION_ARCHIVAL, []))
    carried_crls, carried_ocsps = _carried_revocation(content["crls"])
    return SignedData(
        encoding=encoding,
        signers=len(content["signer_infos"]),
        content_type=encapsulated["content_type"].dotted,
        content=_content(encapsulated),
        certificates=tuple(_certificates(content["certificates"])),
        crls=(*carried_crls, *archived_crls),
        ocsp_responses=(*carried_ocsps, *archived_ocsps),
        signer=_signer(info["sid"]),
        digest_algorithm=digest,
        digest_oid=digest_oid,
        listed_digests=frozenset(_digest_oid(a.dump()) for a in content["digest_algorithms"]),
        signature_algorithm=algorithm,
        signature=bytes(info["signature"].native),
        signed_attributes=_signed_attributes(info["signed_attrs"]),
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
def _digest_oid(der: bytes) -> str:
    return str(cms.DigestAlgorithm.load(der)["algorithm"].dotted)


@lru_cache(maxsize=ALGORITHMS_KEPT)
def _algorithm(der: bytes, digest: str | None) -> SignatureAlgorithm:
    return signature_algorithm(cms.SignedDigestAlgorithm.load(der), stated_digest=digest)


def _single_policy(signed: dict[str, list[Any]]) -> StatedPolicy | None:
    """The policy that is named; None when several are, for nobody can tell which is meant."""
    several = len(signed.get(SIGNATURE_POLICY, [])) > 1
    return None if several else first_value(signed, SIGNATURE_POLICY, as_policy)


def _refuse_padded_integers(*values: Any) -> None:
    """Refuses an integer with more octets than it needs, which no encoding rule allows.

    NOTE: certificates are read more leniently (x509/certificate.py), for real ones are at fault.
    This is about the CMS itself: which certificate it names hangs on such an integer, and
    decoders part ways on it (ITU-T X.690, 8.3.2;
    test_signed_data.py: test_an_integer_that_is_not_even_ber_makes_no_cms).

    Raises:
        Asn1Error: `not-ber`.
    """
    for value in values:
        if isinstance(value, cms.SignerIdentifier):
            named = value.name == "issuer_and_serial_number"
            octets = value.chosen["serial_number"].contents if named else b"\0"
        else:
            octets = value.contents
        if not octets or (len(octets) > 1 and int.from_bytes(octets[:2], "big") >> 7 in {0, 0x1FF}):
            raise Asn1Error("not-ber")


def _signed_attributes(attributes: Any) -> bytes | None:
    """The bytes that are signed: the attributes with the tag of SET OF (RFC 5652, 5.4)."""
    if isinstance(attributes, core.Void):
        return None
    raw: bytes = attributes.dump()
    if raw[1:2] == b"\x80":
        raw = attributes.dump(force=True)
    return b"\x31" + raw[1:]


def _content(encapsulated: Any) -> bytes | None:
    content = encapsulated["content"]
    if isinstance(content, core.Void):
        return None
    if isinstance(content, core.OctetString | core.ParsableOctetString):
        return bytes(content)
    value = getattr(content, "parsed", content)
    return bytes(value.dump() if isinstance(value, tsp.TSTInfo) else content.contents or b"")


def _signer(sid: Any) -> SignerIdentifier:
    if sid.name == "issuer_and_serial_number":
        chosen = sid.chosen
        key = name_key(chosen["issuer"])
        return SignerIdentifier(key, int(chosen["serial_number"].native), None)
    return SignerIdentifier(None, None, bytes(sid.chosen.native))


def _certificates(choices: Any) -> Iterator[bytes]:
    if isinstance(choices, core.Void):
        return
    for choice in choices:
        if choice.name == "certificate":
            yield choice.chosen.dump()


def _carried_revocation(choices: Any) -> tuple[list[bytes], list[bytes]]:
    """CRLs, and OCSP responses in the other format (RFC 5652, 10.2.1; RFC 5940)."""
    crls: list[bytes] = []
    responses: list[bytes] = []
    for choice in () if isinstance(choices, core.Void) else choices:
        try:
            if choice.name == "crl":
                crls.append(choice.chosen.dump())
            elif choice.chosen["other_rev_info_format"].dotted == OCSP_IN_CMS:
                responses.append(choice.chosen["other_rev_info"].dump())
        except MALFORMED:
            continue
    return crls, responses
