"""Work that is shared across documents: the report is the same, whatever was judged before."""

import json
import random
from datetime import UTC, datetime
from functools import _lru_cache_wrapper
from importlib import import_module
from pkgutil import walk_packages

import pytest

import fhvalidate
from fhvalidate.trust.anchors import TrustAnchors
from tests.batch.places import FILES

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
DOCUMENTS = sorted(FILES.glob("*.pdf"))
ANCHORS = ("root.pem", "trust", "other-root.pem")


def caches() -> list["_lru_cache_wrapper[object]"]:
    """Every cache of the floors that judge: not those of words and shipped tables."""
    found: dict[int, _lru_cache_wrapper[object]] = {}
    for package in ("x509", "cms", "pdf", "validation", "minutes", "identity", "trust", "reprint"):
        home = import_module(f"fhvalidate.{package}")
        for info in walk_packages(home.__path__, f"{home.__name__}."):
            module = import_module(info.name)
            for value in vars(module).values():
                if isinstance(value, _lru_cache_wrapper):
                    found[id(value)] = value
    return list(found.values())


def report(name: str, anchors: str) -> object:
    trust = TrustAnchors.from_path(FILES / anchors)
    made = fhvalidate.validate(FILES / name, trust=trust, at=AT)
    told = json.loads(made.to_json())
    told.pop("produced_at")
    return told


def test_every_cache_that_documents_fill_is_bounded() -> None:
    unbounded = [
        cache.__wrapped__.__qualname__
        for cache in caches()
        if cache.cache_info().maxsize is None and cache.__wrapped__.__code__.co_argcount
    ]

    assert not unbounded


def test_caching_changes_no_report() -> None:
    questions = [
        (path.name, anchors)
        for path in DOCUMENTS
        for anchors in ANCHORS
        if path.name.startswith(("minutes-", "certified")) or anchors == "trust"
    ]
    alone = {}
    for question in questions:
        for cache in caches():
            cache.cache_clear()
        alone[question] = report(*question)

    random.Random(8).shuffle(questions)
    together = {question: report(*question) for question in [*questions, *questions[::-1]]}

    assert together == alone


@pytest.mark.parametrize("anchors", ["root.pem", "trust"])
def test_what_one_document_is_trusted_for_is_no_answer_for_the_next(anchors: str) -> None:
    for path in DOCUMENTS:
        report(path.name, anchors)

    told = report("minutes-b-lt.pdf", "other-root.pem")

    assert told["verdict"] == "indeterminate"  # type: ignore[index]
