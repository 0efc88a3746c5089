# mypy: disable-error-code="no-untyped-call"
"""RFC 3161 time-stamp tokens, made in memory at any chosen time."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.general import (
    as_signing_certificate,
    as_signing_certificate_v2,
    simple_cms_attribute,
)
from pyhanko.sign.timestamps import TimeStamper

from tests.pki.identity import Identity, asn1_certificate
from tests.pki.keys import sign_bytes, signature_algorithm
from tests.pki.times import TIME_STAMPED_AT

POLICY = "1.3.6.1.4.1.32473.1"  # under the arc RFC 5612 reserves for documentation
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # for time-stamps no policy accepts
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStampAuthority:
    """A time-stamping unit whose clock stands still."""

    identity: Identity
    at: datetime = TIME_STAMPED_AT
    digest: str = "sha256"
    """The digest of the token's own signature."""

    tells_chain: bool = True
    """Whether tokens contain the certificates above the unit's own, but the root."""

    tells_own: bool = True
    """Whether tokens contain the unit's own certificate."""

    accuracy: timedelta = timedelta()
    """How far the time may be from the true one; nothing is stated where there is none."""

    refers_by_sha1: bool = False
    """Whether the token names its certificate in the way of RFC 2634, not RFC 5816."""

    extensions: tuple["TokenExtension", ...] = ()
    """What stands in the token beside the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenExtension:
    """An extension of a TSTInfo."""

    oid: str
    value: bytes
    critical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """The hash that is time-stamped."""

    algorithm: str
    value: bytes


def time_stamp_token(
    authority: TimeStampAuthority, imprint: Imprint, *, nonce: int | None = None
) -> cms.ContentInfo:
    """The token that says the imprint existed at the authority's time."""
    certificate = asn1_certificate(authority.identity.certificate)
    info = _token_info(authority, certificate, imprint, nonce)
    chain = authority.identity.chain if authority.tells_chain else ()
    digest_algorithm = algos.DigestAlgorithm({"algorithm": authority.digest})
    own = {authority.identity.certificate}
    certificates = {*chain, *own} if authority.tells_own else {*chain} - own
    signed_data = {
        "version": "v3",
        "digest_algorithms": [digest_algorithm],
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(info.dump()),
        },
        "certificates": [
            cms.CertificateChoices("certificate", asn1_certificate(each)) for each in certificates
        ],
        "signer_infos": [_signer_info(authority, certificate, info.dump())],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed_data)})


def _token_info(
    authority: TimeStampAuthority,
    certificate: asn1_x509.Certificate,
    imprint: Imprint,
    nonce: int | None,
) -> tsp.TSTInfo:
    fields = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": {
            "hash_algorithm": {"algorithm": imprint.algorithm},
            "hashed_message": imprint.value,
        },
        "serial_number": secrets.randbits(64),
        "gen_time": authority.at,
        "tsa": asn1_x509.GeneralName("directory_name", certificate.subject),
    }
    if authority.accuracy:
        fields["accuracy"] = {"seconds": int(authority.accuracy.total_seconds())}
    if authority.extensions:
        fields["extensions"] = [_extension(each) for each in authority.extensions]
    return tsp.TSTInfo(fields if nonce is None else {**fields, "nonce": nonce})


def _extension(extension: TokenExtension) -> dict[str, object]:
    stated: dict[str, object] = {
        "extn_id": extension.oid,
        "extn_value": core.OctetString(extension.value),
    }
    return {**stated, "critical": True} if extension.critical else stated


def _signer_info(
    authority: TimeStampAuthority, certificate: asn1_x509.Certificate, content: bytes
) -> cms.SignerInfo:
    digest = _DIGESTS[authority.digest]
    attributes = cms.CMSAttributes(
        [
            simple_cms_attribute("content_type", "tst_info"),
            _certificate_reference(authority, certificate),
            simple_cms_attribute("message_digest", _digest(content, digest)),
        ]
    )
    key = authority.identity.key
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
            ),
            "digest_algorithm": {"algorithm": authority.digest},
            "signature_algorithm": {"algorithm": signature_algorithm(key, digest)},
            "signed_attrs": attributes,
            "signature": sign_bytes(key, attributes.dump(), digest),
        }
    )


def _certificate_reference(
    authority: TimeStampAuthority, certificate: asn1_x509.Certificate
) -> cms.CMSAttribute:
    attribute: cms.CMSAttribute
    if authority.refers_by_sha1:
        reference = as_signing_certificate(certificate)
        attribute = simple_cms_attribute("signing_certificate", reference)
    else:
        reference_v2 = as_signing_certificate_v2(certificate)
        attribute = simple_cms_attribute("signing_certificate_v2", reference_v2)
    return attribute


def _digest(content: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(content)
    return digest.finalize()


class InMemoryTimeStamper(TimeStamper):
    """What pyHanko asks for time-stamps when it signs."""

    def __init__(self, authority: TimeStampAuthority) -> None:
        super().__init__()
        self._authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The answer to the request, without any network."""
        asked = req["message_imprint"]
        imprint = Imprint(
            algorithm=asked["hash_algorithm"]["algorithm"].native,
            value=asked["hashed_message"].native,
        )
        token = time_stamp_token(self._authority, imprint, nonce=req["nonce"].native)
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})
