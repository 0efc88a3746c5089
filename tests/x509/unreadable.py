"""Certificates that cannot be read, however lenient a reader is: damaged in ten ways and more."""

from base64 import b64encode
from textwrap import fill

from cryptography.hazmat.primitives.serialization import Encoding

from tests.pki import Authority

AUTHORITY = Authority.root()
DER = AUTHORITY.certificate.public_bytes(Encoding.DER)
PEM = AUTHORITY.pem
ENCODED = b64encode(DER).rstrip(b"=")
KEY_PEM = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"


def armoured(der: bytes, label: str = "CERTIFICATE") -> bytes:
    """The bytes in PEM."""
    body = fill(b64encode(der).decode(), 64)
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode()


def without_names() -> bytes:
    """A certificate in form alone: the parts are empty."""
    parts = b"\x02\x01\x01" + b"\x30\x00" * 5
    body = b"\x30\x81" + bytes([len(parts) + 130]) + parts + b"\x04\x81\x7f" + b"\x00" * 127
    return b"\x30\x81" + bytes([len(body)]) + body


# In PEM, each one block.
UNREADABLE_PEM = {
    "cut in the middle of the base64": PEM[: len(PEM) // 2],
    "without its last line": PEM.rpartition(b"-----END")[0],
    "ended as something else": PEM.replace(b"END CERTIFICATE", b"FIN CERTIFICATE"),
    "cut short before it was written in base64": armoured(DER[: len(DER) // 2]),
    "its last byte gone": armoured(DER[:-1]),
    "empty": armoured(b""),
    "another type of value": armoured(b"\x04" + DER[1:]),
    "a length that is not its own": armoured(DER[:2] + b"\x00\x10" + DER[4:]),
    "a certificate's form alone": armoured(without_names()),
    "text": armoured(b"Detta ska bli ett certifikat."),
    "zeros": armoured(b"\x00" * 200),
    "the older label": armoured(DER[:-1], "X509 CERTIFICATE"),
    "what OpenSSL trusts": armoured(DER[:-1], "TRUSTED CERTIFICATE"),
    "one sign too many": b"-----BEGIN CERTIFICATE-----\n"
    + ENCODED[: len(ENCODED) // 4 * 4 - 3]
    + b"\n-----END CERTIFICATE-----\n",
}
# Certificates by their form.
UNREADABLE_DER = {
    "cut in the middle": DER[: len(DER) // 2],
    "its last byte gone": DER[:-1],
    "its first kilobyte": DER[:100],
    "a form alone": without_names(),
    "a length beyond the end": DER[:2] + b"\xff\xff" + DER[4:],
}
# Nothing that should be a certificate.
OTHERS = {
    "nothing": b"",
    "text": b"Ett brev, inget certifikat.\n",
    "text that looks like a sequence": b"000000 0000 00",
    "a key": KEY_PEM,
    "a request": armoured(b"\x30\x00", "CERTIFICATE REQUEST"),
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
    "a signed message": b"\x30\x82\x01\x00\x06\x09" + b"\x00" * 260,
    "a key store": b"\x30\x82\x01\x00\x02\x01\x03\x30" + b"\x00" * 260,
}
