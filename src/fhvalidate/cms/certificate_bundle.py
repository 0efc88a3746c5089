"""Certificates in a SignedData that nobody has signed: a PKCS #7 bundle (RFC 5652, 5; .p7b)."""

from asn1crypto import cms

from fhvalidate.errors import Asn1Error

MAX_CERTIFICATES = 20_000  # of one bundle; one of every anchor on the EU's lists has 5,000
_TYPE, _FIRST = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 0x30
_HEAD = 20  # bytes within which the type of a ContentInfo stands


def is_signed_data(der: bytes) -> bool:
    """Whether the bytes begin as a ContentInfo of the type SignedData."""
    return der[:1] == bytes([_FIRST]) and _TYPE in der[:_HEAD]


def certificates_in_bundle(der: bytes) -> tuple[bytes, ...] | None:
    """The certificates as DER, unread; None when somebody has signed: it is no bundle then.

    Raises:
        Asn1Error: the bytes are no SignedData that can be read.
    """
    try:
        content = cms.ContentInfo.load(der, strict=True)["content"]
        if len(content["signer_infos"]):
            return None
        choices = content["certificates"]
        found = [] if choices.native is None else list(choices)[:MAX_CERTIFICATES]
        return tuple(one.chosen.dump() for one in found if one.name == "certificate")
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise Asn1Error("no readable SignedData") from error
