"""Where a token sits in a PDF: an extension of a document time-stamp (RFC 9321, B.2)."""

from fhvalidate.cms.tst_info import TstExtension, TstInfo

# The object identifier that RFC 9321, B.2.1.1 has for it.
SVT_EXTENSION = "1.2.752.201.5.2"


def token_extensions(info: TstInfo) -> tuple[TstExtension, ...]:
    """The extensions that are a token, as they stand: one in honest time-stamps, or none."""
    return tuple(each for each in info.extensions if each.oid == SVT_EXTENSION)
