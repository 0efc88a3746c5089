"""Which programs and libraries a report was made with."""

import platform
import ssl
from importlib import metadata

from fhvalidate.archive.bundle.records import Component

# Whose versions can move a byte of a report: what reads PDF, pages, keys, ASN.1 and XML.
LIBRARIES = (
    "pikepdf",
    "pypdfium2",
    "cryptography",
    "asn1crypto",
    "google-re2",
    "lxml",
    "signxml",
    "pillow",
    "pytesseract",
    "rapidocr",
    "rensa",
)


def environment() -> tuple[Component, ...]:
    """The versions of what is installed here."""
    found = [
        Component("python", platform.python_version()),
        Component("openssl", ssl.OPENSSL_VERSION),
    ]
    for name in LIBRARIES:
        try:
            found.append(Component(name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return tuple(found)
