"""What is different between two snapshots of a file, part by part."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.form_snapshot import FieldDigest, FieldKey, SignatureLook
from fhvalidate.pdf.document.snapshot import CERTIFIED, Annotation, Snapshot
from fhvalidate.pdf.pages.frame import Box, is_nowhere


@frozen
class Place:
    """A place on a page: the page's number (from 1) and a box; None is everywhere on it."""

    page: int
    box: Box | None


@frozen
class FieldValue:
    """What a form field held when it was signed, and what it holds now, as text cut short."""

    name: str
    page: int | None
    was: str
    now: str


@frozen
class Rewritten:
    """A signature whose dictionary says other things of it than when it was made."""

    name: str
    keys: tuple[str, ...]


@frozen
class ChangedAnnotation:
    """An annotation that came, went or changed; `is_new` when the later revision has it."""

    place: Place
    annotation: Annotation
    is_new: bool


def names(keys: Iterable[FieldKey]) -> tuple[str, ...]:
    """The names of the fields, each once."""
    return tuple(sorted({name for name, _ in keys}))


def others(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """What changed that has no part of its own, by the key that leads to it."""
    # An update's trailer need not repeat what it does not change.
    dropped = {key for key in before.rest if key.startswith("trailer") and key not in after.rest}
    # A document that nobody had certified may be; one that was certified stays so.
    certified = {CERTIFIED} - before.rest.keys()
    yield from sorted(_unequal(before.rest, after.rest) - dropped - certified)
    if before.is_cut or after.is_cut:
        yield "too-deep-to-compare"


def _unequal(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}


def changed_pages(before: Snapshot, after: Snapshot) -> tuple[int, ...]:
    """The numbers of the pages that show other content than the page of that number did."""
    old, new = before.pages, after.pages
    numbers = range(1, max(len(old), len(new)) + 1)
    return tuple(n for n in numbers if old[n - 1 : n] != new[n - 1 : n])


def annotations(before: Snapshot, after: Snapshot) -> Iterator[ChangedAnnotation]:
    """The annotations that came, went or changed, page by page."""
    pairs = zip(before.annotations, after.annotations, strict=False)
    for number, (old, new) in enumerate(pairs, 1):
        counts = Counter(a.digest for a in old)
        counts.subtract(a.digest for a in new)
        changed = {digest for digest, count in counts.items() if count}
        for is_new, annotation in (*((False, a) for a in old), *((True, a) for a in new)):
            if annotation.digest in changed:
                box = None if is_new and annotation.strays else annotation.box
                yield ChangedAnnotation(Place(number, box), annotation, is_new)


def filled_fields(before: Snapshot, after: Snapshot) -> list[FieldKey]:
    """Fields that hold something else, and lie and behave as they did."""
    both = before.fields.keys() & after.fields.keys()
    return [key for key in sorted(both) if _is_filled(before.fields[key], after.fields[key])]


def _is_filled(old: FieldDigest, new: FieldDigest) -> bool:
    return old.value != new.value and old.shape == new.shape


def reshaped_fields(
    before: Snapshot, after: Snapshot, locked: frozenset[str] = frozenset()
) -> list[FieldKey]:
    """Fields that came or went, lie or behave otherwise, or look otherwise and hold the same.

    That those which a signature `locked` became read-only is what it says.
    """
    either = before.fields.keys() | after.fields.keys()
    pairs = ((key, before.fields.get(key), after.fields.get(key)) for key in sorted(either))
    remade = {key for key, made in before.remade.items() if after.remade.get(key, made) != made}
    return [
        key
        for key, old, new in pairs
        if old is None
        or new is None
        or _is_other(old, new, remade=key in remade)
        or (old.read_only != new.read_only and key[0] not in locked)
    ]


def _is_other(old: FieldDigest, new: FieldDigest, *, remade: bool) -> bool:
    looks_other = remade or old.look != new.look
    return old.shape != new.shape or (old.value == new.value and looks_other)


def places_of_fields(keys: Iterable[FieldKey], after: Snapshot) -> Iterator[Place]:
    """Where the fields show."""
    for key in keys:
        yield from (Place(page, box) for page, box in after.fields[key].places)


def values_of(keys: Iterable[FieldKey], before: Snapshot, after: Snapshot) -> Iterator[FieldValue]:
    """What the fields held and hold."""
    for key in keys:
        old, new = before.fields[key], after.fields[key]
        page = next((page for page, _ in new.places), None)
        yield FieldValue(key[0], page, old.text, new.text)


def held_signatures(before: Snapshot) -> dict[FieldKey, bytes]:
    """The signature fields that hold something, and the digest of what."""
    return {key: value for key, value in before.signature_fields.items() if value}


def new_signatures(before: Snapshot, after: Snapshot) -> list[FieldKey]:
    """The signature fields that came or were filled in."""
    held = held_signatures(before)
    return [
        key
        for key, value in after.signature_fields.items()
        if before.signature_fields.get(key) != value and key not in held
    ]


def unsigned_fields(before: Snapshot, after: Snapshot) -> list[FieldKey]:
    """Those of them that show, hold or do something that no signature of their own stands behind.

    One that holds no signature dictionary, or that of an earlier signature, and has a look; one
    that was empty and holds anything else; one that brings an action, whoever signed in it.
    """
    earlier = {look.holds for look in before.looks.values()} - {None}
    return [
        key
        for key in new_signatures(before, after)
        if _acts_anew(key, before, after)
        or (_is_unsigned(after.looks[key], earlier) and _shows(key, before, after))
    ]


def _acts_anew(key: FieldKey, before: Snapshot, after: Snapshot) -> bool:
    old = before.looks[key].does if key in before.looks else b""
    return after.looks[key].does not in {b"", old}


def _is_unsigned(look: SignatureLook, earlier: set[tuple[int, int] | None]) -> bool:
    return look.holds is None or look.holds in earlier


def _shows(key: FieldKey, before: Snapshot, after: Snapshot) -> bool:
    return key in before.looks or after.looks[key].has_ink


def lost_signatures(before: Snapshot, after: Snapshot) -> list[FieldKey]:
    """The signature fields whose value went or became another."""
    held = held_signatures(before).items()
    return [key for key, value in held if after.signature_fields.get(key) != value]


def rewritten(lost: Iterable[FieldKey], before: Snapshot, after: Snapshot) -> Iterator[Rewritten]:
    """Those of the lost signatures that are still there, and say other things of themselves."""
    for key in lost:
        old = before.looks[key].entries
        new = after.looks[key].entries if key in after.looks else {}
        made = ("/Contents", "/ByteRange")
        if all(part in new and new[part] == old.get(part) for part in made):
            yield Rewritten(key[0], tuple(sorted(_unequal(old, new))))


def changed_looks(before: Snapshot, after: Snapshot) -> list[FieldKey]:
    """Signed fields that look otherwise than they did when they were signed."""
    return [
        key
        for key in held_signatures(before)
        if key in after.looks and after.looks[key].digest != before.looks[key].digest
    ]


def changed_empty_looks(before: Snapshot, after: Snapshot) -> list[FieldKey]:
    """Signature fields that were empty, still are, and look otherwise."""
    held = held_signatures(before)
    return [
        key
        for key, look in before.looks.items()
        if key not in held
        and key in after.looks
        and not after.signature_fields.get(key)
        and after.looks[key].digest != look.digest
    ]


def new_places(before: Snapshot, after: Snapshot) -> Iterator[Place]:
    """Where signature fields show that the signed revision did not have in that place."""
    for key, look in after.looks.items():
        known = frozenset(before.looks[key].places) if key in before.looks else frozenset()
        for page, box in look.places:
            if (page, box) not in known and not is_nowhere(box):
                yield Place(page, box)
