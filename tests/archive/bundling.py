"""Bundles made and made again, in this process."""

from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fhvalidate import validate
from fhvalidate.archive.bundle.bag import bag_of, read_bag, write_bag
from fhvalidate.archive.bundle.writing import KeepAs
from fhvalidate.archive.replay import Replayed
from fhvalidate.isolated import Settings
from fhvalidate.isolated.places import named_path
from fhvalidate.isolated.replaying import replay
from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import TrustAnchors
from tests.pki import EPOCH, YEAR
from tests.validation.scenes import evidence_of, signed_b_t, trust_of, world

AT = EPOCH + YEAR


@cache
def document() -> bytes:
    """Signed and time-stamped minutes, whose revocation data is elsewhere."""
    return signed_b_t(world())


@cache
def lists() -> Any:
    """The revocation data of the minutes and of their time-stamp."""
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    return evidence_of(*(each.crl() for each in makers))


def kept(target: Path | KeepAs, **given: Any) -> Path:
    """The bundle of an examination of the minutes, written there."""
    how = {"trust": trust_of(world()), "at": AT, "evidence": lists(), "name": "protokoll.pdf"}
    written: Any = target
    validate(document(), **{**how, **given}, evidence_out=written)
    return Path(target.path if isinstance(target, KeepAs) else target)


@cache
def files() -> dict[str, bytes]:
    """The files of one such bundle."""
    with TemporaryDirectory() as place:
        return read_bag(kept(Path(place) / "bevis"))


def payload() -> dict[str, bytes]:
    """Its payload, names without `data/`."""
    named = files().items()
    return {name.removeprefix("data/"): data for name, data in named if name.startswith("data/")}


def remade(target: Path, changed: dict[str, bytes]) -> Path:
    """A bundle with another payload, whose manifests agree with it."""
    write_bag(bag_of(changed, day="2026-03-02"), target)
    return target


def again(
    bundle: Path, *, trust: TrustAnchors | None = None, at: datetime = AT, **given: Any
) -> Replayed:
    """What comes of making the report again; the trust is the reader's own, for the seal."""
    policy = Policy.named("default")
    settings = Settings(trust=trust or TrustAnchors.none(), at=at, policy=policy, **given)
    return replay({"bundle": named_path(str(bundle))}, settings)
