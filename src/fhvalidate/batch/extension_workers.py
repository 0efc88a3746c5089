"""What extends the files of a batch: some pairs of worker processes, and one authority's patience.

What keeps one file from being extended is an answer; what keeps all of them so is raised.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from fhvalidate.batch.extension_plan import Extended, Extends, NotExtended
from fhvalidate.batch.extension_run import Stamp
from fhvalidate.errors import InternalError, UnreadableError, UsageError
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.isolated.extending import Asking, Extend, extending
from fhvalidate.source_file import SourceFile

PLACE = (
    ".extending-"  # what the names of the folders begin with where files lie while they are made
)
_PASSING = "extend-no-time-stamp"
_OF_ONE_FILE = ("extend-", "worker-memory-too-small", "file-")
_OF_ALL = frozenset({"extend-not-installed"})


@contextmanager
def extenders(
    asking: Asking,
    wanted: Wanted,
    *,
    results: Path,
    count: int,
    isolated: bool,
    patience: Callable[[Stamp], Stamp],
) -> Iterator[tuple[Extends, ...]]:
    """So many extenders, each with worker processes of its own.

    Args:
        asking: by what the files are judged, and whom to ask for time-stamps.
        wanted: the level; with `renew`, files that have it get a further time-stamp.
        results: the folder of the results, in which files lie while they are made.
        count: how many.
        isolated: whether the platform has worker processes.
        patience: what asks the authority again, as `extension_run.patient` does.

    Raises:
        UsageError: `extend-not-installed`.
    """
    clear(results)
    asked = replace(asking, stamp=patience(asking.stamp))
    with ExitStack() as stack:
        stack.callback(clear, results)
        folders = [Path(mkdtemp(prefix=PLACE, dir=results)) for _ in range(count)]
        each = [stack.enter_context(extending(asked, f, isolated=isolated)) for f in folders]
        yield tuple(answering(extend, wanted) for extend in each)


def clear(results: Path) -> None:
    """Removes what was being made, also by a run that was killed; the caller holds the lock."""
    for folder in results.glob(f"{PLACE}*"):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)


def answering(extend: Extend, wanted: Wanted) -> Extends:
    """What extends one file, and tells what keeps it from being extended."""
    level = replace(wanted, renew=False)

    def answer(data: bytes, name: str) -> Extended | NotExtended:
        file = SourceFile(name, data, len(data))
        try:
            try:
                made = extend(file, level, "")
            except UsageError as error:
                if error.code != "extend-has-level" or not wanted.renew:
                    raise
                made = extend(file, Wanted(Goal.LTA, renew=True), "")
        except InternalError as error:  # a defect of ours keeps no other file waiting
            return NotExtended(error.code, {"at": error.where})
        except UnreadableError as error:
            return NotExtended(error.code, {key: str(value) for key, value in error.detail.items()})
        except UsageError as error:
            if error.code in _OF_ALL or not error.code.startswith(_OF_ONE_FILE):
                raise
            return NotExtended(error.code, error.detail, passing=error.code == _PASSING)
        return Extended(made.data, made.before, made.after)

    return answer
