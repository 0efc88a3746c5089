"""Structured mutations: one object of an update replaced, added or re-pointed, well-formed."""

import random
from collections.abc import Callable
from decimal import Decimal

import pikepdf

from tests.oracles import harmless, pool
from tests.oracles.draft import Draft, keys_of
from tests.oracles.sources import MAKERS, Source, source
from tests.oracles.victims import dictionaries
from tests.oracles.writing import own_form, updated

Change = Callable[[Draft, pikepdf.Object], None]

HARMLESS_SHARE = 0.5
"""How many of the cases only do what is harmless, so that enough come out valid."""


def drop_key(draft: Draft, thing: pikepdf.Object) -> None:
    """One key is gone."""
    keys = keys_of(thing)
    if keys:
        del thing[draft.rng.choice(keys)]


def add_key(draft: Draft, thing: pikepdf.Object) -> None:
    """One key of the pool, with any value."""
    key = draft.rng.choice(pool.NAMES)
    if key != "/Length":
        thing[key] = pool.value(draft)


def borrow_key(draft: Draft, thing: pikepdf.Object) -> None:
    """One key as another object has it."""
    other = draft.rng.choice(draft.containers())
    keys = keys_of(other)
    if keys:
        key = draft.rng.choice(keys)
        thing[key] = other[key]


def exchange_value(draft: Draft, thing: pikepdf.Object) -> None:
    """One key with another value."""
    keys = keys_of(thing)
    if keys:
        thing[draft.rng.choice(keys)] = pool.value(draft)


def repoint(draft: Draft, thing: pikepdf.Object) -> None:
    """One reference to another object."""
    _change_within(draft, thing, _is_reference, lambda _: draft.any_object())


def alter_number(draft: Draft, thing: pikepdf.Object) -> None:
    """One number, in the object or a value of it, altered."""

    def altered(value: object) -> object:
        step = draft.rng.choice((-100, -20, -1, 1, 2, 5, 50, 1000))
        return int(str(value).partition(".")[0] or "0") + step

    _change_within(draft, thing, _is_number, altered)


def replace_stream(draft: Draft, thing: pikepdf.Object) -> None:
    """Other data in the stream, or the same data packed otherwise."""
    if isinstance(thing, pikepdf.Stream):
        same = draft.rng.random() < 0.4
        thing.write(thing.read_bytes() if same else pool.content(draft))


def add_annotation(draft: Draft, thing: pikepdf.Object) -> None:
    """A further annotation on a page."""
    del thing
    draft.annotate(draft.page(), harmless.note(draft))


def add_field(draft: Draft, thing: pikepdf.Object) -> None:
    """A further field with a text."""
    del thing
    field = draft.add(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=f"Nytt {draft.rng.randrange(99)}",
            V=draft.rng.choice(pool.TEXTS),
            DA="/F1 10 Tf 0 g",
            Rect=pikepdf.Array([20, 90, 120, 110]),
        )
    )
    draft.annotate(draft.page(), field)
    draft.add_to_form(field)


def within(draft: Draft, thing: pikepdf.Object) -> None:
    """One of the other changes to a dictionary inside the object."""
    inner = [each for each in thing.values() if isinstance(each, pikepdf.Dictionary)]
    chosen = [each for each in inner if not each.is_indirect]
    change = draft.rng.choice((drop_key, add_key, borrow_key, exchange_value))
    change(draft, draft.rng.choice(chosen) if chosen else thing)


def become_another(draft: Draft, thing: pikepdf.Object) -> None:
    """All keys as another object has them, or as an object of another file has."""
    other = draft.rng.choice(draft.containers())
    entries = {key: other[key] for key in keys_of(other)}
    if draft.rng.random() < 0.5:
        foreign = source(draft.rng.choice(tuple(MAKERS)))
        plain = [each for each in dictionaries(foreign.data).values() if b" R" not in each]
        parsed = pikepdf.Object.parse(draft.rng.choice(plain))
        entries = {key: parsed[key] for key in keys_of(parsed)}
    for key in keys_of(thing):
        if draft.rng.random() < 0.7:
            del thing[key]
    for key, value in entries.items():
        thing[key] = value


CHANGES: tuple[Change, ...] = (
    *(drop_key, add_key, add_key, add_key, borrow_key, borrow_key, exchange_value, repoint),
    *(alter_number, replace_stream, add_annotation, add_field, within, within, become_another),
)


def mutated(rng: random.Random, sources: tuple[str, ...] = tuple(MAKERS)) -> tuple[str, bytes]:
    """A mutation of one of the sources: what was done, and the file."""
    chosen = source(rng.choice(sources))
    if rng.random() < HARMLESS_SHARE:
        return harmless.changed(rng, chosen)
    if rng.random() < 0.45:
        return _mutated_step(rng, chosen)
    with Draft(chosen.data, rng) as draft:
        name = _change_one(draft, draft.containers())
        return f"{chosen.name}: {name}", draft.written()


def _mutated_step(rng: random.Random, chosen: Source) -> tuple[str, bytes]:
    """A step that is harmless by itself, with one change of what it defines, in one update."""
    step, data = harmless.changed(rng, chosen)
    if not data.startswith(chosen.data) or data.count(b"/ByteRange") > chosen.data.count(
        b"/ByteRange"
    ):
        return f"{step}, then {_name_of_later(rng, data)[0]}", _name_of_later(rng, data)[1]
    with Draft(data, rng) as draft:
        own = list(draft.defined_since(len(chosen.data)))
        for each in own:
            draft.touch(each)
        mutable = [each for each in own if each in draft.containers()]
        if not mutable:
            return step, data
        name = _change_one(draft, mutable)
        form = own_form(chosen.data)
        return f"{step}, in it {name}", updated(chosen.data, draft.values(), form=form)


def _name_of_later(rng: random.Random, data: bytes) -> tuple[str, bytes]:
    with Draft(data, rng) as draft:
        name = _change_one(draft, draft.containers())
        return name, draft.written()


def _change_one(draft: Draft, among: list[pikepdf.Object]) -> str:
    thing = draft.touch(draft.rng.choice(among))
    change = draft.rng.choice(CHANGES)
    if change is replace_stream and not isinstance(thing, pikepdf.Stream):
        change = alter_number
    change(draft, thing)
    return f"{change.__name__} {thing.objgen[0]}"


def _is_reference(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float | Decimal)


def _change_within(
    draft: Draft,
    thing: pikepdf.Object,
    wanted: Callable[[object], bool],
    change: Callable[[object], object],
) -> None:
    places: list[tuple[pikepdf.Object, str | int]] = []
    _places(thing, wanted, places)
    if places:
        holder, key = draft.rng.choice(places)
        holder[key] = change(holder[key])


def _places(
    thing: pikepdf.Object,
    wanted: Callable[[object], bool],
    places: list[tuple[pikepdf.Object, str | int]],
) -> None:
    keys = range(len(thing)) if isinstance(thing, pikepdf.Array) else thing.keys()
    for key in keys:
        value = thing[key]
        if key != "/Length" and wanted(value):
            places.append((thing, key))
        elif isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect:
            _places(value, wanted, places)
