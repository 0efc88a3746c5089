"""Files that a worker opens by a path and that no folder has: nothing stays when all is killed."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_DESCRIPTORS = Path("/proc/self/fd")


@contextmanager
def unnamed_files(files: Mapping[str, bytes]) -> Iterator[Mapping[str, str]]:
    """The paths of files with these bytes, by their keys, for as long as it is open.

    Linux has files in memory, which processes of the same user open by the descriptor of who made
    them. Elsewhere they lie in a folder for the owner alone, which is taken away after.
    """
    with ExitStack() as stack:
        if hasattr(os, "memfd_create") and _DESCRIPTORS.is_dir():
            paths = {key: stack.enter_context(_in_memory(data)) for key, data in files.items()}
        else:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="fhvalidate-")))
            paths = {key: _written(folder / key, data) for key, data in files.items()}
        yield paths


@contextmanager
def _in_memory(data: bytes) -> Iterator[str]:
    with os.fdopen(os.memfd_create("document"), "wb") as file:
        file.write(data)
        file.flush()
        yield f"/proc/{os.getpid()}/fd/{file.fileno()}"


def _written(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)
