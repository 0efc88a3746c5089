"""The history of a document: its revisions, who signed which, and what each one changed."""

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Document, read_document
from fhvalidate.pdf.document.snapshot import Snapshot, take_snapshot
from fhvalidate.pdf.qpdf.opening import opened
from fhvalidate.pdf.revisions.changes import Changes, compare
from fhvalidate.pdf.revisions.signed_revision import SignedRevision, read_signed_revisions
from fhvalidate.signature import SignatureKind, read_signature

# Objects of all revisions that are compared, each looked at anew: some 5 seconds. Five signers of a
# file of 1,000 pages, with 20,000 objects, have as many.
MAX_LOOKED_AT = 100_000


@frozen
class RevisionSignature:
    """A signature that closed a revision: its field, its kind and whom its certificate names.

    The name is what the certificate says; nothing here says that it is to be believed.
    """

    field: str
    kind: SignatureKind
    name: str | None


@frozen
class RevisionEntry:
    """One revision of a document.

    Attributes:
        number: from 1, in the order of the file.
        end: the length of the file up to and with this revision, in bytes.
        signatures: those that closed it.
        changes: what it changed of the revision before, as `kind:what`; None when it, or the one
            before, cannot be read by itself, or is not looked at.
        is_past_limit: whether it is not compared, since the file has too many objects in too many
            revisions; the last ones are.
    """

    number: int
    end: int
    signatures: tuple[RevisionSignature, ...]
    changes: tuple[str, ...] | None
    is_past_limit: bool = False


def read_history(data: bytes, *, password: str, limits: Limits) -> tuple[RevisionEntry, ...]:
    """The revisions of the file, the first one first.

    Raises:
        UnreadableError: the bytes cannot be read as a PDF.
    """
    document = read_document(data, password=password, limits=limits)
    placed = read_signed_revisions(document, limits)
    entries = []
    before: Snapshot | None = None
    passed = _passed(document)
    for place, revision in enumerate(document.revisions):
        # The one before those that are compared is looked at for their sake.
        after = _snapshot(document, revision.end, limits) if place >= passed - 1 else None
        changes: Changes | None = None
        if after is not None:
            changes = compare(before, after) if before is not None else Changes()
        entries.append(
            RevisionEntry(
                number=revision.number,
                end=revision.end,
                signatures=tuple(
                    signature_of(p, limits) for p in placed if _closes(p, revision.number)
                ),
                changes=None if changes is None or place < passed else changes.details,
                is_past_limit=place < passed,
            )
        )
        before = after
    return tuple(entries)


def _passed(document: Document) -> int:
    """How many of the first revisions are not compared."""
    if document.is_crowded:
        return len(document.revisions)
    most = MAX_LOOKED_AT // max(len(document.object_numbers), 1)
    passed = len(document.revisions) - max(most, 2)
    return passed + 1 if passed > 0 else 0


def _closes(placed: SignedRevision, number: int) -> bool:
    return placed.revision == number and placed.field.name is not None


def signature_of(placed: SignedRevision, limits: Limits) -> RevisionSignature:
    """The signature with the name that its certificate, or else its dictionary, claims."""
    signature = read_signature(placed, limits)
    certificates = signature.validation_data.certificates
    signers = [c for c in certificates if not c.is_authority]
    name = signers[0].common_name if signers else placed.field.claimed_name
    return RevisionSignature(placed.field.name or "", signature.kind, name)


def _snapshot(document: Document, end: int, limits: Limits) -> Snapshot | None:
    if document.is_crowded:
        return None
    try:
        with opened(document.data[:end], password=document.password, limits=limits) as (pdf, _):
            return take_snapshot(pdf)
    except UnreadableError:
        return None
