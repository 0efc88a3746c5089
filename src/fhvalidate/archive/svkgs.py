"""SvKGS, the Church of Sweden's form of ERMS: the element `svkAppendix` for one file.

It is a fragment, for `ermsSvkRecord` of the delivery. A whole document would need what the archive
alone knows (the number of the matter, the organisation), and its rules ask for that.
"""

from datetime import UTC, datetime

from fhvalidate.archive.erms import ERMS, UNKNOWN, add_appendix, proven
from fhvalidate.archive.signatories import (
    Signatory,
    is_waited_for,
    signatories,
    signatures_of,
)
from fhvalidate.archive.xml import Element, Vocabulary, add_comment, written
from fhvalidate.conclusion import Verdict
from fhvalidate.report.json import utc
from fhvalidate.report.model import Report

# The schemas of 2026-02-24, version 1.0. The address of a later file names version 2, which the
# schema for matters does not use.
SVK = Vocabulary("https://xml.svenskakyrkan.se/ERMS-SVK-element")


def svkgs(report: Report, *, original: Report | None = None, path: str | None = None) -> bytes:
    """The element `svkAppendix` for the file that is delivered.

    `original` is the report on the signed original, where that was validated and its signatures
    taken away before the delivery. `path` is where the file lies in it, as with `erms`.
    """
    # Prefixes alone: within a delivery, whose own default is another, they mean the same.
    original = proven(original)
    root = SVK.root("svkAppendix", {"svk": SVK.uri, "erms": ERMS.uri})
    add_appendix(root, report, original, path)
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
    claimed = _claimed(report)
    if claimed:
        add_comment(dates, _CLAIMED)
        for kind, time in claimed:
            ERMS.below(dates, "date", utc(time), dateType=kind)
    else:  # the schema wants a date, and this one is known
        add_comment(dates, _REVIEWED)
        ERMS.below(dates, "date", utc(report.produced_at), dateType="last_reviewed")
    if original is not None:
        SVK.below(information, "variant", "preservation")
    elif signatures_of(report) and report.verdict is not Verdict.REPRINTED:
        SVK.below(information, "variant", "signed")


_CLAIMED = "Datumen är filens egna uppgifter och är inte styrkta."
_REVIEWED = (
    "När filen skapades är inte känt. Datumet är när den granskades, eftersom schemat kräver ett."
)
# What programs write in a PDF file that is to be the same each time it is made: no time at all.
_STAND_INS = frozenset(datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 1980, 2000))


def _claimed(report: Report) -> list[tuple[str, datetime]]:
    """What the file says of when it was made and changed, unless it is no time or cannot be so.

    To sign a file is to change it: what says that the last change was before that is wrong.
    """
    found = []
    made, changed = report.document.created, report.document.modified
    if made is not None and made not in _STAND_INS:
        found.append(("created", made))
    signed = [row.signed_at for row in signatories(report) if row.signed_at is not None]
    if changed is None or changed in _STAND_INS:
        return found
    if all(changed >= time for time in signed):
        found.append(("modified", changed))
    return found


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
        agent = ERMS.below(signatory, "agent", agentType=person.agent_type)
        ERMS.below(agent, "name", person.name)
        dates = ERMS.below(signatory, "dates")
        ERMS.below(dates, "date", utc(person.signed_at), dateType=person.date_type)
        comment = f"{person.role.capitalize()}. {person.note}" if person.role else person.note
        below(signatory, "signatoryComment", comment)
