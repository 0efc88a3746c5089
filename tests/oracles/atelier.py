"""The engines that are installed, in one folder, with what they have drawn of a file kept."""

import hashlib
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.oracles.engines import KINDS, Engine
from tests.oracles.pictures import Drawing

KEPT = 400
"""How many drawings are kept: the signed revisions, drawn again and again."""


class Atelier:
    """Engines at work; a folder and their processes end with it."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="oracles-")
        self._path = Path(self._folder.name)
        kinds = [kind for kind in KINDS if not names or kind.name in names]
        self._engines = {kind.name: kind.start(self._path) for kind in kinds if not kind.missing()}
        self._drawn: OrderedDict[tuple[str, bytes], Drawing] = OrderedDict()

    @property
    def engines(self) -> tuple[str, ...]:
        """The names of the engines that are installed."""
        return tuple(self._engines)

    def draw(self, name: str, data: bytes, *, afresh: bool = False) -> Drawing:
        """What the engine draws of the file; afresh, in a process that has drawn nothing else."""
        key = (name, hashlib.sha256(data).digest())
        engine = self._engines[name]
        if afresh:
            engine.close()
        elif key in self._drawn:
            self._drawn.move_to_end(key)
            return self._drawn[key]
        drawing = self._drawn_by(engine, data)
        self._drawn[key] = drawing
        if len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        return drawing

    def _drawn_by(self, engine: Engine, data: bytes) -> Drawing:
        path = self._path / "asked.pdf"
        path.write_bytes(data)
        return engine.draw(path)

    def close(self) -> None:
        """End the engines' processes and empty the folder."""
        for engine in self._engines.values():
            engine.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
