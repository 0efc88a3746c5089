"""Where a DER value in padded bytes ends, and whether it is DER (ITU-T X.690)."""

from asn1crypto import parser

from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.der import LONG_FORM


@frozen
class Encoding:
    """The place of a value at the start of some bytes.

    Attributes:
        length: of the value, in bytes.
        trailing: how many bytes after it are not zero: zeros are padding.
        is_ber: whether its outermost length is indefinite, so that it is BER and not DER.
    """

    length: int
    trailing: int
    is_ber: bool


def read_encoding(data: bytes) -> Encoding:
    """The place of the value that the bytes start with.

    Raises:
        Asn1Error: they start with none.
    """
    try:
        _, _, _, header, content, trailer = parser.parse(data, strict=False)
    except (ValueError, TypeError, IndexError) as error:
        raise Asn1Error("encoding") from error
    length = len(header) + len(content) + len(trailer)
    rest = data[length:]
    return Encoding(length, len(rest) - rest.count(0), header[1:2] == bytes([LONG_FORM]))
