"""Variants of hostile files end in what is wanted of them, within bounds of cost."""

import json
from pathlib import Path

import pytest

from tests.hostile.measuring import bounded
from tests.hostile.variants import drawn
from tests.pki.world import shared_world

SECONDS, KILOBYTES = 10, 512 * 1024
QUICK = tuple(range(0, 72, 9))  # one of each kind
ALL = tuple(range(100, 150))
PROGRAM = """
import json, sys
from datetime import UTC, datetime
from fhvalidate import TrustAnchors, validate

file, trust = sys.argv[1:]
at = datetime(2026, 3, 3, 10, tzinfo=UTC)
report = validate(file, trust=TrustAnchors.from_path(trust), at=at)
print(json.dumps({
    "verdict": report.verdict,
    "limits": [f.detail["what"] for f in report.findings if f.code == "limit-exceeded"],
    "signatures": [signature.integrity for signature in report.signatures],
}))
"""


def check(seed: int, folder: Path) -> None:
    variant = drawn(seed)
    file, trust = folder / "fil.pdf", folder / "rot.pem"
    file.write_bytes(variant.data)
    trust.write_bytes(shared_world().root.pem)
    program = ("-c", PROGRAM, str(file), str(trust))

    done = bounded(*program, seconds=SECONDS, kilobytes=KILOBYTES)

    assert done.code == 0, (variant.name, done.over, done.stderr[-300:])
    report = json.loads(done.stdout)
    assert bool(report["limits"]) == variant.is_limited, variant.name
    assert report["signatures"] == (["intact"] if variant.is_readable else []), variant.name
    if variant.is_limited:
        assert report["verdict"] == ("indeterminate" if variant.is_readable else "unreadable")


@pytest.mark.parametrize("seed", QUICK)
def test_a_variant_ends_in_what_is_wanted_of_it(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_fifty_variants_end_in_what_is_wanted_of_them(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)
