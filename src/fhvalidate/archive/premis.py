"""PREMIS 3: the file, an event for each signature that was validated, and the program that did it.

The names of events, outcomes and roles are those of the Library of Congress, with their
addresses. Archivematica reads it as `metadata/premis.xml` of a transfer: it wants the prefix
`premis`, links both ways, and events whose identifiers are of version 4.
"""

from fhvalidate.archive.notes import facts, how, on_file, on_signature
from fhvalidate.archive.outcomes import Outcome, of_document, of_signature
from fhvalidate.archive.xml import (
    OWN,
    XSI,
    Element,
    Vocabulary,
    named_uuid,
    uuid_of_version_4,
    written,
)
from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import frozen
from fhvalidate.pdf_a.answer import PdfAStatus
from fhvalidate.report.json import utc
from fhvalidate.report.model import Report
from fhvalidate.report.pdf_a_model import PdfAReport
from fhvalidate.report.signature_report import SignatureReport

PREMIS = Vocabulary("http://www.loc.gov/premis/v3")
_OWN = Vocabulary(OWN)
_PREFIXES = {"premis": PREMIS.uri, "xsi": XSI, "fhvalidate": OWN}
_OF_SIGNATURES = ("digital signature validation", "dig")
_OF_FORMAT = ("validation", "val")
_LOC = "http://id.loc.gov/vocabulary/preservation"


@frozen
class _Event:
    """One validation: of a signature, of the file as a whole, or of its format."""

    kind: tuple[str, str]
    identifier: str
    detail: str
    outcome: Outcome
    note: str


def premis(report: Report, *, path: str | None = None) -> bytes:
    """The validation as PREMIS 3, in UTF-8.

    There is an event for each signature and document time-stamp. There is one for the file as a
    whole where it has none, or where the verdict on it is worse than that on any of them, and one
    for its format where it was tried whether it is PDF/A.
    `path` is where the file lies in the transfer's `objects`, its name where that is left out.
    """
    events = _events(report)
    root = PREMIS.root("premis", _PREFIXES)
    root.set("version", "3.0")
    _add_object(root, report, events, path or report.document.name)
    for event in events:
        _add_event(root, report, event)
    _add_agent(root, report, events)
    return written(root)


def _events(report: Report) -> tuple[_Event, ...]:
    found = [
        _Event(
            _OF_SIGNATURES,
            _event_id(report, "signature", str(number), signature.id or ""),
            how(report, signature),
            of_signature(signature),
            on_signature(report, signature),
        )
        for number, signature in enumerate(report.signatures)
    ]
    whole = of_document(report)
    if all(event.outcome < whole for event in found):
        identifier = _event_id(report, "document")
        found.append(_Event(_OF_SIGNATURES, identifier, how(report), whole, on_file(report)))
    pdfa = report.document.pdfa
    if pdfa is not None and pdfa.validated is not PdfAStatus.NOT_RUN:
        found.append(_of_format(report, pdfa))
    return tuple(found)


def _of_format(report: Report, pdfa: PdfAReport) -> _Event:
    """That another program tried the file as the PDF/A that it claims to be."""
    how_tried = {"program": pdfa.tool, "version": pdfa.version, "flavour": pdfa.flavour}
    is_so = pdfa.validated is PdfAStatus.COMPLIANT
    found = {"claimed": pdfa.claimed, "failed-rules": str(len(pdfa.failed_rules))}
    return _Event(
        _OF_FORMAT,
        _event_id(report, "format"),
        facts(how_tried),
        Outcome.SUCCESS if is_so else Outcome.FAIL,
        f"PDF/A {pdfa.validated.value}; {facts(found)}",
    )


def _event_id(report: Report, *parts: str) -> str:
    when = (utc(report.produced_at), utc(report.validation_time))
    return uuid_of_version_4(report.document.sha256, *when, report.policy.sha256, *parts)


def _add_object(root: Element, report: Report, events: tuple[_Event, ...], path: str) -> None:
    document = report.document
    below = PREMIS.below
    thing = below(root, "object")
    thing.set(f"{{{XSI}}}type", "premis:file")
    identifier = below(thing, "objectIdentifier")
    below(identifier, "objectIdentifierType", "UUID")
    below(identifier, "objectIdentifierValue", object_uuid(report))
    traits = below(thing, "objectCharacteristics")
    below(traits, "compositionLevel", "0")
    fixity = below(traits, "fixity")
    below(fixity, "messageDigestAlgorithm", "SHA-256")
    below(fixity, "messageDigest", document.sha256)
    below(fixity, "messageDigestOriginator", agent_name(report))
    below(traits, "size", str(document.size))
    form = below(below(traits, "format"), "formatDesignation")
    readable = report.verdict is not Verdict.UNREADABLE
    below(form, "formatName", "application/pdf" if readable else "application/octet-stream")
    # What a file claims to be is no version of it: only what was tried and found so is.
    pdfa = document.pdfa
    if pdfa is not None and pdfa.validated is PdfAStatus.COMPLIANT and pdfa.flavour is not None:
        below(form, "formatVersion", f"PDF/A-{pdfa.flavour.upper()}")
    below(thing, "originalName", f"objects/{path}")
    for signature in report.signatures:
        _add_signature(thing, signature)
    for event in events:
        _add_link(thing, "linkingEventIdentifier", "UUID", event.identifier)


def _add_signature(thing: Element, signature: SignatureReport) -> None:
    """What the signature is, in a namespace of our own.

    PREMIS has a form for a signature, which wants its value and the rules of its validation: those
    are in the validation report of ETSI TS 119 102-2.
    """
    information = PREMIS.below(thing, "signatureInformation")
    extension = PREMIS.below(information, "signatureInformationExtension")
    best, signer = signature.best_signature_time, signature.signer
    confirmed, sub_indication = signature.confirmed_level, signature.sub_indication
    _OWN.below(
        extension,
        "signature",
        None if signer is None else signer.common_name,
        kind=signature.kind.value,
        field=signature.field,
        id=signature.id,
        level=signature.level.value,
        confirmedLevel=None if confirmed is None else confirmed.value,
        indication=signature.indication.value,
        subIndication=None if sub_indication is None else sub_indication.value,
        integrity=signature.integrity.value,
        covers=signature.covers.value,
        certificateSha256=None if signer is None else signer.certificate_sha256,
        bestSignatureTime=None if best is None else utc(best),
    )


def _add_event(root: Element, report: Report, told: _Event) -> None:
    below = PREMIS.below
    event = below(root, "event")
    _add_link(event, "eventIdentifier", "UUID", told.identifier)
    word, term = told.kind
    _add_term(event, "eventType", word, "eventType", term)
    # When it was done; the time that it was judged as of stands in the detail.
    below(event, "eventDateTime", utc(report.produced_at))
    below(below(event, "eventDetailInformation"), "eventDetail", told.detail)
    outcome = below(event, "eventOutcomeInformation")
    word, term = told.outcome.term
    _add_term(outcome, "eventOutcome", word, "eventOutcome", term)
    below(below(outcome, "eventOutcomeDetail"), "eventOutcomeDetailNote", told.note)
    agent = _add_link(event, "linkingAgentIdentifier", AGENT_TYPE, agent_name(report))
    _add_term(agent, "linkingAgentRole", "executing program", "eventRelatedAgentRole", "exe")
    thing = _add_link(event, "linkingObjectIdentifier", "UUID", object_uuid(report))
    _add_term(thing, "linkingObjectRole", "source", "eventRelatedObjectRole", "sou")


def _add_agent(root: Element, report: Report, events: tuple[_Event, ...]) -> None:
    agent = PREMIS.below(root, "agent")
    _add_link(agent, "agentIdentifier", AGENT_TYPE, agent_name(report))
    PREMIS.below(agent, "agentName", report.tool.name)
    _add_term(agent, "agentType", "software", "agentType", "sof")
    PREMIS.below(agent, "agentVersion", report.tool.version)
    for event in events:
        _add_link(agent, "linkingEventIdentifier", "UUID", event.identifier)


AGENT_TYPE = "preservation system"  # as Archivematica names the kind of its own programs


def agent_name(report: Report) -> str:
    """The program, by name and version."""
    return f"{report.tool.name}-{report.tool.version}"


def object_uuid(report: Report) -> str:
    """The identifier of the file: that of its bytes, whatever its name is."""
    return named_uuid("object", report.document.sha256)


def _add_link(parent: Element, name: str, kind: str, value: str) -> Element:
    link = PREMIS.below(parent, name)
    PREMIS.below(link, f"{name}Type", kind)
    PREMIS.below(link, f"{name}Value", value)
    return link


def _add_term(parent: Element, name: str, word: str, vocabulary: str, term: str) -> None:
    """A word of a vocabulary of the Library of Congress, with where it is defined."""
    PREMIS.below(
        parent,
        name,
        word,
        authority=vocabulary,
        authorityURI=f"{_LOC}/{vocabulary}",
        valueURI=f"{_LOC}/{vocabulary}/{term}",
    )
