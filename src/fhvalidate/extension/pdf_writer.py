"""Incremental updates by pyHanko: a document time-stamp, validation data.

What is written is what is asked for and nothing else: no modification date, no PDF version, no
extension of the catalogue. The earlier bytes are the beginning of what comes back, bit by bit.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from asn1crypto import crl, ocsp, x509

from fhvalidate.errors import Asn1Error, UnreadableError, UsageError
from fhvalidate.frozen import frozen

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

# Of a digest by the algorithm of that name, the token (RFC 3161) in DER.
Stamp = Callable[[bytes, str], bytes]

DIGESTS = frozenset({"sha256", "sha384", "sha512"})
MAX_TOKEN = 1_048_576  # bytes; with a token of a whole document's signatures some 50,000
_NEEDED = frozenset({"/Root", "/Size", "/ID", "/Encrypt"})  # that a trailer has in any case
FIELD = "Tidsstämpel"  # what a viewer shows of the field: /TU


@frozen
class NewValidationData:
    """What is to be in the document security store, each in DER."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()


@frozen
class Update:
    """A file as it is to be updated.

    Attributes:
        data: the file, which our own reading has opened and found sound.
        password: the one that opens it.
    """

    data: bytes
    password: str = ""


def require_pyhanko() -> None:
    """Refuses to go on without pyHanko.

    Raises:
        UsageError: `extend-not-installed`, which says how to install it.
    """
    try:
        import pyhanko.pdf_utils.incremental_writer  # noqa: F401
    except ImportError as error:
        raise UsageError("extend-not-installed") from error


def with_time_stamp(
    update: Update, stamp: Stamp, *, algorithm: str, room: int, field: str | None = None
) -> bytes:
    """The file with a further document time-stamp at its end.

    Args:
        update: the file.
        stamp: gives the token over the digest of the file with the new field.
        algorithm: of the digest, one of `DIGESTS`.
        room: bytes that the token may take; that many are written, filled up with zeros.
        field: its name; the first that is free where there is none.

    Raises:
        UnreadableError: `extend-not-written`, with the reason: the file cannot be updated, or the
            token is larger than its room.
        UsageError: `extend-not-installed`; what `stamp` raises.
    """
    if algorithm not in DIGESTS or not 0 < room <= MAX_TOKEN:
        raise ValueError("a digest and a room that time-stamps have")
    require_pyhanko()
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

    writer = _opened(update)
    with _told():
        name = field or _free_name(writer)
        spec = SigFieldSpec(sig_field_name=name, readable_field_name=FIELD)
        steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(name, writer)
        next(steps)
        # As hexadecimal digits.
        place = DocumentTimestamp(bytes_reserved=2 * room)  # type: ignore[no-untyped-call]
        steps.send(SigObjSetup(sig_placeholder=place))
        output = BytesIO()
        prepared, _ = steps.send(SigIOSetup(md_algorithm=algorithm, output=output))
    token = stamp(prepared.document_digest, algorithm)
    if len(token) > room:
        raise UnreadableError("extend-not-written", reason="token-too-large")
    with _told():
        steps.send(token)
    return _checked(update, output.getvalue())


def with_validation_data(update: Update, data: NewValidationData) -> bytes:
    """The file with the data in its document security store; the file itself where it has it all.

    Raises:
        UnreadableError: `extend-not-written`, with the reason: the file cannot be updated.
        UsageError: `extend-not-installed`.
        Asn1Error: what is to be added is no certificate, CRL or OCSP response.
    """
    require_pyhanko()
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    writer = _opened(update)
    certificates = _loaded(x509.Certificate, data.certificates)
    crls = _loaded(crl.CertificateList, data.crls)
    responses = _loaded(ocsp.OCSPResponse, data.ocsp_responses)
    with _told():
        store = DocumentSecurityStore.supply_dss_in_writer(
            writer, None, certs=certificates, ocsps=responses, crls=crls
        )
        if not store.modified:
            return update.data
        output = BytesIO()
        writer.write(output)  # type: ignore[no-untyped-call]
    return _checked(update, output.getvalue())


def _opened(update: Update) -> "IncrementalPdfFileWriter":
    """The writer of the next revision.

    Raises:
        UnreadableError: `extend-not-written`: the file has cross-references of both kinds, an
            authentication code of its own (ISO 32004), or pyHanko cannot read it.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Plain(IncrementalPdfFileWriter):
        """pyHanko's writer, but that what nobody asked for stays as it is."""

        output_version = (1, 0)  # so that the catalogue keeps its version: PDF/A-1 is PDF 1.4

        def _update_meta(self) -> None:
            """Leaves /Info and the XMP as they are."""

        def _populate_trailer(self, trailer: Any) -> None:
            """Names what the newest trailer names: pyHanko would take up what older ones had."""
            super()._populate_trailer(trailer)  # type: ignore[no-untyped-call]
            newest = self.prev.trailer._trailer_revisions[0]  # noqa: SLF001
            for key in set(self.trailer.flatten()) - set(newest) - _NEEDED:
                trailer.pop(key, None)

    with _told():
        # Not strict: that the file is read in one way alone is for our own reading to say, which
        # comes before; and the new file is judged. pyHanko's own rules refuse some sound writers.
        writer = Plain(BytesIO(update.data), strict=False)
        if writer.prev.xrefs.hybrid_xrefs_present:
            raise UnreadableError("extend-not-written", reason="hybrid-references")
        if writer.prev.encrypted:
            writer.encrypt(update.password)  # type: ignore[no-untyped-call]
            handler = writer.security_handler
            if handler is None or not handler.is_authenticated():
                raise UnreadableError("extend-not-written", reason="file-password")
            if handler.pdf_mac_enabled:
                raise UnreadableError("extend-not-written", reason="document-code")
        root = writer.root
        if "/AcroForm" in root and "/NeedAppearances" in root["/AcroForm"]:
            # pyHanko would take it out, and viewers would then draw other fields than before.
            raise UnreadableError("extend-not-written", reason="need-appearances")
    return writer


@contextmanager
def _told() -> Iterator[None]:
    """Tells what pyHanko raises of a file as an error of ours.

    Raises:
        UnreadableError: `extend-not-written`.
    """
    try:
        yield
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableError("extend-not-written", reason="file-not-readable") from error


def _free_name(writer: "IncrementalPdfFileWriter") -> str:
    """A field name that no other has; the same for the same file."""
    data = writer.prev.stream
    data.seek(0)
    return f"Timestamp-{hashlib.sha256(data.read()).hexdigest()[:32]}"


def _loaded(kind: Any, ders: Sequence[bytes]) -> list[Any]:
    try:
        return [kind.load(der, strict=True) for der in ders]
    except ValueError as error:
        raise Asn1Error("not-validation-data") from error


def _checked(update: Update, written: bytes) -> bytes:
    """What was written, which begins with what was there.

    Raises:
        UnreadableError: `extend-not-written`.
    """
    if not written.startswith(update.data):
        raise UnreadableError("extend-not-written", reason="earlier-bytes")
    return written
