"""One file's answer: verdict, who has signed, what to do, and everything else folded under it."""

from collections.abc import Iterator

from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import frozen
from fhvalidate.report.closing import closing_row
from fhvalidate.report.html import report_parts
from fhvalidate.report.html_parts import Html, element
from fhvalidate.report.layout import plain_text
from fhvalidate.report.messages import Medium, sentence
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import Step, advice_text, next_step
from fhvalidate.report.text import headline
from fhvalidate.web.page.downloads import downloads
from fhvalidate.web.page.forms import file_form, password_form
from fhvalidate.web.page.frame import BUNDLE, COMPARE, SIDE_BY_SIDE, Frame
from fhvalidate.web.page.mail import mail_text
from fhvalidate.web.page.markup import joined, lines_of, lowered, tag
from fhvalidate.web.page.shapes import FAILED, RANKS, shape
from fhvalidate.words.plain import neutralise

_BENEATH = 2  # levels: a file's name is a heading of the third
_MAIL_ROWS = "9"
WRONG = "password-wrong"  # the finding of a password that does not open the file


@frozen
class Answer:
    """What stands on the page of one file; the worst has the lowest rank."""

    rank: int
    word: str
    shown: Html


def answer(report: Report, frame: Frame, *, number: str, locked: bool) -> Answer:
    """The answer on a file that was judged.

    Args:
        report: of full detail.
        frame: of the page.
        number: by which the page tells this answer from others.
        locked: whether it was opened with a password, which is asked for where it is sent again.
    """
    style = frame.style
    row = closing_row(report, style)
    told = plain_text(headline(report, style).partition(":\xa0")[2])
    word = tag("p", shape(report.verdict), tag("span", row.verdict_word), class_=_kind(report))
    parts = [
        _title(report, frame),
        word,
        element("p", _as_sentence(told, report), kind="headline"),
        *_signers(report, row.cells[2], frame),
        element("p", plain_text(advice_text(report, style)), kind="advice"),
    ]
    if report.verdict is Verdict.REPRINTED:
        parts.append(tag("p", frame.say("why-reprinted"), class_="why"))
    if next_step(report) is Step.PASSWORD:
        wrong = any(finding.code == WRONG for finding in report.findings)
        parts.append(password_form(frame, number, wrong=wrong))
    parts += _folded(report, frame, number, locked=locked)
    rank = RANKS[report.verdict]
    shown = tag("article", *parts, class_="answer", data_rank=str(rank), data_word=row.verdict_word)
    return Answer(rank, row.verdict_word, shown)


def failed(name: str, code: str, detail: dict[str, str], frame: Frame) -> Answer:
    """The answer on a file that the service could not judge."""
    why = sentence(frame.language, code, detail, medium=Medium.PAGE)
    word = frame.say("not-examined")
    parts = (
        tag("h3", neutralise(name) or frame.say("nameless")),
        tag("p", shape(Verdict.UNREADABLE), tag("span", word), class_="verdict unreadable"),
        tag("p", why, class_="error"),
        tag("p", frame.say("script-failed-next"), class_="advice"),
    )
    shown = tag(
        "article", *parts, class_="answer", data_rank=str(FAILED), data_word=word, data_failed=True
    )
    return Answer(FAILED, word, shown)


def _title(report: Report, frame: Frame) -> Html:
    return tag("h3", neutralise(report.document.name) or frame.say("nameless"))


def _as_sentence(told: str, report: Report) -> str:
    """The text with a capital letter first, unless it begins with the file's name."""
    name = neutralise(report.document.name)
    return told if name and told.startswith(name) else told[:1].upper() + told[1:]


def _signers(report: Report, names: str, frame: Frame) -> Iterator[Html]:
    """Who has signed; only where all of it holds it is said as a fact."""
    if not report.signers:
        return
    by_pages = report.verdict is Verdict.REPRINTED or not report.signatures
    key = "signers" if report.verdict is Verdict.VALID else "signers-open"
    label = frame.say("signers-printed" if by_pages else key)
    yield tag("p", tag("span", label, class_="label"), f" {names}")


def _kind(report: Report) -> str:
    return f"verdict {report.verdict}"


def _folded(report: Report, frame: Frame, number: str, *, locked: bool) -> Iterator[Html]:
    whole = joined(*report_parts(report, frame.style))
    yield _fold(frame.say("whole-report"), lowered(whole, by=_BENEATH), kind="report")
    mail = mail_text(report, frame.style)
    if mail:
        yield _fold(frame.say("mail"), *_mail(mail, frame, number))
    printing = tag("button", frame.say("print"), type="button", class_="print", hidden=True)
    by_hand = tag("p", frame.say("print-by-hand"), data_unscripted=True)
    kept = [downloads(report, frame), by_hand, tag("p", printing)]
    if frame.settings.with_certificates:
        kept.append(file_form(frame, BUNDLE, number, locked=locked))
    yield _fold(frame.say("save"), *kept)
    if report.verdict is not Verdict.UNREADABLE:
        more = [file_form(frame, COMPARE, number, locked=False)]
        if report.signatures:
            more.insert(0, file_form(frame, SIDE_BY_SIDE, number, locked=locked))
        yield _fold(frame.say("more"), *more)


def _mail(text: str, frame: Frame, number: str) -> Iterator[Html]:
    name = f"mail-{number}"
    yield tag("p", tag("label", frame.say("mail-label"), for_=name))
    yield tag("textarea", lines_of(text), id=name, rows=_MAIL_ROWS, readonly=True)
    copy = tag("button", frame.say("copy"), type="button", class_="copy", hidden=True)
    yield tag("p", copy, " ", tag("span", role="status", data_done=frame.say("copied")))


def _fold(title: str, *content: Html, kind: str = "") -> Html:
    return element("details", element("summary", title), *content, kind=kind)
