"""validate(): the journey for one file, and the only clock."""

import hashlib
from datetime import UTC, datetime
from os import PathLike, fspath
from pathlib import Path

from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.minutes.marks import read_marks
from fhvalidate.minutes.profile import built_in_profiles
from fhvalidate.minutes.signature_page import read_signature_page
from fhvalidate.pdf.document import Document, read_document
from fhvalidate.pdf.signed_revision import read_signed_revisions
from fhvalidate.pdf.text import PagesText, read_pages
from fhvalidate.policy import Policy
from fhvalidate.reconcile.signers import list_signers
from fhvalidate.report.assembly import (
    Circumstances,
    FileFacts,
    masking,
    report_document,
    report_unreadable,
)
from fhvalidate.report.model import Report
from fhvalidate.report.signatures import report_signature
from fhvalidate.reprint.rules import LOST, Facts, judge_reprint
from fhvalidate.signature import read_signature
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.context import Context
from fhvalidate.validation.document import verdict_on
from fhvalidate.validation.level import level_of
from fhvalidate.validation.process import validate_signature
from fhvalidate.validation_data import from_security_store

DEFAULT_POLICY = "default"


def validate(
    source: str | PathLike[str] | bytes,
    *,
    trust: TrustAnchors,
    at: datetime | None = None,
    policy: Policy | None = None,
    password: str = "",
    name: str | None = None,
    show_personnummer: bool = False,
) -> Report:
    """What the file is, whether its signatures hold, and who signed it.

    Args:
        source: the path of a PDF, or its bytes.
        trust: whom to believe; `TrustAnchors.none()` examines without believing anyone.
        at: the time that the verdict is for, aware; now when left out.
        policy: the validation policy; `default` when left out.
        password: of an encrypted file.
        name: what the report calls the document; by default the path's last part.
        show_personnummer: whether the report shows personal identity numbers unmasked.

    Returns:
        The report. What is wrong with the document or a signature stands there, also for a file
        that is no PDF at all.

    Raises:
        UsageError: `file-missing`, `file-is-directory` or `file-not-readable`.
        TypeError: an argument of the wrong type.
        ValueError: `at` has no time zone.
    """
    _check_arguments(trust, at, policy)
    data = source if isinstance(source, bytes) else _read_file(source)
    produced_at = datetime.now(UTC)
    circumstances = Circumstances(
        name=name or ("" if isinstance(source, bytes) else Path(fspath(source)).name),
        at=produced_at if at is None else at.astimezone(UTC),
        produced_at=produced_at,
        policy=policy or Policy.named(DEFAULT_POLICY),
        trust=trust,
        mask=masking(show=show_personnummer),
    )
    return examine(data, password=password, circumstances=circumstances)


def examine(data: bytes, *, password: str, circumstances: Circumstances) -> Report:
    """The report on the bytes: pure, and the same for the same input."""
    limits = circumstances.policy.limits
    try:
        document = read_document(data, password=password, limits=limits)
    except UnreadableError as error:
        finding = Finding.error(error.code, "", **error.detail)
        facts = FileFacts(len(data), hashlib.sha256(data).hexdigest(), _is_locked(error))
        return report_unreadable(facts, (finding,), circumstances)
    return _examine_document(document, circumstances)


def _examine_document(document: Document, circumstances: Circumstances) -> Report:
    policy = circumstances.policy
    # 1. Read the signatures, and what the file itself carries for their validation.
    placed = read_signed_revisions(document, policy.limits)
    signatures = tuple(read_signature(item, policy.limits) for item in placed)
    at_hand = from_security_store(document.security_store, limit=policy.limits.certificates_in_dss)
    # 2. Judge each signature.
    context = Context(circumstances.at, circumstances.trust, policy, at_hand)
    results = tuple(validate_signature(item, document.data, context) for item in signatures)
    limited = _limits_passed(document, policy)
    verdict, findings = verdict_on(document, results, limited=bool(limited))
    # 3. Read the pages.
    text = _text(document)
    page = read_signature_page(text.pages, built_in_profiles())
    marks = read_marks(text.pages, built_in_profiles())
    # 4. Is it the original?
    reprint = judge_reprint(Facts(document, results, verdict, page, marks))
    if reprint.verdict in LOST:
        verdict = Verdict.REPRINTED
    # 5. Say it.
    notes = (*_trust_notes(circumstances.trust), *limited, *findings, *_text_notes(text))
    return report_document(
        document,
        verdict=verdict,
        findings=notes,
        signatures=tuple(
            report_signature(
                index,
                result,
                document,
                level_of(result.signature, signatures, document.security_store, result.path),
                circumstances.mask,
            )
            for index, result in enumerate(results)
        ),
        page=page,
        signers=list_signers(results, page),
        reprint=reprint,
        circumstances=circumstances,
    )


def _check_arguments(trust: object, at: object, policy: object) -> None:
    if not isinstance(trust, TrustAnchors):
        raise TypeError("trust must be TrustAnchors; to examine without trust: TrustAnchors.none()")
    if policy is not None and not isinstance(policy, Policy):
        raise TypeError("policy must be a Policy, as from Policy.named or Policy.from_path")
    if at is None:
        return
    if not isinstance(at, datetime):
        raise TypeError("at must be a datetime")
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("at must have a time zone, as in datetime(2026, 3, 2, tzinfo=UTC)")


def _read_file(source: str | PathLike[str]) -> bytes:
    path = Path(source)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError("file-missing", path=str(path)) from error
    except IsADirectoryError as error:
        raise UsageError("file-is-directory", path=str(path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UsageError("file-not-readable", path=str(path), reason=reason) from error


def _is_locked(error: UnreadableError) -> bool:
    return error.code in {"password-needed", "password-wrong", "encryption-unsupported"}


def _text(document: Document) -> PagesText:
    return read_pages(document.data, password=document.password, max_pages=document.pages or 0)


def _trust_notes(trust: TrustAnchors) -> tuple[Finding, ...]:
    return () if trust.certificates else (Finding.warning("no-trust-anchors"),)


def _text_notes(text: PagesText) -> tuple[Finding, ...]:
    return (Finding.warning("text-unreadable"),) if text.unreadable or text.truncated else ()


def _limits_passed(document: Document, policy: Policy) -> tuple[Finding, ...]:
    """A finding for each limit that kept something from being judged."""
    limits = policy.limits
    counts = {
        "signatures": (len(document.fields.filled), limits.signatures),
        "revisions": (len(document.revisions), limits.revisions - 1),
        "pages": (document.pages or 0, limits.pages),
    }
    return tuple(
        Finding.error("limit-exceeded", "", what=what, limit=limit, found=found)
        for what, (found, limit) in counts.items()
        if found > limit
    )
