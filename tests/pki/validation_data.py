# mypy: disable-error-code="no-untyped-call"
"""Certificates, CRLs and OCSP responses, put into a PDF's document security store."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from asn1crypto import cms
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.validation import DocumentSecurityStore

from tests.pki.identity import asn1_certificate
from tests.pki.updates import open_for_update, written


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationData:
    """What a signer leaves in the file so that others need not fetch it."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[x509.CertificateRevocationList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()

    def joined_with(self, other: "ValidationData") -> "ValidationData":
        """This validation data and the other."""
        return ValidationData(
            certificates=self.certificates + other.certificates,
            crls=self.crls + other.crls,
            ocsps=self.ocsps + other.ocsps,
        )


def add_validation_data(
    data: bytes, validation_data: ValidationData, *, per_signature: bool = True, password: str = ""
) -> bytes:
    """The PDF with a further revision whose /DSS holds the validation data.

    With `per_signature` the data is also listed in /VRI under the last signature.
    """
    writer = open_for_update(data, password=password)
    signatures = writer.prev.embedded_signatures if per_signature else ()
    contents = signatures[-1].pkcs7_content.hex().encode("ascii") if signatures else None
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        contents,
        certs=[asn1_certificate(each) for each in validation_data.certificates],
        crls=[asn1_crl.CertificateList.load(der) for der in _ders(validation_data.crls)],
        ocsps=[asn1_ocsp.OCSPResponse.load(der) for der in _ders(validation_data.ocsps)],
    )
    return written(writer)


def add_related_time_stamp(
    data: bytes, token: Callable[[bytes], bytes], *, padded: bool = True, of: int = -1
) -> bytes:
    """The PDF with a time-stamp in the /VRI entry of a signature, by default the last one.

    Args:
        data: a signed PDF.
        token: makes the token's DER out of the signature value.
        padded: whether the entry's key is made of all of /Contents, as ISO 32000-2 has it.
        of: the place of the signature in the file.
    """
    writer = open_for_update(data)
    signature = writer.prev.embedded_signatures[of]
    contents: bytes = signature.pkcs7_content
    whole = contents if padded else cms.ContentInfo.load(contents).dump()
    value = bytes(signature.signer_info["signature"].native)
    stream = generic.StreamObject(stream_data=token(value))
    entry = generic.DictionaryObject({pdf_name("/TS"): writer.add_object(stream)})
    store = _dictionary(writer.root, "/DSS")
    related = _dictionary(store, "/VRI")
    key = pdf_name("/" + hashlib.sha1(whole).hexdigest().upper())
    kept = {name: related.raw_get(name) for name in related if name != key}
    related = generic.DictionaryObject({**kept, key: writer.add_object(entry)})
    kept = {name: store.raw_get(name) for name in store}
    changed = generic.DictionaryObject({**kept, pdf_name("/VRI"): writer.add_object(related)})
    writer.root[pdf_name("/DSS")] = writer.add_object(changed)
    writer.update_root()
    return written(writer)


def _dictionary(holder: generic.DictionaryObject, key: str) -> generic.DictionaryObject:
    return holder[key] if key in holder else generic.DictionaryObject()


def _ders(
    items: Iterable[x509.CertificateRevocationList] | Iterable[ocsp.OCSPResponse],
) -> list[bytes]:
    return [item.public_bytes(Encoding.DER) for item in items]
