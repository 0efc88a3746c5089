"""Who signed a CRL or an OCSP response, of the certificates at hand (RFC 5280, 5; RFC 6960, 4.2).

Whether the item is recent, complete or about a certificate in question is asked elsewhere: here
only whose it is.
"""

from collections.abc import Iterable, Iterator

from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.revocation.certificate_list import RevocationList, is_signed_by
from fhvalidate.x509.revocation.list_signers import may_sign
from fhvalidate.x509.revocation.ocsp_response import OcspResponse, signers_of
from fhvalidate.x509.revocation.response_answers import OCSP_SIGNING


def signers_of_list(
    item: RevocationList, candidates: Iterable[Certificate]
) -> Iterator[Certificate]:
    """Those of the candidates whose key signed the list, and that may sign lists."""
    return (c for c in candidates if may_sign(item, c) and is_signed_by(item, c.public_key))


def signers_of_response(
    item: OcspResponse, candidates: Iterable[Certificate]
) -> Iterator[Certificate]:
    """Those of the candidates whose key signed the response, and that may sign responses."""
    return (
        c
        for c in signers_of(item, candidates)
        if c.is_authority or OCSP_SIGNING in (c.extended_key_usage or frozenset())
    )
