"""What the changes after a signature mean (ISO 32000-2, 12.8.2; rule R3 of the project).

Unless the policy says otherwise: page content changed, or a change that a certification or a lock
forbids: invalid. A form value that a certification permits, hiding nothing: valid, and told.
Anything else that a reader sees, or that the pictures of the pages show and no known change
explains: the signature holds for its revision, and what is shown now is not what was signed. A
further signature's own look in its own field, away from text, changes nothing.

Whatever the policy says: a signature that is gone or rewritten is invalid, and what could not be
compared is never valid.
"""

from collections.abc import Iterable, Iterator

from fhvalidate.conclusion import Fact, Finding, Severity, Verdict
from fhvalidate.constraints import ChangeConstraints, Consequence
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.signature_fields import FieldLock, SignatureField
from fhvalidate.pdf.revisions.changes import ChangeLevel, Changes
from fhvalidate.pdf.revisions.shown import Shown
from fhvalidate.pdf.revisions.signed_revision import SignedRevision
from fhvalidate.pdf.structure.productions import Production, Underived
from fhvalidate.validation.shown_changes import told

CLAUSE = "ISO 32000-2, 12.8.2"
DOC_MDP = "ISO 32000-2, 12.8.2.2"
PERMS = "ISO 32000-2, 12.8.6"
FIELD_MDP = "ISO 32000-2, 12.8.2.4"
# By which validation data and document time-stamps are derived, and what they cannot do without.
_STAMPING = frozenset(
    {
        *(Production.OWN_STREAM, Production.REWRITTEN, Production.FREED, Production.UNUSED),
        # When the file was changed last stands in it, and is shown by nobody.
        *(
            Production.DATE,
            Production.TRAILER,
            Production.CATALOGUE,
            Production.FORM,
            Production.PAGE,
        ),
        *(Production.SIGNATURE_FIELD, Production.SIGNATURE, Production.LOOK),
        *(Production.FIELD_PARENT, Production.SECURITY_STORE),
    }
)
NO_CHANGES, FORM_FILLING, ANNOTATIONS = 1, 2, 3
MAX_OBJECTS = 20  # numbers of objects in one finding


@frozen
class ChangeJudgement:
    """What the changes after one signature mean: findings on it, and the best verdict left.

    Attributes:
        is_only_limited: whether nothing but a limit keeps the verdict from being the best.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    is_only_limited: bool = False


# What is said of what a limit kept from being compared: it tells of no change.
LIMITED = frozenset({"later-not-compared", "pages-beyond-limit"})
NOT_JUDGED = ChangeJudgement(Verdict.INDETERMINATE, ())


def judge_changes(
    placed: SignedRevision,
    constraints: ChangeConstraints,
    *,
    later_looks: tuple[Finding, ...] = (),
) -> ChangeJudgement:
    """What follows from what later revisions did to the signed one, by the policy.

    `later_looks` are the findings on what later signatures show of themselves.
    """
    # A byte range that covers nothing whole leaves nothing to compare; that fails by itself.
    compared = placed.changes is not None or not placed.shape.defects
    found = tuple(_certification(placed.field))
    if compared:
        found += tuple(_judge(placed, constraints))
    # No policy makes a signer's look a place for more than who signed.
    found += tuple((finding, Verdict.INDETERMINATE) for finding in later_looks)
    verdict = Verdict.VALID
    errors = [each for each in found if each[0].severity is Severity.ERROR]
    for _, worst in errors:
        verdict = worse(verdict, worst)
    against = {finding.code for finding, worst in errors if worst is not Verdict.VALID}
    limited = bool(against) and against <= LIMITED
    return ChangeJudgement(verdict, tuple(finding for finding, _ in found), limited)


def worse(one: Verdict, two: Verdict) -> Verdict:
    """The worse of two verdicts on signed documents."""
    order = (Verdict.VALID, Verdict.INDETERMINATE, Verdict.INVALID)
    return max(one, two, key=order.index)


Judged = Iterator[tuple[Finding, Verdict]]
_VERDICTS = {
    Consequence.ACCEPT: Verdict.VALID,
    Consequence.INDETERMINATE: Verdict.INDETERMINATE,
    Consequence.INVALID: Verdict.INVALID,
}


def _by_policy(
    code: str, clause: str, consequence: Consequence, **facts: Fact
) -> tuple[Finding, Verdict]:
    """The finding and the verdict it leads to; what is accepted is told all the same."""
    told_as = Finding.warning if consequence is Consequence.ACCEPT else Finding.error
    return told_as(code, clause, **facts), _VERDICTS[consequence]


def _certification(field: SignatureField) -> Judged:
    """Whether what the file says of a certification agrees; the strictest holds all the same."""
    stated = tuple(sorted(set(field.stated_permissions)))
    if len(stated) > 1:
        finding = Finding.warning("certification-ambiguous", DOC_MDP, permissions=stated)
        yield finding, Verdict.VALID
    if stated and not field.is_listed:
        yield Finding.warning("certification-unlisted", PERMS, field=field.name), Verdict.VALID
    if field.is_listed and not stated:
        finding = Finding.error("certification-contradicts", PERMS, field=field.name)
        yield finding, Verdict.INDETERMINATE


def _judge(placed: SignedRevision, asked: ChangeConstraints) -> Judged:
    """Findings on the changes, each with the verdict that it leads to when it is an error."""
    field, changes, shown = placed.field, placed.changes, placed.shown
    if field.vanished:
        yield Finding.error("signature-vanished", CLAUSE, field=field.name), Verdict.INVALID
    if field.shared_with:
        sharing = (field.name or "", *field.shared_with)
        yield Finding.warning("value-shared", CLAUSE, fields=sharing), Verdict.VALID
    if changes is None and placed.limit is not None:
        finding = Finding.error("later-not-compared", CLAUSE, what=placed.limit.what)
        yield finding, Verdict.INDETERMINATE
        return
    if changes is None:
        finding = Finding.error("changed-other", CLAUSE, reason="not-compared")
        yield finding, Verdict.INDETERMINATE
        return
    yield from _forbidden(field, changes, asked)
    yield from _lost(changes)
    if changes.pages:
        yield _by_policy("changed-content", CLAUSE, asked.page_content, pages=changes.pages)
    yield from _form(field, changes, shown, asked)
    yield from _covering(changes, shown, asked)
    yield from _annotations(field, changes, shown, asked)
    if changes.resolved:
        numbers = changes.resolved
        yield Finding.error("reference-resolved-later", CLAUSE, objects=numbers), Verdict.INVALID
    yield from _other(changes, asked)
    if changes.unlinked:
        numbers = changes.unlinked[:MAX_OBJECTS]
        yield Finding.info("object-unlinked", CLAUSE, objects=numbers), Verdict.VALID
    if changes.is_hidden:
        yield Finding.info("changed-hidden", CLAUSE, what=changes.details), Verdict.VALID
    yield from _compared(shown, asked)
    yield from ((finding, Verdict.VALID) for finding in told(shown, changes))


def _other(changes: Changes, asked: ChangeConstraints) -> Judged:
    if changes.other:
        yield _by_policy("changed-other", CLAUSE, asked.other, reason=", ".join(changes.other))
    if changes.structure and Production.TAGS not in changes.productions:
        # What is read aloud changed, and no update says so.
        yield _by_policy("changed-other", CLAUSE, asked.other, reason="structure")
    for each in changes.underived[:MAX_OBJECTS]:
        yield _underived(each, asked)


def _underived(each: Underived, asked: ChangeConstraints) -> tuple[Finding, Verdict]:
    """An object that no production of the grammar of permitted updates derives (rule R13)."""
    production = each.production.value
    # No policy makes good faith of what nobody can account for.
    consequence = asked.other
    if consequence is Consequence.ACCEPT:
        consequence = Consequence.INDETERMINATE
    return _by_policy(
        "changed-other",
        CLAUSE,
        consequence,
        reason=f"underived-{production}",
        production=production,
        object=each.number,
        key=each.key or None,
    )


def _lost(changes: Changes) -> Judged:
    for each in changes.rewritten:
        finding = Finding.error("signature-rewritten", CLAUSE, field=each.name, entries=each.keys)
        yield finding, Verdict.INVALID
    lost = set(changes.lost_signatures) - {each.name for each in changes.rewritten}
    if lost:
        names = ", ".join(sorted(lost))
        yield Finding.error("signature-vanished", CLAUSE, field=names), Verdict.INVALID


def _forbidden(field: SignatureField, changes: Changes, asked: ChangeConstraints) -> Judged:
    permission = field.certification
    if _is_forbidden(changes, permission):
        yield _by_policy("change-forbidden", DOC_MDP, asked.forbidden, permission=permission)
    locked = sorted(n for n in _filled(changes) if any(_locks(lock, n) for lock in field.locks))
    if locked:
        fields = tuple(locked)
        yield _by_policy("locked-field-changed", FIELD_MDP, asked.forbidden, fields=fields)


def _is_forbidden(changes: Changes, permission: int | None) -> bool:
    """Whether the certification forbids the change (ISO 32000-2, table 257)."""
    if permission == NO_CHANGES:
        mild = {ChangeLevel.NONE, ChangeLevel.VALIDATION_DATA}
        stamps = changes.productions <= _STAMPING and not changes.is_hidden
        return changes.level not in mild or not stamps
    if permission == FORM_FILLING and changes.annotations:
        return True
    certifies = permission in {FORM_FILLING, ANNOTATIONS}
    return certifies and bool(changes.pages or changes.reshaped)


def _filled(changes: Changes) -> tuple[str, ...]:
    return (*changes.fields, *changes.reshaped, *changes.signatures)


def _locks(lock: FieldLock, name: str) -> bool:
    """Whether the lock covers a field (ISO 32000-2, table 236); a parent covers its kids.

    `All` covers each, and so does an action that the table does not know.
    """
    named = any(name == field or name.startswith(f"{field}.") for field in lock.fields)
    match lock.action:
        case "Include":
            return named
        case "Exclude":
            return not named
        case _:
            return True


def _form(
    field: SignatureField, changes: Changes, shown: Shown, asked: ChangeConstraints
) -> Judged:
    if not changes.fields and not changes.reshaped:
        return
    beside = _is_beside({place.page for place in changes.field_places}, changes, shown)
    filling = field.certification in {FORM_FILLING, ANNOTATIONS} and not changes.reshaped
    consequence = asked.permitted_form_value if filling and beside else asked.form_value
    names = (*changes.fields, *changes.reshaped)
    yield _by_policy("changed-form", CLAUSE, consequence, fields=names)


def _is_beside(pages: Iterable[int], changes: Changes, shown: Shown) -> bool:
    """Whether none of the pages is one where something signed was covered."""
    return not set(pages) & {*shown.covered_pages, *changes.overlaps.pages}


def _covering(changes: Changes, shown: Shown, asked: ChangeConstraints) -> Judged:
    if shown.covered_pages:
        pages = shown.covered_pages
        yield _by_policy("signed-text-covered", CLAUSE, asked.covering, pages=pages)
    if changes.overlaps.pages:
        pages = changes.overlaps.pages
        yield _by_policy("signed-annotation-covered", CLAUSE, asked.covering, pages=pages)
    if changes.overlaps.of_signatures:
        pages = changes.overlaps.of_signatures
        yield Finding.warning("signature-look-covered", CLAUSE, pages=pages), Verdict.VALID


def _annotations(
    field: SignatureField, changes: Changes, shown: Shown, asked: ChangeConstraints
) -> Judged:
    if changes.annotations:
        beside = _is_beside(changes.annotated_pages, changes, shown)
        permitted = field.certification == ANNOTATIONS and beside and not changes.acting
        consequence = asked.permitted_annotation if permitted else asked.annotation
        pages = changes.annotated_pages
        yield _by_policy("changed-annotation", CLAUSE, consequence, pages=pages)
    if changes.appearances:
        names = ", ".join(changes.appearances)
        yield _by_policy("changed-signature-look", CLAUSE, asked.signature_look, fields=names)


def _compared(shown: Shown, asked: ChangeConstraints) -> Judged:
    """What the pictures of the pages tell that no change known of explains, or cannot tell."""
    if shown.unexplained:
        pages = shown.unexplained
        yield _by_policy("look-changed", CLAUSE, asked.unexplained, pages=pages)
    if shown.overlaid:
        finding = Finding.warning("signature-over-words", CLAUSE, pages=shown.overlaid)
        yield finding, Verdict.VALID
    if shown.uncompared:
        pages, limits = shown.uncompared, tuple(each.what for each in shown.excess)
        finding = Finding.error("pages-not-compared", CLAUSE, pages=pages)
        if limits:
            finding = Finding.error("pages-beyond-limit", CLAUSE, pages=pages, what=limits)
        yield finding, Verdict.INDETERMINATE
