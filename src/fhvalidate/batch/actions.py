"""What to do about a document, from its verdict and what was found."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import cast

from fhvalidate.conclusion import Finding, Severity
from fhvalidate.frozen import frozen
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.report.json import Json
from fhvalidate.report.messages import Language, message_for, sentence
from fhvalidate.words.catalogue import Message

NOT_JUDGED = "not-judged"


class Action(StrEnum):
    """What to do, the most urgent first."""

    DO_NOT_ACCEPT = "do-not-accept"
    REQUEST_ORIGINAL = "request-original"
    COMPARE_MANIFEST = "compare-manifest"
    NEW_COPY = "new-copy"
    PASSWORD = "password"  # noqa: S105 - what to ask for
    GIVE_ACCESS = "give-access"
    TRY_AGAIN = "try-again"
    ADD_TRUST = "add-trust"
    ADD_EVIDENCE = "add-evidence"
    STATE_HELD_SINCE = "state-held-since"
    REVIEW = "review"
    CHECK_UNSIGNED = "check-unsigned"
    NOTHING = "nothing"


@frozen
class Todo:
    """What to do about a document, and the reason, in words."""

    action: Action
    reason: Message


_NOT_PROVEN = ("held-since-contradicted", "held-since-digest-unknown", "held-since-not-weighed")
# Which finding decides, and what it asks for; the first that occurs. By code, since a sentence
# may be reworded. A missing trust anchor comes first: nothing can be said before that is settled.
_BY_FINDING: tuple[tuple[Action, tuple[str, ...]], ...] = (
    (
        Action.ADD_TRUST,
        (
            "no-trust-anchors",
            "no-certificate-chain",
            "no-time-stamp-certificate-chain",
            "chain-search-limit",
            "chain-length-limit",
        ),
    ),
    (Action.STATE_HELD_SINCE, _NOT_PROVEN),
    (Action.STATE_HELD_SINCE, ("no-proof-of-time", "not-proven-in-time")),
    (
        Action.ADD_EVIDENCE,
        (
            "revocation-data-missing",
            "revocation-data-stale",
            "no-proof-of-revocation-status",
            "revocation-data-not-proven",
            "signing-certificate-not-found",
        ),
    ),
)
_LOCKED = ("password-needed", "password-wrong", "encryption-unsupported")
_ARCHIVE_LIMITS = ("members", "bytes", "nesting")
_CAUSES: Mapping[Cause, Action] = {
    Cause.TIMEOUT: Action.TRY_AGAIN,
    Cause.MEMORY: Action.TRY_AGAIN,
    Cause.CRASH: Action.TRY_AGAIN,
    Cause.INTERNAL: Action.REVIEW,
    Cause.CHANGING: Action.TRY_AGAIN,
    Cause.MISSING: Action.NEW_COPY,
    Cause.NOT_READABLE: Action.NEW_COPY,
    Cause.ARCHIVE_DAMAGED: Action.NEW_COPY,
    Cause.ARCHIVE_ENCRYPTED: Action.PASSWORD,
    Cause.ARCHIVE_LIMIT: Action.REVIEW,
    Cause.FOLDER: Action.GIVE_ACCESS,
    Cause.LISTED_ONLY: Action.NEW_COPY,
    Cause.LISTED_ELSEWHERE: Action.COMPARE_MANIFEST,
    Cause.LISTED_TWICE: Action.COMPARE_MANIFEST,
}


def todo_without_report(outcome: NotJudged) -> Todo:
    """What to do about a document that was not judged."""
    what, _, limit = outcome.detail.partition(" > ")
    if outcome.cause is Cause.ARCHIVE_LIMIT and what in _ARCHIVE_LIMITS:
        reason = message_for(f"not-judged-archive-{what}", {"limit": limit})
    else:
        reason = message_for(f"not-judged-{outcome.cause}", {"detail": outcome.detail})
    return Todo(_CAUSES[outcome.cause], reason)


def todo_with_manifest(document: Todo, finding: Finding) -> Todo:
    """What to do about a document of which the manifest's row says something that does not hold.

    Both reasons are told, what is more urgent first.
    """
    own = message_for(finding.code, finding.detail)
    order = list(Action)
    is_error = finding.severity is Severity.ERROR
    asked = Action.COMPARE_MANIFEST if is_error or document.action is Action.NOTHING else None
    if asked is None or order.index(document.action) < order.index(asked):
        return Todo(document.action, _joined(document.reason, own))
    return Todo(asked, _joined(own, document.reason))


def _joined(*reasons: Message) -> Message:
    return Message(
        " ".join(reason.sv for reason in reasons if reason.sv),
        " ".join(reason.en for reason in reasons if reason.en),
    )


def todo(report: Mapping[str, Json]) -> Todo:
    """What to do about a document with this report."""
    findings = list(all_findings(report))
    codes = [str(finding["code"]) for finding in findings]
    match report["verdict"]:
        case "valid":
            return Todo(Action.NOTHING, Message("", ""))
        case "invalid":
            reprint = cast("dict[str, Json]", report["reprint"])["verdict"]
            copies = ("altered", "resaved")
            action = Action.REQUEST_ORIGINAL if reprint in copies else Action.DO_NOT_ACCEPT
            return Todo(action, _reason(findings, report))
        case "reprinted":
            return Todo(Action.REQUEST_ORIGINAL, _reason(findings, report))
        case "unsigned":
            return Todo(Action.CHECK_UNSIGNED, _headline(report))
        case "unreadable":
            locked = any(code in _LOCKED for code in codes)
            if "password-needed" in codes:  # a batch takes no password
                return Todo(Action.PASSWORD, _words("reason-locked"))
            action = Action.PASSWORD if locked else Action.NEW_COPY
            return Todo(action, _reason(findings, report))
        case _:
            return _todo_indeterminate(findings, report)


def all_findings(report: Mapping[str, Json]) -> Iterable[Mapping[str, Json]]:
    """The findings on the document, on each signature and on each time-stamp."""
    yield from cast("list[dict[str, Json]]", report["findings"])
    for signature in cast("list[dict[str, Json]]", report["signatures"]):
        yield from cast("list[dict[str, Json]]", signature["findings"])
        for stamp in cast("list[dict[str, Json]]", signature["timestamps"]):
            yield from cast("list[dict[str, Json]]", stamp["findings"])


def _todo_indeterminate(findings: list[Mapping[str, Json]], report: Mapping[str, Json]) -> Todo:
    for action, wanted in _BY_FINDING:
        for finding in findings:
            if finding["code"] in wanted:
                return Todo(action, _message(finding))
    return Todo(Action.REVIEW, _reason(findings, report))


def _reason(findings: list[Mapping[str, Json]], report: Mapping[str, Json]) -> Message:
    """The first error that was found, else the reprint's first evidence, else the verdict."""
    evidence = cast("list[dict[str, Json]]", cast("dict[str, Json]", report["reprint"])["evidence"])
    errors = [finding for finding in findings if finding["severity"] == "error"]
    if report["verdict"] == "reprinted" and evidence:
        return _message(evidence[0])
    if errors:
        return _message(errors[0])
    return _message(evidence[0]) if evidence else _headline(report)


def _message(finding: Mapping[str, Json]) -> Message:
    said = cast("dict[str, str]", finding["message"])
    return Message(said["sv"], said["en"])


def _headline(report: Mapping[str, Json]) -> Message:
    return _words(f"reason-{report['verdict']}")


def _words(code: str) -> Message:
    return Message(sentence(Language.SV, code), sentence(Language.EN, code))
