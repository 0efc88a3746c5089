"""The tags, grown by the fields of signatures alone (ISO 32000-2, 14.7).

What they say of the pages is read aloud, so nothing of it may change: a signature field gets an
element of its own that refers to it, and says nothing.
"""

from fhvalidate.pdf.structure.number_tree import number_tree
from fhvalidate.pdf.structure.productions import NotDerivedError, Production, spelled
from fhvalidate.pdf.structure.walk import Walk
from fhvalidate.pdf.syntax.values import Dictionary, Name, Value, number_of

_ELEMENT = frozenset({b"Type", b"S", b"P", b"Pg", b"K"})
_OBJECT = frozenset({b"Type", b"Obj", b"Pg"})


def tags(walk: Walk) -> None:
    """The structure tree with new elements for new signature fields at its end."""
    roots = (each.dictionary(each.trailer.get(b"Root")) for each in (walk.before, walk.after))
    old, new = (root.get(b"StructTreeRoot") for root in roots)
    if new is None or not (walk.is_redefined(new) or old != new):
        return
    was, now = walk.before.dictionary(old), walk.dictionary(new, Production.TAGS, "/StructTreeRoot")
    for key in walk.touched_keys(was, now):
        match key:
            case b"K":
                _kids(walk, new, was.get(key), now.get(key))
            case b"ParentTree":
                _parents(walk, was.get(key), now.get(key), number_of(new))
            case b"ParentTreeNextKey" if isinstance(walk.after.follow(now.get(key)), int):
                pass
            case b"RoleMap" if key not in was and not walk.after.dictionary(now[key]):
                walk.claim(now[key], Production.TAGS)
            case _:
                raise NotDerivedError(Production.TAGS, number_of(new), spelled(key))
    walk.claim(new, Production.TAGS)


def grown_element(walk: Walk, reference: Value, old: Dictionary, new: Dictionary) -> None:
    """An element of the tree that gets elements for new signature fields below it."""
    if walk.changed_keys(old, new) != (b"K",):
        raise NotDerivedError(Production.TAGS, number_of(reference), "/K")
    walk.claim(reference, Production.TAGS)
    _kids(walk, reference, old.get(b"K"), new.get(b"K"))


def is_element(value: Dictionary) -> bool:
    """Whether a dictionary is an element of the tree (table 355)."""
    return b"P" in value and isinstance(value.get(b"S"), Name) and b"Subtype" not in value


def _kids(walk: Walk, parent: Value, old: Value, new: Value) -> None:
    was, now = _listed(walk.before.follow(old), old), _listed(walk.after.follow(new), new)
    if now[: len(was)] != was:
        raise NotDerivedError(Production.TAGS, number_of(parent), "/K")
    if new not in now:
        walk.claim(new, Production.TAGS)
    for kid in now[len(was) :]:
        _element(walk, kid, parent)


def _listed(found: Value, written: Value) -> tuple[Value, ...]:
    """One kid stands alone, several in an array."""
    if found is None:
        return ()
    return found if isinstance(found, tuple) else (written,)


def _element(walk: Walk, reference: Value, parent: Value) -> None:
    number = number_of(reference)
    element = walk.dictionary(reference, Production.TAGS, "/K")
    if not walk.is_new(reference) or element.get(b"P") != parent or not is_element(element):
        raise NotDerivedError(Production.TAGS, number, "/P")
    for key in sorted(element.keys() - _ELEMENT):
        raise NotDerivedError(Production.TAGS, number, spelled(key))
    walk.claim(reference, Production.TAGS)
    held = element.get(b"K")
    for kid in _listed(walk.after.follow(held), held):
        _object(walk, kid, number)


def _object(walk: Walk, value: Value, element: int) -> None:
    """A reference to exactly a new widget (table 359)."""
    found = walk.dictionary(value, Production.TAGS, "/K")
    is_reference = found.keys() <= _OBJECT and found.get(b"Type") == Name(b"OBJR")
    if not is_reference or number_of(found.get(b"Obj")) not in walk.signed_widgets:
        raise NotDerivedError(Production.TAGS, element, "/Obj")
    walk.claim(value, Production.TAGS)


def _parents(walk: Walk, old: Value, new: Value, root: int) -> None:
    """The parent tree: what it had, and after it the new elements (14.7.4.4)."""
    was, _ = number_tree(walk.before, old)
    now, nodes = number_tree(walk.after, new)
    for node in nodes:
        walk.claim(node, Production.TAGS)
    if any(not walk.is_same(each, now.get(key)) for key, each in was.items()):
        raise NotDerivedError(Production.TAGS, root, "/ParentTree")
    for key in sorted(now.keys() - was.keys()):
        items = _listed(walk.after.follow(now[key]), now[key])
        if any(walk.derived.get(number_of(item)) is not Production.TAGS for item in items):
            raise NotDerivedError(Production.TAGS, root, "/Nums")
        walk.claim(now[key], Production.TAGS)
