"""What a file given as trust is, where it is no certificate: told by name, never ignored."""

import re
from collections.abc import Mapping

from fhvalidate.cms.certificate_bundle import is_signed_data
from fhvalidate.late_patterns import late_re
from fhvalidate.x509.certificates.blocks import Block, is_evidence, is_response

# Keys of the catalogues' `fact-found_kind` table: what it is, and what to do.
PDF, XML, TRUSTED_LIST = "pdf", "xml", "trusted-list"
KEY_STORE, PKCS12, ARCHIVE = "java-key-store", "pkcs12", "archive"
PRIVATE_KEY, PUBLIC_KEY, REQUEST = "private-key", "public-key", "certificate-request"
CRL, OCSP, SIGNED_MESSAGE = "crl", "ocsp-response", "signed-message"
EMPTY, TEXT, UNKNOWN, FOLDER = "empty", "text", "unknown", "folder"
EVIDENCE, FOLDER_WITHOUT = "evidence-bundle", "folder-without"

_HEAD = 4096  # bytes in which a file says what it is
_BOM = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MAGIC = (
    (b"\xfe\xed\xfe\xed", KEY_STORE),
    (b"\xce\xce\xce\xce", KEY_STORE),
    (b"PK\x03\x04", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
)
_CONTROL = late_re(r"[\x00-\x08\x0e-\x1f\x7f]")
# The elements that the kinds begin with: a version and what follows it (RFC 7292, 4; RFC 5958, 2;
# RFC 8017, A.1.2; RFC 5915, 3; RFC 2986, 4).
_PFX = late_re(rb"\x30[\x80-\x84].{0,4}\x02\x01\x03\x30", re.DOTALL)
_SEQUENCE = rb"\x30(?:[\x00-\x7f]|[\x81-\x84].{1,4}?)"
_KEYS = late_re(
    _SEQUENCE
    + rb"(?:\x02\x01[\x00\x01](?:\x30|\x02|\x04)|\x30.\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05)",
    re.DOTALL,
)
_REQUEST = late_re(_SEQUENCE + _SEQUENCE + rb"\x02\x01\x00\x30", re.DOTALL)
_LABELS = (
    ("PRIVATE KEY", PRIVATE_KEY),
    ("PUBLIC KEY", PUBLIC_KEY),
    ("CERTIFICATE REQUEST", REQUEST),
    ("CRL", CRL),
    ("OCSP RESPONSE", OCSP),
)


def kind_of_folder(files: Mapping[str, bytes | str]) -> str | None:
    """What the folder is as a whole, where none of its certificates is there to be believed.

    Args:
        files: its files by name; text for one that could not be read.
    """
    # As bundles of both kinds and `trust.snapshots.keep_snapshot` write them.
    manifest = files.get("manifest.json", b"")
    if "bagit.txt" in files:
        return EVIDENCE
    if isinstance(manifest, bytes) and b'"document_sha256"' in manifest:
        return EVIDENCE
    lists = any(name.lower().endswith(".xml") for name in files)
    return TRUSTED_LIST if lists and "signers.pem" in files else None


def kind_of_whole(data: bytes) -> str | None:
    """What the file is as a whole; None where it may be blocks in PEM, or one in DER.

    A block in PEM within a PDF or an XML document is a part of that document, and no anchor.
    """
    head = data[:_HEAD]
    if not data.strip(b"\x00\t\r\n "):
        return EMPTY
    if b"%PDF-" in head[:1024]:
        return PDF
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    wide = head.startswith(_BOM[1:])
    text = head.decode("utf-16" if wide else "latin-1", "replace")
    if text.removeprefix("\xef\xbb\xbf").lstrip().startswith("<"):
        return TRUSTED_LIST if "TrustServiceStatusList" in text else XML
    return None


def kind_of_block(block: Block) -> str:
    """What the block is, which is no certificate and no bundle of any."""
    for ending, kind in _LABELS:
        if block.label.endswith(ending):
            return kind
    der = block.der
    if is_signed_data(der):
        return SIGNED_MESSAGE
    if block.label:
        return UNKNOWN
    for pattern, kind in ((_PFX, PKCS12), (_REQUEST, REQUEST), (_KEYS, PRIVATE_KEY)):
        if pattern.match(der):
            return kind
    if is_evidence(block):
        return OCSP if is_response(block) else CRL
    return TEXT if _is_text(der) else UNKNOWN


def _is_text(data: bytes) -> bool:
    """Whether it is text, which somebody wrote for people to read."""
    try:
        text = data.decode("utf-16" if data.startswith(_BOM[1:]) else "utf-8")
    except UnicodeDecodeError:
        return False
    return _CONTROL.search(text) is None
