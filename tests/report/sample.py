"""Sample reports on fictional minutes, one for each verdict."""

from dataclasses import replace
from datetime import UTC, datetime

from fhvalidate.conclusion import Finding, Indication, Severity, SubIndication, Verdict
from fhvalidate.pdf.revisions.changes import ChangeLevel
from fhvalidate.reconcile.signers import Holds, SignerSource
from fhvalidate.report.changes_model import ChangesReport
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.messages import message_for
from fhvalidate.report.model import (
    SCHEMA,
    AttachmentReport,
    DocumentReport,
    EvidenceReport,
    PageSignerReport,
    PolicyReport,
    Report,
    ReprintReport,
    RevisionReport,
    SignaturePageReport,
    Tool,
    TrustReport,
    TrustSourceReport,
)
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.signature_report import (
    CertificateReport,
    ClaimedSigningTime,
    SignatureReport,
    SignerReport,
    StatusReport,
    TimestampReport,
)
from fhvalidate.reprint.verdict import Confidence, Evidence, ReprintVerdict
from fhvalidate.signature import Covers, Integrity, Level, SignatureKind, TimeStampKind

SIGNED_AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
VALIDATED_AT = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
STATEMENT = "Dokumentet är undertecknat elektroniskt. Utskrift förstör underskrifterna."

_ROWS = (SignerSource.CERTIFICATE, SignerSource.SIGNATURE_PAGE)


def finding(made: Finding) -> ReportFinding:
    return ReportFinding(
        code=made.code,
        severity=made.severity,
        clause=made.clause,
        subject=made.subject,
        detail=made.detail,
        message=message_for(made.code, made.detail),
    )


def evidence(made: Evidence) -> EvidenceReport:
    return EvidenceReport(
        code=made.code,
        detail=made.detail,
        page=made.page,
        message=message_for(made.code, made.detail),
    )


def signer(name: str) -> SignerReport:
    return SignerReport(
        common_name=name,
        subject=f"CN={name}, C=SE",
        subject_serial_number="19800101-****",
        organisation=None,
        issuer="CN=Provkommunens utfärdare, C=SE",
        certificate_serial="1f",
        certificate_sha256="ab" * 32,
    )


def chain(name: str, *, anchored: bool = True) -> tuple[CertificateReport, ...]:
    year = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    leaf = CertificateReport(
        f"CN={name}, C=SE", "CN=Provkommunens utfärdare, C=SE", *year, "ab" * 32, anchor=False
    )
    root = CertificateReport(leaf.issuer, leaf.issuer, *year, "cd" * 32, anchor=True)
    return (leaf, root) if anchored else (leaf,)


def signature(name: str, *, findings: tuple[Finding, ...] = ()) -> SignatureReport:
    return SignatureReport(
        field="Signature1",
        kind=SignatureKind.SIGNATURE,
        subfilter="ETSI.CAdES.detached",
        level=Level.T,
        confirmed_level=Level.T,
        revision=1,
        covers=Covers.REVISION,
        integrity=Integrity.INTACT,
        indication=Indication.TOTAL_PASSED,
        sub_indication=None,
        at_claimed_time=None,
        claimed_signing_time=ClaimedSigningTime(SIGNED_AT, "signing-time"),
        best_signature_time=SIGNED_AT,
        signer=signer(name),
        chain=chain(name),
        digest_algorithm="sha256",
        signature_algorithm="rsassa_pkcs1v15",
        reason=None,
        location=None,
        timestamps=(
            TimestampReport(
                kind=TimeStampKind.SIGNATURE,
                generation_time=SIGNED_AT,
                indication=Indication.PASSED,
                sub_indication=None,
                tsa=signer("Provstämplaren"),
                chain=chain("Provstämplaren"),
                digest_algorithm="sha256",
                findings=(),
            ),
        ),
        changes_after=ChangesReport(ChangeLevel.SIGNATURE, ()),
        findings=tuple(map(finding, findings)),
    )


def untrusted(name: str, *findings: Finding) -> SignatureReport:
    """A B-B signature whose issuer nobody vouches for."""
    return replace(
        signature(name, findings=findings),
        level=Level.B,
        confirmed_level=Level.B,
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
        best_signature_time=VALIDATED_AT,
        chain=chain(name, anchored=False),
        timestamps=(),
    )


def broken(name: str) -> SignatureReport:
    return replace(
        signature(name, findings=(Finding.error("digest-mismatch"),)),
        integrity=Integrity.BROKEN,
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.HASH_FAILURE,
        best_signature_time=None,
        changes_after=ChangesReport(ChangeLevel.CONTENT, ("object 7: page content",)),
    )


def document_timestamp() -> SignatureReport:
    return replace(
        signature("Provstämplaren"),
        field="Timestamp1",
        kind=SignatureKind.DOCUMENT_TIMESTAMP,
        subfilter="ETSI.RFC3161",
        indication=Indication.PASSED,
        claimed_signing_time=None,
        changes_after=ChangesReport(ChangeLevel.NONE, ()),
    )


def page(*names: str) -> SignaturePageReport:
    return SignaturePageReport(
        page=4,
        profile="provsidan",
        statement=STATEMENT,
        signers=tuple(PageSignerReport(n, SIGNED_AT, False, "BankID", "3f9a") for n in names),
    )


def valid() -> Report:
    names = ("Anna Exempel", "Bo Testsson")
    return Report(
        schema=SCHEMA,
        tool=Tool("fhvalidate", "0.1.0"),
        produced_at=VALIDATED_AT,
        validation_time=VALIDATED_AT,
        document=DocumentReport(
            name="minutes-signed.pdf",
            size=48_213,
            sha256="ef" * 32,
            pages=4,
            revisions=(RevisionReport(1, 30_000), RevisionReport(2, 48_213)),
            encrypted=False,
            producer="Provprogrammet",
            creator=None,
            title="Sammanträdesprotokoll",
            created=SIGNED_AT,
            modified=None,
        ),
        policy=PolicyReport("default", "01" * 32),
        trust=TrustReport(1, (TrustSourceReport("root.pem", "02" * 32, 1),)),
        verdict=Verdict.VALID,
        findings=(),
        signatures=tuple(map(signature, names)),
        signature_page=page(*names),
        signers=tuple(SignerRow(name, _ROWS, i, i, Holds.YES) for i, name in enumerate(names)),
        minutes=None,
        reprint=ReprintReport(
            ReprintVerdict.ORIGINAL,
            Confidence.HIGH,
            (evidence(Evidence("signatures-intact", {"count": 2})),),
        ),
        attachments=(),
    )


def indeterminate() -> Report:
    """Signed, and nobody said whom to trust."""
    missing = Finding.warning("no-certificate-chain", issuer="Provkommunens utfärdare")
    report = valid()
    return replace(
        report,
        verdict=Verdict.INDETERMINATE,
        trust=TrustReport(0, ()),
        findings=(finding(Finding.warning("no-trust-anchors")),),
        signatures=tuple(untrusted(row.name, missing) for row in report.signers),
        signers=tuple(replace(row, holds=Holds.NOT_ESTABLISHED) for row in report.signers),
    )


def expired() -> Report:
    """Signed a while ago without a time-stamp: it held then."""
    report = valid()
    late = Finding.warning(
        "certificate-expired", subject="Anna Exempel", not_after=datetime(2026, 3, 9, tzinfo=UTC)
    )
    old = replace(
        untrusted("Anna Exempel", late, Finding.warning("revocation-data-missing", subject="A")),
        sub_indication=SubIndication.OUT_OF_BOUNDS_NO_POE,
        chain=chain("Anna Exempel"),
        at_claimed_time=StatusReport(Indication.TOTAL_PASSED, None),
    )
    return replace(
        report,
        verdict=Verdict.INDETERMINATE,
        signatures=(old, report.signatures[1]),
        signers=(replace(report.signers[0], holds=Holds.NOT_ESTABLISHED), report.signers[1]),
    )


def invalid() -> Report:
    report = valid()
    return replace(
        report,
        verdict=Verdict.INVALID,
        signatures=(broken("Anna Exempel"), report.signatures[1]),
        signers=(replace(report.signers[0], holds=Holds.NO), report.signers[1]),
        reprint=ReprintReport(
            ReprintVerdict.ALTERED,
            Confidence.HIGH,
            (evidence(Evidence("signatures-altered", {"count": 1})),),
        ),
    )


def reprinted() -> Report:
    report = valid()
    spoken = {"profile": "provsidan", "statement": STATEMENT}
    return replace(
        report,
        document=replace(report.document, name="Protokoll KS 2026-03-03 utskrift.pdf"),
        verdict=Verdict.REPRINTED,
        signatures=(),
        signers=tuple(
            SignerRow(row.name, (SignerSource.SIGNATURE_PAGE,), None, index, Holds.NOT_ESTABLISHED)
            for index, row in enumerate(report.signers)
        ),
        reprint=ReprintReport(
            ReprintVerdict.REPRINTED,
            Confidence.HIGH,
            (evidence(Evidence("signature-page-without-signatures", spoken, page=4)),),
        ),
    )


def unsigned() -> Report:
    report = valid()
    return replace(
        report,
        verdict=Verdict.UNSIGNED,
        signatures=(),
        signature_page=None,
        signers=(),
        reprint=ReprintReport(
            ReprintVerdict.UNSIGNED,
            Confidence.MEDIUM,
            (evidence(Evidence("no-signature-and-no-trace")),),
        ),
    )


def unreadable(code: str = "not-a-pdf") -> Report:
    report = unsigned()
    return replace(
        report,
        document=replace(report.document, name="minutes.png", pages=None, revisions=()),
        verdict=Verdict.UNREADABLE,
        findings=(finding(Finding.error(code)),),
        reprint=ReprintReport(ReprintVerdict.UNKNOWN, Confidence.LOW, ()),
    )


def unsupported() -> Report:
    """One signature of a format that nothing here can check, and a document time-stamp."""
    report = valid()
    strange = replace(
        untrusted("x", Finding.warning("subfilter-unsupported", subfilter="Prov.Eget")),
        level=Level.UNKNOWN,
        subfilter="Prov.Eget",
        integrity=Integrity.UNKNOWN,
        sub_indication=SubIndication.CUSTOM,
        claimed_signing_time=None,
        signer=None,
        chain=(),
    )
    return replace(
        report,
        verdict=Verdict.INDETERMINATE,
        signatures=(strange, document_timestamp()),
        signature_page=None,
        signers=(),
        reprint=ReprintReport(ReprintVerdict.UNKNOWN, Confidence.LOW, ()),
    )


def only_timestamp() -> Report:
    report = unsupported()
    told = finding(Finding("only-document-timestamps", Severity.WARNING))
    return replace(report, signatures=(document_timestamp(),), findings=(told,))


def with_attachment() -> Report:
    return replace(
        unsigned(),
        attachments=(AttachmentReport("original.pdf", valid()),),
        reprint=ReprintReport(ReprintVerdict.SIGNED_ATTACHMENT, Confidence.HIGH, ()),
    )


def hostile() -> Report:
    """Every name tries something on the terminal, and each time would fall off the calendar."""
    nasty = "Anna\x1b[2J\x1b[31m\u202e Exempel\r\nGILTIG: allt håller\u200b\ud800"
    report = invalid()
    return replace(
        report,
        document=replace(report.document, name=nasty, producer=nasty, title=nasty),
        policy=PolicyReport(nasty, ""),
        trust=TrustReport(1, (TrustSourceReport(nasty, "", 1),)),
        signatures=tuple(
            replace(
                item,
                field=nasty,
                signer=signer(nasty),
                best_signature_time=None,
                claimed_signing_time=ClaimedSigningTime(datetime.max.replace(tzinfo=UTC), "M"),
                findings=(finding(Finding.error("signature-vanished", field=nasty)),),
            )
            for item in report.signatures
        ),
        signers=tuple(replace(row, name=nasty, page_signer=0) for row in report.signers),
        signature_page=page(nasty),
        reprint=ReprintReport(
            ReprintVerdict.ALTERED,
            Confidence.LOW,
            (evidence(Evidence("printing-statement", {"statement": nasty})),),
        ),
    )


ALL = {
    make.__name__: make()
    for make in (
        valid,
        indeterminate,
        expired,
        invalid,
        reprinted,
        unsigned,
        unreadable,
        unsupported,
        only_timestamp,
        with_attachment,
        hostile,
    )
}
