"""How long structure and text of a 10-page file take, without text recognition, on one core.

python benchmarks/reprint.py [FILE]

Without a file it makes one: the project's printed minutes, ten pages of text.
"""

import io
import os
import statistics
import sys
import time
from pathlib import Path

import pikepdf

from fhvalidate import TextRecognition, TrustAnchors, validate

PRINTED = Path(__file__).parents[1] / "tests" / "fixtures" / "files" / "minutes-printed.pdf"
PAGES = 10
RUNS = 50


def ten_pages() -> bytes:
    file = io.BytesIO()
    with pikepdf.open(PRINTED) as pdf:
        body = list(pdf.pages)[:-1]
        for number in range(PAGES - len(pdf.pages)):
            pdf.pages.insert(len(body), body[number % len(body)])
        pdf.save(file)
    return file.getvalue()


def main(data: bytes) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    trust = TrustAnchors.none()
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        report = validate(data, trust=trust, text_recognition=TextRecognition.OFF)
        times.append((time.process_time() - started) * 1000)
    times.sort()
    # Processor time: what the file costs on one core, whatever else the machine does.
    print(
        f"{report.document.pages} pages, {len(data)} bytes, {report.reprint.verdict}: median "
        f"{statistics.median(times):.1f} ms, longest {times[-1]:.1f} ms of {RUNS} runs"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else ten_pages())
