"""A token as it is written: the signed JSON (JWS), and the time-stamp that carries it.

RFC 9321, 3 and B.2: the compact JWS is the value of an extension of the TSTInfo, and the time-stamp
over the file is signed by the key that signed the token.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp, x509

from fhvalidate.errors import UsageError
from fhvalidate.extension.keys import IssuingKey
from fhvalidate.extension.pdf_writer import Stamp
from fhvalidate.frozen import frozen
from fhvalidate.svt.algorithms import TokenAlgorithm
from fhvalidate.svt.claims import PolicyResult, SignatureClaims, TimeResult, TokenClaims
from fhvalidate.svt.in_time_stamp import SVT_EXTENSION
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm, digest_of
from fhvalidate.x509.keys.key_strength import strength
from fhvalidate.x509.keys.public_key import Verification, verify

Json = Any
# Of a time-stamp that shows the archive's own clock; an identifier that nobody else has given out
# (ITU-T X.667). A time-stamping authority's own policy it is not, and is taken for none.
OWN_CLOCK = "2.25.164291527389426913287356713283650571153"
SERIAL_BITS = 63
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
    value = key.sign(signed, algorithm)
    is_ecdsa = algorithm.family == "ecdsa"
    _refuse_unverified(key, algorithm.as_signature, value, signed)
    octets = _fixed(value, key) if is_ecdsa else value
    jws = signed + b"." + base64.urlsafe_b64encode(octets).rstrip(b"=")
    return SignedToken(jws, key, algorithm, claims.issued_at)


def stamping(token: SignedToken) -> Stamp:
    """What gives the time-stamp that carries the token, over a digest."""
    return lambda digest, name: _time_stamp(token, digest, name).dump()


def room_for(token: SignedToken) -> int:
    """How many bytes the time-stamp takes at most; nothing is signed to know it."""
    known = strength(token.key.certificate.public_key)
    # Of ECDSA two integers of the curve's length, each with its tag, its length and a sign.
    length = known.size // 8 + 1
    size = length if known.family == "rsa" else 2 * (length + 4) + 4
    digest = bytes(int(token.algorithm.digest[3:]) // 8)
    whole = _content(token, digest, token.algorithm.digest, lambda _: bytes(size))
    return len(whole.dump()) + SLACK


def _time_stamp(token: SignedToken, digest: bytes, name: str) -> cms.ContentInfo:
    plain = _cms_algorithm(token.algorithm)

    def sign(data: bytes) -> bytes:
        value = token.key.sign(data, plain)
        _refuse_unverified(token.key, plain.as_signature, value, data)
        return value

    return _content(token, digest, name, sign)


def _cms_algorithm(algorithm: TokenAlgorithm) -> TokenAlgorithm:
    """What the key signs the time-stamp by: of RSA PKCS #1 v1.5, which every reader knows."""
    family = "rsa" if algorithm.family == "rsa-pss" else algorithm.family
    return TokenAlgorithm(algorithm.name, family, algorithm.digest, algorithm.curve)


def _content(token: SignedToken, digest: bytes, name: str, sign: Any) -> cms.ContentInfo:
    """The CMS (RFC 3161, 2.4.2; RFC 5816): the certificates of the key within."""
    own = x509.Certificate.load(token.key.certificate.der)
    info = _info(token, own, digest, name).dump()
    hashed = {"algorithm": token.algorithm.digest}
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "tst_info"),
            _attribute("message_digest", digest_of(info, token.algorithm.digest)),
            _attribute("signing_certificate_v2", _reference(token)),
        ]
    )
    suffix = "ecdsa" if token.algorithm.family == "ecdsa" else "rsa"
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": own.issuer, "serial_number": own.serial_number},
            ),
            "digest_algorithm": hashed,
            "signature_algorithm": {"algorithm": f"{token.algorithm.digest}_{suffix}"},
            "signed_attrs": attributes,
            "signature": sign(attributes.dump()),
        }
    )
    certificates = [
        cms.CertificateChoices("certificate", x509.Certificate.load(each.der))
        for each in token.key.certificates
    ]
    signed = {
        "version": "v3",
        "digest_algorithms": [hashed],
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(info),
        },
        "certificates": certificates,
        "signer_infos": [signer],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _info(token: SignedToken, own: x509.Certificate, digest: bytes, name: str) -> tsp.TSTInfo:
    return tsp.TSTInfo(
        {
            "version": "v1",
            "policy": OWN_CLOCK,
            "message_imprint": {"hash_algorithm": {"algorithm": name}, "hashed_message": digest},
            "serial_number": secrets.randbits(SERIAL_BITS) | 1,
            "gen_time": token.at,
            "tsa": x509.GeneralName("directory_name", own.subject),
            # RFC 9321, B.2.1.1: not critical, the token itself the value.
            "extensions": [{"extn_id": SVT_EXTENSION, "extn_value": token.jws}],
        }
    )


def _reference(token: SignedToken) -> tsp.SigningCertificateV2:
    digest = token.algorithm.digest
    identified = tsp.ESSCertIDv2(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": digest}),
            "cert_hash": digest_of(token.key.certificate.der, digest),
        }
    )
    return tsp.SigningCertificateV2({"certs": [identified]})


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


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
