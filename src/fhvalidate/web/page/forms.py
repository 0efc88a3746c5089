"""The forms of the page; each works without a script, and then asks for the file again."""

from fhvalidate.report.html_parts import Html
from fhvalidate.report.messages import grouped
from fhvalidate.web.bodies import MAX_FILES
from fhvalidate.web.page.frame import BUNDLE, COMPARE, EXAMINE, Frame
from fhvalidate.web.page.markup import tag
from fhvalidate.web.settings import MEGABYTE

_PDF = "application/pdf,.pdf"
_MULTIPART = "multipart/form-data"
# What the script says while it works, by the names of attributes.
_TOLD = ("sending", "judging", "waiting", "progress", "done", "failed", "unread", "empty", "leave")
_FAILURES = ("failed", "unread", "empty", "large")  # each with what to do next

_LEFT = {name: f"{{{name}}}" for name in ("number", "count", "told")}  # for the script to say


def examining_form(frame: Frame, *, error: str = "") -> Html:
    """The form that files are chosen or dropped in; an error stands by the field it is of."""
    most = grouped(frame.language, frame.settings.max_bytes // MEGABYTE)
    # A script sends the files one by one, so that any number of them are taken.
    limits: tuple[Html | str, ...] = (
        tag("span", frame.say("limits-files", files=MAX_FILES), data_unscripted=True),
        " ",
        frame.say("limits", most=most),
    )
    about = "files-hint files-error" if error else "files-hint"
    wrong = [tag("p", error, id="files-error", class_="error")] if error else []
    told = {f"data_{key}": frame.say(f"script-{key}", **_LEFT) for key in _TOLD}
    told |= {f"data_{key}_next": frame.say(f"script-{key}-next") for key in _FAILURES}
    return tag(
        "form",
        tag(
            "div",
            tag("label", frame.say("choose"), for_="files"),
            tag("p", *limits, id="files-hint", class_="hint"),
            *wrong,
            tag(
                "input", type="file", id="files", name="files", accept=_PDF, multiple=True,
                required=True, aria_describedby=about, aria_invalid="true" if error else False,
            ),
            tag("p", frame.say("drop"), class_="drop-here", data_scripted=True, hidden=True),
            class_="field",
        ),
        tag(
            "div",
            tag("label", frame.say("password"), for_="password"),
            tag("p", frame.say("password-hint"), id="password-hint", class_="hint"),
            tag(
                "input", type="password", id="password", name="password", autocomplete="off",
                aria_describedby="password-hint",
            ),
            class_="field",
        ),
        tag("p", tag("button", frame.say("examine"), class_="main")),
        id="examine", class_="drop", method="post", enctype=_MULTIPART, action=frame.at(EXAMINE),
        data_word=frame.say("not-examined"), data_most=str(frame.settings.max_bytes),
        data_large=frame.say("script-large", most=most),
        **told,
    )  # fmt: skip


def file_form(frame: Frame, path: str, number: str, *, locked: bool) -> Html:
    """A form that sends a file anew for something more; a script fills in the file itself."""
    name = path.rpartition("/")[2]
    fields = [_again(frame, f"{name}-{number}")]
    if path == COMPARE:
        own = f"{name}-original-{number}"
        fields.append(
            tag(
                "div",
                tag("label", frame.say("choose-original"), for_=own),
                tag("input", type="file", id=own, name="original", accept=_PDF, required=True),
                class_="field",
            )
        )
    if locked:
        fields.append(_password(frame, f"{name}-password-{number}"))
    return tag(
        "form",
        tag("p", frame.say(f"{name}-about")),
        *fields,
        tag("p", tag("button", frame.say(name))),
        method="post", enctype=_MULTIPART, action=frame.at(path), class_="with-file",
        target=False if path == BUNDLE else "_blank",  # a file leaves the page as it is
        rel=False if path == BUNDLE else "noopener",
    )  # fmt: skip


def password_form(frame: Frame, number: str, *, wrong: bool) -> Html:
    """A form that examines one file again, with its password; says that the last was wrong."""
    return tag(
        "form",
        _again(frame, f"again-{number}", name="files"),
        _password(frame, f"again-password-{number}", wrong=wrong),
        tag("p", tag("button", frame.say("examine-again"))),
        method="post", enctype=_MULTIPART, action=frame.at(EXAMINE), class_="with-file again",
    )  # fmt: skip


def _again(frame: Frame, own: str, *, name: str = "file") -> Html:
    return tag(
        "div",
        tag("label", frame.say("choose-again"), for_=own),
        tag("input", type="file", id=own, name=name, accept=_PDF, required=True),
        class_="field the-file",
    )


def _password(frame: Frame, own: str, *, wrong: bool = False) -> Html:
    error = f"{own}-error"
    told = [tag("p", frame.say("password-wrong"), id=error, class_="error")] if wrong else []
    return tag(
        "div",
        tag("label", frame.say("password-again"), for_=own),
        *told,
        tag(
            "input", type="password", id=own, name="password", autocomplete="off", required=True,
            aria_describedby=error if wrong else False, aria_invalid="true" if wrong else False,
        ),
        class_="field the-password",
    )  # fmt: skip
