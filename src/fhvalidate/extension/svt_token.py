"""A token as it is written: the signed JSON (JWS), and the time-stamp that carries it.

RFC 9321, 3 and B.2: the compact JWS is the value of an extension of the TSTInfo, and the time-stamp
over the file is signed by the key that signed the token.
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from asn1crypto import algos, tsp

from fhvalidate.cms.time_stamp_making import Imprint, Signer, Stamping, make_time_stamp
from fhvalidate.errors import UsageError
from fhvalidate.extension.keys import IssuingKey
from fhvalidate.extension.pdf_writer import Stamp
from fhvalidate.frozen import frozen
from fhvalidate.svt.algorithms import TokenAlgorithm
from fhvalidate.svt.claims import PolicyResult, SignatureClaims, TimeResult, TokenClaims
from fhvalidate.svt.in_time_stamp import SVT_EXTENSION
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm
from fhvalidate.x509.keys.key_strength import strength
from fhvalidate.x509.keys.public_key import Verification, verify

Json = Any
SLACK = 32  # bytes: the serial number and ECDSA's integers are now and then a byte longer


@frozen
class SignedToken:
    """A token that is to be written into a file.

    Attributes:
        jws: the token, compact.
        at: of the time-stamp, the same as the token's `iat`.
    """

    jws: bytes
    key: IssuingKey
    algorithm: TokenAlgorithm
    at: datetime


def signed_token(claims: TokenClaims, key: IssuingKey, algorithm: TokenAlgorithm) -> SignedToken:
    """The token, signed, and its signature verified.

    Raises:
        UsageError: `issue-key-failed`: what the key gives is no signature of the certificate's.
    """
    header = {
        "typ": "JWT",
        "alg": algorithm.name,
        "x5c": [_base64(each.der) for each in key.certificates],
    }
    signed = b".".join(map(_part, (header, _members(claims))))
    value = key.sign(signed, algorithm.as_signature)
    is_ecdsa = algorithm.family == "ecdsa"
    _refuse_unverified(key, algorithm.as_signature, value, signed)
    octets = _fixed(value, key) if is_ecdsa else value
    jws = signed + b"." + base64.urlsafe_b64encode(octets).rstrip(b"=")
    return SignedToken(jws, key, algorithm, claims.issued_at)


def stamping(token: SignedToken) -> Stamp:
    """What gives the time-stamp that carries the token, over a digest.

    It is signed by RSA with PKCS #1 v1.5, which every reader knows, also where the token is by PSS.
    """
    plain = _without_padding(token.algorithm)

    def sign(data: bytes) -> bytes:
        value = token.key.sign(data, plain)
        _refuse_unverified(token.key, plain, value, data)
        return value

    return lambda digest, name: _carrier(token, Imprint(digest, name), sign)


def room_for(token: SignedToken) -> int:
    """How many bytes the time-stamp takes at most; nothing is signed to know it."""
    known = strength(token.key.certificate.public_key)
    # Of ECDSA two integers of the curve's length, each with its tag, its length and a sign.
    length = known.size // 8 + 1
    size = length if known.family == "rsa" else 2 * (length + 4) + 4
    name = token.algorithm.digest
    imprint = Imprint(bytes(int(name[3:]) // 8), name)
    return len(_carrier(token, imprint, lambda _: bytes(size))) + SLACK


def _carrier(token: SignedToken, imprint: Imprint, sign: Callable[[bytes], bytes]) -> bytes:
    """The time-stamp (RFC 9321, B.2.1.1): the token in an extension that is not critical."""
    certificates = tuple(each.der for each in token.key.certificates)
    extension = tsp.Extension({"extn_id": SVT_EXTENSION, "extn_value": token.jws})
    signer = Signer(certificates, _without_padding(token.algorithm), sign)
    return make_time_stamp(imprint, signer, Stamping(token.at, (extension,)))


def _without_padding(algorithm: TokenAlgorithm) -> SignatureAlgorithm:
    family = "rsa" if algorithm.family == "rsa-pss" else algorithm.family
    return SignatureAlgorithm(algorithm.name, family, algorithm.digest)


def _refuse_unverified(
    key: IssuingKey, algorithm: SignatureAlgorithm, value: bytes, data: bytes
) -> None:
    found = verify(key.certificate.public_key, algorithm, signature=value, message=data)
    if found is not Verification.VERIFIED:
        raise UsageError("issue-key-failed")


def _fixed(value: bytes, key: IssuingKey) -> bytes:
    """An ECDSA signature as RFC 7518, 3.4 has it: two integers of the curve's length."""
    length = (strength(key.certificate.public_key).size + 7) // 8
    found = algos.DSASignature.load(value, strict=True)
    return b"".join(found[each].native.to_bytes(length, "big") for each in ("r", "s"))


def _part(value: Mapping[str, Json]) -> bytes:
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).rstrip(b"=")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _members(claims: TokenClaims) -> dict[str, Json]:
    """RFC 9321, D.2: what there is nothing of is left out."""
    return {
        "jti": claims.id,
        "iss": claims.issuer,
        "iat": int(claims.issued_at.timestamp()),
        "sig_val_claims": {
            "ver": claims.version,
            "profile": claims.profile,
            "hash_algo": claims.digest_uri,
            "sig": [_signature(each) for each in claims.signatures],
        },
    }


def _signature(claims: SignatureClaims) -> dict[str, Json]:
    return {
        "sig_ref": {
            "sig_hash": _base64(claims.signature_digest),
            "sb_hash": _base64(claims.attributes_digest),
        },
        "sig_data_ref": [
            {"ref": each.reference, "hash": _base64(each.digest)} for each in claims.data
        ],
        "signer_cert_ref": {
            "type": str(claims.certificates.kind),
            "ref": [_base64(each) for each in claims.certificates.values],
        },
        "sig_val": [_result(each) for each in claims.results],
        "time_val": [_time(each) for each in claims.times],
    }


def _result(result: PolicyResult) -> dict[str, Json]:
    said = {"pol": result.policy, "res": str(result.result)}
    return said if result.message is None else {**said, "msg": str(result.message)}


def _time(found: TimeResult) -> dict[str, Json]:
    said: dict[str, Json] = {
        "time": int(found.time.timestamp()),
        "type": found.kind,
        "iss": found.issuer,
        "id": found.id,
        "hash": None if found.digest is None else _base64(found.digest),
        "val": [_result(each) for each in found.results],
    }
    return {name: value for name, value in said.items() if value is not None}
