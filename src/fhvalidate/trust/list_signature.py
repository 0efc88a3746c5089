"""The signature of a trusted list: enveloped XAdES by one of the expected signers (TS 119 612, B).

The signers are pinned: whoever publishes the list above says which certificates may sign this one,
so no chain is built and no revocation asked (Decision (EU) 2015/1505, annex II).
"""

from base64 import encodebytes
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fhvalidate.errors import TrustedListError
from fhvalidate.trust.list_reading import ListHead, read_head
from fhvalidate.trust.list_xml import parse_xml

MAX_SIGNERS = 50  # that one pointer names; real ones name up to 15


def signed_root(data: bytes, signers: Iterable[bytes], *, at: datetime) -> Any:
    """The list as it was signed, read from the bytes that the signature covers.

    Args:
        data: the XML.
        signers: DER certificates, one of which must have signed.
        at: when the signer's certificate must have been valid: the list's own issue date.

    Raises:
        TrustedListError: no expected signer made a signature over the whole list.
    """
    from signxml.exceptions import SignXMLException
    from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

    configuration = XAdESSignatureConfiguration(
        require_x509=True, expect_references=True, verification_time=at
    )
    reason = "no expected signer"
    for der in list(signers)[:MAX_SIGNERS]:
        try:
            results = XAdESVerifier().verify(data, x509_cert=_pem(der), expect_config=configuration)
            signed = _whole_list(results)
        except SignXMLException as error:
            reason = f"{type(error).__name__}"
            continue
        except (ValueError, TypeError, KeyError, AttributeError, LookupError, SyntaxError) as error:
            reason = f"unreadable: {type(error).__name__}"
            continue
        if signed is not None:
            return parse_xml(signed)
        reason = "signature over something else"
    raise TrustedListError(reason)


def signed_list(data: bytes, head: ListHead, signers: Iterable[bytes]) -> Any:
    """The same, of a list whose head was read from the whole bytes: it must be what was signed.

    Args:
        data: the XML.
        head: what its scheme information says, by which the list was chosen.
        signers: DER certificates, one of which must have signed.

    Raises:
        TrustedListError: no expected signer made a signature over the list with that head.
    """
    root = signed_root(data, signers, at=head.issued)
    if read_head(root) != head:
        raise TrustedListError("signature over something else")
    return root


def _pem(der: bytes) -> str:
    body = encodebytes(der).decode()
    return f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"


def _whole_list(results: Any) -> bytes | None:
    """What was signed, when it is a list; what was not signed is never looked at again."""
    for result in results if isinstance(results, list) else [results]:
        root = result.signed_xml
        if root is not None and str(root.tag).endswith("}TrustServiceStatusList"):
            return bytes(result.signed_data)
    return None
