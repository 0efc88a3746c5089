"""The library reads the bytes from a file in memory, or as they are where there is none."""

import gc
import os
from pathlib import Path

import pytest

from fhvalidate.pdf.qpdf.mapped_bytes import MAX_MAPPED, mapped_bytes
from fhvalidate.pdf.qpdf.opening import opened
from fhvalidate.policy import Policy

FILES = Path(__file__).parents[1] / "fixtures" / "files"
SIGNED = (FILES / "minutes-signed.pdf").read_bytes()
LIMITS = Policy.named("default").limits


def objects_of(data: bytes) -> list[str]:
    with opened(data, password="", limits=LIMITS) as (pdf, _):
        return [repr(each) for each in pdf.objects]


def refused(*_: object, **__: object) -> int:
    raise OSError("no such file here")


@pytest.mark.parametrize("call", ["memfd_create", "write"])
def test_a_document_is_read_alike_where_no_file_can_be_made_in_memory(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapped = objects_of(SIGNED)
    monkeypatch.setattr(os, call, refused)

    assert objects_of(SIGNED) == mapped


def test_a_document_is_read_alike_where_a_platform_has_no_files_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mapped = objects_of(SIGNED)
    monkeypatch.delattr(os, "memfd_create", raising=False)

    assert objects_of(SIGNED) == mapped


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="the platform has none")
def test_only_what_is_small_is_copied() -> None:
    with mapped_bytes(bytes(MAX_MAPPED)) as small, mapped_bytes(bytes(MAX_MAPPED + 1)) as large:
        assert small is not None
        assert large is None


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the platform does not tell")
def test_no_file_is_left_open() -> None:
    objects_of(SIGNED)
    gc.collect()
    before = len(list(Path("/proc/self/fd").iterdir()))

    for _ in range(5):
        objects_of(SIGNED)
    gc.collect()

    assert len(list(Path("/proc/self/fd").iterdir())) == before
