"""How far up a signature has come: from its form to LTA (ETSI EN 319 142-1, 6.1 and 6.3).

The same steps for what is there and for what was confirmed; what differs is what counts.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Generic, TypeVar

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.security_store import SecurityStore
from fhvalidate.signature import TIME_STAMP, Level, Signature, SignatureKind

MAX_ARCHIVE_TIME_STAMPS = 10  # looked at for LTA; the first one over the data makes it
_SIGNATURE_AND_STAMP = 2

Subject = TypeVar("Subject")


class Rung(IntEnum):
    """How far a signature has come; each has what those below have."""

    FORM = 0
    TIME = 1
    LONG_TERM = 2
    ARCHIVED = 3


BASELINE = (Level.B, Level.T, Level.LT, Level.LTA)
CMS = (Level.PKCS7_B, Level.PKCS7_T, Level.PKCS7_LT, Level.PKCS7_LTA)
# EN 319 142-2, 5: of the extended forms only what is archived has a name of its own.
BES = (Level.BES, Level.BES, Level.BES, Level.LTV)
EPES = (Level.EPES, Level.EPES, Level.EPES, Level.LTV)

Ladder = tuple[Level, Level, Level, Level]
_LADDERS: tuple[Ladder, ...] = (BASELINE, CMS, BES, EPES)


def ladder_of(level: Level) -> Ladder | None:
    """The levels on the way to this one and beyond; None where its form has but one."""
    return next((ladder for ladder in _LADDERS if level in ladder), None)


@frozen
class Climb(Generic[Subject]):
    """What a signature's rung hangs on; a subject is whatever validation data is asked on.

    Attributes:
        signature: the signature itself.
        attached: its content time-stamps and signature time-stamps.
        is_stamped: whether one of them is a signature time-stamp.
        documents: the document time-stamps over it, oldest first, each with the document security
            store as the revision that it closed has it.
        store: as the last revision has it.
    """

    signature: Subject
    attached: tuple[Subject, ...]
    is_stamped: bool
    documents: tuple[tuple[Subject, SecurityStore], ...]
    store: SecurityStore


def rung_of(climb: Climb[Subject], has_data: Callable[[Subject, SecurityStore], bool]) -> Rung:
    """How far the signature has come.

    Args:
        climb: the signature and its time-stamps.
        has_data: whether the file, with this store, has the data to validate the subject by.
    """
    # T: something shows that it existed.
    if not climb.is_stamped and not climb.documents:
        return Rung.FORM
    below = (climb.signature, *climb.attached)
    stamps = tuple(stamp for stamp, _ in climb.documents)
    # LTA: a document time-stamp over a store that makes LT of what came before it.
    for number, (_, store) in enumerate(climb.documents[:MAX_ARCHIVE_TIME_STAMPS], start=1):
        if all(has_data(each, store) for each in _asked((*below, *stamps[:number]))):
            return Rung.ARCHIVED
    # LT: the data is there, for all the time-stamps but the one that is to archive it.
    asked = _asked((*below, *stamps)) if stamps else below
    if all(has_data(each, climb.store) for each in asked):
        return Rung.LONG_TERM
    return Rung.TIME


def _asked(subjects: Sequence[Subject]) -> Sequence[Subject]:
    """The signature and its time-stamps but the last, unless that one is the only one."""
    return subjects[:-1] if len(subjects) > _SIGNATURE_AND_STAMP else subjects


def archiving(signature: Signature, others: Iterable[Signature]) -> tuple[Signature, ...]:
    """The document time-stamps over the signature, in the order in which they were made.

    EN 319 142-1, 5.4.3: of type DocTimeStamp and sub-filter ETSI.RFC3161.

    NOTE: one that states no type is taken for one, as files by TS 102 778-4 are; one that says
    that it is a signature is not
    (test_level.py: test_what_says_that_it_is_a_signature_archives_nothing).
    """
    later = [
        other
        for other in others
        if other.kind is SignatureKind.DOCUMENT_TIMESTAMP
        and other.token is not None
        and other.placed.field.subfilter == TIME_STAMP
        and other.placed.field.type in {None, "DocTimeStamp"}
        and other.covered_end > signature.covered_end > 0
    ]
    return tuple(sorted(later, key=lambda other: other.covered_end))


def added_after(signature: Signature, store: SecurityStore) -> SecurityStore:
    """The store, where it came or was added to after the signature; else an empty one.

    EN 319 142-1, 5.4.2: what a signature is extended by comes in a later update. Data that was
    there before it can say nothing of a certificate at the time of signing. Where the byte range
    is unusable nobody can tell what came after.
    """
    if not signature.covered_end or store == signature.placed.store:
        return SecurityStore()
    return store
