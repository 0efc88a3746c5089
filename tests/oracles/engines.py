"""Five engines that draw a PDF: what a reader of each sees, page by page.

MuPDF and Ghostscript are programs of the tests, never linked; PDFium and pdf.js live in
processes of their own, so that a crash in one ends one drawing.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.oracles.pictures import DPI, FAILED, Drawing, read_pgm
from tests.oracles.workers import NoAnswerError, Worker

SECONDS = 20.0
"""How long an engine may take for one file."""

HERE = Path(__file__).parent
NODE_MODULES = Path(os.environ.get("FHVALIDATE_NODE_MODULES", HERE / "node_modules"))

Draw = Callable[[Path], Drawing]


@dataclass(frozen=True, slots=True)
class Engine:
    """What draws a file at a path, and how it is ended."""

    name: str
    draw: Draw
    close: Callable[[], None] = lambda: None


def _nothing_missing() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """An engine that may be installed: what is missing of it, and how it is started."""

    name: str
    start: Callable[[Path], Engine]
    missing: Callable[[], str] = field(default=_nothing_missing)


def pdfium(folder: Path) -> Engine:
    """PDFium, with form fields and annotations."""
    worker = Worker(
        [sys.executable, "-m", "tests.oracles.pdfium_worker"],
        HERE.parents[1],
        {"PYTHONPATH": str(HERE.parents[1])},
    )
    return _line_by_line("pdfium", worker, folder)


def pdfjs(folder: Path) -> Engine:
    """pdf.js, as Firefox draws, on a canvas in node."""
    script = HERE / "pdfjs_worker.mjs"
    worker = Worker(["node", str(script), str(NODE_MODULES.resolve()), str(DPI)], folder)
    return _line_by_line("pdfjs", worker, folder)


def poppler(folder: Path) -> Engine:
    """Poppler, by pdftoppm."""
    command = ["pdftoppm", "-gray", "-r", str(DPI), "-cropbox"]
    return Engine("poppler", lambda source: _by_program(command, source, folder / "poppler", ""))


def mupdf(folder: Path) -> Engine:
    """MuPDF, by mutool."""
    prefix = folder / "mupdf"
    command = ["mutool", "draw", "-q", "-r", str(DPI), "-c", "gray", "-o", f"{prefix}-%d.pgm"]
    return Engine("mupdf", lambda source: _by_program(command, source, prefix, None))


def ghostscript(folder: Path) -> Engine:
    """Ghostscript, with annotations, as one process that is told which file is next."""
    command = ["gs", "-q", "-dSAFER", "-dNOPAUSE", "-sDEVICE=pgmraw", f"-r{DPI}", "-dUseCropBox"]
    command += ["-dShowAnnots=true", "-dTextAlphaBits=1", "-dGraphicsAlphaBits=1"]
    command += [f"--permit-file-read={folder}/", f"-sOutputFile={folder}/gs-%d.pgm"]
    # A program given as `-` is read by the block: a line alone would wait for more.
    command += ["-c", "{(%stdin) (r) file 65535 string readline {cvx exec} {quit} ifelse} loop"]
    counted = [0]
    worker = Worker(command, folder, started=lambda: counted.__setitem__(0, 0))
    return Engine(
        "gs", lambda source: _by_postscript(worker, source, folder, counted), worker.close
    )


def _program(name: str) -> Callable[[], str]:
    return lambda: "" if shutil.which(name) else f"{name} is not installed"


def _missing_pdfjs() -> str:
    if not shutil.which("node"):
        return "node is not installed"
    found = (NODE_MODULES / "pdfjs-dist" / "legacy").is_dir()
    return "" if found else "pdfjs-dist is not installed (tests/oracles/setup.sh)"


KINDS = (
    Kind("pdfium", pdfium),
    Kind("poppler", poppler, _program("pdftoppm")),
    Kind("mupdf", mupdf, _program("mutool")),
    Kind("gs", ghostscript, _program("gs")),
    Kind("pdfjs", pdfjs, _missing_pdfjs),
)
NAMES = tuple(kind.name for kind in KINDS)


def _line_by_line(name: str, worker: Worker, folder: Path) -> Engine:
    prefix = folder / name

    def draw(source: Path) -> Drawing:
        try:
            (answer,) = worker.ask(f"{source}\t{prefix}", ends=lambda _: True, seconds=SECONDS)
            told = json.loads(answer)
        except (NoAnswerError, ValueError):
            return _swept(prefix)
        return _collected(
            [Path(f"{prefix}-{n + 1}.pgm") for n in range(told["pages"])], told["whole"]
        )

    return Engine(name, draw, worker.close)


def _by_program(command: list[str], source: Path, prefix: Path, goal: str | None) -> Drawing:
    asked = [*command, str(source)] if goal is None else [*command, str(source), str(prefix)]
    try:
        done = subprocess.run(asked, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return _swept(prefix)
    found = sorted(prefix.parent.glob(f"{prefix.name}-*.pgm"), key=_page_number)
    return _collected(found, done.returncode == 0)


def _by_postscript(worker: Worker, source: Path, folder: Path, counted: list[int]) -> Drawing:
    tried = f"{{({source}) run}} stopped {{(GIVEN-UP) = flush}} if clear cleardictstack"
    asked = f"{tried} currentpagedevice /PageCount get (PAGES ) print = flush"
    try:
        lines = worker.ask(asked, ends=lambda line: line.startswith("PAGES "), seconds=SECONDS)
        last = int(lines[-1].split()[1])
    except (NoAnswerError, ValueError):
        return _swept(folder / "gs")
    first, counted[0] = counted[0], last
    pages = [folder / f"gs-{number + 1}.pgm" for number in range(first, last)]
    return _collected(pages, not any(line.startswith("GIVEN-UP") for line in lines))


def _page_number(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])


def _collected(paths: list[Path], whole: bool) -> Drawing:
    return Drawing(tuple(read_pgm(path) for path in paths), whole)


def _swept(prefix: Path) -> Drawing:
    for path in prefix.parent.glob(f"{prefix.name}-*.pgm"):
        path.unlink()
    return FAILED
