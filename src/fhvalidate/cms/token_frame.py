"""What of a time-stamp token no signature protects, and whether it is as the rest wants it.

A CMS signs its content and the signed attributes. What stands around them can be written otherwise
and mean the same to a lenient reader: versions (RFC 5652, 5.1 and 5.3), the list of digests, the
name of the signer's issuer, and parameters that are nothing. Where a token speaks of others'
signatures, it is to stand as it was made.
"""

from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.der import Element, children, within

_NULL = b"\x05\x00"
_BY_ISSUER, _BY_KEY = b"\x02\x01\x01", b"\x02\x01\x03"  # INTEGER 1 and 3
_KEY_IDENTIFIER, _FIRST, _SECOND = 0x80, 0xA0, 0xA1
# RFC 4055, 3.1: the one signature algorithm here whose parameters say something.
_PSS = bytes.fromhex("06092a864886f70d01010a")


def stands_as_made(der: bytes, signer: Certificate) -> bool:
    """Whether the unprotected parts of the token are what its signer would have written.

    Args:
        der: the token, a ContentInfo.
        signer: the certificate that its signed reference means.
    """
    try:
        return _stands(der, signer)
    except (ValueError, IndexError):
        return False


def _stands(der: bytes, signer: Certificate) -> bool:
    _, outer = children(der)
    (whole,) = within(der, outer)
    version, digests, _, *rest = within(der, whole)
    infos = rest.pop()
    # Neither is there room for unsigned attributes, which anybody may add: none are needed.
    number, sid, digest, attributes, algorithm, _ = within(der, _only(der, infos))
    return (
        _bytes(der, version) == _BY_KEY
        and all(der[each[0]] in {_FIRST, _SECOND} for each in rest)
        and der[attributes[0]] == _FIRST
        and der[digests[0]] == der[infos[0]] == 0x31  # noqa: PLR2004 - SET
        and _is_signer(_bytes(der, number), _bytes(der, sid), signer)
        and _named(der, digest) is not None
        and _named(der, _only(der, digests)) == _named(der, digest)
        and (_named(der, algorithm) is not None or _is_pss(der, algorithm))
    )


def _only(der: bytes, place: Element) -> Element:
    (one,) = within(der, place)
    return one


def _bytes(der: bytes, place: Element) -> bytes:
    return der[place[0] : place[2]]


def _is_signer(number: bytes, sid: bytes, signer: Certificate) -> bool:
    """RFC 5652, 5.3: the version goes with how the signer is named, and that stands as it is."""
    if sid[0] == _KEY_IDENTIFIER:
        return number == _BY_KEY
    issuer, serial = signer.asn1.issuer, signer.asn1["tbs_certificate"]["serial_number"]
    places = [sid[each[0] : each[2]] for each in children(sid)]
    return number == _BY_ISSUER and places == [issuer.dump(), serial.dump()]


def _named(der: bytes, identifier: Element) -> bytes | None:
    """The object identifier of an algorithm without parameters, or with NULL; else None."""
    name, *parameters = within(der, identifier)
    if [_bytes(der, each) for each in parameters] not in ([], [_NULL]):
        return None
    return _bytes(der, name)


def _is_pss(der: bytes, identifier: Element) -> bool:
    return _bytes(der, within(der, identifier)[0]) == _PSS
