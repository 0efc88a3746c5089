"""The lists of the grammar are closed: what is not on them is not derived, wherever it stands.

The updates are those of ordinary writers (`tests/flows`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from fhvalidate.pdf.revisions.derivation import derive
from fhvalidate.pdf.structure.productions import Production
from fhvalidate.pdf.syntax.updates import Update
from fhvalidate.pdf.syntax.values import Name, Reference, Stream, Text
from tests.flows.judging import FILES, flows
from tests.grammar.updates import derivations_of, derived_by, with_key, with_value

CLOSED = (
    Production.CATALOGUE,
    Production.FORM,
    Production.SIGNATURE_FIELD,
    Production.EMPTY_SIGNATURE_FIELD,
    Production.FIELD_PARENT,
    Production.SIGNATURE,
    Production.PAGE,
    Production.SECURITY_STORE,
    Production.FORM_FILL,
    Production.ANNOTATION,
    Production.METADATA,
)
SOUND = [
    flow["file"]
    for flow in flows()
    if flow["verdict"] == "valid" and not flow.get("password") and "encrypted" not in flow["file"]
]
# One of each writer and kind is enough for the gate; the rest is slow.
SOME = SOUND[::4]
ACTIONS = (b"AA", b"A", b"OC", b"OpenAction", b"Unheard")


def of_each(name: str) -> Iterator[tuple[Update, Production, int]]:
    """What a file's updates define, by closed productions."""
    for update, derivation in derivations_of((FILES / name).read_bytes()):
        for production in CLOSED:
            for number in derived_by(derivation, production):
                yield update, production, number


def check_closed(name: str, keys: tuple[bytes, ...]) -> int:
    tried = 0
    for update, production, number in of_each(name):
        value = update.after.written(number)
        if not isinstance(value, Stream | Mapping):
            continue
        for key in keys:
            entry = Name(b"Odd") if key == b"Unheard" else {b"S": Name(b"JavaScript")}
            changed = with_value(update, number, with_key(value, key, entry))
            underived = derive(changed).underived
            assert underived, (name, production, number, key)
            tried += 1
    return tried


@pytest.mark.parametrize("name", SOUND)
def test_the_updates_of_ordinary_writers_are_derived(name: str) -> None:
    for _, derivation in derivations_of((FILES / name).read_bytes()):
        assert derivation.underived == ()


@pytest.mark.parametrize("name", SOME)
def test_a_key_that_is_not_listed_is_not_derived(name: str) -> None:
    check_closed(name, ACTIONS)


@pytest.mark.slow
@pytest.mark.parametrize("name", SOUND)
def test_a_key_that_is_not_listed_is_not_derived_in_any_flow(name: str) -> None:
    check_closed(name, ACTIONS)


def test_objects_of_every_closed_production_are_tried() -> None:
    met = {production for name in SOUND for _, production, _ in of_each(name)}

    assert met == set(CLOSED)
    assert sum(check_closed(name, (b"Unheard",)) for name in SOME) > 100


@pytest.mark.parametrize("name", SOME)
def test_every_object_of_an_update_is_derived_once(name: str) -> None:
    for update, derivation in derivations_of((FILES / name).read_bytes()):
        numbers = [number for number, _ in derivation.productions]

        assert sorted(numbers) == sorted(update.defined)
        assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", SOME)
def test_a_signature_that_moves_into_an_object_stream_is_not_derived(name: str) -> None:
    for update, production, number in of_each(name):
        if production is Production.SIGNATURE:
            objects = tuple(place for place in update.objects if place.number != number)
            packed = update.packed | {number}
            moved = replace(update, objects=objects, packed=packed)
            assert derive(moved).underived


@pytest.mark.parametrize("name", SOME)
def test_what_refers_to_nothing_new_under_a_name_of_text_is_not_derived(name: str) -> None:
    """A title that is a reference to a page, or any container, is no title."""
    for update, derivation in derivations_of((FILES / name).read_bytes()):
        for number in derived_by(derivation, Production.INFORMATION):
            value = update.after.written(number)
            page = Reference(min(update.before.entries), 0)
            for entry in (page, (Text(b"a"),), {b"A": Text(b"b")}):
                changed = with_value(update, number, with_key(value, b"Title", entry))
                assert derive(changed).underived
