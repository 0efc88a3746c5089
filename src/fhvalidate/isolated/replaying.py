"""Making the report of a bundle again, in a worker: whoever made the bundle may mean harm.

The settings are the reader's own: whom they believe to seal, and by which policy and at which time
a seal is judged. The document is judged by what the bundle says.
"""

from collections.abc import Mapping
from typing import cast

from fhvalidate import api
from fhvalidate.archive.bundle.bag import SEAL, TAG_MANIFEST, checked_payload, read_bag
from fhvalidate.archive.bundle.contents import Made
from fhvalidate.archive.bundle.reading import read_made, read_manifest
from fhvalidate.archive.bundle.records import REPORT
from fhvalidate.archive.bundle.seal import SealReport, SealState, judged_seal
from fhvalidate.archive.replay import Replayed, answering, having_tried, replayed
from fhvalidate.archive.seals import Judging
from fhvalidate.conclusion import Finding
from fhvalidate.errors import FhvalidateError, UsageError
from fhvalidate.isolated.places import path_named
from fhvalidate.isolated.settings import Settings
from fhvalidate.report.json import Json
from fhvalidate.report.model import Report
from fhvalidate.source_file import SourceFile, source_file
from fhvalidate.validation_data import joined

_NOT_EXAMINED = "pages-not-examined"


def replay(arguments: Mapping[str, Json], settings: Settings) -> Replayed:
    """What comes of making the report of the bundle again.

    Args:
        arguments: `bundle`, the path; `document`, the path of the document where the bundle has
            its digest alone; `password` of an encrypted document.
        settings: the reader's own, for the seal.

    Raises:
        UsageError: `bundle-missing`, `file-not-readable`, `bundle-not-readable`,
            `bundle-malformed`, `bundle-file-missing`, `bundle-file-extra`, `bundle-file-changed`,
            `bundle-without-document`, `bundle-other-document`,
            `bundle-not-replayed`; `report-newer` and what else `Report.from_json` raises.
    """
    files = read_bag(path_named(cast("str", arguments["bundle"])))
    payload = checked_payload(files)
    manifest = read_manifest(payload)
    made = read_made(payload, manifest)
    seal = _seal(files, made, settings)
    if seal.state is SealState.BROKEN:
        raise UsageError("bundle-file-changed", file=SEAL, manifest=TAG_MANIFEST)
    given = arguments.get("document")
    document = made.document
    if document is None:
        if given is None:
            raise UsageError("bundle-without-document", digest=manifest.document_sha256)
        limit = made.policy.limits.file_size
        document = source_file(path_named(str(given)), limit=limit).data
    file = SourceFile("", document, len(document))
    if file.sha256 != manifest.document_sha256:
        raise UsageError("bundle-other-document", digest=manifest.document_sha256)
    password = str(arguments.get("password") or "")

    def judge(made: Made) -> Report:
        try:
            return _judged(made, file, password)
        except (FhvalidateError, MemoryError):
            raise
        except Exception as error:
            # A policy or a list that no version of ours has written may state what nothing can be
            # judged by; that is what is wrong with this bundle, and no verdict.
            raise UsageError("bundle-not-replayed", detail=type(error).__name__) from error

    return replayed(made, payload[REPORT], manifest, seal=seal, judge=judge)


def _seal(files: Mapping[str, bytes], made: Made, settings: Settings) -> SealReport:
    """What came of the seal, by whom the reader believes; the bundle's own data may help."""
    fetched = (each.gathered.data for each in made.rounds)
    supplied = joined((settings.evidence.data, made.evidence.data, *fetched))
    judging = Judging(settings.trust, settings.policy, settings.at, supplied)
    return judged_seal(files.get(SEAL), files[TAG_MANIFEST], judging)


def _judged(made: Made, file: SourceFile, password: str) -> Report:
    options, kept = made.options, made.report
    return api.examined(
        {
            "source": file,
            "trust": made.trust,
            "at": kept.validation_time,
            "produced_at": kept.produced_at,
            "policy": made.policy,
            "evidence": made.evidence,
            "password": password,
            "name": kept.document.name,
            "held_since": made.held_since,
            "show_personnummer": options.show_personnummer,
            "text_recognition": options.text_recognition,
            "fetch": answering(made.rounds) if options.fetched else None,
            "pdf_a": having_tried(made.tried),
            "knowledge": made.knowledge,
            "detail": options.detail,
        },
        barred=_barred(kept),
    ).report


def _barred(kept: Report) -> Finding | None:
    """That the pages were not looked at, where they were not: they are what a process died of."""
    found = next((f for f in kept.findings if f.code == _NOT_EXAMINED), None)
    cause = None if found is None else found.detail.get("cause")
    if cause is None:
        return None
    return Finding.error("pages-not-examined", "", cause=str(cause))
