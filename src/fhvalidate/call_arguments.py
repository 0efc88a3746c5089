"""What is wrong with the arguments of `fhvalidate.validate`, told before anything is read."""

from collections.abc import Mapping
from datetime import datetime

from fhvalidate.evidence import Evidence
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.report.detail import Detail
from fhvalidate.source_file import check_source
from fhvalidate.trust.anchors import TrustAnchors


def check_call(given: Mapping[str, object]) -> None:
    """Refuses arguments of `validate` that are of no use, given by their names.

    Raises:
        TypeError: one of the wrong type.
        ValueError: `at` or `held_since` has no time zone.
    """
    if not isinstance(given["trust"], TrustAnchors):
        raise TypeError("trust must be TrustAnchors; to examine without trust: TrustAnchors.none()")
    if not isinstance(given["policy"], Policy | None):
        raise TypeError("policy must be a Policy, as from Policy.named or Policy.from_path")
    if not isinstance(given["evidence"], Evidence | None):
        raise TypeError("evidence must be Evidence, as from Evidence.from_path")
    check_source(given["source"])
    if not isinstance(given["password"], str):
        raise TypeError("password must be a str")
    if given["detail"] not in tuple(Detail):
        raise TypeError("detail must be Detail.DEFAULT or Detail.FULL")
    if not isinstance(given["name"], str | None):
        raise TypeError("name must be a str")
    held = given["held_since"]
    _check_time("at", given["at"])
    _check_time("held_since", held.time if isinstance(held, HeldSince) else held)


def _check_time(name: str, time: object) -> None:
    if time is None:
        return
    if not isinstance(time, datetime):
        also = " or HeldSince" if name == "held_since" else ""
        raise TypeError(f"{name} must be a datetime{also}")
    if time.tzinfo is None or time.utcoffset() is None:
        raise ValueError(f"{name} must have a time zone, as in datetime(2026, 3, 2, tzinfo=UTC)")
