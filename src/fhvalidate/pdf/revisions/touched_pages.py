"""Which pages may look otherwise: those that an object behind what they show has changed for.

All of them, where something was redefined that no digest may tell of.
"""

import hashlib
from collections.abc import Iterator, Mapping

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.form_snapshot import FieldKey
from fhvalidate.pdf.document.snapshot import Snapshot
from fhvalidate.pdf.pages.frame import is_nowhere

# What of the catalogue and the form decides how pages look: layers, and how fields are drawn.
_LAYERS = "catalogue/OCProperties"
_FORM = "form/"


@frozen
class TouchedPage:
    """A page that any object changed for, with a digest of what it was and is drawn from.

    A digest is empty where there is no such page. `revision` names the signed revision where a
    digest may not tell all.
    """

    number: int
    before: bytes
    after: bytes
    revision: bytes = b""


def touched_pages(
    before: Snapshot, after: Snapshot, *, of_all: bytes = b""
) -> tuple[TouchedPage, ...]:
    """The pages that anything changed for that they are drawn from.

    Args:
        before: the signed revision.
        after: the file as it is now.
        of_all: a name of the signed revision where something was redefined that may show in
            ways that no digest knows of, so that every page is touched; empty where nothing was.
    """
    old, new = page_states(before), page_states(after)
    pairs = (
        (number, old[number - 1 : number], new[number - 1 : number])
        for number in range(1, max(len(old), len(new)) + 1)
    )
    return tuple(
        TouchedPage(number, was[0] if was else b"", now[0] if now else b"", of_all)
        for number, was, now in pairs
        if was != now or of_all
    )


def page_states(snapshot: Snapshot) -> tuple[bytes, ...]:
    """A digest for each page of everything that it is drawn from; what has no area is not."""
    widgets = _widgets(snapshot)
    common = _common(snapshot)
    states = []
    for number, content in enumerate(snapshot.pages, 1):
        state = hashlib.sha256(content)
        for annotation in snapshot.annotations[number - 1]:
            state.update(annotation.digest)
        # Which lies over which is decided by the order.
        state.update(repr(snapshot.drawn[number - 1]).encode())
        state.update(common)
        for part in widgets.get(number, ()):
            state.update(part)
        states.append(state.digest())
    return tuple(states)


def _common(snapshot: Snapshot) -> bytes:
    parts = [snapshot.rest.get(_LAYERS, b"")]
    parts += [value for key, value in sorted(snapshot.rest.items()) if key.startswith(_FORM)]
    return b"".join(parts)


def _widgets(snapshot: Snapshot) -> Mapping[int, list[bytes]]:
    """What each page shows of form fields; a style that fields inherit is a part of each."""
    found: dict[int, list[bytes]] = {}
    for page, key, digest in (*_fields(snapshot), *_looks(snapshot)):
        found.setdefault(page, []).append(repr(key).encode() + digest)
    return found


def _fields(snapshot: Snapshot) -> Iterator[tuple[int, FieldKey, bytes]]:
    for key, field in sorted(snapshot.fields.items()):
        for page in sorted({page for page, _ in field.places}):
            style = snapshot.form_defaults
            yield page, key, field.value + field.look + field.shape + style


def _looks(snapshot: Snapshot) -> Iterator[tuple[int, FieldKey, bytes]]:
    for key, look in sorted(snapshot.looks.items()):
        for page in sorted({page for page, box in look.places if not is_nowhere(box)}):
            yield page, key, look.digest
