"""Rows of the manifest for which no file was judged: each is told as a path of its own."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from fhvalidate.batch.actions import todo_without_report
from fhvalidate.batch.job import Job
from fhvalidate.batch.listing import barred, shown_path
from fhvalidate.batch.manifest import ManifestRow
from fhvalidate.batch.store import PathEntry, Store
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.isolated.places import is_url


def tell_unmet(job: Job, store: Store) -> Mapping[Cause, int]:
    """How many rows there are whose file was not judged for them, by cause; each is committed.

    The file is not there; or it is, but was not to be judged: it lies elsewhere, is left out by
    `--exclude`, or is no file; or another row, which names it in another way, was used for it.
    """
    count: Counter[Cause] = Counter()
    if job.manifest_folder is None:
        return count
    for row in _rows(store):
        places = tuple(_places(row.path, job, job.manifest_folder))
        place, outcome = _outcome(places, job, store)
        count[outcome.cause] += 1
        # What is told of the file itself stays; the row is then told by the name it was given.
        path = row.path if store.has_path(place) else place
        if path == place and store.has_path(place):  # an earlier run has said more of it
            continue
        said = todo_without_report(outcome)
        store.add_path(PathEntry(path, None, outcome, todo=said, row=row))
    return count


def _rows(store: Store) -> Iterator[ManifestRow]:
    """Those with whole paths first: what they are called, no other row for the file can be."""
    for whole in (True, False):
        for row in store.unseen_rows():
            if (is_url(row.path) or os.path.isabs(row.path)) is whole:  # noqa: PTH117 - any string
                yield row


def _places(name: str, job: Job, folder: Path) -> Iterator[str]:
    """Where the file may be that the manifest calls so, the likeliest first."""
    if is_url(name):
        yield name
        return
    for base in (str(folder), *job.inputs.roots, os.getcwd()):  # noqa: PTH109
        if not is_url(base):
            yield shown_path(os.path.join(base, name))  # noqa: PTH118 - any string


def _outcome(places: tuple[str, ...], job: Job, store: Store) -> tuple[str, NotJudged]:
    """The place that the row means, and why nothing was judged for it."""
    for place in places:
        if store.is_done(place):
            return place, NotJudged(Cause.LISTED_TWICE, place)
    for place in places:
        why = _why_not(place, job, store)
        if why is not None:
            return place, NotJudged(Cause.LISTED_ELSEWHERE, why)
    return places[0], NotJudged(Cause.LISTED_ONLY)


def _why_not(place: str, job: Job, store: Store) -> str | None:
    """Why what is there was not judged, a key of `fact-reason`; None when nothing is there."""
    roots = job.inputs.roots
    if is_url(place):
        return None if place.startswith(roots) else "not-among-inputs"
    file, inside, member = place.partition("!/")
    if not os.path.lexists(file):
        return None
    among = any(file == root or file.startswith(f"{root.rstrip('/')}/") for root in roots)
    if inside:
        if store.has_path(file):  # of an archive that was not read it is told why
            return "archive-not-read"
        if not among:
            return "not-among-inputs"
        return None if job.inputs.filters.take(member) else "left-out"
    if os.path.isdir(file):  # noqa: PTH112 - any string
        return "is-a-folder"
    special = barred(file)
    if special is not None:
        return special.detail
    return "left-out" if among else "not-among-inputs"
