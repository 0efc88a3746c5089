"""Nothing leaves a reader but what errors.py lists: the short run of the targets in fuzz/."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.seeds import kept, seeds
from fuzz.targets import TARGETS, survives

LENGTHS = (b"\x80", b"\x81\xff", b"\x84\x7f\xff\xff\xff", b"\x00", b"\xff")


@cache
def seeds_of(name: str) -> tuple[bytes, ...]:
    return (*seeds(name), *kept(name))


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    """A seed with some of its bytes changed, doubled, taken out or put in."""
    data = draw(st.sampled_from(seeds_of(name)))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        end = draw(st.integers(at, min(len(data), at + 40)))
        put = draw(st.one_of(st.binary(max_size=8), st.sampled_from((*LENGTHS, data[at:end]))))
        until = draw(st.sampled_from((at, at + len(put), end)))
        data = data[:at] + put + data[until:]
    return data


@pytest.mark.parametrize("name", TARGETS)
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(choice=st.data())
def test_nothing_else_leaves_a_reader(name: str, choice: st.DataObject) -> None:
    survives(name, choice.draw(damaged(name)))


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.binary(max_size=64))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_bytes_that_are_nothing_at_all_are_refused_in_words(name: str, data: bytes) -> None:
    survives(name, data)


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_is_read(name: str) -> None:
    for seed in seeds(name):
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
def test_what_a_long_run_found_is_survived(name: str) -> None:
    for seed in kept(name):
        survives(name, seed)
