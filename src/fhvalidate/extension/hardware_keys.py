"""A key in hardware, by PKCS#11, named by a URI (RFC 7512).

As in `pkcs11:token=Arkivet;object=intyg?module-path=/usr/lib/opensc-pkcs11.so&pin-source=/run/pin`.
The PIN itself stands in no URI: command lines are seen by others.
"""

import asyncio
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from asn1crypto import algos, x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate as LibraryCertificate
from cryptography.x509 import load_der_x509_certificate

from fhvalidate.errors import UsageError
from fhvalidate.extension.keys import IssuingKey, issuing_key
from fhvalidate.frozen import frozen
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm

SCHEME = "pkcs11:"
_PATH = frozenset({"token", "serial", "object", "id", "type"})
_QUERY = frozenset({"module-path", "pin-source"})


@frozen
class KeyUri:
    """Where a key in hardware is.

    Attributes:
        module: the library of the hardware's maker.
        token: the label of the token; the only one there is where none is named.
        label, id: of the key and its certificate.
        pin_source: the file whose first line is the PIN; None: it is asked for.
    """

    module: str
    token: str | None
    label: str | None
    id: bytes | None
    pin_source: str | None


def read_key_uri(uri: str) -> KeyUri:
    """What the URI names.

    Raises:
        UsageError: `issue-key-uri`: it is none, names no module or no key, or holds a PIN.
    """
    path, _, query = uri.removeprefix(SCHEME).partition("?")
    named = _attributes(path, ";", _PATH)
    asked = _attributes(query, "&", _QUERY)
    label, key_id = named.get("object"), named.get("id")
    if not uri.startswith(SCHEME) or "module-path" not in asked or not (label or key_id):
        raise UsageError("issue-key-uri")
    if named.get("type", "private") not in {"private", "cert"}:
        raise UsageError("issue-key-uri")
    return KeyUri(
        module=asked["module-path"],
        token=named.get("token"),
        label=label,
        id=None if key_id is None else key_id.encode("latin-1"),
        pin_source=(asked.get("pin-source") or "").removeprefix("file:") or None,
    )


def _attributes(part: str, separator: str, known: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in filter(None, part.split(separator)):
        name, equals, value = pair.partition("=")
        if not equals or name not in known or name in found:
            raise UsageError("issue-key-uri")
        # Of an id each byte may be any: RFC 7512, 2.3.
        found[name] = unquote(value, encoding="latin-1" if name == "id" else "utf-8")
    return found


def hardware_key(
    uri: KeyUri, *, pin: str, certificates: tuple[LibraryCertificate, ...] = ()
) -> IssuingKey:
    """The key, its certificate from the token or the first of the certificates.

    Raises:
        UsageError: `issue-hardware-not-installed`; `issue-key-not-reached`, with the reason; as
            `issuing_key`.
    """
    try:
        from pkcs11.exceptions import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise UsageError("issue-hardware-not-installed") from error
    try:
        session = open_pkcs11_session(
            uri.module,
            token_criteria=None if uri.token is None else TokenCriteria(label=uri.token),
            user_pin=pin,
        )
    except (PKCS11Error, RuntimeError) as error:
        raise UsageError("issue-key-not-reached", reason=type(error).__name__) from error
    try:
        own = certificates or _own(session, uri)
    except PKCS11Error as error:
        session.close()
        raise UsageError("issue-key-not-reached", reason=type(error).__name__) from error
    certificate = x509.Certificate.load(own[0].public_bytes(Encoding.DER))

    def sign(data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        signer = PKCS11Signer(
            session,
            signing_cert=certificate,
            key_label=uri.label,
            key_id=uri.id,
            # Hashed here: not every module has mechanisms that hash.
            use_raw_mechanism=algorithm.family != "rsa-pss",
            signature_mechanism=_mechanism(algorithm),
        )
        try:
            value: bytes = asyncio.run(signer.async_sign_raw(data, algorithm.digest or ""))
        except PKCS11Error as error:
            raise UsageError("issue-key-not-reached", reason=type(error).__name__) from error
        return value

    try:
        return replace(issuing_key(own, sign), close=session.close)
    except UsageError:
        session.close()
        raise


def _own(session: Any, uri: KeyUri) -> tuple[LibraryCertificate, ...]:
    """The certificate that lies beside the key."""
    from pyhanko.sign.pkcs11 import PKCS11Signer

    signer = PKCS11Signer(session, cert_label=uri.label, cert_id=uri.id)
    return (load_der_x509_certificate(signer.signing_cert.dump()),)


def _mechanism(algorithm: SignatureAlgorithm) -> algos.SignedDigestAlgorithm:
    digest = {"algorithm": algorithm.digest}
    if algorithm.family == "ecdsa":
        return algos.SignedDigestAlgorithm({"algorithm": f"{algorithm.digest}_ecdsa"})
    if algorithm.family == "rsa":
        return algos.SignedDigestAlgorithm({"algorithm": f"{algorithm.digest}_rsa"})
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": digest,
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": digest},
            "salt_length": algorithm.salt_length,
        }
    )
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
