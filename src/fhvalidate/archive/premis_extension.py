"""PREMIS 3 of a file that was extended: what was added to it, and its validation afterwards.

The file before and the file after are two objects, each with its own digest. A `digital signature
generation` (dsg) leads from the one to the other: the time-stamps and the validation data that were
added. The `digital signature validation` (dig) of each signature is of the file after.
"""

from datetime import datetime

from fhvalidate.archive.notes import facts
from fhvalidate.archive.outcomes import of_document
from fhvalidate.archive.premis import add_signature, events_of, file_of
from fhvalidate.archive.premis_elements import (
    HAS_SOURCE,
    IS_SOURCE_OF,
    RESULT,
    SOURCE,
    Event,
    add_agent,
    add_derivation,
    add_event,
    add_file,
    file_uuid,
    link_events,
    premis_root,
)
from fhvalidate.archive.xml import uuid_of_version_4, written
from fhvalidate.report.json import utc
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import SignatureKind

_GENERATION = ("digital signature generation", "dsg")


def premis_of_extension(before: Report, after: Report, *, at: datetime, path: str) -> bytes:
    """The extension as PREMIS 3, in UTF-8.

    Args:
        before: the report on the file as it was.
        after: the report on the extended file.
        at: when it was extended.
        path: where the file lies in the transfer's `objects`.
    """
    made = _generation(before, after, at)
    every = (made, *events_of(after, Language.EN))
    root, tool = premis_root(), after.tool
    for report, kind, other in ((before, IS_SOURCE_OF, after), (after, HAS_SOURCE, before)):
        file = file_of(report, path)
        thing = add_file(root, file, tool)
        for signature in report.signatures:
            add_signature(thing, signature)
        add_derivation(thing, kind, file_uuid(other.document.sha256), made)
        link_events(thing, file.identifier, every)
    for event in every:
        add_event(root, event, tool)
    add_agent(root, tool, every)
    return written(root)


def _generation(before: Report, after: Report, at: datetime) -> Event:
    """What was added, by its authorities; the outcome is that of the file after."""
    old, new = before.document, after.document
    told: dict[str, str | None] = {
        "program": after.tool.name,
        "version": after.tool.version,
        "levels-before": _levels(before),
        "levels-after": _levels(after),
        "time-stamps-added": _added(before, after),
        "sha256-before": old.sha256,
        "size-before": str(old.size),
        "sha256-after": new.sha256,
        "size-after": str(new.size),
    }
    note = f"document-verdict-before={before.verdict.value}; document-verdict={after.verdict.value}"
    return Event(
        _GENERATION,
        uuid_of_version_4("extension", old.sha256, new.sha256, utc(at)),
        at,
        facts(told),
        of_document(after),
        note,
        ((file_uuid(old.sha256), SOURCE), (file_uuid(new.sha256), RESULT)),
    )


def _levels(report: Report) -> str | None:
    """The level of each signature, in their order."""
    signed = (s for s in report.signatures if s.kind is SignatureKind.SIGNATURE)
    return ", ".join(each.level.value for each in signed) or None


def _added(before: Report, after: Report) -> str | None:
    """Who made each time-stamp that was not there before, and when."""
    known = {each.field for each in before.signatures}
    added = (s for s in after.signatures if s.field not in known)
    return ", ".join(map(_stamp, added)) or None


def _stamp(signature: SignatureReport) -> str:
    signer, time = signature.signer, signature.best_signature_time
    named = "?" if signer is None else signer.common_name or "?"
    return named if time is None else f"{named} {utc(time)}"
