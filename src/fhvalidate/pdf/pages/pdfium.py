"""PDFium's one lock: the library keeps global state and is not thread-safe.

Two threads inside it at once corrupt memory. One lock for the whole process; callers who want
speed use processes. Whoever has the lock is at the stage of drawing.
"""

import threading
from typing import TYPE_CHECKING

from fhvalidate.stages import Stage, entering

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import TracebackType


class _Pdfium:
    """The lock, and the stage that is entered with it."""

    __slots__ = ("_lock", "_stage")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stage: AbstractContextManager[None] | None = None

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            stage = entering(Stage.DRAWING)
            stage.__enter__()
        except BaseException:
            self._lock.release()
            raise
        self._stage = stage

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        stage, self._stage = self._stage, None
        try:
            if stage is not None:
                stage.__exit__(kind, error, trace)
        finally:
            self._lock.release()


PDFIUM = _Pdfium()
