"""PDFium in a process of its own: each line names a PDF and where its pages' pictures go."""

import json
import sys
from pathlib import Path

import pypdfium2

from tests.oracles.pictures import DPI


def draw(source: str, prefix: str) -> dict[str, object]:
    """How many pages there are; the picture of each lies beside the others, counted from one."""
    whole = True
    try:
        document = pypdfium2.PdfDocument(Path(source).read_bytes())
    except pypdfium2.PdfiumError:
        return {"pages": 0, "whole": False}
    try:
        document.init_forms()
        count = len(document)
        for number in range(count):
            whole = _page(document, number, prefix) and whole
    finally:
        document.close()
    return {"pages": count, "whole": whole}


def _page(document: pypdfium2.PdfDocument, number: int, prefix: str) -> bool:
    try:
        page = document[number]
        bitmap = page.render(scale=DPI / 72, grayscale=True, may_draw_forms=True)
    except pypdfium2.PdfiumError:
        return False
    pixels, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
    rows = (pixels[row * stride : row * stride + width] for row in range(bitmap.height))
    header = b"P5 %d %d 255\n" % (width, bitmap.height)
    Path(f"{prefix}-{number + 1}.pgm").write_bytes(header + b"".join(rows))
    page.close()
    return True


if __name__ == "__main__":
    for line in sys.stdin:
        asked, _, goal = line.rstrip("\n").partition("\t")
        sys.stdout.write(json.dumps(draw(asked, goal)) + "\n")
        sys.stdout.flush()
