"""What does not agree between minutes, signature page and certificates."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fhvalidate.conclusion import Finding
from fhvalidate.identity.certificate_identity import SubjectKind
from fhvalidate.identity.names import UNREAD, as_told, name_parts, readable
from fhvalidate.minutes.marks import Mark
from fhvalidate.minutes.model import Minutes, Role
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.reconcile.signature_model import SignatureModel
from fhvalidate.reconcile.signers import Signer, SignerTable, TimeSource
from fhvalidate.signature import SignatureKind
from fhvalidate.validation.process import SignatureResult

# Minutes say what the clocks in Sweden showed.
SWEDEN = ZoneInfo("Europe/Stockholm")

# What says that somebody has not signed.
ABSENCES = frozenset(
    {"listed-without-signature", "adjuster-has-not-signed", "chair-has-not-signed"}
)

# A vendor's page may be made some hours after the signature that it tells of, not a day.
FAR_APART = timedelta(hours=24)


def people_findings(
    table: SignerTable,
    results: Sequence[SignatureResult],
    page: SignaturePage | None,
    minutes: Minutes | None,
) -> tuple[Finding, ...]:
    """The findings on who signed, in the order of the table; none for what is as it should be."""
    found = [
        *_on_the_model(table),
        *_unmatched(table, page),
        *_listed_twice(page),
        *_expected(table),
        *_on_times(table, page, minutes),
        *_same_certificate(table, results, page),
        *(Finding.warning("signer-name-ambiguous", name=name) for name in as_told(table.ambiguous)),
    ]
    return tuple(found)


def _on_the_model(table: SignerTable) -> Iterator[Finding]:
    if table.model is SignatureModel.VENDOR_SEAL:
        sealer = next((row.name for row in table.rows if row.kind is SubjectKind.SEAL), "")
        names = as_told(row.name for row in table.rows if row.page_signer is not None)
        yield Finding.info("sealed-by-vendor", seal=sealer, names=names)


def _unmatched(table: SignerTable, page: SignaturePage | None) -> Iterator[Finding]:
    """Listed but no signature; signature by someone who is not listed."""
    if table.model is not SignatureModel.PER_SIGNER or page is None or not page.signers:
        return
    for row in table.rows:
        if row.page_signer is not None and row.signature is None:
            yield Finding.warning(
                "listed-without-signature", name=row.name or UNREAD, page=page.page
            )
        stranger = row.name and row.signature is not None and row.page_signer is None
        if stranger and row.kind is not SubjectKind.SEAL:
            yield Finding.warning("signature-not-listed", name=row.name or UNREAD)


def _listed_twice(page: SignaturePage | None) -> Iterator[Finding]:
    names = Counter(name_parts(s.name or "") for s in (page.signers if page else ()))
    told = set()
    for signer in page.signers if page else ():
        parts = name_parts(signer.name or "")
        if parts and names[parts] > 1 and parts not in told:
            told.add(parts)
            yield Finding.warning(
                "listed-twice", name=readable(signer.name) or UNREAD, page=signer.page
            )


def _expected(table: SignerTable) -> Iterator[Finding]:
    """Who was to verify, or led the meeting, and has not signed where others have."""
    if table.model not in {SignatureModel.PER_SIGNER, SignatureModel.VENDOR_SEAL}:
        return
    listed = any(row.page_signer is not None for row in table.rows)
    if table.model is SignatureModel.VENDOR_SEAL and not listed:
        return
    for row in table.rows:
        if row.signature is not None or row.page_signer is not None:
            continue
        if Role.TO_VERIFY in row.roles:
            yield Finding.warning("adjuster-has-not-signed", name=row.name or UNREAD)
        elif Role.CHAIR in row.roles:
            yield Finding.warning("chair-has-not-signed", name=row.name or UNREAD)


def _on_times(
    table: SignerTable, page: SignaturePage | None, minutes: Minutes | None
) -> Iterator[Finding]:
    ended = meeting_end(minutes)
    for row in table.rows:
        time_ = row.signed_at
        if time_ is None or time_.tzinfo is None or row.kind is SubjectKind.SEAL:
            continue
        if ended is not None and time_ < ended:
            yield Finding.warning(
                "signed-before-meeting-ended", name=row.name or UNREAD, time=time_, ended=ended
            )
        if page is None or row.page_signer is None or row.time_source is TimeSource.SIGNATURE_PAGE:
            continue
        stated = page.signers[row.page_signer].signed_at
        if stated is not None and abs(stated - time_) > FAR_APART:
            yield Finding.warning(
                "page-time-differs", name=row.name or UNREAD, time=time_, stated=stated
            )


def meeting_end(minutes: Minutes | None) -> datetime | None:
    """When the meeting ended, as far as the minutes tell: at least when its day began."""
    if minutes is None or minutes.date is None:
        return None
    said = minutes.end or minutes.start
    return datetime.combine(minutes.date.value, said.value if said else time(), tzinfo=SWEDEN)


def _same_certificate(
    table: SignerTable, results: Sequence[SignatureResult], page: SignaturePage | None
) -> Iterator[Finding]:
    """One person's certificate behind several signatures where several people are named."""
    by_certificate: dict[str, list[Signer]] = defaultdict(list)
    claimed: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in table.rows:
        result = results[row.signature] if row.signature is not None else None
        if result is None or result.signer is None or row.kind is SubjectKind.SEAL:
            continue
        by_certificate[result.signer.sha256].append(row)
        stated = result.signature.placed.field.claimed_name
        if stated:
            claimed[result.signer.sha256].add(name_parts(stated))
    listed = {name_parts(s.name or "") for s in (page.signers if page else ())} - {()}
    for certificate, rows in by_certificate.items():
        several = len(listed) > 1 or len(claimed[certificate]) > 1
        if len(rows) > 1 and several:
            yield Finding.warning(
                "same-certificate-for-two-names", name=rows[0].name or UNREAD, count=len(rows)
            )


def page_findings(
    page: SignaturePage | None,
    marks: Sequence[Mark],
    minutes: Minutes | None,
    *,
    results: Sequence[SignatureResult],
) -> tuple[Finding, ...]:
    """What does not agree between the pages' marks, their numbers and the signature page."""
    return (*_identities(page, marks), *_numbering(page, marks, minutes, results))


def _identities(page: SignaturePage | None, marks: Sequence[Mark]) -> Iterator[Finding]:
    """The transaction identities on each page are those of the signature page."""
    footers = [mark for mark in marks if mark.of_signers and mark.identities]
    if not footers:
        return
    listed = {s.reference.upper() for s in (page.signers if page else ()) if s.reference}
    wanted = listed or {identity.upper() for identity in footers[0].identities}
    differing = tuple(
        dict.fromkeys(
            mark.page for mark in footers if {i.upper() for i in mark.identities} != wanted
        )
    )
    if differing:
        yield Finding.warning("transaction-identities-differ", pages=differing)


def _numbering(
    page: SignaturePage | None,
    marks: Sequence[Mark],
    minutes: Minutes | None,
    results: Sequence[SignatureResult],
) -> Iterator[Finding]:
    numbering = minutes.numbering if minutes is not None else None
    if numbering is None or numbering.total is None:
        return
    if numbering.physical < numbering.total:
        yield Finding.warning("pages-missing", total=numbering.total, physical=numbering.physical)
    signed = any(r.signature.kind is SignatureKind.SIGNATURE for r in results)
    if marks and page is None and not signed and numbering.physical == numbering.total:
        yield Finding.warning("signature-page-removed", total=numbering.total)
