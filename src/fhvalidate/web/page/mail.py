"""What to write to whoever sent a file, where something is to be asked of them."""

from fhvalidate.conclusion import Verdict
from fhvalidate.report.layout import Style
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import Step, first_names, missing, next_step
from fhvalidate.report.text_signers import row_name
from fhvalidate.words.plain import neutralise

# The key of the words for a step; of others there is nothing that the sender can do.
_ASKED = {
    Step.DO_NOT_ACCEPT: "do-not-accept",
    Step.REQUEST_ORIGINAL: "request-original",
    Step.NEW_COPY: "new-copy",
    Step.RIGHT_FILE: "right-file",
    Step.UNENCRYPTED: "unencrypted",
    Step.PASSWORD: "password",
    Step.CONFIRM_OTHERWISE: "confirm-otherwise",
    Step.ASK: "ask",
    Step.ASK_WHETHER_SIGNED: "check-unsigned",
    Step.CHECK_UNSIGNED: "check-unsigned",
    Step.CHECK_MISSING: "check-missing",
}


def mail_text(report: Report, style: Style) -> str:
    """The text, of a few lines; empty where nothing is to be asked of the sender."""
    key = _ASKED.get(next_step(report))
    if (
        key is None
        and report.verdict is Verdict.INDETERMINATE
        and report.reprint.advice is not None
    ):
        key = _ASKED[Step.ASK]  # which the advice says too, beside what the service is to do
    if key is None:
        return ""
    names = [row_name(report, row, style) for row in missing(report)]
    told = {
        "file": neutralise(report.document.name) or style.words("people", "the-document"),
        "names": first_names(style, names or [style.words("next-step", "unnamed")]),
    }
    parts = ("greeting", key, f"{key}-please", "closing", "regards")
    return "\n\n".join(style.words("page-mail", part, **told) for part in parts)
