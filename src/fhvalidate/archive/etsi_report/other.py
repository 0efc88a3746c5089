"""What the standard has no element for: the document's verdict, the level, who vouches for whom.

It stands in `OtherInformation`, in elements of our own.
"""

from fhvalidate.archive.etsi_report.elements import Element, boolean, own
from fhvalidate.archive.etsi_report.status import finding, in_both_languages
from fhvalidate.report.json import utc
from fhvalidate.report.messages import message_for
from fhvalidate.report.model import Report
from fhvalidate.report.people_model import IdentityReport
from fhvalidate.report.signature_report import SignatureReport


def document_verdict(report: Report) -> Element:
    """Which file the report is on, and the answer for all of it."""
    document = report.document
    return own(
        "Document",
        own("Verdict", report.verdict),
        own("ReprintVerdict", report.reprint.verdict),
        own("Name", document.name),
        own("Size", str(document.size)),
        own("SHA256", document.sha256),
    )


def personal_data() -> Element:
    """That the objects hold personal data, in both languages."""
    said = message_for("archive-holds-personal-data")
    return own("Notice", *in_both_languages(said))


def document_findings(report: Report) -> Element:
    """What was noticed of the document, and the signed files inside it with their verdicts."""
    return own(
        "DocumentFindings",
        *(finding(each) for each in report.findings),
        *(
            own("Attachment", own("Name", each.name), document_verdict(each.report))
            for each in report.attachments
        ),
    )


def validator(report: Report) -> Element:
    """The program, and when it made the report."""
    return own(
        "Program",
        own("Name", report.tool.name),
        own("Version", report.tool.version),
        own("ProducedAt", utc(report.produced_at)),
    )


def signature_information(signature: SignatureReport) -> Element:
    """What the signature is, what came after it, until when it is provable."""
    provable = signature.provable
    confirmed = signature.confirmed_level
    until = None if provable is None or provable.until is None else utc(provable.until)
    return own(
        "Signature",
        own("Level", signature.level),
        None if confirmed is None else own("ConfirmedLevel", confirmed),
        own("Integrity", signature.integrity),
        own("Covers", signature.covers),
        None if signature.revision is None else own("Revision", str(signature.revision)),
        own("ChangesAfter", signature.changes_after.level),
        None if until is None else own("ProvableUntil", until),
        own("Test", boolean(value=True)) if signature.test else None,
    )


def identity_information(identity: IdentityReport) -> Element:
    """How the signer logged in, and who says so; `claimed` where nobody vouches for it."""
    at = identity.authenticated_at
    assurance = identity.assurance
    told = (
        ("IdentityProvider", identity.identity_provider),
        ("IdentityProviderName", identity.identity_provider_name),
        ("EIdentification", identity.e_identification),
        ("AssuranceLevel", None if assurance is None else assurance.uri),
        ("AuthenticatedAt", None if at is None else utc(at)),
        ("Service", identity.service),
        ("Transaction", identity.transaction),
    )
    return own(
        "Identity",
        *(own(name, value) for name, value in told if value),
        kind=identity.kind,
        claimed=boolean(value=identity.claimed),
    )
