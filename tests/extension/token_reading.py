"""A second way of reading a token and of checking all of it: nothing of the package takes part."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from asn1crypto import cms, tsp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509 import load_der_x509_certificate

OID = "1.2.752.201.5.2"
_RANGE = re.compile(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+) ?\]")
_URIS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


@dataclass(frozen=True)
class Read:
    """A token and what it stands in."""

    header: dict[str, Any]
    claims: dict[str, Any]
    certificates: tuple[bytes, ...]

    @property
    def signatures(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.claims["sig_val_claims"]["sig"]
        return found


@dataclass(frozen=True)
class _Signed:
    """A signature dictionary: its range, and the CMS in its hole."""

    numbers: tuple[int, int, int, int]
    content: Any

    @property
    def signer(self) -> Any:
        return self.content["signer_infos"][0]

    def covered(self, data: bytes) -> bytes:
        a, b, c, d = self.numbers
        return data[a : a + b] + data[c : c + d]


def checked_token(data: bytes) -> Read:
    """The token of the last one in the file, with every digest and signature of it recomputed."""
    signed = sorted(_signed(data), key=lambda each: sum(each.numbers[2:]))
    carriers = [each for each in signed if _extension(each) is not None]
    carrier = carriers[-1]
    info = _info(carrier)
    token = _extension(carrier)
    assert token is not None
    header, payload, value = (_unpadded(part) for part in token.split(b"."))
    read = Read(
        json.loads(header),
        json.loads(payload),
        tuple(each.chosen.dump() for each in carrier.content["certificates"]),
    )
    name = _URIS[read.claims["sig_val_claims"]["hash_algo"]]
    assert info["message_imprint"]["hash_algorithm"]["algorithm"].native == name
    imprint = info["message_imprint"]["hashed_message"].native
    assert imprint == hashlib.new(name, carrier.covered(data)).digest()
    assert sum(carrier.numbers[2:]) <= len(data)
    assert int(info["gen_time"].native.timestamp()) == read.claims["iat"]
    _check_time_stamp(carrier, read)
    key = load_der_x509_certificate(base64.b64decode(read.header["x5c"][0])).public_key()
    _check_jws(key, read.header["alg"], token.rpartition(b".")[0], value)
    originals = [each for each in signed if each.numbers[1] < carrier.numbers[1]]
    for entry in read.signatures:
        _check_entry(entry, originals, data, name)
    return read


def _signed(data: bytes) -> list[_Signed]:
    found = []
    for match in _RANGE.finditer(data):
        a, b, c, d = (int(each) for each in match.groups())
        der = bytes.fromhex(data[b + 1 : c - 1].decode())
        found.append(_Signed((a, b, c, d), cms.ContentInfo.load(der)["content"]))
    return found


def _info(each: _Signed) -> Any:
    content = each.content["encap_content_info"]["content"]
    return tsp.TSTInfo.load(
        content.native if isinstance(content.native, bytes) else content.parsed.dump()
    )


def _extension(each: _Signed) -> bytes | None:
    if each.content["encap_content_info"]["content_type"].native != "tst_info":
        return None
    for extension in _info(each)["extensions"]:
        if extension["extn_id"].dotted == OID:
            assert not extension["critical"].native
            value: bytes = extension["extn_value"].contents
            return value
    return None


def _check_time_stamp(carrier: _Signed, read: Read) -> None:
    """The CMS around it: its digest, its signature, whose certificate it names."""
    signer = carrier.signer
    attributes = {each["type"].native: each["values"] for each in signer["signed_attrs"]}
    digest = signer["digest_algorithm"]["algorithm"].native
    content = carrier.content["encap_content_info"]["content"]
    assert attributes["message_digest"][0].native == hashlib.new(digest, bytes(content)).digest()
    der = base64.b64decode(read.header["x5c"][0])
    named = attributes["signing_certificate_v2"][0]["certs"][0]
    hashed = named["hash_algorithm"]["algorithm"].native
    assert named["cert_hash"].native == hashlib.new(hashed, der).digest()
    assert der in read.certificates
    key = load_der_x509_certificate(der).public_key()
    signed = b"\x31" + signer["signed_attrs"].dump()[1:]
    value = signer["signature"].native
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(value, signed, padding.PKCS1v15(), _HASHES[digest[3:]])
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(value, signed, ec.ECDSA(_HASHES[digest[3:]]))


def _check_jws(key: Any, algorithm: str, signed: bytes, value: bytes) -> None:
    digest = _HASHES[algorithm[2:]]
    if algorithm.startswith("ES"):
        half = len(value) // 2
        assert half == (key.curve.key_size + 7) // 8
        r, s = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
        key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(digest))
    elif algorithm.startswith("PS"):
        pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
        key.verify(value, signed, pss, digest)
    else:
        key.verify(value, signed, padding.PKCS1v15(), digest)


def _check_entry(entry: dict[str, Any], signed: list[_Signed], data: bytes, name: str) -> None:
    def hashed(content: bytes) -> str:
        return base64.b64encode(hashlib.new(name, content).digest()).decode()

    (match,) = (
        each
        for each in signed
        if hashed(each.signer["signature"].native) == entry["sig_ref"]["sig_hash"]
    )
    attributes = b"\x31" + match.signer["signed_attrs"].dump()[1:]
    assert entry["sig_ref"]["sb_hash"] == hashed(attributes)
    (reference,) = entry["sig_data_ref"]
    assert reference["ref"] == " ".join(map(str, match.numbers))
    assert reference["hash"] == hashed(match.covered(data))
    carried = [each.chosen.dump() for each in match.content["certificates"]]
    wanted = entry["signer_cert_ref"]["ref"]
    if entry["signer_cert_ref"]["type"] == "chain_hash":
        digests = {hashed(der): der for der in carried}
        chain = [digests[each] for each in wanted]
    else:
        chain = [base64.b64decode(each) for each in wanted]
        assert not set(chain) <= set(carried), "all there: by digest (RFC 9321, 3.2.5)"
    loaded = [load_der_x509_certificate(each) for each in chain]
    serial = match.signer["sid"].chosen["serial_number"].native
    assert loaded[0].serial_number == serial
    for lower, upper in pairwise(loaded):
        lower.verify_directly_issued_by(upper)


def _unpadded(part: bytes) -> bytes:
    assert b"=" not in part
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
