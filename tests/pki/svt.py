# mypy: disable-error-code="no-untyped-call"
"""Validation tokens (SVT, RFC 9321), issued over any file and as wrongly as a test wants.

What stands in them is worked out by pyHanko's reading of the file, not by that of the package.
"""

import hashlib
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwk
from joserfc.jws import JWSRegistry
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.pki.identity import Identity
from tests.pki.keys import PrivateKey
from tests.pki.signing import add_document_time_stamp
from tests.pki.time_stamping import TimeStampAuthority, TokenExtension
from tests.pki.times import ARCHIVED_AT

OID = "1.2.752.201.5.2"
PKIX = "http://id.swedenconnect.se/svt/sigval-policy/pkix/01"
URIS = {
    "256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
Claims = dict[str, Any]
Change = Callable[[Claims], object]


def _as_it_is(_: Claims) -> None:
    """Changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssuer:
    """Who issues tokens, and what is done to them on the way."""

    identity: Identity
    at: datetime = ARCHIVED_AT
    algorithm: str = "ES256"
    stamping: Identity | None = None
    """Who makes the time-stamp, where it is another key."""

    by_kid: bool = False
    by_hash: bool = False
    """Whether the signer's certificates are referred to by their digests."""

    claims: Change = _as_it_is
    header: Change = _as_it_is
    payload: Callable[[bytes], bytes] = bytes
    """What is done to the JSON before it is signed."""

    token: Callable[[bytes], bytes] = bytes
    """What is done to the token after it was signed."""

    critical: bool = False
    times: int = 1
    """How many such extensions the time-stamp has."""

    @property
    def size(self) -> str:
        """The bits of its digest."""
        return self.algorithm[2:]


def add_token(
    data: bytes, issuer: TokenIssuer, *, about: bytes | None = None, password: str = ""
) -> bytes:
    """The PDF with a time-stamp that carries a token over the signatures of `about`, or its own."""
    value = issuer.token(token_over(about or data, issuer, password=password))
    extension = TokenExtension(oid=OID, value=value, critical=issuer.critical)
    authority = TimeStampAuthority(
        identity=issuer.stamping or issuer.identity,
        at=issuer.at,
        extensions=(extension,) * issuer.times,
    )
    field = f"Intyg{data.count(b'/DocTimeStamp') + 1}"
    return add_document_time_stamp(data, authority, field=field, digest="sha512", password=password)


def token_over(data: bytes, issuer: TokenIssuer, *, password: str = "") -> bytes:
    """The token in its compact form."""
    claims = claims_over(data, issuer, password=password)
    issuer.claims(claims)
    header = header_of(issuer)
    issuer.header(header)
    payload = issuer.payload(json.dumps(claims).encode())
    return signed_token(header, payload, issuer.identity.key, issuer.algorithm)


def header_of(issuer: TokenIssuer) -> Claims:
    """The header, by the profile."""
    der = issuer.identity.certificate.public_bytes(Encoding.DER)
    named: Claims = (
        {"kid": _base64(hashlib.new(f"sha{issuer.size}", der).digest())}
        if issuer.by_kid
        else {"x5c": [_base64(der)]}
    )
    return {"typ": "JWT", "alg": issuer.algorithm, **named}


def signed_token(header: Claims, payload: bytes, key: PrivateKey, algorithm: str) -> bytes:
    """The compact form, signed by the algorithm, whatever the header says."""
    start = _url(json.dumps(header).encode()) + b"." + _url(payload)
    model = JWSRegistry(algorithms=[algorithm]).get_alg(algorithm)
    pkcs8 = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    loaded = (jwk.RSAKey if isinstance(key, rsa.RSAPrivateKey) else jwk.ECKey).import_key(pkcs8)
    return start + b"." + _url(model.sign(start, loaded))


def claims_over(data: bytes, issuer: TokenIssuer, *, password: str = "") -> Claims:
    """What an honest issuer says of every signature of the file that it found to hold."""
    reader = PdfFileReader(BytesIO(data), strict=False)
    if password:
        reader.decrypt(password)
    entries = [_entry(each, data, issuer) for each in reader.embedded_regular_signatures]
    return {
        "jti": "0123456789abcdef0123456789abcdef",
        "iss": "https://arkiv.exempelby.se/svt",
        "iat": int(issuer.at.timestamp()),
        "sig_val_claims": {
            "ver": "1.0",
            "profile": "PDF",
            "hash_algo": URIS[issuer.size],
            "sig": entries,
        },
    }


def _entry(embedded: Any, data: bytes, issuer: TokenIssuer) -> Claims:
    info = embedded.signer_info
    byte_range = [int(number) for number in embedded.sig_object["/ByteRange"]]
    a, b, c, d = byte_range
    chain = [embedded.signer_cert.dump(), *_above(embedded)]
    references = [_hashed(der, issuer) for der in chain] if issuer.by_hash else map(_base64, chain)
    return {
        "sig_ref": {
            "sig_hash": _hashed(info["signature"].native, issuer),
            "sb_hash": _hashed(info["signed_attrs"].untag().dump(), issuer),
        },
        "sig_data_ref": [
            {
                "ref": " ".join(map(str, byte_range)),
                "hash": _hashed(data[a : a + b] + data[c : c + d], issuer),
            }
        ],
        "signer_cert_ref": {
            "type": "chain_hash" if issuer.by_hash else "chain",
            "ref": list(references),
        },
        "sig_val": [{"pol": PKIX, "res": "PASSED", "msg": "OK"}],
        "time_val": [],
    }


def _above(embedded: Any) -> list[bytes]:
    """The certificates of the CMS above the signer's, as each issues the one before."""
    found: list[bytes] = []
    below = embedded.signer_cert
    others = list(embedded.other_embedded_certs)
    while True:
        above = [c for c in others if c.subject == below.issuer and c.dump() != below.dump()]
        if not above:
            return found
        below = above[0]
        found.append(below.dump())


def _hashed(data: bytes, issuer: TokenIssuer) -> str:
    return _base64(hashlib.new(f"sha{issuer.size}", data).digest())


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _url(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")
