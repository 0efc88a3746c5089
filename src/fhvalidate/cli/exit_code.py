"""The exit codes, in the order in which one outranks another."""

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from fhvalidate.conclusion import Verdict


class ExitCode(IntEnum):
    """What the command ended in; with several files, the first here that applies."""

    # An answer that a bug or the user cut short is no answer, whatever the other files gave.
    INTERNAL_ERROR = 70
    INTERRUPTED = 130
    USAGE = 2
    INVALID = 1
    UNREADABLE = 6
    REPRINTED = 4
    UNSIGNED = 5
    INDETERMINATE = 3
    DIFFERENT = 7
    VALID = 0

    @property
    def verdict(self) -> str | None:
        """The document verdict that gives this code, if one does."""
        return None if self in _WITHOUT_VERDICT else self.name.lower()

    def meaning(self, language: Language) -> str:
        """What the code says, in words."""
        return words(language, "exit-code", str(self.value))

    @classmethod
    def of(cls, verdict: "Verdict") -> "ExitCode":
        """The code of a document verdict."""
        return cls[verdict.name]

    @classmethod
    def of_form(cls, verdict: "Verdict", form: str) -> "ExitCode":
        """The code of a document verdict that is told in that form.

        Archivematica takes any code but 0 for a command that has failed, and then keeps nothing of
        what it said. So the form for it has 0 for every verdict, which is in what it says.
        """
        return cls.VALID if form == "archivematica" else cls.of(verdict)


_WITHOUT_VERDICT = (
    ExitCode.INTERNAL_ERROR,
    ExitCode.INTERRUPTED,
    ExitCode.USAGE,
    ExitCode.DIFFERENT,
)
_RANK = {code: rank for rank, code in enumerate(ExitCode)}


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code that several files give together; without any file, nothing was answered."""
    return min(codes, key=_RANK.__getitem__, default=ExitCode.USAGE)
