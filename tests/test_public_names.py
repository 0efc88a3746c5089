"""What `import fhvalidate` gives: all that a reader of a report meets, and nothing that is not."""

import pkgutil
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from typing import Any, get_args, get_type_hints

import pytest

import fhvalidate


def met(hint: Any, seen: dict[type, None]) -> Iterator[type]:
    """Each dataclass and enum that the type names, and that what it names names in turn."""
    for argument in get_args(hint):
        yield from met(argument, seen)
    if not isinstance(hint, type) or hint in seen:
        return
    if is_dataclass(hint) or issubclass(hint, Enum):
        seen[hint] = None
        yield hint
    if is_dataclass(hint):
        for each in get_type_hints(hint).values():
            yield from met(each, seen)


MET = tuple(met(fhvalidate.Report, {}))


def test_a_report_is_made_of_many_types() -> None:
    assert {fhvalidate.ProvableReport, fhvalidate.EndedBy, fhvalidate.EvidenceItem} < set(MET)


@pytest.mark.parametrize("kind", MET, ids=lambda kind: kind.__name__)
def test_each_type_that_a_report_holds_is_public_by_its_own_name(kind: type) -> None:
    assert kind.__name__ in fhvalidate.__all__
    assert getattr(fhvalidate, kind.__name__) is kind


def test_a_name_that_does_not_exist_is_refused_when_it_is_imported_and_when_types_are_checked() -> (
    None
):
    # mypy tells of an ignore that nothing needs: where it took any name, its run would fail here.
    with pytest.raises(ImportError):
        from fhvalidate import Nonsense  # type: ignore[attr-defined]  # noqa: F401
    with pytest.raises(ImportError):
        from fhvalidate.isolated import Nothing  # type: ignore[attr-defined]  # noqa: F401


def test_each_type_of_a_report_says_what_it_is() -> None:
    assert [kind.__name__ for kind in MET if not (kind.__doc__ or "").strip()] == []


def test_no_public_name_is_that_of_a_module_which_would_stand_in_its_place_once_imported() -> None:
    modules = {each.name for each in pkgutil.iter_modules(fhvalidate.__path__)}

    assert not modules & set(fhvalidate.__all__)
