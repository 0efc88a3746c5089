"""The people of a document: pages read, certificates read, and the two laid side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fhvalidate.conclusion import Finding, Indication, SubIndication
from fhvalidate.constraints import Limits
from fhvalidate.frozen import frozen
from fhvalidate.identity.certificate_identity import (
    CertificateIdentity,
    read_certificate_identity,
)
from fhvalidate.identity.personnummer import find_personnummer
from fhvalidate.minutes.marks import Mark
from fhvalidate.minutes.model import Minutes
from fhvalidate.minutes.reader import read_minutes
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.pdf.pages.text import Page
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.reconcile.lost_value import certificate_named
from fhvalidate.reconcile.people_findings import ABSENCES, page_findings, people_findings
from fhvalidate.reconcile.readable_names import with_readable_names
from fhvalidate.reconcile.signers import SignerTable, tabulate_signers
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.validation.process import SignatureResult
from fhvalidate.x509.paths.path_building import is_issued_by

# Why a signature is not passed although an anchor vouches for who its certificate names: what is
# open is whether it was revoked or out of date, not who issued it.
_NAME_STANDS = frozenset(
    {
        SubIndication.TRY_LATER,
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        SubIndication.REVOKED_NO_POE,
        SubIndication.REVOKED,
        SubIndication.EXPIRED,
    }
)


@frozen
class People:
    """What pages and certificates say of people.

    Attributes:
        page: the signature page, and `minutes` what else the pages say.
        findings: what does not agree, and what the document exposes.
    """

    page: SignaturePage | None
    minutes: Minutes | None
    table: SignerTable
    findings: tuple[Finding, ...]


def read_identities(
    results: Sequence[SignatureResult], knowledge: Knowledge, limits: Limits
) -> tuple[CertificateIdentity | None, ...]:
    """Whom each signature's certificate names; None for time-stamps and without a certificate.

    A value that is no longer in its place names its signer, too, and nobody vouches for it.
    """
    return tuple(_identity(result, knowledge, limits) for result in results)


def read_people(
    pages: Sequence[Page],
    page: SignaturePage | None,
    marks: Sequence[Mark],
    results: Sequence[SignatureResult],
    identities: Sequence[CertificateIdentity | None],
    *,
    is_cut: bool = False,
) -> People:
    """The people of a document, by its pages and by its signatures.

    Args:
        pages: as read, or as recognised.
        page: the signature page, as read from `pages`.
        marks: the vendors' marks, as read from `pages`.
        results: what validation concluded on each signature.
        identities: whom the certificates of `results` name, in the same order.
        is_cut: whether the file has more signatures than these, so that nobody is missing.
    """
    minutes = read_minutes(pages, page)
    page = with_readable_names(page, minutes)
    table = tabulate_signers(results, identities, page=page, minutes=minutes, has_marks=bool(marks))
    findings = (
        *people_findings(table, results, page, minutes),
        *page_findings(page, marks, minutes, results=results),
        *exposed_personnummer(pages),
    )
    if is_cut:
        findings = tuple(each for each in findings if each.code not in ABSENCES)
    return People(page, minutes, table, findings)


def exposed_personnummer(pages: Sequence[Page]) -> tuple[Finding, ...]:
    """A finding when the text itself shows personal identity numbers; it names pages only."""
    counts = {page.number: len(find_personnummer(page.text)) for page in pages}
    found = tuple(number for number, count in counts.items() if count)
    if not found:
        return ()
    total = sum(counts.values())
    return (Finding.warning("personnummer-exposed", pages=found, count=total),)


def _identity(
    result: SignatureResult, knowledge: Knowledge, limits: Limits
) -> CertificateIdentity | None:
    named = certificate_named(result, limits)
    if named is None or result.signature.kind is not SignatureKind.SIGNATURE:
        return None
    identity = read_certificate_identity(
        named, trusted=is_vouched_for(result), tables=knowledge.tables
    )
    return replace(identity, findings=(*identity.findings, *_by_itself(result, identity)))


def _by_itself(result: SignatureResult, identity: CertificateIdentity) -> Iterator[Finding]:
    """A certificate that its holder has made, unless it is an anchor itself."""
    signer, basic = result.signer, result.basic
    if signer is None or not signer.is_self_issued:
        return
    if basic.reaches_anchor and len(basic.path) == 1:
        return
    name = identity.name or signer.subject
    clause = "RFC 5280, 3.2"
    if is_issued_by(signer, signer):
        yield Finding.warning("certificate-self-signed", clause, name=name)
    else:
        yield Finding.warning("certificate-self-issued", clause, name=name)


def is_vouched_for(result: SignatureResult) -> bool:
    """Whether an anchor vouches for what the certificate says of its subject."""
    if result.conclusion.indication is Indication.TOTAL_PASSED:
        return True
    path = result.basic.path
    return (
        result.basic.reaches_anchor
        and result.integrity is Integrity.INTACT
        and result.conclusion.sub_indication in _NAME_STANDS
        and all(certificate.is_authority for certificate in path[1:-1])
    )
