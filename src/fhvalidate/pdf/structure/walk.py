"""The way through one update: what has been derived so far, by which production."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fhvalidate.pdf.structure.kinds import ELSEWHERE, Grammar, Kinds
from fhvalidate.pdf.structure.names import full_names
from fhvalidate.pdf.structure.productions import (
    NotDerivedError,
    Production,
    dictionary_in,
    spelled,
)
from fhvalidate.pdf.syntax.referrers import TRAILER, referrers
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.updates import Update
from fhvalidate.pdf.syntax.values import (
    Dictionary,
    Reference,
    Stream,
    Value,
    number_of,
    references_in,
)

EVERY = b""
Referrers = Mapping[int, bytes]
"""Objects that may lead to what is redefined, each with the key under which; `EVERY` is any."""
_RESOURCES = set(b"ProcSet Font XObject ExtGState ColorSpace Pattern Shading Properties".split())
MAX_STEPS = 2_000_000  # containers that one update is walked through; a large store has thousands


@dataclass
class Walk:
    """One update on its way through the grammar.

    Attributes:
        update: what it defines.
        kinds: the closed lists of what may stand where.
        pages: the numbers of the page objects in order.
        changed: the objects whose value is new or other than it was.
        derived: those of them that are derived, and by what.
        widgets: the new widgets that are derived, which a page may list once.
        signed_widgets: all of them.
        read_only: names of the fields that the update makes read-only.
    """

    update: Update
    kinds: Grammar
    pages: tuple[int, ...]
    changed: frozenset[int]
    derived: dict[int, Production] = field(default_factory=dict)
    widgets: set[int] = field(default_factory=set)
    signed_widgets: set[int] = field(default_factory=set)
    read_only: list[str] = field(default_factory=list)
    steps: int = 0

    @property
    def before(self) -> Objects:
        """The objects that the update was laid over."""
        return self.update.before

    @property
    def after(self) -> Objects:
        """The objects as the update left them."""
        return self.update.after

    def left(self) -> frozenset[int]:
        """The changed objects that are not derived yet."""
        return self.changed - self.derived.keys()

    def is_new(self, value: Value) -> bool:
        """Whether the value refers to an object that the update brings."""
        if not isinstance(value, Reference) or value.number not in self.changed:
            return False
        return not self.before.has(value.number)

    def is_redefined(self, value: Value) -> bool:
        """Whether the value refers to an object that the update makes other than it was."""
        if not isinstance(value, Reference) or value.number not in self.changed:
            return False
        return self.before.has(value.number)

    def claim(self, value: Value, production: Production) -> None:
        """Derives the object that the value refers to; a direct one belongs to what holds it."""
        if isinstance(value, Reference) and value.number in self.changed:
            self.derived.setdefault(value.number, production)

    def changed_keys(self, old: Dictionary, new: Dictionary) -> tuple[bytes, ...]:
        """The keys under which another value stands, or another object is referred to."""
        keys = sorted({*old, *new})
        return tuple(key for key in keys if not self.is_same(old.get(key), new.get(key)))

    def touched_keys(self, old: Dictionary, new: Dictionary) -> tuple[bytes, ...]:
        """Those, and the keys whose object is redefined."""
        changed = self.changed_keys(old, new)
        keys = sorted({*old, *new})
        return tuple(k for k in keys if k in changed or self.is_redefined(new.get(k)))

    def is_same(self, old: Value, new: Value) -> bool:
        """Whether a value is what it was, be it now in an object of its own or no more.

        The new objects that it stands in are derived by this.
        """
        if old == new:
            return True
        if b"Encrypt" in self.before.trailer:
            return False  # what stands in another object is decrypted otherwise
        met: list[Reference] = []
        waiting = [(old, new)]
        while waiting:
            pair = waiting.pop()
            self.steps += 1
            if self.steps > MAX_STEPS or not self._is_alike(*pair, met, waiting):
                return False
        for reference in met:
            self.claim(reference, Production.REWRITTEN)
        return True

    def _is_alike(
        self, old: Value, new: Value, met: list[Reference], waiting: list[tuple[Value, Value]]
    ) -> bool:
        if old == new:
            return True
        if old is None or new is None or self.is_redefined(new):
            return False
        was, now = self.before.follow(old), self.after.follow(new)
        if has_identity(was) and isinstance(old, Reference):
            return False  # which object it is counts, whatever it holds
        if isinstance(new, Reference):
            met.append(new)
        match was, now:
            case Stream(), Stream():
                waiting.append((was.dictionary, now.dictionary))
                return was.raw == now.raw
            case tuple(), tuple():
                waiting.extend(zip(was, now, strict=False))
                return len(was) == len(now)
            case Mapping(), Mapping():
                waiting.extend((was[key], now.get(key)) for key in was)
                return was.keys() == now.keys()
            case _:
                return type(was) is type(now) and was == now

    def dictionary(self, value: Value, production: Production, key: str) -> Dictionary:
        """The dictionary, direct or not, that stands there now.

        Raises:
            NotDerivedError: something else does.
        """
        found = self.after.follow(value)
        if not isinstance(found, Mapping):
            raise NotDerivedError(production, number_of(value), key)
        return found

    def hold(self, value: Value, kinds: Kinds, production: Production, key: str = "") -> None:
        """Derives what stands there, if anything does, by the closed lists of its kinds.

        What was there before belongs to what was signed, or was derived when it came.

        Raises:
            NotDerivedError: a key, or what stands under it, is not listed.
        """

        def enters(reference: Reference) -> bool:
            if not self.is_new(reference) or reference.number in self.derived:
                return False
            self.derived[reference.number] = production
            return True

        if value is not None:
            self._descend(self.after, value, kinds, production, key, enters)

    def grow(
        self, old: Value, new: Value, kinds: Kinds, production: Production, by: Referrers
    ) -> None:
        """Derives dictionaries and arrays of these kinds that are redefined, and what they bring.

        What is redefined must have been nothing but such, and led to `by` these alone, beside what
        it consists of.

        Raises:
            NotDerivedError: they hold anything else, or anything else leads to them.
        """
        was, now = set[int](), set[int]()
        for objects, value, met in ((self.before, old, was), (self.after, new, now)):
            if value is not None:
                self._descend(objects, value, kinds, production, "", _once(met))
        redefined = frozenset(n for n in now & self.changed if self.before.has(n))
        for number in redefined:
            both = self.before.written(number), self.after.written(number)
            if number not in was or any(isinstance(each, Stream) for each in both):
                raise NotDerivedError(production, number, "redefined")
        self.check_led_from(redefined, production, {**by, **dict.fromkeys(was, EVERY)})
        self.derived.update(dict.fromkeys(sorted(now & self.changed), production))

    def redraw(self, reference: Value, production: Production, by: Referrers) -> None:
        """Derives a look that is redefined: it was one, and nobody else shows it.

        Raises:
            NotDerivedError: it was, or is, anything else.
        """
        number = number_of(reference)
        self._descend(
            self.before, self.before.written(number), ("look",), production, "", _once({0})
        )
        self.check_led_from(frozenset({number}), production, by)
        self.derived[number] = production
        self.hold(self.after.written(number), ("look",), production, "/AP")

    @cached_property
    def names(self) -> frozenset[str]:
        """The full names of the fields that there were."""
        return full_names(self.before)

    @property
    def root(self) -> int:
        """The number of the catalogue."""
        return number_of(self.after.trailer.get(b"Root"))

    def check_led_from(
        self, numbers: frozenset[int], production: Production, by: Referrers
    ) -> None:
        """Passes when nothing leads to what is redefined but these objects, under these keys.

        Raises:
            NotDerivedError: something that may be read otherwise does.
        """
        for referrer in referrers(self.before, numbers, self.update.start):
            found = self.before.trailer if referrer == TRAILER else None
            found = dictionary_in(self.before.written(referrer)) if found is None else found
            key = by.get(referrer)
            others = tuple(value for name, value in found.items() if name != key)
            elsewhere = key != EVERY and any(r.number in numbers for r in references_in(others))
            if key is None or elsewhere:
                raise NotDerivedError(production, min(numbers), "referrers")

    def _descend(  # noqa: PLR0917
        self,
        objects: Objects,
        value: Value,
        kinds: Kinds,
        production: Production,
        key: str,
        enters: Callable[[Reference], bool],
    ) -> None:
        waiting = [(value, kinds, key, number_of(value))]
        while waiting:
            value, kinds, key, number = waiting.pop()
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise NotDerivedError(production, number, "limit")
            if isinstance(value, Reference):
                number = value.number
                if kinds == ELSEWHERE or not enters(value):
                    continue
                value = objects.follow(value)
            if value is None:
                # Some readers take a null for what is not there, and others do not.
                raise NotDerivedError(production, number, key)
            if isinstance(value, tuple):
                waiting.extend((item, kinds, key, number) for item in value)
            elif isinstance(value, Stream | Mapping):
                waiting.extend(self._under(value, kinds, production, key, number))

    def _under(
        self, value: Value, kinds: Kinds, production: Production, key: str, number: int
    ) -> list[tuple[Value, Kinds, str, int]]:
        """What stands under each key of a container, by the first of the kinds that it fits."""
        is_stream = isinstance(value, Stream)
        entries = dictionary_in(value)
        odd = key
        for kind in (kind for kind in kinds if (kind in self.kinds.streams) is is_stream):
            found = {name: self.kinds.under(kind, name) for name in entries}
            unlisted = [name for name, allowed in found.items() if allowed is None]
            if not unlisted:
                return [(entries[n], k or (), spelled(n), number) for n, k in found.items()]
            odd = spelled(unlisted[0])
        raise NotDerivedError(production, number, odd)


def has_identity(value: Value) -> bool:
    """Whether an object is more than what it holds: anything but resources, arrays and streams."""
    return isinstance(value, Mapping) and not value.keys() <= _RESOURCES


def _once(seen: set[int]) -> Callable[[Reference], bool]:
    """Enters each object once, and remembers it."""

    def enters(reference: Reference) -> bool:
        if reference.number in seen:
            return False
        seen.add(reference.number)
        return True

    return enters
