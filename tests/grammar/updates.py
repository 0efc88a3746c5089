"""Updates of files, read and derived, and the same with one object made otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from fhvalidate.pdf.revisions.derivation import Derivation, derive
from fhvalidate.pdf.revisions.signed_revision import written_byte_ranges
from fhvalidate.pdf.structure.productions import Production
from fhvalidate.pdf.syntax.objects import skip_space
from fhvalidate.pdf.syntax.revision_objects import read_objects
from fhvalidate.pdf.syntax.revisions import ReadOnce, find_revisions
from fhvalidate.pdf.syntax.updates import Update, account_for
from fhvalidate.pdf.syntax.values import Dictionary, Stream, Value

LIMIT = 500


def updates_of(data: bytes) -> tuple[Update, ...]:
    """The updates after the first signature; every byte after it is theirs."""
    end = min(c + d for _, _, c, d in written_byte_ranges(data, limit=LIMIT))
    read = ReadOnce()
    revisions = find_revisions(data[:end], limit=LIMIT, read=read)
    objects = read_objects(data, revisions[-1].startxref, limit=LIMIT, read=read)
    previous = skip_space(data, revisions[-1].startxref)
    updates, left = account_for(data, end, previous=previous, before=objects, read=read)
    assert left is None, left
    return updates


def derived_by(derivation: Derivation, production: Production) -> Iterator[int]:
    """The numbers of the objects that the production derives."""
    return (number for number, by in derivation.productions if by is production)


def with_value(update: Update, number: int, value: Value) -> Update:
    """The update, had it defined the object with this value."""
    entry = update.after.entries[number]
    key: object = entry.offset
    if entry.container is not None:
        container = update.after.entries[entry.container]
        key = (container.offset, number, entry.index)
    known = {**update.after.known, key: value}
    return replace(update, after=replace(update.after, known=known))


def with_key(value: Value, key: bytes, entry: Value) -> Value:
    """A dictionary or a stream with one key more."""
    if isinstance(value, Stream):
        return replace(value, dictionary=with_key_in(value.dictionary, key, entry))
    assert isinstance(value, dict | MappingProxyType)
    return with_key_in(value, key, entry)


def with_key_in(dictionary: Dictionary, key: bytes, entry: Value) -> Dictionary:
    """The dictionary with one key more."""
    return MappingProxyType({**dictionary, key: entry})


@cache
def derivations_of(data: bytes) -> tuple[tuple[Update, Derivation], ...]:
    """Each update with its derivation."""
    return tuple((update, derive(update)) for update in updates_of(data))
