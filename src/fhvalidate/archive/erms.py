"""ERMS 3 (CITS ERMS, which FGS Ärendehantering 2.0 is): what it has on signatures.

Three deliveries are told apart: the signed original as it is; a copy whose signatures were taken
away, beside the report on the original; a file that has lost its signatures elsewhere.
"""

from fhvalidate.archive.premis import object_uuid
from fhvalidate.archive.signatories import Signatory, signatories, signatures_of
from fhvalidate.archive.xml import Element, Vocabulary, named_uuid, written
from fhvalidate.conclusion import Indication, Verdict
from fhvalidate.report.json import utc
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.reprint.verdict import ReprintVerdict

ERMS = Vocabulary("https://DILCIS.eu/XML/ERMS")
UNKNOWN = "okänd"


def erms(report: Report, *, original: Report | None = None, path: str | None = None) -> bytes:
    """A document with one record: its signatories, their times, its signatures and the file.

    `report` is on the file that is delivered. `original` is on the signed original, where that
    was validated and its signatures taken away before the delivery. `path` is where the file lies
    in the delivery, its name alone where that is left out.

    Its `control` is what the schema wants for a document; of what the archive alone knows, such as
    the identifier of the record, it has a stand-in. What is for the delivery is `record`.
    """
    original = proven(original)
    root = ERMS.root("erms", {None: ERMS.uri})
    _add_control(root, report)
    record = ERMS.below(
        ERMS.below(root, "records"),
        "record",
        systemIdentifier=named_uuid("record", report.document.sha256),
        recordPhysicalOrDigital="digital",
        recordType=None if report.minutes is None else "protokoll",
    )
    ERMS.below(record, "objectId", object_uuid(report))
    ERMS.below(record, "title", _title(report))
    people = signatories(original or report)
    if people:
        agents = ERMS.below(record, "agents")
        for person in people:
            add_agent(agents, person)
    if any(person.signed_at for person in people):
        add_dates(record, people)
    signed = signatures_of(original or report)
    if signed:
        list_of_them = ERMS.below(record, "eSignatures")
        for each in signed:
            _add_signature(list_of_them, original or report, each, present=original is None)
    add_appendix(ERMS.below(record, "additionalInformation"), report, original, path)
    return written(root)


def proven(original: Report | None) -> Report | None:
    """The report on the original where that was valid; of any other nothing is told.

    What was not valid proves of a copy neither that it had signatures nor who made them.
    """
    return original if original is not None and original.verdict is Verdict.VALID else None


def add_appendix(
    parent: Element, report: Report, original: Report | None, path: str | None = None
) -> Element:
    """The file, whether it has signatures, and where it is known whether it had."""
    existed = has_existed(report, original)
    told = {
        "name": report.document.name,
        "path": path or report.document.name,
        "fileFormat": None if report.verdict is Verdict.UNREADABLE else "application/pdf",
        "eSignatureHasExisted": None if existed is None else _word(value=existed),
    }
    appendix = ERMS.below(parent, "appendix", **told)
    signed = signatures_of(report)
    if signed:
        verified = utc(report.produced_at) if report.verdict is Verdict.VALID else None
        ERMS.below(
            appendix, "eSignature", present=_word(value=True), dateeSignatureIsVerified=verified
        )
    return appendix


def has_existed(report: Report, original: Report | None) -> bool | None:
    """Whether the file has had signatures that it no longer has; None where nobody knows.

    `original` is as from `proven`. It is known of a copy whose original was valid, and where the
    file itself says so and cannot show them. A file without signatures may never have had any.
    """
    if original is not None:
        return True if signatures_of(original) else None
    if report.verdict is Verdict.REPRINTED:
        return True
    if report.reprint.verdict is ReprintVerdict.ORIGINAL and signatures_of(report):
        return False
    return None


def add_agent(parent: Element, person: Signatory) -> None:
    """A signatory, with a note that says by what that is known."""
    agent = ERMS.below(parent, "agent", agentType=person.agent_type)
    ERMS.below(agent, "name", person.name)
    if person.role is not None:
        ERMS.below(agent, "role", person.role)
    ERMS.below(ERMS.below(agent, "notes"), "note", person.note, noteType="comment")


def add_dates(parent: Element, people: tuple[Signatory, ...]) -> None:
    """When each signed, as far as that is known."""
    dates = ERMS.below(parent, "dates")
    for person in people:
        if person.signed_at is not None:
            ERMS.below(dates, "date", utc(person.signed_at), dateType=person.date_type)


def _add_signature(
    parent: Element, report: Report, signature: SignatureReport, *, present: bool
) -> None:
    """One signature: whether it is in the file, and when it was found to hold, if it was.

    As of what time it was judged stands in the note on who made it.
    """
    holds = signature.indication is Indication.TOTAL_PASSED
    verified = utc(report.produced_at) if holds else None
    ERMS.below(
        parent, "eSignature", present=_word(value=present), dateeSignatureIsVerified=verified
    )


def _add_control(root: Element, report: Report) -> None:
    control = ERMS.below(root, "control")
    body = report.minutes and report.minutes.organisation
    creator = body.value if body else UNKNOWN
    ERMS.below(control, "identification", creator, identificationType="arkivbildare")
    maintenance = ERMS.below(control, "maintenanceInformation")
    ERMS.below(maintenance, "maintenanceStatus", value="new")
    ERMS.below(ERMS.below(maintenance, "maintenanceAgency"), "agencyName", creator)
    history = ERMS.below(maintenance, "maintenanceHistory")
    event = ERMS.below(history, "maintenanceEvent")
    ERMS.below(event, "eventType", value="created")
    ERMS.below(event, "eventDateTime", utc(report.produced_at))
    agent = ERMS.below(event, "agent", agentType="agent")
    ERMS.below(agent, "name", f"{report.tool.name} {report.tool.version}")


def _title(report: Report) -> str:
    """What the minutes call themselves, else the name of the file."""
    minutes = report.minutes
    if minutes is None or minutes.body is None or minutes.date is None:
        return report.document.name
    return f"Protokoll {minutes.body.value} {minutes.date.value.isoformat()}"


def _word(*, value: bool) -> str:
    return "true" if value else "false"
