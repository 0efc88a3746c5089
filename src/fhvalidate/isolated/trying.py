"""Whether a file is PDF/A is tried by another program, which the caller runs and not the worker.

The worker reads what the file claims; the program needs memory and processes that no worker has.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fhvalidate.isolated.frames import MAX_ANSWER, BrokenFrameError, Frame
from fhvalidate.pdf_a.answer import NotRun, PdfAAnswer, TryPdfA
from fhvalidate.pdf_a.claim import FLAVOURS
from fhvalidate.report.json import to_jsonable
from fhvalidate.report.reading import from_jsonable

MAX_TRIED = 6  # of one document: itself, and the files within it
MAX_ROUNDS = 31  # that are asked for at all: so many files are looked into within one
MAX_SENT = MAX_ANSWER - 1_048_576  # bytes of a file, with room for what is said of it


def trying_by_caller(ask: Callable[[Frame], Frame]) -> TryPdfA:
    """What tries by asking the caller; run in the worker."""

    def tries(data: bytes, flavour: str) -> PdfAAnswer:
        if len(data) > MAX_SENT:
            return PdfAAnswer.not_run(NotRun.TOO_LARGE)
        answer: PdfAAnswer = from_jsonable(
            PdfAAnswer, ask(Frame({"pdf_a": flavour}, data)).header["answer"]
        )
        return answer

    return tries


@dataclass(slots=True)
class Trying:
    """Answers what the judgement of one document asks to have tried; run in the caller."""

    tries: TryPdfA
    rounds: int = 0

    def answer(self, question: Frame) -> Frame:
        """What came of it, as the worker takes it.

        Raises:
            BrokenFrameError: the question is none.
        """
        flavour = question.header["pdf_a"]
        self.rounds += 1
        if not isinstance(flavour, str) or flavour not in FLAVOURS or self.rounds > MAX_ROUNDS:
            raise BrokenFrameError
        if self.rounds > MAX_TRIED:
            return _frame(PdfAAnswer.not_run(NotRun.TOO_MANY))
        return _frame(self.tries(question.payload, flavour))


def _frame(answer: PdfAAnswer) -> Frame:
    return Frame({"answer": to_jsonable(answer)})
