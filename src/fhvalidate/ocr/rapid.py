"""RapidOCR: text recognition that comes by pip alone, with its models inside the wheel.

It runs in this process and cannot be ended: what bounds it is the size of the picture in which it
looks for lines, and the memory and the processor time that a worker process is given.
"""

import math
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.page_lines import Word
from fhvalidate.pdf.pages.rendering import Raster

MAX_LINES = 1000  # of one page; a dense one has 60
# The models of 3.10: those before them read å, ä and ö as a and o. They are named by their files,
# for one that is named by its kind is fetched when the wheel has it not.
MODELS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
}
CHOICES = {
    "Global.log_level": "critical",  # what it logs of a failure is the page's text
    "Global.use_cls": False,  # whether a line stands on its head: no page of a document does
    # Lines are looked for in a smaller picture, 1,280 pixels high, and read in the whole one: with
    # 2,000, as it would itself, a page takes twice the time and more memory than a worker has.
    "Global.max_side_len": 2400,
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,
    "Rec.rec_batch_num": 1,  # one line at a time is as fast with one thread
    # More threads wait for each other on a busy machine, and each takes address space.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


@frozen
class Rapid:
    """RapidOCR with the models it carries; they are loaded for the first page that is read."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        return "RapidOCR"

    def read(self, raster: Raster, *, seconds: float) -> tuple[tuple[Word, ...], ...]:
        """The lines of words, in pixels from the lower left corner."""
        import numpy as np

        if seconds <= 0:
            raise TimeoutError
        pixels = np.frombuffer(raster.grey, dtype=np.uint8).reshape(raster.height, raster.width)
        try:
            found = _reader()(np.stack([pixels] * 3, axis=-1))
        # Its own error and those of the libraries it uses have no base in common; the commonest is
        # that memory is out.
        except Exception as error:
            raise RuntimeError("RapidOCR") from error
        if found.boxes is None or found.txts is None:
            return ()
        lines = zip(found.boxes[:MAX_LINES], found.txts[:MAX_LINES], strict=True)
        return tuple(words for box, text in lines if (words := _words(box, text, raster.height)))


def rapid_engine() -> Rapid | None:
    """RapidOCR, if it, its runtime and the models that read Swedish are installed."""
    has_all = all(find_spec(name) for name in ("rapidocr", "onnxruntime", "numpy"))
    return Rapid() if has_all and all(path.is_file() for path in _models().values()) else None


def _models() -> dict[str, Path]:
    spec = find_spec("rapidocr")
    where = Path(spec.origin).parent if spec is not None and spec.origin is not None else Path()
    return {option: where / "models" / name for option, name in MODELS.items()}


@cache
def _reader() -> Any:
    from rapidocr import RapidOCR

    models = {option: str(path) for option, path in _models().items()}
    return RapidOCR(params={**CHOICES, **models})


def _words(box: Any, text: str, height: int) -> tuple[Word, ...]:
    """The line's words, its width shared out by their letters."""
    left, right = (float(edge) for edge in (min(p[0] for p in box), max(p[0] for p in box)))
    top, bottom = (float(edge) for edge in (min(p[1] for p in box), max(p[1] for p in box)))
    each = (right - left) / max(len(text), 1)
    words, at = [], 0
    for part in text.split():
        at = text.index(part, at)
        end = at + len(part)
        edges = (left + at * each, height - bottom, left + end * each, height - top)
        words.append(Word(part, *(edge if math.isfinite(edge) else 0.0 for edge in edges)))
        at = end
    return tuple(words)
