"""The parts of a SignedData that is plain DER, cut out without a whole decoder (RFC 5652, 5).

Nearly every one is, and asn1crypto takes six times as long. What is not of the one form that is
told here is left to it, and what is, is read as it reads it (test_signed_data.py:
test_a_plain_reading_is_that_of_the_whole_decoder).
"""

from asn1crypto import core

from fhvalidate.cms.attributes import Attribute, attributes_in, dotted
from fhvalidate.cms.parts import SIGNED_DATA, TST_INFO, Parts, SignerIdentifier, is_padded
from fhvalidate.x509.certificates.der import Element, plain_elements
from fhvalidate.x509.certificates.names import name_key_of

_INTEGER, _OCTETS, _TYPE, _SEQUENCE, _SET = 0x02, 0x04, 0x06, 0x30, 0x31
_FIRST, _SECOND = 0xA0, 0xA1  # [0] and [1], constructed: what may be left out
_KEY_IDENTIFIER = 0x80  # [0], primitive
_SIGNED_DATA = core.ObjectIdentifier(SIGNED_DATA).dump()
_VERSIONS = (b"\x01", b"\x03", b"\x04", b"\x05")
_VERSION_OF_TOKENS = b"\x03"
_ABSENT: Element = (0, 0, 0)


class _NotPlainError(Exception):
    """It is for the whole decoder to read."""


def plain_parts(der: bytes) -> Parts | None:
    """The parts of the SignedData in a ContentInfo; None where a whole decoder is needed.

    Raises:
        ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError: it is
            malformed.
    """
    try:
        return _read(der)
    except _NotPlainError:
        return None


def _read(der: bytes) -> Parts:
    kind, outer = _fields(der, _only(der, (0, 0, len(der)), _SEQUENCE), (_TYPE, _FIRST))
    if der[kind[0] : kind[2]] != _SIGNED_DATA or outer is _ABSENT:
        raise _NotPlainError
    version, digests, encapsulated, certificates, crls, infos = _fields(
        der,
        _only(der, outer, _SEQUENCE),
        (_INTEGER, _SET, _SEQUENCE, _FIRST, _SECOND, _SET),
    )
    signers = _elements(der, infos, _SEQUENCE)
    if not signers:
        raise _NotPlainError
    number, sid, digest, signed, algorithm, signature, unsigned = _fields(
        der,
        signers[0],
        (_INTEGER, None, _SEQUENCE, _FIRST, _SEQUENCE, _OCTETS, _SECOND),
    )
    if _contents(der, version) not in _VERSIONS or len(_contents(der, number)) != 1:
        raise _NotPlainError
    signer = _signer(der, sid)
    content_type, content = _content(der, encapsulated, _contents(der, version))
    return Parts(
        digest_algorithms=_ders(der, digests),
        content_type=content_type,
        content=content,
        certificates=_ders(der, certificates),
        crls=_ders(der, crls),
        ocsp_responses=(),
        signers=len(signers),
        signer=signer,
        digest_algorithm=der[digest[0] : digest[2]],
        signed_attributes=None if signed is _ABSENT else b"\x31" + der[signed[0] + 1 : signed[2]],
        signed=_attributes(der, signed),
        signature_algorithm=der[algorithm[0] : algorithm[2]],
        signature=_contents(der, signature),
        unsigned=_attributes(der, unsigned),
    )


def _content(der: bytes, encapsulated: Element, version: bytes) -> tuple[str, bytes | None]:
    """The type of what is signed, and what is carried inside: nothing, or a TSTInfo."""
    kind, outer = _fields(der, encapsulated, (_TYPE, _FIRST))
    content_type = dotted(der[kind[0] : kind[2]])
    if outer is _ABSENT:
        return content_type, None
    inside = _only(der, outer, _OCTETS)
    _only(der, inside, _SEQUENCE)
    if content_type != TST_INFO or version != _VERSION_OF_TOKENS:
        raise _NotPlainError
    return content_type, _contents(der, inside)


def _signer(der: bytes, sid: Element) -> SignerIdentifier:
    if der[sid[0]] == _KEY_IDENTIFIER:
        return SignerIdentifier(None, None, _contents(der, sid))
    if der[sid[0]] != _SEQUENCE:
        raise _NotPlainError
    issuer, serial = _fields(der, sid, (_SEQUENCE, _INTEGER))
    octets = _contents(der, serial)
    if is_padded(octets):
        raise _NotPlainError
    number = int.from_bytes(octets, "big", signed=True)
    return SignerIdentifier(name_key_of(der[issuer[0] : issuer[2]]), number, None)


def _attributes(der: bytes, place: Element) -> list[Attribute]:
    found = attributes_in(_contents(der, place))
    if found is None:
        raise _NotPlainError
    return found


def _fields(der: bytes, place: Element, tags: tuple[int | None, ...]) -> list[Element]:
    """The elements of a sequence that has these tags, None for any; _ABSENT for one left out."""
    elements = plain_elements(der, place[1], place[2])
    if elements is None:
        raise _NotPlainError
    found: list[Element] = []
    used = 0
    for tag in tags:
        if used < len(elements) and tag in (None, der[elements[used][0]]):
            found.append(elements[used])
            used += 1
        elif tag in (_FIRST, _SECOND):
            found.append(_ABSENT)
        else:
            raise _NotPlainError
    if used < len(elements):
        raise _NotPlainError
    return found


def _elements(der: bytes, place: Element, tag: int) -> list[Element]:
    """The elements of what holds none but of this tag."""
    elements = plain_elements(der, place[1], place[2])
    if elements is None or any(der[start] != tag for start, _, _ in elements):
        raise _NotPlainError
    return elements


def _only(der: bytes, place: Element, tag: int) -> Element:
    elements = _elements(der, place, tag)
    if len(elements) != 1:
        raise _NotPlainError
    return elements[0]


def _ders(der: bytes, place: Element) -> tuple[bytes, ...]:
    return tuple(der[start:end] for start, _, end in _elements(der, place, _SEQUENCE))


def _contents(der: bytes, place: Element) -> bytes:
    return der[place[1] : place[2]]
