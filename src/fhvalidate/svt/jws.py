"""The compact form of a token: its three parts and its header (RFC 7515, 3.1; RFC 9321, 3.3)."""

import base64
import binascii
import re
from dataclasses import field

from fhvalidate.errors import SvtError
from fhvalidate.frozen import frozen
from fhvalidate.svt.algorithms import ALGORITHMS, TokenAlgorithm
from fhvalidate.svt.strict_json import Json, read_object

MAX_HEADER = 65_536  # bytes; x5c of four certificates has 8 kB
MAX_PAYLOAD = 1_048_576  # bytes; a token over 200 signatures with their chains has 900 kB
MAX_SIGNATURE = 4_096  # bytes; the largest RSA key that is used has 2,048
MAX_TOKEN = (MAX_HEADER + MAX_PAYLOAD + MAX_SIGNATURE) * 4 // 3 + 16
MAX_CERTIFICATES = 10  # in x5c; real ones have one to three
PARTS = 3
_ALPHABET = re.compile(rb"[A-Za-z0-9_-]+")
# What names the key by an address, or is the key itself, lets whoever made the token choose it.
KEY_BY_ITSELF = frozenset({"jwk", "jku", "x5u"})
# RFC 7515, 4.1: what may stand there besides, and changes nothing.
HARMLESS = frozenset({"cty", "x5t", "x5t#S256"})


@frozen
class Header:
    """A JOSE header by the profile: whose key signed, and how.

    Attributes:
        certificates: `x5c`, DER, the signer's first; none where there is none.
        key_id: `kid`: the digest of the signer's certificate; None where there is none.
    """

    algorithm: TokenAlgorithm
    certificates: tuple[bytes, ...] = field(default=(), repr=False)
    key_id: bytes | None = None


@frozen
class CompactToken:
    """A token in its three parts, none of them judged.

    Attributes:
        encoded: the whole, as it stands.
        payload: the claims, in JSON.
    """

    encoded: bytes = field(repr=False)
    header: Header
    payload: bytes = field(repr=False)


def read_compact(data: bytes) -> CompactToken:
    """The token that the bytes are.

    Raises:
        SvtError: `too-large`, `not-compact`, `not-json`, `json-key-twice`, `header-type`,
            `header-member`, `algorithm`, `no-key`, `key-by-itself`.
    """
    if len(data) > MAX_TOKEN:
        raise SvtError("too-large", "token")
    parts = data.split(b".")
    if len(parts) != PARTS:
        raise SvtError("not-compact", "token")
    limits = (("header", MAX_HEADER), ("payload", MAX_PAYLOAD), ("signature", MAX_SIGNATURE))
    header, payload, _ = (
        _decoded(part, where, limit) for part, (where, limit) in zip(parts, limits, strict=True)
    )
    return CompactToken(data, _header(read_object(header, where="header")), payload)


def _decoded(part: bytes, where: str, limit: int) -> bytes:
    """The bytes of one part (RFC 7515, 2): without padding, and in the one way to write them."""
    if _ALPHABET.fullmatch(part) is None:
        raise SvtError("not-compact", where)
    try:
        decoded = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except binascii.Error as error:
        raise SvtError("not-compact", where) from error
    if base64.urlsafe_b64encode(decoded).rstrip(b"=") != part:
        raise SvtError("not-compact", where)
    if len(decoded) > limit:
        raise SvtError("too-large", where)
    return decoded


def _header(members: dict[str, Json]) -> Header:
    for name in members:
        if name in KEY_BY_ITSELF:
            raise SvtError("key-by-itself", name)
        if name not in HARMLESS | {"typ", "alg", "x5c", "kid"}:
            raise SvtError("header-member", name)
    if members.get("typ") != "JWT":
        raise SvtError("header-type", "typ")
    stated = members.get("alg")
    algorithm = ALGORITHMS.get(stated) if isinstance(stated, str) else None
    if algorithm is None:
        raise SvtError("algorithm", stated if isinstance(stated, str) else "alg")
    certificates, key_id = members.get("x5c"), members.get("kid")
    if certificates is None and key_id is None:
        raise SvtError("no-key", "header")
    return Header(
        algorithm,
        () if certificates is None else _certificates(certificates),
        None if key_id is None else _key_id(key_id),
    )


def _certificates(value: Json) -> tuple[bytes, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= MAX_CERTIFICATES:
        raise SvtError("header-member", "x5c")
    return tuple(of_base64(item, where="x5c", reason="header-member") for item in value)


def _key_id(value: Json) -> bytes:
    return of_base64(value, where="kid", reason="header-member")


def of_base64(value: Json, *, where: str, reason: str) -> bytes:
    """The bytes of a text in base64, the ordinary kind with its padding (RFC 4648, 4).

    Raises:
        SvtError: `reason`: it is no such text.
    """
    if not isinstance(value, str):
        raise SvtError(reason, where)
    try:
        decoded = base64.b64decode(value.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise SvtError(reason, where) from error
    if not decoded or base64.b64encode(decoded).decode() != value:
        raise SvtError(reason, where)
    return decoded
