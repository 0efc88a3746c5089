"""Who signed a CRL or an OCSP response, of the certificates at hand (RFC 5280, 5; RFC 6960, 4.2).

Whether the item is recent, complete or about a certificate in question is asked elsewhere: here
only whose it is.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.x509.certificate import Certificate, name_key
from fhvalidate.x509.certificate_list import CRL_SIGN, RevocationList
from fhvalidate.x509.ocsp_response import OCSP_SIGNING, OcspResponse
from fhvalidate.x509.public_key import Verification, verify
from fhvalidate.x509.status import MALFORMED


def signers_of_list(
    item: RevocationList, candidates: Iterable[Certificate]
) -> Iterator[Certificate]:
    """Those of the candidates whose key signed the list, and that may sign lists."""
    for candidate in candidates:
        if candidate.key_usage is not None and CRL_SIGN not in candidate.key_usage:
            continue
        is_named = candidate.subject_key == item.issuer_key
        if is_named and _is_signed(item, item.parsed, "tbs_cert_list", candidate):
            yield candidate


def signers_of_response(
    item: OcspResponse, candidates: Iterable[Certificate]
) -> Iterator[Certificate]:
    """Those of the candidates whose key signed the response, and that may sign responses."""
    basic = item.parsed["response_bytes"]["response"].parsed
    is_named = _named_by(basic["tbs_response_data"]["responder_id"])
    for candidate in candidates:
        purposes = candidate.extended_key_usage or frozenset()
        if not candidate.is_authority and OCSP_SIGNING not in purposes:
            continue
        if is_named(candidate) and _is_signed(item, basic, "tbs_response_data", candidate):
            yield candidate


def _is_signed(
    item: RevocationList | OcspResponse, parsed: Any, body: str, signer: Certificate
) -> bool:
    try:
        found = verify(
            signer.public_key,
            item.algorithm,
            signature=parsed["signature"].native,
            message=parsed[body].dump(),
        )
    except (UnsupportedAlgorithmError, *MALFORMED):
        return False
    return found is not Verification.WRONG


def _named_by(responder: Any) -> Callable[[Certificate], bool]:
    """Whether a certificate is the responder's (RFC 6960, 4.2.1)."""
    if responder.name == "by_name":
        name = name_key(responder.chosen)
        return lambda certificate: bool(certificate.subject_key == name)
    key_hash = responder.native

    def has_key(certificate: Certificate) -> bool:
        key = bytes(certificate.asn1.public_key["public_key"].contents)[1:]
        return bool(hashlib.sha1(key, usedforsecurity=False).digest() == key_hash)

    return has_key
