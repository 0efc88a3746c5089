"""veraPDF as a process: files in a folder of their own, one answer for each.

It is another program in another language, and reads hostile files: it gets limits on memory, time
and on what it may write, and what it writes is read strictly (`verapdf_report.py`).
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.isolated.program import run
from fhvalidate.isolated.verapdf_report import NoReportError, read_report
from fhvalidate.pdf_a.answer import NotRun, PdfAAnswer, PdfAStatus
from fhvalidate.pdf_a.claim import FLAVOURS

COMMAND = "verapdf"
MAIN = "org.verapdf.apps.GreenfieldCliWrapper"  # the jar's own main class is a window
MEGABYTES = 512  # of the Java heap; scans of 100 MB need 200
SECONDS = 120  # of the clock, for one file; one of 3,000 pages takes 30
SECONDS_MORE = 30  # for each further one
MAX_TOGETHER = 32  # files to one process: more would wait long for the first answer
MAX_KNOWN = 10_000  # answers that are kept; most have some hundred bytes
CODES = {True: 0, False: 1}  # by whether all are compliant; any other: something was not read
_NOT_TRIED = PdfAAnswer.not_run(NotRun.FAILED)


@frozen
class Program:
    """How veraPDF is started, and a digest by which another version is told from it."""

    command: tuple[str, ...]
    sha256: str


def verapdf_at(given: str) -> "VeraPdf":
    """The veraPDF that is a jar or a command.

    Raises:
        UsageError: `verapdf-missing`, `java-missing`.
    """
    if given.lower().endswith(".jar"):
        java = shutil.which("java")
        if java is None:
            raise UsageError("java-missing", path=given)
        path = Path(given)
        if not path.is_file():
            raise UsageError("verapdf-missing", path=given)
        where = str(path.resolve())
        return VeraPdf(Program((java, "-cp", where, MAIN), _digest(path)))
    found = shutil.which(given)
    if found is None:
        raise UsageError("verapdf-missing", path=given)
    where = str(Path(found).resolve())
    return VeraPdf(Program((where,), _digest(Path(where))))


def verapdf_at_hand() -> "VeraPdf | None":
    """The veraPDF that is installed as a command; None where there is none."""
    return verapdf_at(COMMAND) if shutil.which(COMMAND) else None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(eq=False, slots=True)
class _Waiting:
    """A file that waits for its answer."""

    data: bytes
    flavour: str
    answer: PdfAAnswer | None = None


@dataclass(slots=True)
class VeraPdf:
    """Tries files, from any number of threads: those that wait for one process share the next.

    Starting it costs many times what one file does.
    """

    program: Program
    seconds: float = SECONDS
    _known: dict[tuple[str, str], PdfAAnswer] = field(default_factory=dict, init=False, repr=False)
    _waiting: list[_Waiting] = field(default_factory=list, init=False, repr=False)
    _queue: Lock = field(default_factory=Lock, init=False, repr=False)
    _turn: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def sha256(self) -> str:
        """What tells this version from another."""
        return self.program.sha256

    def __call__(self, data: bytes, flavour: str) -> PdfAAnswer:
        """The answer on the bytes, tried against the part and conformance, as `2b`."""
        if flavour not in FLAVOURS:  # it goes into a command line
            raise ValueError("no part and conformance of PDF/A")
        mine = _Waiting(data, flavour)
        with self._queue:
            self._waiting.append(mine)
        with self._turn:
            if mine.answer is None:
                self._answer_all_like(mine)
        return mine.answer or _NOT_TRIED

    def learn(self, files: Sequence[bytes], flavour: str) -> None:
        """Tries the files together, for those who will ask about them."""
        with self._turn:
            new = [each for each in files if (_sha256(each), flavour) not in self._known]
            if new:
                self._keep(new, flavour, self.try_all(new, flavour))

    def _keep(self, files: Sequence[bytes], flavour: str, answers: Sequence[PdfAAnswer]) -> None:
        """Keeps what was found, the newest of it; what could not be tried is tried again."""
        for data, answer in zip(files, answers, strict=True):
            if answer.reason is None:
                self._known[_sha256(data), flavour] = answer
        while len(self._known) > MAX_KNOWN:
            del self._known[next(iter(self._known))]

    def _answer_all_like(self, mine: _Waiting) -> None:
        with self._queue:
            alike = [each for each in self._waiting if each.flavour == mine.flavour]
            others = [each for each in alike if each is not mine]
            together = [mine, *others[: MAX_TOGETHER - 1]]
            for each in together:
                self._waiting.remove(each)
        for each in together:
            each.answer = self._known.get((_sha256(each.data), mine.flavour))
        open_ones = [each for each in together if each.answer is None]
        if not open_ones:
            return
        files = [each.data for each in open_ones]
        answers = self.try_all(files, mine.flavour)
        self._keep(files, mine.flavour, answers)
        for each, answer in zip(open_ones, answers, strict=True):
            each.answer = answer

    def try_all(self, files: Sequence[bytes], flavour: str) -> list[PdfAAnswer]:
        """The answer on each, by one process.

        Where it answers on none, each is tried alone: what one file does to it is no answer on
        another.
        """
        found = self._tried(files, flavour)
        if not isinstance(found, NotRun):
            return found
        if len(files) == 1:
            return [PdfAAnswer.not_run(found)]
        return [answer for each in files for answer in self.try_all([each], flavour)]

    def _tried(self, files: Sequence[bytes], flavour: str) -> list[PdfAAnswer] | NotRun:
        with tempfile.TemporaryDirectory(prefix="fhvalidate-") as folder:
            paths = [Path(folder) / f"{number}.pdf" for number in range(1, len(files) + 1)]
            for path, data in zip(paths, files, strict=True):
                path.write_bytes(data)
            names = [str(path) for path in paths]
            options = ("--format", "json", "--flavour", flavour, "--maxfailuresdisplayed", "1")
            try:
                done = run(
                    (*self.program.command, *options, *names),
                    seconds=self.seconds + SECONDS_MORE * (len(files) - 1),
                    environment=_environment(folder),
                    folder=folder,
                )
            except TimeoutError:
                return NotRun.TIMEOUT
            except OSError:
                return NotRun.FAILED
            try:
                answers = read_report(done.written, names=names, flavour=flavour)
            except NoReportError:
                return NotRun.FAILED
            return answers if _is_said_by(done.code, answers) else NotRun.FAILED


def _is_said_by(code: int, answers: Sequence[PdfAAnswer]) -> bool:
    """Whether the exit code says the same as the answers."""
    if any(each.reason is not None for each in answers):
        return False
    return code == CODES[all(each.status is PdfAStatus.COMPLIANT for each in answers)]


def _environment(folder: str) -> dict[str, str]:
    """What it needs to start, and limits on Java that hold for a command too."""
    kept = ("PATH", "JAVA_HOME", "SYSTEMROOT")
    java = [f"-Xmx{MEGABYTES}m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    if folder.split() == [folder]:  # Java parts its options at blanks
        java += [f"-Djava.io.tmpdir={folder}", f"-Duser.home={folder}"]
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "HOME": folder,
        "LC_ALL": "C.UTF-8",
        "JAVA_TOOL_OPTIONS": " ".join((*java, "-Djava.awt.headless=true")),
        "TMPDIR": folder,
    }
