"""`frozen` makes what `dataclass(frozen=True, slots=True)` makes; only when differs."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from fhvalidate.frozen import frozen


@frozen
class Point:
    """Where something is."""

    x: int
    y: int = 2
    tags: tuple[str, ...] = field(default=(), compare=False)
    drawn: list[int] = field(default_factory=list, repr=False, compare=False)
    unit: str = field(default="mm", kw_only=True)
    seen: int = field(init=False, default=4)
    twice: int = field(init=False, compare=False)
    ORIGIN: ClassVar[int] = 0

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("x")
        object.__setattr__(self, "twice", 2 * self.x)


@dataclass(frozen=True, slots=True)
class Pattern:
    """The same by Python's own decorator."""

    x: int
    y: int = 2
    tags: tuple[str, ...] = field(default=(), compare=False)
    drawn: list[int] = field(default_factory=list, repr=False, compare=False)
    unit: str = field(default="mm", kw_only=True)
    seen: int = field(init=False, default=4)
    twice: int = field(init=False, compare=False)
    ORIGIN: ClassVar[int] = 0

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("x")
        object.__setattr__(self, "twice", 2 * self.x)


@frozen
class Alone:
    """With one field."""

    only: str


@frozen
class Empty:
    """With none."""


@frozen
class Own:
    """With an equality of its own."""

    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own) and self.name.lower() == other.name.lower()

    def __hash__(self) -> int:
        return hash(self.name.lower())


MADE: list[Callable[[Any], Any]] = [
    lambda cls: cls(1),
    lambda cls: cls(1, 3),
    lambda cls: cls(x=1, y=3, tags=("a",), drawn=[1], unit="cm"),
    lambda cls: cls(1, 3, ("b",), [4]),
    lambda cls: dataclasses.replace(cls(1), y=9),
]
REFUSED: list[Callable[[Any], Any]] = [
    lambda cls: cls(),
    lambda cls: cls(1, 2, (), [], "cm"),
    lambda cls: cls(1, z=2),
    lambda cls: cls(1, x=2),
    lambda cls: cls(-1),
    lambda cls: setattr(cls(1), "x", 2),
    lambda cls: delattr(cls(1), "x"),
    lambda cls: vars(cls(1)),
]


@pytest.mark.parametrize("make", MADE)
def test_a_value_has_the_fields_words_and_hash_of_a_dataclass(make: Callable[[Any], Any]) -> None:
    """Given the same arguments, when a value is made, then it is as Python's decorator has it."""
    ours, theirs = make(Point), make(Pattern)

    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert repr(ours) == repr(theirs).replace("Pattern", "Point")
    assert hash(ours) == hash(theirs)
    assert [(each.name, each.compare, each.kw_only) for each in dataclasses.fields(ours)] == [
        (each.name, each.compare, each.kw_only) for each in dataclasses.fields(theirs)
    ]
    assert Point.__match_args__ == Pattern.__match_args__


@pytest.mark.parametrize("one", MADE)
@pytest.mark.parametrize("other", MADE)
def test_two_values_are_equal_when_those_of_a_dataclass_are(
    one: Callable[[Any], Any], other: Callable[[Any], Any]
) -> None:
    """Given two values, when they are compared, then the answer is that of Python's decorator."""
    assert (one(Point) == other(Point)) == (one(Pattern) == other(Pattern))
    assert one(Point) != one(Pattern)


@pytest.mark.parametrize("refused", REFUSED)
def test_what_a_dataclass_refuses_is_refused(refused: Callable[[Any], Any]) -> None:
    """Given arguments that do not fit, or a change, then the error is that of a dataclass."""
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever it raises
        refused(Pattern)
    with pytest.raises(type(theirs.value)) as ours:
        refused(Point)
    assert type(ours.value) is type(theirs.value)


@pytest.mark.parametrize("value", [Point(1, 3, ("a",), [2], unit="cm"), Alone("a"), Empty()])
def test_a_value_can_be_copied_and_pickled(value: Any) -> None:
    """Given a value, when it goes through copy and pickle, then all its fields come back."""
    for same in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert same == value
        assert hash(same) == hash(value)
        assert repr(same) == repr(value)


def test_a_value_is_not_inherited_from() -> None:
    """Given a subclass with fields of its own, when it is made, then it is refused."""
    with pytest.raises(TypeError, match="frozen"):
        frozen(type("Deeper", (Point,), {"__annotations__": {"z": int}, "z": 7}))


def test_a_values_own_equality_is_kept() -> None:
    """Given a class with an equality and a hash of its own, then they decide."""
    assert Own("A") == Own("a")
    assert hash(Own("A")) == hash(Own("a"))


def test_a_mutable_default_and_a_field_with_its_own_hash_are_refused() -> None:
    """Given fields that a frozen value cannot have, when the class is made, then it is told."""
    with pytest.raises(ValueError, match="mutable default"):
        frozen(type("Wrong", (), {"__annotations__": {"x": list}, "x": []}))
    with pytest.raises(TypeError, match="hash"):
        frozen(type("Wrong", (), {"__annotations__": {"x": int}, "x": field(hash=False)}))


def test_classes_of_one_shape_name_their_own_fields() -> None:
    first, second = Alone("a"), Other(named="b")

    assert (first.only, second.named) == ("a", "b")
    with pytest.raises(TypeError, match="'named'"):
        Other()  # type: ignore[call-arg]


def test_a_field_without_a_default_may_not_follow_one_that_has_one() -> None:
    made: Any = frozen(type("Wrong", (), {"__annotations__": {"x": int, "y": int}, "x": 1}))

    with pytest.raises(TypeError, match="Wrong: a field without a default"):
        made(1, 2)


@frozen
class Other:
    """With one field, of another name."""

    named: str
