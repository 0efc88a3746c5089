"""Whom the value of a signature names where the file no longer has it in its place.

A program that writes a file anew keeps the signature dictionary, and the byte range leads nowhere
since. The CMS in it still says whose it was; nothing is verified by that, and the name is a claim.
"""

from fhvalidate.cms.signed_data import read_signed_data
from fhvalidate.constraints import Limits
from fhvalidate.errors import Asn1Error
from fhvalidate.signature import SignatureKind, carried_by
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.signing_certificate import identify
from fhvalidate.x509.certificates.certificate import Certificate


def certificate_named(result: SignatureResult, limits: Limits) -> Certificate | None:
    """The signer's certificate: as identified, else the one that a displaced value refers to.

    None for document time-stamps, and where there is none or none that can be read.
    """
    signature = result.signature
    if result.signer is not None or signature.kind is not SignatureKind.SIGNATURE:
        return result.signer
    value = signature.placed.field.contents
    if signature.placed.shape.contents is not None or not value:
        return None
    try:
        signed_data = read_signed_data(value)
    except Asn1Error:
        return None
    carried = carried_by(signed_data, limits).certificates
    return identify(signed_data, {each.sha256: each for each in carried}.values()).certificate
