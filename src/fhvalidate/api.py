"""validate(): the journey for one file, and the only clock."""

from collections.abc import Mapping
from datetime import UTC, datetime
from os import PathLike
from typing import Any

from fhvalidate.call_arguments import check_call
from fhvalidate.conclusion import Finding
from fhvalidate.errors import UnreadableError, UsageError, not_learned
from fhvalidate.evidence import Evidence
from fhvalidate.examination import Examined, Inputs, examine, judged_signatures
from fhvalidate.fetch.evidence import Gather
from fhvalidate.history import RevisionEntry, read_history
from fhvalidate.minutes.model import Minutes
from fhvalidate.minutes.reader import read_minutes as minutes_on
from fhvalidate.minutes.signature_page import read_signature_page
from fhvalidate.ocr.engine import TextRecognition, asking_for_engine
from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.pages.text import read_pages
from fhvalidate.pdf_a.answer import TryPdfA
from fhvalidate.poe import HeldSince, stated
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.assembly import (
    Circumstances,
    masking,
)
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.side_by_side import SideBySide, read_side_by_side
from fhvalidate.source_file import Source, SourceFile, source_file, source_name
from fhvalidate.times import in_utc
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.topmost import Lead, is_unharmed, leads_of
from fhvalidate.validation_data import ValidationData

DEFAULT_POLICY = "default"


def validate(  # noqa: PLR0913 - each a choice of the caller, by name
    source: Source,
    *,
    trust: TrustAnchors,
    at: datetime | None = None,
    policy: Policy | None = None,
    password: str = "",
    name: str | None = None,
    evidence: Evidence | None = None,
    held_since: datetime | HeldSince | None = None,
    evidence_out: str | PathLike[str] | None = None,
    show_personnummer: bool = False,
    text_recognition: TextRecognition = TextRecognition.IF_AVAILABLE,
    fetch: Gather | None = None,
    pdf_a: TryPdfA | None = None,
    knowledge: Knowledge | None = None,
    detail: Detail = Detail.DEFAULT,
) -> Report:
    """What the file is, whether its signatures hold, and who signed it.

    Args:
        source: the path of a PDF, its bytes (also as a bytearray or a memoryview, which is copied),
            or a file open for reading bytes, which is read from where it stands and not closed.
        trust: whom to believe; `TrustAnchors.none()` examines without believing anyone.
        at: the time that the verdict is for, aware; now when left out.
        policy: the validation policy; `default` when left out.
        password: of an encrypted file.
        evidence: certificates, CRLs and OCSP responses beside those that the file carries.
        held_since: since when the caller has held these exact bytes, aware: the archive's own
            statement, a proof of existence from outside (EN 319 102-1, 5.6.3.2). `HeldSince` also
            names an earlier revision, by its SHA-256: a later extension does not undo the proof.
        evidence_out: a folder, or a ZIP archive where the name ends in `.zip`, to keep the document
            and the report in with everything that it was made with, so that `fhvalidate replay`
            can make it again; it holds personal data.
        name: what the report calls the document; by default the last part of the path or of the
            open file's name.
        show_personnummer: whether the report shows personal identity numbers unmasked.
        text_recognition: whether pages without text are recognised, if an engine is installed.
        fetch: what fetches missing evidence, as `fhvalidate.fetching` makes it; nothing is
            fetched when left out.
        pdf_a: what tries whether the file is the PDF/A that it claims to be, as `verapdf_at`
            makes it; nothing is tried when left out.
        knowledge: what is known of vendors' signature pages and of identity providers; what
            comes with the package when left out.
        detail: how much of what was established the report holds.

    It is judged in this process: a file that is made to cost what the limits of the policy do not
    count, or to break a library, costs or breaks the caller. A `Pool` judges the same
    documents in processes with limits of their own.

    Returns:
        The report. What is wrong with the document or a signature stands there, also for a file
        that is no PDF at all.

    Raises:
        UsageError: `file-missing`, `file-is-directory`, `file-not-regular`, `file-too-large` or
            `file-not-readable`; `held-since-later`
            when it lies in the future or after `at`; `evidence-not-writable`,
            `evidence-folder-in-use`.
        TypeError: an argument of the wrong type.
        ValueError: `at` or `held_since` has no time zone.
    """
    given = locals()
    check_call(given)  # the arguments, by their names
    file = _read(source, given["policy"])
    if evidence_out is None:
        return examined({**given, "source": file}).report
    from fhvalidate.archive.bundle.writing import Keeping, keep_bundle

    keeping = Keeping.of(given)
    report = examined({**given, "source": file, **keeping.asked}).report
    keep_bundle(report, file, keeping, evidence_out)
    return report


def examined(given: Mapping[str, Any], *, barred: Finding | None = None) -> Examined:
    """The report, for arguments of `validate` by their names.

    Args:
        given: those arguments, `source` read; and `produced_at`, where a report is made again:
            now when left out.
        barred: why the pages are not to be unpacked, drawn and read; None: they are.

    Raises:
        UsageError: `held-since-later`.
    """
    file: SourceFile = given["source"]
    produced_at = given.get("produced_at") or datetime.now(UTC)
    at, evidence = given["at"], given["evidence"]
    circumstances = Circumstances(
        name=given["name"] or file.name,
        at=produced_at if at is None else in_utc(at),
        produced_at=produced_at,
        policy=given["policy"] or Policy.named(DEFAULT_POLICY),
        trust=given["trust"],
        mask=masking(show=given["show_personnummer"]),
        held_since=stated(given["held_since"]),
        detail=Detail(given["detail"]),
    )
    _check_held_since(circumstances)
    inputs = Inputs(
        file.data,
        given["password"],
        evidence.data if evidence is not None else ValidationData(),
        engine=asking_for_engine(given["text_recognition"]),
        fetch=given["fetch"],
        pdf_a=given["pdf_a"],
        knowledge=given["knowledge"] or Knowledge.built_in(),
        noticed=evidence.findings if evidence is not None else (),
        file=file,
        barred=barred,
    )
    return examine(inputs, circumstances)


def read_minutes(
    source: Source, *, password: str = "", knowledge: Knowledge | None = None
) -> Minutes | None:
    """What the minutes in a PDF say; None when it is no minutes, or cannot be read in bounds.

    Nothing is validated and nothing masked: for lists of decisions, not for judging a document.

    Args:
        source: the path of a PDF, its bytes, or a file open for reading bytes.
        password: of an encrypted file.
        knowledge: vendors' signature pages, which are no part of the minutes.

    Raises:
        UsageError: `file-missing`, `file-is-directory` or `file-not-readable`.
    """
    limits = Policy.named(DEFAULT_POLICY).limits
    data = _read(source, None).data
    try:
        document = read_document(data, password=password, limits=limits)
    except UnreadableError:
        return None
    if document.pages_barred is not None:
        return None
    text = read_pages(
        data,
        password=password,
        max_pages=document.readable_pages,
        max_characters=limits.text_characters,
    )
    known = knowledge or Knowledge.built_in()
    return minutes_on(text.pages, read_signature_page(text.pages, known.profiles))


def revisions(
    source: Source, *, password: str = "", policy: Policy | None = None
) -> tuple[RevisionEntry, ...]:
    """The revisions of a document: who closed which, and what each changed.

    Args:
        source: the path of a PDF, its bytes, or a file open for reading bytes.
        password: of an encrypted file.
        policy: whose limits apply; `default` when left out.

    Raises:
        UsageError: `file-missing`, `file-is-directory` or `file-not-readable`.
        UnreadableError: it is no PDF, damaged beyond reading, or locked.
    """
    data = _read(source, policy).data
    limits = (policy or Policy.named(DEFAULT_POLICY)).limits
    return read_history(data, password=password, limits=limits)


def side_by_side(source: Source, *, password: str = "", policy: Policy | None = None) -> SideBySide:
    """What each signer of a document signed, beside what it shows now, with pictures.

    Args:
        source: the path of a PDF, its bytes, or a file open for reading bytes.
        password: of an encrypted file.
        policy: whose limits apply; `default` when left out.

    Raises:
        UsageError: `file-missing`, `file-is-directory` or `file-not-readable`.
        UnreadableError: it is no PDF, damaged beyond reading, or locked.
    """
    data = _read(source, policy).data
    policy = policy or Policy.named(DEFAULT_POLICY)
    judged = judged_signatures(Inputs(data, password), _trusting_nobody(policy), looked=False)
    integrities = tuple(result.integrity for result in judged.results)
    return read_side_by_side(data, integrities, password=password, limits=policy.limits)


def topmost_certificates(source: Source, *, password: str = "") -> tuple[Lead, ...]:
    """The issuers that the document's signatures, time-stamps and revocation data lead up to.

    Nobody is believed: these are whom somebody may decide to believe, after comparing fingerprints.

    Raises:
        UsageError: as `validate`; `trust-file-locked`, `trust-file-unreadable`,
            `trust-file-altered`: something in it is broken, or was altered after it was signed.
    """
    data = _read(source, None).data
    circumstances = _trusting_nobody(Policy.named(DEFAULT_POLICY))
    try:
        judged = judged_signatures(Inputs(data, password), circumstances, looked=True)
    except UnreadableError as error:
        raise not_learned(source_name(source), error) from error
    if not all(map(is_unharmed, judged.results)):
        raise UsageError("trust-file-altered", path=source_name(source))
    return leads_of(judged.results, judged.data, circumstances.policy)


def _trusting_nobody(policy: Policy) -> Circumstances:
    """Circumstances for what needs no trust: whether signatures are unbroken, and who made them."""
    now = datetime.now(UTC)
    return Circumstances(
        name="",
        at=now,
        produced_at=now,
        policy=policy,
        trust=TrustAnchors.none(),
        mask=masking(show=False),
    )


def _check_held_since(circumstances: Circumstances) -> None:
    """A statement about the future, or about a time after the one judged, proves nothing."""
    held = circumstances.held_since
    if held is not None and held.time > min(circumstances.at, circumstances.produced_at):
        raise UsageError("held-since-later", value=held.time.isoformat())


def _read(source: Source, policy: Policy | None) -> SourceFile:
    limits = (policy or Policy.named(DEFAULT_POLICY)).limits
    return source_file(source, limit=limits.file_size)
