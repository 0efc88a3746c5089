"""What Archivematica asks of a command that validates (its Format Policy Registry).

It reads standard output as a literal of Python, wants exit code 0 whatever was found, and knows
three outcomes: `pass`, `partial pass`, and anything else, which is a failure.
"""

from fhvalidate.archive.notes import facts, how, on_file, on_signature
from fhvalidate.archive.outcomes import Outcome, of_document
from fhvalidate.archive.xml import plain
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report


def archivematica(report: Report, *, language: Language | str = Language.EN) -> bytes:
    """The outcome for Archivematica: one line, a literal of Python in ASCII.

    `language` is that of the sentences in the note.
    """
    told = {
        "eventOutcomeInformation": _WORDS[of_document(report)],
        "eventOutcomeDetailNote": plain(_note(report, Language(language))),
    }
    return (ascii(told) + "\n").encode("ascii")


# The same outcomes as in PREMIS, by Archivematica's words.
_WORDS = {Outcome.SUCCESS: "pass", Outcome.WARNING: "partial pass", Outcome.FAIL: "fail"}


def _note(report: Report, language: Language) -> str:
    of_signatures = (
        f"{facts({'field': each.field or ''})}; {on_signature(report, each, language)}"
        for each in report.signatures
    )
    return " | ".join((on_file(report, language), how(report), *of_signatures))
