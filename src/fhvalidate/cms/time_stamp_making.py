"""Time-stamp tokens signed by a key of one's own (RFC 3161, 2.4.2), unjudged."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp, x509

from fhvalidate.frozen import frozen
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm, digest_of

# Of a time-stamp that shows the clock of whoever signs it for themselves; an identifier that nobody
# else has given out (ITU-T X.667). It claims no authority's practice statement.
OWN_CLOCK = "2.25.164291527389426913287356713283650571153"
# Another serial number each time, without a count that must be kept.
SERIAL_BITS = 63


@frozen
class Imprint:
    """What is time-stamped, by its digest."""

    digest: bytes
    algorithm: str


@frozen
class Signer:
    """Who signs the token.

    Attributes:
        certificates: that of the key, and those above it that are told, each in DER.
        algorithm: RSA with PKCS #1 v1.5, or ECDSA.
        sign: gives the signature value; the key itself may be in hardware.
    """

    certificates: tuple[bytes, ...]
    algorithm: SignatureAlgorithm
    sign: Callable[[bytes], bytes]


@frozen
class Stamping:
    """What a token says beside the digest.

    Attributes:
        at: genTime, as the clock of whoever stamps shows it; its fractions are left out.
        extensions: of the TSTInfo (EN 319 422, 5.2.3).
    """

    at: datetime
    extensions: tuple[tsp.Extension, ...] = ()


def make_time_stamp(imprint: Imprint, signer: Signer, stamping: Stamping) -> bytes:
    """The token over the digest, DER.

    Args:
        imprint: what is stamped.
        signer: who signs.
        stamping: what else it says.

    Raises:
        ValueError: a value that cannot be encoded; what `signer.sign` raises.
    """
    name = signer.algorithm.digest or ""
    told = [x509.Certificate.load(each) for each in signer.certificates]
    own = told[0]
    info = _info(imprint, own, stamping)
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "tst_info"),
            _attribute("signing_certificate_v2", _reference(signer.certificates[0], own, name)),
            _attribute("message_digest", digest_of(info, name)),
        ]
    )
    said = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": own.issuer, "serial_number": own.serial_number},
        ),
        "digest_algorithm": {"algorithm": name},
        "signature_algorithm": {"algorithm": f"{name}_{signer.algorithm.family}"},
        "signed_attrs": attributes,
        "signature": signer.sign(attributes.dump()),
    }
    signed_data = {
        "version": "v3",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": name})],
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(info),
        },
        "certificates": [cms.CertificateChoices("certificate", each) for each in told],
        "signer_infos": [cms.SignerInfo(said)],
    }
    content = {"content_type": "signed_data", "content": cms.SignedData(signed_data)}
    return bytes(cms.ContentInfo(content).dump())


def _info(imprint: Imprint, own: x509.Certificate, stamping: Stamping) -> bytes:
    info = {
        "version": "v1",
        "policy": OWN_CLOCK,
        "message_imprint": {
            "hash_algorithm": {"algorithm": imprint.algorithm},
            "hashed_message": imprint.digest,
        },
        "serial_number": secrets.randbits(SERIAL_BITS) | 1,
        "gen_time": stamping.at.astimezone(UTC).replace(microsecond=0),
        "tsa": x509.GeneralName("directory_name", own.subject),
    }
    if stamping.extensions:
        info["extensions"] = tsp.Extensions(list(stamping.extensions))
    return bytes(tsp.TSTInfo(info).dump())


def _reference(der: bytes, own: x509.Certificate, name: str) -> tsp.SigningCertificateV2:
    """Which certificate signs (RFC 5816, 2.2.1); SHA-256 is the digest that is meant unsaid."""
    issuer = {
        "issuer": [x509.GeneralName("directory_name", own.issuer)],
        "serial_number": own.serial_number,
    }
    one = tsp.ESSCertIDv2(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": name}),
            "cert_hash": digest_of(der, name),
            "issuer_serial": issuer,
        }
    )
    return tsp.SigningCertificateV2({"certs": [one]})


def _attribute(kind: str, value: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": (value,)})
