"""Where a judgement stands: what costs most is announced, so that a process can bound it apart.

Nobody listens but a worker process, which has limits of its own for each stage.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum


class Stage(StrEnum):
    """What a judgement is at.

    `drawing`: pages are drawn, or their text is read, by the library that draws. `recognition`: a
    page without text is read by an engine, which is slow for honest pages too.
    """

    DRAWING = "drawing"
    RECOGNITION = "recognition"


Observer = Callable[[Stage], AbstractContextManager[None]]


def _nobody(_: Stage) -> AbstractContextManager[None]:
    return nullcontext()


_observer: list[Observer] = [_nobody]  # of this process


def observe(observer: Observer) -> None:
    """Has every stage of this process entered within what the observer gives for it."""
    _observer[0] = observer


def entering(stage: Stage) -> AbstractContextManager[None]:
    """What the stage is to be entered within."""
    return _observer[0](stage)
