"""Claims: what the pages and the residue say of signatures, as evidence."""

from collections.abc import Iterator

from fhvalidate.minutes.marks import Mark
from fhvalidate.minutes.mentions import FEW_PAGES, Mention, MentionKind
from fhvalidate.minutes.profile import Certainty
from fhvalidate.reprint.facts import Facts, evidence
from fhvalidate.reprint.verdict import Evidence

MAX_QUOTE = 600  # characters of a quoted statement; the longest known has 570
MAX_SHOWN = 3  # a footer stands on every page; three show the pattern

# What a signing service leaves and nothing else does.
_STRONG = frozenset({MentionKind.FOOTER, MentionKind.APPEARANCE})
LOOK, EXTENSION = "look", "extension"
_EVIDENCE_FILES = (
    "evidence quality of scrive",
    "evidence.xml",
    "evidence log",
    "evidence of",
    "digital signature documentation",
    "verifikat",
    "signeringsbevis",
    "signing certificate",
    "audit trail",
    "signature evidence",
)


def claims(facts: Facts) -> tuple[Evidence, ...]:
    """What a signing service left on the pages: signature page, marks, footers, appearances."""
    return tuple(_claims(facts))


def claimed_marks(facts: Facts) -> tuple[Mark, ...]:
    """The marks that count: beside a signature page all of them; alone only more than a line.

    A line that a text quotes, or that a receipt has for reasons of its own, is no trace. A service
    marks page after page at their edge, or leaves something else in the file.
    """
    if facts.page is not None and facts.page.certainty is not Certainty.LOW:
        return facts.marks
    apart = [mark for mark in facts.marks if mark.stands_apart]
    other = bool(facts.page or tuple(signing_traces(facts)) or _strong(facts))
    pages: dict[str, set[int]] = {}
    for mark in apart:
        pages.setdefault(mark.profile, set()).add(mark.page)
    return tuple(
        mark
        for mark in apart
        if other
        or (
            len(pages[mark.profile]) >= FEW_PAGES
            and 2 * len(pages[mark.profile]) >= len(facts.contents)
        )
    )


def claiming_pages(facts: Facts) -> tuple[int, ...]:
    """The pages that the claims stand on: the signature page's where there is one."""
    if facts.page is not None:
        return facts.page.pages
    marked = [mark.page for mark in claimed_marks(facts)]
    return tuple(dict.fromkeys([*marked, *(m.page for m in _strong(facts))]))


def weak_claims(facts: Facts) -> tuple[Evidence, ...]:
    """What speaks of signing and decides nothing alone."""
    return tuple(_weak(facts))


def references(facts: Facts) -> tuple[Evidence, ...]:
    """Where the body refers to a signature page."""
    return tuple(
        evidence("reference-to-signature-page", mention.page, text=mention.quote[:MAX_QUOTE])
        for mention in facts.mentions
        if mention.kind is MentionKind.REFERENCE
    )[:MAX_SHOWN]


def residue(facts: Facts) -> tuple[Evidence, ...]:
    """What only signing leaves in a file; each kind once."""
    return tuple(evidence("signature-residue", kind=kind) for kind in _residue(facts))


def is_sure(left: tuple[Evidence, ...]) -> bool:
    """Whether any of the residue needs nothing beside it.

    A look does: its page may come from another document, that was signed.
    """
    return any(item.detail["kind"] != LOOK for item in left)


def declared(facts: Facts) -> tuple[Evidence, ...]:
    """What a program declares in the catalogue when it signs, in a file with no place to sign.

    Where there is such a place the declaration may be meant for it.
    """
    left, fields = facts.document.residue, facts.document.fields
    if facts.results or not left.extension or fields.empty or left.blank_widgets:
        return ()
    return (evidence("signature-residue", kind=EXTENSION),)


def _residue(facts: Facts) -> Iterator[str]:
    left = facts.document.residue
    fields = [r.signature.placed.field for r in facts.results]
    if any(field.name is None and not field.is_damaged for field in fields):
        yield "signature-value"
    if left.used_widgets:
        yield "widget"
    # A field whose value is there and damaged was not emptied; which one is not always known.
    damaged = {field.name for field in fields if field.is_damaged}
    emptied = [n for n in left.emptied_fields if n not in damaged and None not in damaged]
    empty = [n for n in facts.document.fields.empty if n not in damaged and None not in damaged]
    if emptied or (empty and left.append_only and left.extension):
        yield "emptied-field"
    if not facts.results:
        if facts.document.security_store.present or left.unlinked_store:
            yield "security-store"
        if left.certification:
            yield "certification"
        if left.looks:
            yield LOOK


def _claims(facts: Facts) -> Iterator[Evidence]:
    page = facts.page
    if page is not None:
        yield evidence(
            "signature-page-without-signatures",
            page.page,
            profile=page.profile,
            statement=page.statement[:MAX_QUOTE],
        )
        if not page.signers:
            yield evidence("signature-page-without-signers", page.page)
    for mark in claimed_marks(facts)[:MAX_SHOWN]:
        yield evidence(
            "signing-mark-without-signatures",
            mark.page,
            profile=mark.profile,
            text=mark.quote[:MAX_QUOTE],
        )
    for mention in _strong(facts)[:MAX_SHOWN]:
        code = (
            "signature-appearance-in-text"
            if mention.kind is MentionKind.APPEARANCE
            else "signing-footer-without-signatures"
        )
        yield evidence(code, mention.page, text=mention.quote[:MAX_QUOTE])


def _strong(facts: Facts) -> tuple[Mention, ...]:
    return tuple(mention for mention in facts.mentions if mention.kind in _STRONG)


def _weak(facts: Facts) -> Iterator[Evidence]:
    for mention in facts.mentions:
        if mention.kind in {MentionKind.STAMP, MentionKind.ANNOUNCED}:
            yield evidence("signing-is-spoken-of", mention.page, text=mention.quote[:MAX_QUOTE])
            break
    else:
        alone = next((mark for mark in facts.marks if mark.stands_apart), None)
        if alone is not None and alone not in claimed_marks(facts):
            yield evidence("signing-is-spoken-of", alone.page, text=alone.quote[:MAX_QUOTE])
    yield from signing_traces(facts)


def signing_traces(facts: Facts) -> Iterator[Evidence]:
    """What signing leaves in a file, and other things do too."""
    left = facts.document.residue
    if left.blank_widgets:
        yield evidence("signing-trace", kind="blank-widget")
    if left.extension:
        yield evidence("signing-trace", kind=EXTENSION)
    for file in facts.document.embedded:
        if any(part in file.name.casefold() for part in _EVIDENCE_FILES):
            yield evidence("signing-evidence-attached", name=file.name)
            break
