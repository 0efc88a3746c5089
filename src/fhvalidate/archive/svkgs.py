"""SvKGS, the Church of Sweden's form of ERMS: the element `svkAppendix` for one file.

It is a fragment, for `ermsSvkRecord` of the delivery. A whole document would need what the archive
alone knows (the number of the matter, the organisation), and its rules ask for that.
"""

from fhvalidate.archive.erms import ERMS, UNKNOWN, add_appendix
from fhvalidate.archive.signatories import (
    Signatory,
    is_waited_for,
    signatories,
    signatures_of,
)
from fhvalidate.archive.xml import Element, Vocabulary, written
from fhvalidate.conclusion import Verdict
from fhvalidate.report.json import utc
from fhvalidate.report.model import Report

# The schemas of 2026-02-24, version 1.0. The address of a later file names version 2, which the
# schema for matters does not use.
SVK = Vocabulary("https://xml.svenskakyrkan.se/ERMS-SVK-element")


def svkgs(report: Report, *, original: Report | None = None) -> bytes:
    """The element `svkAppendix` for the file that is delivered.

    `original` is the report on the signed original, where that was validated and its signatures
    taken away before the delivery.
    """
    # Prefixes alone: within a delivery, whose own default is another, they mean the same.
    root = SVK.root("svkAppendix", {"svk": SVK.uri, "erms": ERMS.uri})
    add_appendix(root, report, original)
    _add_file(root, report, original)
    told = original or report
    people = signatories(told)
    # The digest is that of the signed file: of a file that lost its signatures nobody knows it.
    if people and told.verdict is not Verdict.REPRINTED:
        _add_signing(root, told, people)
    return written(root)


def _add_file(root: Element, report: Report, original: Report | None) -> None:
    """When the file says that it was made and changed, else when it was validated; its variant."""
    information = SVK.below(root, "fileInfo")
    dates = ERMS.below(information, "dates")
    document = report.document
    if document.created is not None:
        ERMS.below(dates, "date", utc(document.created), dateType="created")
    if document.modified is not None:
        ERMS.below(dates, "date", utc(document.modified), dateType="modified")
    if document.created is None and document.modified is None:
        ERMS.below(dates, "date", utc(report.produced_at), dateType="last_reviewed")
    if original is not None:
        SVK.below(information, "variant", "preservation")
    elif signatures_of(report) and report.verdict is not Verdict.REPRINTED:
        SVK.below(information, "variant", "signed")


_NOTE = (
    "Vem som startade underskrivandet framgår inte av filen. Tiden är den första underskriftens."
)


def _add_signing(root: Element, report: Report, people: tuple[Signatory, ...]) -> None:
    times = [person.signed_at for person in people if person.signed_at is not None]
    if not times:  # the schema wants times, and there are none
        return
    below = SVK.below
    information = below(root, "signatureInfo")
    ERMS.below(ERMS.below(information, "dates"), "date", min(map(utc, times)), dateType="created")
    agent = ERMS.below(information, "agent", agentType="creator")
    ERMS.below(agent, "name", UNKNOWN)
    ERMS.below(ERMS.below(agent, "notes"), "note", _NOTE, noteType="comment")
    below(information, "signatureStatus", "Pågående" if is_waited_for(report) else "Slutförd")
    below(information, "signatureFileHash", report.document.sha256, algorithm="SHA-256")
    listed = below(information, "signatories")
    for person in people:
        if person.signed_at is None:
            continue
        signatory = below(listed, "signatory")
        agent = ERMS.below(signatory, "agent", agentType="main_signatory")
        ERMS.below(agent, "name", person.name)
        dates = ERMS.below(signatory, "dates")
        ERMS.below(dates, "date", utc(person.signed_at), dateType="main_signature")
        comment = f"{person.role.capitalize()}. {person.note}" if person.role else person.note
        below(signatory, "signatoryComment", comment)
