"""Every update after a signature, derived: each object by exactly one production, or not.

`valid` needs the whole of each update to be derived (rule R13 of the project): what is derived is
harmless by its production, and what is not has no list of harms to pass through.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.grammar import fields
from fhvalidate.pdf.grammar.document import catalogue, trailer
from fhvalidate.pdf.grammar.filling import filled
from fhvalidate.pdf.grammar.kinds import KINDS, UNUSED
from fhvalidate.pdf.grammar.pages import page
from fhvalidate.pdf.grammar.tags import grown_element, is_element, tags
from fhvalidate.pdf.structure import form
from fhvalidate.pdf.structure.page_tree import PageTree, annotations_lists, page_tree
from fhvalidate.pdf.structure.productions import (
    NotDerivedError,
    Production,
    Underived,
    dictionary_in,
    spelled,
)
from fhvalidate.pdf.structure.walk import Walk
from fhvalidate.pdf.syntax.object_streams import is_object_stream
from fhvalidate.pdf.syntax.referrers import referrers
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.updates import Update
from fhvalidate.pdf.syntax.values import Dictionary, Name, Stream, Value, references_in

_Production = Callable[[Walk], None]


@frozen
class Derivation:
    """One update, derived.

    Attributes:
        start: where the update begins.
        productions: by what each of its objects is derived, by number.
        underived: what no production derives; empty when the update is harmless as a whole.
        read_only: names of the fields that a signature of the update locks and made read-only.
    """

    start: int
    productions: tuple[tuple[int, Production], ...]
    underived: tuple[Underived, ...]
    read_only: tuple[str, ...] = ()


def derivations(updates: Iterable[Update]) -> tuple[Derivation, ...]:
    """Each update, derived from the objects that it was laid over."""
    return tuple(derive(update) for update in updates)


def derive(update: Update) -> Derivation:
    """The update, derived."""
    try:
        tree = page_tree(update.before)
        walk = Walk(update, KINDS, tree.pages, _changed(update))
    except PdfSyntaxError as error:
        return Derivation(update.start, (), (Underived(0, Production.NONE, error.reason),))
    failed: dict[int, Underived] = {}
    for steps in (_document, _fields, _tags, _pages, _freed, _unused):
        try:
            for production in steps(walk, tree):
                _tried(production, walk, failed)
        except PdfSyntaxError as error:
            failed[0] = Underived(0, Production.NONE, error.reason)
    for number in sorted(walk.left() - failed.keys()):
        failed[number] = Underived(number, Production.NONE, "")
    same = dict.fromkeys(update.defined - walk.changed, Production.REWRITTEN)
    own = dict.fromkeys(_own_streams(update), Production.OWN_STREAM)
    found = tuple(sorted({**same, **own, **walk.derived}.items()))
    return Derivation(update.start, found, tuple(failed.values()), tuple(walk.read_only))


def _tried(tried: _Production, walk: Walk, failed: dict[int, Underived]) -> None:
    try:
        tried(walk)
    except NotDerivedError as error:
        failed[error.number] = Underived(error.number, error.production, error.key)


def _own_streams(update: Update) -> frozenset[int]:
    """The streams by which an update says where its objects are; they are new."""
    return frozenset(
        place.number
        for place in update.objects
        if isinstance(place.value, Stream) and _is_own(place.value, place.number, update)
    )


def _is_own(stream: Stream, number: int, update: Update) -> bool:
    is_section = stream.dictionary.get(b"Type") == Name(b"XRef")
    return not update.before.has(number) and (is_section or is_object_stream(stream.dictionary))


def _changed(update: Update) -> frozenset[int]:
    """The objects that are new or other than they were."""
    rest = update.defined - _own_streams(update)
    return frozenset(number for number in rest if not _is_rewritten(update, number))


def _is_rewritten(update: Update, number: int) -> bool:
    """Whether an object is written anew, value for value.

    A signature is not: it stands where it was signed. What is encrypted is decrypted by where it
    stands, in an object stream or not (7.6.2).
    """
    before, after = update.before, update.after
    if not before.has(number) or _is_signature(after.written(number)):
        return False
    moved = (before.entries[number].container is None) is not (number not in update.packed)
    if moved and b"Encrypt" in before.trailer:
        return False
    return before.written(number) == after.written(number)


def _is_signature(value: Value) -> bool:
    return {b"ByteRange", b"Contents"} <= dictionary_in(value).keys()


def _document(_: Walk, __: PageTree) -> Iterator[_Production]:
    yield trailer
    yield catalogue


def _fields(walk: Walk, _: PageTree) -> Iterator[_Production]:
    """Fields that are redefined: signed, filled in, made read-only, or with new ones below."""
    left = walk.left()
    if not any(map(walk.before.has, left)):
        return
    touched = [e for e in form.fields_of(walk.before) if _is_touched(walk.before, left, *e[::2])]
    # What a signature locks is known when the signatures are.
    touched.sort(key=lambda each: not form.is_empty_signature(walk.before, each[2]))
    for number, name, old in touched:
        new = dictionary_in(walk.after.written(number))
        yield partial(_field, number=number, name=name, old=old, new=new)


def _is_touched(before: Objects, left: frozenset[int], number: int, field: Dictionary) -> bool:
    """Whether a field, or a look of it, is redefined: is among what is left to derive."""
    if number in left:
        return True
    looks = before.follow(field.get(b"AP"))
    return any(each.number in left for each in references_in(looks))


def _field(walk: Walk, number: int, name: str, old: Dictionary, new: Dictionary) -> None:
    changed = set(walk.changed_keys(old, new))
    if changed == {b"Ff"}:
        fields.read_only(walk, number, old, new, name)
    elif changed == {b"Kids"}:
        fields.grown_parent(walk, number, old, new)
    elif form.is_empty_signature(walk.before, old):
        fields.filled_field(walk, number, old, new)
    elif form.inherited(walk.before, old, b"FT") == form.SIGNATURE:
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, "signed")
    else:
        filled(walk, number, old, new)


def _tags(walk: Walk, _: PageTree) -> Iterator[_Production]:
    """Elements of the tags that get others for new signature fields, and what lists them all."""
    for number in sorted(filter(walk.before.has, walk.left())):
        old, new = (dictionary_in(each.written(number)) for each in (walk.before, walk.after))
        if is_element(old):
            reference = walk.after.reference(number)
            yield partial(grown_element, reference=reference, old=old, new=new)
    yield tags


def _pages(walk: Walk, tree: PageTree) -> Iterator[_Production]:
    """Pages whose lists of annotations grow; nothing else of the page tree may change."""
    for number in sorted(walk.changed & tree.nodes):
        yield partial(_refused, number=number)
    touched = [number for number in tree.pages if number in walk.changed]
    if any(map(walk.before.has, walk.left() - set(touched))):
        lists = annotations_lists(walk.after, tree.pages)
        touched += [page for number, page in lists.items() if number in walk.changed]
    for number in dict.fromkeys(touched):
        old, new = walk.before.written(number), walk.after.written(number)
        yield partial(page, number=number, old=dictionary_in(old), new=dictionary_in(new))


def _refused(walk: Walk, number: int) -> None:
    old, new = (dictionary_in(each.written(number)) for each in (walk.before, walk.after))
    key = next(iter(walk.changed_keys(old, new)), b"")
    raise NotDerivedError(Production.PAGE_TREE, number, spelled(key))


def _freed(walk: Walk, _: PageTree) -> Iterator[_Production]:
    """Entries that are freed: nothing may lead to them any more (7.5.4)."""
    if walk.update.freed:
        yield _check_freed


def _check_freed(walk: Walk) -> None:
    freed = walk.update.freed
    if referrers(walk.after, freed, walk.update.end):
        raise NotDerivedError(Production.FREED, min(freed), "referrers")


def _unused(walk: Walk, _: PageTree) -> Iterator[_Production]:
    """What a writer left behind: resources and validation data that nothing leads to."""
    left = walk.left()
    if left and not any(map(walk.before.has, left)):
        yield partial(_check_unused, left=left)


def _check_unused(walk: Walk, left: frozenset[int]) -> None:
    if referrers(walk.after, left, walk.update.end) <= left:
        for number in sorted(left):
            if walk.after.written(number) is None:
                walk.derived[number] = Production.UNUSED
            walk.hold(walk.after.reference(number), UNUSED, Production.UNUSED)
