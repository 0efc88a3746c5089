"""What to do next with a file: one step, in a sentence or two, for every verdict."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from fhvalidate.conclusion import Indication, Severity, SubIndication, Verdict
from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.archive_record_model import ArchiveRecordStatus
from fhvalidate.report.layout import Style, file_name, name_in, person, signer_name
from fhvalidate.report.messages import Language, Message
from fhvalidate.report.model import Report
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.reasons import (
    BY_PDF_A,
    BY_POLICY,
    BY_SIGNER,
    EXPIRED,
    UNSUPPORTED,
    is_from_before_the_end,
)
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.report.text_signers import all_findings, is_timestamp
from fhvalidate.reprint.verdict import ReprintVerdict
from fhvalidate.trust.anchors import Purpose
from fhvalidate.trust.known import known_issuers
from fhvalidate.words.plain import neutralise

MAX_ADVICE = 5000
MAX_NAMES = 3


class Step(StrEnum):
    """What to do, the most urgent first: in a report, in the results of a batch, for a folder.

    The value is the key of its words in `next-step` and `next-step-short`, and the code in the
    column `action` of a batch's results.
    """

    DO_NOT_ACCEPT = "do-not-accept"
    SEE_RECORD = "see-record"
    REQUEST_ORIGINAL = "request-original"
    COMPARE_MANIFEST = "compare-manifest"
    KEEP_ATTACHMENT = "keep-attachment"
    NEW_COPY = "new-copy"
    RIGHT_FILE = "right-file"
    UNENCRYPTED = "unencrypted"
    PASSWORD = "password"  # noqa: S105 - what to ask for
    GIVE_ACCESS = "give-access"
    RAISE_LIMIT = "raise-limit"
    EXAMINE_AGAIN = "try-again"
    OWN_SERVICE = "own-service"
    ASK = "ask"
    CONFIRM_OTHERWISE = "confirm-otherwise"
    ADD_TRUST = "add-trust"
    ADD_TIME_STAMP_TRUST = "add-time-stamp-trust"
    ADD_EVIDENCE = "add-evidence"
    ASK_FOR_EVIDENCE = "ask-for-evidence"
    STATE_HELD_SINCE = "state-held-since"
    ASK_WHETHER_SIGNED = "ask-whether-signed"
    MEET_POLICY = "meet-policy"
    REVIEW = "review"
    CHECK_MISSING = "check-missing"
    CHECK_UNSIGNED = "check-unsigned"
    NOT_OUTSIDE_TEST = "not-outside-test"
    PRESERVE = "nothing"  # but to keep the file as it is


# Nothing is left to do about the file; whoever asks for --test asks for the first.
NOTHING_LEFT = (Step.NOT_OUTSIDE_TEST, Step.PRESERVE)
FOR_TRUST = frozenset({Step.ADD_TRUST, Step.ADD_TIME_STAMP_TRUST})
FOR_TRUST_KNOWN = "add-known"  # in the words of both: the issuer is in the catalogue

_UNSEALED = ArchiveRecordStatus.UNCONFIRMED
_LOCKED = frozenset({"password-needed", "password-wrong"})
_LIMITS = frozenset({"limit-exceeded"})
_SELF_MADE = "certificate-self-signed"
_UNTRUSTED = "no-certificate-chain"
_UNTRUSTED_TIME = "no-time-stamp-certificate-chain"
UNTRUSTED = frozenset({_UNTRUSTED, _UNTRUSTED_TIME})  # nobody trusted stands behind the issuer
_VOUCHES = {_UNTRUSTED: Purpose.SIGNATURE, _UNTRUSTED_TIME: Purpose.TIMESTAMP}
_BY_REVOCATION = frozenset(
    {"revocation-data-missing", "revocation-data-stale", "no-proof-of-revocation-status"}
)
# Which finding decides in a file where nothing is broken; the first that occurs.
_BY_FINDING: tuple[tuple[Step, frozenset[str]], ...] = (
    (Step.OWN_SERVICE, UNSUPPORTED),
    (Step.ADD_TRUST, frozenset({_UNTRUSTED})),
    (Step.ADD_TIME_STAMP_TRUST, frozenset({_UNTRUSTED_TIME})),
    (Step.ADD_EVIDENCE, _BY_REVOCATION),
    (
        Step.STATE_HELD_SINCE,
        frozenset({"no-proof-of-time", "not-proven-in-time", "certificate-expired"})
        | {"held-since-contradicted", "held-since-digest-unknown", "held-since-not-weighed"},
    ),
    (Step.RAISE_LIMIT, frozenset({"limit-exceeded", "pages-beyond-limit", "later-not-compared"})),
)


def next_step(report: Report) -> Step:
    """What to do next with the file."""
    if _is_own_copy(report):
        return Step.SEE_RECORD
    match report.verdict:
        case Verdict.INVALID:
            return Step.DO_NOT_ACCEPT
        case Verdict.REPRINTED:
            return Step.REQUEST_ORIGINAL
        case Verdict.UNREADABLE:
            return _with_unreadable({finding.code for finding in report.findings})
        case Verdict.UNSIGNED:
            inside = report.reprint.verdict is ReprintVerdict.SIGNED_ATTACHMENT
            return Step.KEEP_ATTACHMENT if inside else Step.CHECK_UNSIGNED
        case Verdict.VALID:
            if any(signature.test for signature in report.signatures):
                return Step.NOT_OUTSIDE_TEST
            return Step.CHECK_MISSING if missing(report) else Step.PRESERVE
        case _:
            return _with_open(report)


def _is_own_copy(report: Report) -> bool:
    """Whether a sealed record is on this copy; what still has signatures is judged by those."""
    record = report.archive_record
    confirmed = record is not None and record.status is ArchiveRecordStatus.CONFIRMED
    return confirmed and report.verdict is not Verdict.UNREADABLE and not report.signatures


def deciding(step: Step) -> frozenset[str]:
    """The codes of the findings by which it is the step; none where something else decides."""
    if step is Step.CONFIRM_OTHERWISE:
        return frozenset({_SELF_MADE})
    if step is Step.MEET_POLICY:
        return BY_POLICY
    looked_up = Step.ADD_EVIDENCE if step is Step.ASK_FOR_EVIDENCE else step
    return frozenset().union(*(codes for each, codes in _BY_FINDING if each is looked_up))


def advice_text(report: Report, style: Style) -> str:
    """The step in a sentence or two; what the reprint's own advice says comes before."""
    step = next_step(report)
    own = report.reprint.advice
    said = [] if own is None else [_in_language(style, own)]
    if report.verdict is Verdict.INVALID or step in {Step.OWN_SERVICE, Step.SEE_RECORD}:
        said = []  # what is broken is not asked about, and what is there or gone not asked for
    if not said or (step is not Step.REQUEST_ORIGINAL and step in FOR_TRUST):
        said.append(_sentence(report, step, style))
    if report.archive_record is not None and report.archive_record.status is _UNSEALED:
        said.append(style.words("next-step", "record-without-seal"))
    text = " ".join(said)
    return f"{style.words('next-step', 'to-do')} {text}"  # not as a fact: those are cut


def short_advice(report: Report, style: Style) -> str:
    """The step in two or three words, for a table of several files."""
    return style.words("next-step-short", next_step(report))


def issuers(report: Report) -> Mapping[str, frozenset[Purpose]]:
    """The issuers that no trust anchor stands behind, by their names: what each is to vouch for.

    Who made their own certificate has no issuer, and nobody else can vouch for them.
    """
    found: dict[str, frozenset[Purpose]] = {}
    told = list(all_findings(report))
    own = {index for finding, index in told if finding.code == _SELF_MADE}
    for finding, index in told:
        issuer, purpose = finding.detail.get("issuer"), _VOUCHES.get(finding.code)
        if purpose is Purpose.SIGNATURE and index in own:
            continue
        if purpose is not None and isinstance(issuer, str):
            name = name_in(issuer)
            found[name] = found.get(name, frozenset()) | {purpose}
    return FrozenMapping(found)


def known(report: Report) -> Mapping[str, str]:
    """Of the issuers that are waited for, what those of the catalogue are called there."""
    named = [
        (name_in(issuer), called)
        for finding, _ in all_findings(report)
        if finding.code in UNTRUSTED
        and isinstance(issuer := finding.detail.get("issuer"), str)
        and isinstance(called := finding.detail.get("known"), str)
    ]
    # A report need not be ours; and to read the catalogue takes longer than all else here.
    names = frozenset(each.name for each in known_issuers()) if named else frozenset()
    return FrozenMapping({issuer: called for issuer, called in named if called in names})


def missing(report: Report) -> tuple[SignerRow, ...]:
    """Those who were to sign, by the pages or the minutes, and whose signature is not there."""
    return tuple(row for row in report.signers if row.signature is None)


def _sentence(report: Report, step: Step, style: Style) -> str:
    waited_for = issuers(report)
    several = len(waited_for) > 1 and step in FOR_TRUST
    called = known(report)
    if step in FOR_TRUST and waited_for and all(name in called for name in waited_for):
        kind = f"{FOR_TRUST_KNOWN}-many" if several else FOR_TRUST_KNOWN
    else:
        kind = f"{step}-many" if several else _kind(report, step)
    return style.words(
        "next-step",
        kind,
        known=" ".join(dict.fromkeys(called[name] for name in waited_for if name in called)),
        file=file_name(report.document.name),
        names=_list(style, [signer_name(row.name, style) for row in missing(report) if row.name]),
        issuers=_list(style, [person(name) for name in waited_for]),
    )


def _kind(report: Report, step: Step) -> str:
    """The key of the step's words; what the policy lacks is asked for by its name."""
    if step is not Step.MEET_POLICY:
        return step
    codes = {finding.code for finding, _ in all_findings(report)}
    by = {"signer": BY_SIGNER, "pdf-a": BY_PDF_A}
    kinds = "-and-".join(kind for kind, asked in by.items() if asked & codes)
    return f"{step}-{kinds}" if kinds else step


def _list(style: Style, names: list[str]) -> str:
    return first_names(style, names or [style.words("next-step", "unnamed")])


def first_names(style: Style, names: Iterable[str]) -> str:
    """The first of the names, and that there are others."""
    names = list(names)
    more = [style.words("next-step", "others")] if len(names) > MAX_NAMES else []
    return ", ".join([*names[:MAX_NAMES], *more])


def _in_language(style: Style, message: Message) -> str:
    text = message.sv if style.language is Language.SV else message.en
    return neutralise(text, limit=MAX_ADVICE)  # a report need not have been made by us


def _with_unreadable(codes: set[str]) -> Step:
    if "encryption-unsupported" in codes:
        return Step.UNENCRYPTED
    if codes & _LOCKED:
        return Step.PASSWORD
    if codes & _LIMITS:
        return Step.RAISE_LIMIT
    if any(code.startswith("not-judged-") for code in codes):
        return Step.EXAMINE_AGAIN
    return Step.RIGHT_FILE if "not-a-pdf" in codes else Step.NEW_COPY


def _with_open(report: Report) -> Step:
    if report.reprint.verdict is ReprintVerdict.SIGNED_ATTACHMENT:
        return Step.KEEP_ATTACHMENT
    codes = {f.code for f, _ in all_findings(report) if f.severity is not Severity.INFO}
    # What time-stamps lack matters where a signature is open for it.
    steps = [step for step, wanted in _BY_FINDING if wanted & codes]
    if steps:
        step = steps[0]
        vouching = frozenset().union(*issuers(report).values())
        if step is Step.ADD_TRUST and Purpose.SIGNATURE not in vouching:
            return Step.CONFIRM_OTHERWISE
        if step is Step.ADD_EVIDENCE and _lacks_time(report):
            return Step.STATE_HELD_SINCE  # nothing that is fetched proves when it was made
        nowhere = step is Step.ADD_EVIDENCE and _is_nowhere(report)
        return Step.ASK_FOR_EVIDENCE if nowhere else step
    if report.reprint.advice is not None:
        return Step.ASK
    errors = {f.code for f, _ in all_findings(report) if f.severity is Severity.ERROR}
    people = [item for item in report.signatures if not is_timestamp(item)]
    if errors and errors <= BY_POLICY and all(_holds_or_lacks(item) for item in people):
        return Step.MEET_POLICY
    if report.signatures and not people:
        return Step.ASK_WHETHER_SIGNED
    waiting = [item for item in people if item.indication is not Indication.TOTAL_PASSED]
    return Step.CHECK_MISSING if people and not waiting and missing(report) else Step.REVIEW


def _holds_or_lacks(signature: SignatureReport) -> bool:
    """Whether nothing but what the policy asks beside that it holds can be open."""
    lacks = signature.sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE
    return lacks or signature.indication is Indication.TOTAL_PASSED


def _lacks_time(report: Report) -> bool:
    """Whether a certificate has expired and nothing proves its signature to be from before."""
    return any(
        any(finding.code == "certificate-expired" for finding in item.findings)
        and item.sub_indication in EXPIRED
        and not is_from_before_the_end(item)
        for item in report.signatures
    )


def _is_nowhere(report: Report) -> bool:
    """Whether no certificate that lacks revocation data says where it is: nothing is fetched."""
    open_ = [f for f, _ in all_findings(report) if f.code in _BY_REVOCATION]
    missing = [f for f in open_ if f.code == "revocation-data-missing"]
    return len(missing) == len(open_) and not any(f.detail.get("where") for f in missing)
