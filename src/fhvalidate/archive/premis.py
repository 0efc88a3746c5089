"""PREMIS 3: the file, an event for each signature that was validated, and the program that did it.

Where signatures were taken out of the file, that is an event too, with the copy that came of it.
"""

from dataclasses import replace

from fhvalidate.archive.notes import facts, how, on_file, on_format, on_removal, on_signature
from fhvalidate.archive.outcomes import Outcome, of_document, of_signature
from fhvalidate.archive.premis_elements import (
    HAS_SOURCE,
    IS_SOURCE_OF,
    PREMIS,
    RESULT,
    SOURCE,
    Event,
    File,
    add_agent,
    add_derivation,
    add_event,
    add_file,
    file_uuid,
    link_events,
    premis_root,
)
from fhvalidate.archive.record import Deed
from fhvalidate.archive.xml import OWN, Element, Vocabulary, uuid_of_version_4, written
from fhvalidate.conclusion import Verdict
from fhvalidate.pdf_a.answer import PdfAStatus
from fhvalidate.report.json import utc
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.pdf_a_model import PdfAReport
from fhvalidate.report.signature_report import SignatureReport

_OWN = Vocabulary(OWN)
_OF_SIGNATURES = ("digital signature validation", "dig")
_OF_FORMAT = ("validation", "val")
_REMOVAL = ("modification", "mod")


def premis(
    report: Report, *, path: str | None = None, language: Language | str = Language.EN
) -> bytes:
    """The validation as PREMIS 3, in UTF-8.

    There is an event for each signature and document time-stamp. There is one for the file as a
    whole where it has none, or where the verdict on it is worse than that on any of them, and one
    for its format where it was tried whether it is PDF/A.
    `path` is where the file lies in the transfer's `objects`, its name where that is left out;
    `language` that of the sentence in each note.
    """
    return _written(report, _file_of(report, path), _events(report, Language(language)))


def premis_of_removal(report: Report, deed: Deed, *, language: Language | str) -> bytes:
    """The same of a file that its signatures were taken out of, with that event and the copy."""
    language = Language(language)
    file, copied = _file_of(report, None), deed.copy
    copy = File(copied.name, copied.size, copied.sha256)
    when = (utc(deed.at), utc(report.produced_at), report.policy.sha256)
    removal = Event(
        _REMOVAL,
        uuid_of_version_4(file.sha256, copy.sha256, *when, "removal"),
        deed.at,
        facts(
            {
                "program": report.tool.name,
                "version": report.tool.version,
                "decided-by": deed.decided_by,
            }
        ),
        Outcome.SUCCESS,
        on_removal(report, deed, language),
        ((file.identifier, SOURCE), (copy.identifier, RESULT)),
    )
    return _written(report, file, _events(report, language), (copy, removal))


def _written(
    report: Report,
    file: File,
    events: tuple[Event, ...],
    made: tuple[File, Event] | None = None,
) -> bytes:
    """The document: the file, what was made of it by which event, and the program."""
    tool, root = report.tool, premis_root()
    every = events if made is None else (*events, made[1])
    thing = add_file(root, file, tool)
    for signature in report.signatures:
        _add_signature(thing, signature)
    if made is not None:
        copy, removal = made
        add_derivation(thing, IS_SOURCE_OF, copy.identifier, removal)
        derived = add_file(root, copy, tool)
        add_derivation(derived, HAS_SOURCE, file.identifier, removal)
        link_events(derived, copy.identifier, every)
    link_events(thing, file.identifier, every)
    for event in every:
        add_event(root, event, tool)
    add_agent(root, tool, every)
    return written(root)


def _file_of(report: Report, path: str | None) -> File:
    document, readable = report.document, report.verdict is not Verdict.UNREADABLE
    form = "application/pdf" if readable else "application/octet-stream"
    file = File(path or document.name, document.size, document.sha256, form)
    # What a file claims to be is no version of it: only what was tried and found so is.
    pdfa = document.pdfa
    if pdfa is None or pdfa.validated is not PdfAStatus.COMPLIANT or pdfa.flavour is None:
        return file
    return replace(file, version=f"PDF/A-{pdfa.flavour.upper()}")


def _events(report: Report, language: Language) -> tuple[Event, ...]:
    found = [
        _event(
            report,
            ("signature", str(number), signature.id or ""),
            of_signature(signature),
            (how(report, signature), on_signature(report, signature, language)),
        )
        for number, signature in enumerate(report.signatures)
    ]
    whole = of_document(report)
    if all(event.outcome < whole for event in found):
        told = (how(report), on_file(report, language))
        found.append(_event(report, ("document",), whole, told))
    pdfa = report.document.pdfa
    if pdfa is not None and pdfa.validated is not PdfAStatus.NOT_RUN:
        found.append(_of_format(report, pdfa, language))
    return tuple(found)


def _event(
    report: Report, names: tuple[str, ...], outcome: Outcome, told: tuple[str, str]
) -> Event:
    """A validation when it was done; the time that it was judged as of stands in the detail."""
    when = (utc(report.produced_at), utc(report.validation_time))
    sha256 = report.document.sha256
    identifier = uuid_of_version_4(sha256, *when, report.policy.sha256, *names)
    things = ((file_uuid(sha256), SOURCE),)
    return Event(_OF_SIGNATURES, identifier, report.produced_at, told[0], outcome, told[1], things)


def _of_format(report: Report, pdfa: PdfAReport, language: Language) -> Event:
    """That another program tried the file as the PDF/A that it claims to be."""
    how_tried = {"program": pdfa.tool, "version": pdfa.version, "flavour": pdfa.flavour}
    outcome = Outcome.SUCCESS if pdfa.validated is PdfAStatus.COMPLIANT else Outcome.FAIL
    note = on_format(pdfa, language)
    return replace(_event(report, ("format",), outcome, (facts(how_tried), note)), kind=_OF_FORMAT)


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


def object_uuid(report: Report) -> str:
    """The identifier of the file: that of its bytes, whatever its name is."""
    return file_uuid(report.document.sha256)
