"""Values that nobody can change: `frozen` classes of them, and `FrozenMapping`, facts by name.

`frozen` makes what `dataclass(frozen=True, slots=True)` makes, but each method when it is first
used. Python's own decorator compiles six functions for every class while its module is imported: a
command that examines one file imports some 350 such classes, makes values of half of them, and
spent a quarter of its time there (decision 0048).
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr
from types import CodeType, FunctionType
from typing import Any, Generic, TypeVar, cast, dataclass_transform

T = TypeVar("T")
K = TypeVar("K")
V_co = TypeVar("V_co", covariant=True)


class FrozenMapping(Mapping[K, V_co], Generic[K, V_co]):
    """A mapping as Python's `MappingProxyType` shows one, which cannot be copied or pickled.

    It is equal to any mapping with the same items, and holds a copy of what it was made of.
    """

    __slots__ = ("_items",)
    _items: dict[K, V_co]

    def __init__(self, items: Mapping[K, V_co] | None = None) -> None:
        object.__setattr__(self, "_items", {} if items is None else dict(items))

    def __getitem__(self, key: K) -> V_co:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} cannot be set: the mapping is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{name} cannot be deleted: the mapping is frozen")

    def __reduce__(self) -> tuple[type["FrozenMapping[K, V_co]"], tuple[dict[K, V_co]]]:
        return type(self), (dict(self._items),)

    def __repr__(self) -> str:
        return repr(self._items)


_KEYS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field, dataclasses.Field))
def frozen(cls: type[T], /) -> type[T]:
    """The class as `dataclass(frozen=True, slots=True)` makes it: fields, equality, hash, repr.

    What it defines itself of these methods is kept. `dataclasses.fields`, `replace` and `asdict`,
    `copy` and `pickle` know its values.

    Raises:
        TypeError: for a field with a `hash` of its own; for a class that inherits from such a one.
        ValueError: for a mutable default.
    """
    own = cls.__dict__
    kept = {name: own[name] for name in _SHARED if own.get(name) is not None}
    made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    if any(each.hash is not None for each in dataclasses.fields(cast("Any", made))):
        raise TypeError(f"{cls.__qualname__}: what is compared is hashed, and nothing else")
    _set(made, _SHARED | kept)

    def first(self: T, *args: object, **kwargs: object) -> None:
        _set(made, {"__init__": _initialiser(made)})
        made.__init__(self, *args, **kwargs)

    # What `dataclass` says of the class, for who asks it.
    _set(made, {"__init__": first})
    vars(made)["__dataclass_params__"].frozen = True
    return made


def _set(cls: type, methods: Mapping[str, Any]) -> None:
    for name, method in methods.items():
        setattr(cls, name, method)


def _initialiser(cls: type) -> Callable[..., None]:
    """The constructor: it sets the slots, as nothing else can."""
    fields = dataclasses.fields(cls)
    names: dict[str, Any] = {"unset": object()}
    for number, field in enumerate(fields):
        names[f"set_{number}"] = getattr(cls, field.name).__set__
        names[f"make_{number}"] = field.default_factory
        names[f"fixed_{number}"] = field.default
    by_place = [field for field in fields if field.init and not field.kw_only]
    by_name = [field for field in fields if field.init and field.kw_only]
    defaults = _defaults(by_place, names)
    if len(_defaults(by_place[len(by_place) - len(defaults) :], names)) < len(defaults):
        raise TypeError(f"{cls.__qualname__}: a field without a default follows one that has one")
    where = {field.name: at for at, field in enumerate((*by_place, *by_name))}
    body = [_set_by(field, number, where) for number, field in enumerate(fields)]
    body += ["self.__post_init__()"] if hasattr(cls, "__post_init__") else []
    code = _code(len(by_place), len(by_name), "\n ".join(body or ["pass"]))
    made = FunctionType(code.replace(co_varnames=("self", *where)), names, "__init__", defaults)
    made.__kwdefaults__ = {
        field.name: value for field in by_name for value in _defaults((field,), names)
    }
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _set_by(field: dataclasses.Field[Any], number: int, where: Mapping[str, int]) -> str:
    """What sets a slot: to what was given, or made where nothing was, and so on."""
    if field.default_factory is not dataclasses.MISSING:
        made = f"make_{number}()"
        at = f"p{where[field.name]}" if field.init else ""
        return (
            f"set_{number}(self, {made} if {at} is unset else {at})"
            if at
            else (f"set_{number}(self, {made})")
        )
    if field.init:
        return f"set_{number}(self, p{where[field.name]})"
    is_set_later = field.default is dataclasses.MISSING  # by `__post_init__`
    return "pass" if is_set_later else f"set_{number}(self, fixed_{number})"


def _defaults(
    fields: Iterable[dataclasses.Field[Any]], names: Mapping[str, Any]
) -> tuple[Any, ...]:
    """What stands for those that are left out."""
    return tuple(
        names["unset"] if field.default is dataclasses.MISSING else field.default
        for field in fields
        if field.default is not dataclasses.MISSING
        or field.default_factory is not dataclasses.MISSING
    )


@cache
def _code(by_place: int, by_name: int, body: str) -> CodeType:
    """The constructor's code, its parameters named by number: classes of one shape share it."""
    names = [f"p{at}" for at in range(by_place + by_name)]
    head = ["self", *names[:by_place], *(["*", *names[by_place:]] if by_name else [])]
    found: dict[str, Any] = {}
    # Nothing but numbers.
    exec(f"def __init__({', '.join(head)}):\n {body}", found)  # noqa: S102
    code: CodeType = found["__init__"].__code__
    return code


def _key(value: Any) -> tuple[Any, ...]:
    """What a value is compared and hashed by."""
    cls = type(value)
    if cls not in _KEYS:
        names = tuple(field.name for field in dataclasses.fields(cls) if field.compare)
        _KEYS[cls] = attrgetter(*names) if len(names) > 1 else _few(names)
    return _KEYS[cls](value)


def _few(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if not names:
        return lambda _: ()
    only = attrgetter(*names)
    return lambda value: (only(value),)


def _eq(self: Any, other: object) -> Any:
    if self is other:
        return True  # as of a tuple: what it holds is the same object too
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _key(self) == _key(other)


def _hash(self: Any) -> int:
    return hash(_key(self))


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (
        f"{each.name}={getattr(self, each.name)!r}"
        for each in dataclasses.fields(self)
        if each.repr
    )
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _setattr(_: object, name: str, __: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(_: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_SHARED: dict[str, Any] = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
}
