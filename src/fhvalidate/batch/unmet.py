"""Rows of the manifest whose file is not there: each is told as a path of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

from fhvalidate.batch.actions import todo_without_report
from fhvalidate.batch.job import Job
from fhvalidate.batch.listing import shown_path
from fhvalidate.batch.store import PathEntry, Store
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.isolated.places import is_url


def tell_unmet(job: Job, store: Store) -> int:
    """How many rows there are for which no file was met and none is found; each is committed.

    A file that is there but was not to be judged (it lies elsewhere, or `--exclude` names it) is
    not missing.
    """
    if job.manifest_folder is None:
        return 0
    count = 0
    outcome = NotJudged(Cause.LISTED_ONLY)
    said = todo_without_report(outcome)
    for row in store.unseen_rows():
        places = tuple(_places(row.path, job, job.manifest_folder))
        if any(_is_there(place, job, store) for place in places):
            continue
        count += 1
        store.add_path(PathEntry(places[0], None, outcome, todo=said, row=row))
    return count


def _places(name: str, job: Job, folder: Path) -> Iterator[str]:
    """Where the file may be that the manifest calls so, the likeliest first."""
    if is_url(name):
        yield name
        return
    for base in (str(folder), *job.inputs.roots, os.getcwd()):  # noqa: PTH109
        if not is_url(base):
            yield shown_path(os.path.join(base, name))  # noqa: PTH118 - any string


def _is_there(place: str, job: Job, store: Store) -> bool:
    """Whether the file is there, or cannot be looked for."""
    roots = job.inputs.roots
    if is_url(place):
        return not place.startswith(roots)
    file, inside, member = place.partition("!/")
    if not os.path.lexists(file):
        return False
    if not inside or store.has_path(file):  # of an archive that was not read it is told why
        return True
    was_read = any(file == root or file.startswith(f"{root.rstrip('/')}/") for root in roots)
    return not (was_read and job.inputs.filters.take(member))
