"""The parts of a SignedData and of its first signerInfo, cut out of the encoding (RFC 5652, 5)."""

from collections.abc import Iterator
from typing import Any

from asn1crypto import cms, core, tsp

from fhvalidate.cms.attribute_encoding import in_der, in_der_order
from fhvalidate.cms.attributes import MALFORMED, Attribute, attributes_of
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.names import name_key_of

SIGNED_DATA = "1.2.840.113549.1.7.2"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
# GM/T 0010: what China has for CMS, with SM2 and SM3 in it.
CHINESE = "1.2.156.10197.6.1.4.2."
OCSP_IN_CMS = "1.3.6.1.5.5.7.16.2"


@frozen
class SignerIdentifier:
    """How the signerInfo names its certificate: by issuer and serial, or by key identifier."""

    issuer_key: str | None
    serial_number: int | None
    key_identifier: bytes | None


@frozen
class Parts:
    """What stands where: identifiers of algorithms, certificates and revocation data as DER.

    `content` and `signed_attributes` are None where there are none; the latter has the tag of the
    SET OF that is signed (RFC 5652, 5.4).
    """

    digest_algorithms: tuple[bytes, ...]
    content_type: str
    content: bytes | None
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    ocsp_responses: tuple[bytes, ...]
    signers: int
    signer: SignerIdentifier
    digest_algorithm: bytes
    signed_attributes: bytes | None
    signed: list[Attribute]
    signature_algorithm: bytes
    signature: bytes
    unsigned: list[Attribute]


def read_parts(der: bytes) -> Parts:
    """The parts of the SignedData in a ContentInfo, in whatever encoding.

    Raises:
        Asn1Error: it is none, it has no signerInfo, or its own integers are not even BER.
        ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError: it is
            malformed.
    """
    whole = cms.ContentInfo.load(der)
    if whole["content_type"].dotted.startswith(CHINESE):
        raise Asn1Error("not-supported")
    if whole["content_type"].dotted != SIGNED_DATA:
        raise Asn1Error("not-signed-data")
    content = whole["content"]
    if not len(content["signer_infos"]):
        raise Asn1Error("no-signer")
    info = content["signer_infos"][0]
    _refuse_padded_integers(content["version"], info["version"], info["sid"])
    encapsulated = content["encap_content_info"]
    crls, responses = _carried_revocation(content["crls"])
    return Parts(
        digest_algorithms=tuple(a.dump() for a in content["digest_algorithms"]),
        content_type=encapsulated["content_type"].dotted,
        content=_content(encapsulated),
        certificates=tuple(_certificates(content["certificates"])),
        crls=tuple(crls),
        ocsp_responses=tuple(responses),
        signers=len(content["signer_infos"]),
        signer=_signer(info["sid"]),
        digest_algorithm=info["digest_algorithm"].dump(),
        signed_attributes=_signed_attributes(info["signed_attrs"]),
        signed=_read_attributes(info["signed_attrs"]),
        signature_algorithm=info["signature_algorithm"].dump(),
        signature=bytes(info["signature"].native),
        unsigned=attributes_of(info["unsigned_attrs"]),
    )


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
        if is_padded(octets):
            raise Asn1Error("not-ber")


def is_padded(octets: bytes) -> bool:
    """Whether an integer has more octets than it needs, or none (ITU-T X.690, 8.3.2)."""
    return not octets or (len(octets) > 1 and int.from_bytes(octets[:2], "big") >> 7 in {0, 0x1FF})


def _signed_attributes(attributes: Any) -> bytes | None:
    """The bytes that are signed: the attributes with the tag of SET OF (RFC 5652, 5.4)."""
    if isinstance(attributes, core.Void):
        return None
    raw: bytes = attributes.dump()
    return b"\x31" + raw[1:]


def _read_attributes(attributes: Any) -> list[Attribute]:
    """The attributes; where they stand in BER, what their DER encoding says, for that is signed."""
    standing = _signed_attributes(attributes)
    if standing is None:
        return []
    try:
        if in_der_order(standing) != standing:
            return attributes_of(cms.CMSAttributes.load(in_der(standing)))
    except Asn1Error:
        pass
    return attributes_of(attributes)


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
        key = name_key_of(chosen["issuer"].dump())
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
