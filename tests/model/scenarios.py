"""Scenarios for the model: every order of five events, and as many at random as are wanted."""

import random
from collections.abc import Iterator

from tests.model.facts import AUTHORITY, NEVER, SIGNER, Holder, Scenario, Stamp, Word

LAST = 12  # the grid of days on which things happen: small, so that some fall on one day


def at_random(seed: int) -> Scenario:
    """Any scenario: often an ordinary one with something amiss, sometimes anything at all."""
    r = random.Random(seed)
    now = r.choice((LAST, LAST, LAST + 5, LAST + 20, r.randint(0, LAST)))
    stamps = _stamps(r)
    units = sorted({stamp.unit for stamp in stamps})
    holders = {
        SIGNER: _holder(r, exempt=0.1),
        AUTHORITY: _holder(r),
        **{unit: _holder(r, exempt=0.2) for unit in units},
    }
    words = [word for name in holders for word in _words(r, name)]
    r.shuffle(words)
    return Scenario(
        now=now,
        holders=holders,
        words=tuple(words),
        stamps=stamps,
        held=_maybe(r, 0.2),
        sunset=_end(r, 0.1),
        stamp_sunset=_end(r, 0.1),
        ends={
            kind: r.randint(0, LAST + 6)
            for kind in ("signature", "certificates", "words", "tokens")
            if r.random() < 0.12
        },
        claimed=_maybe(r, 0.5),
        required=r.random() < 0.85,
        strict=r.random() < 0.15,
        max_age=r.randint(1, 6) if r.random() < 0.1 else None,
        delay=r.randint(1, 5) if r.random() < 0.15 else None,
    )


def _stamps(r: random.Random) -> tuple[Stamp, ...]:
    def stamp(kind: str) -> Stamp:
        return Stamp(kind, r.randint(0, LAST), r.choice(("unit", "unit", "new unit")))

    content = [stamp("content") for _ in range(r.random() < 0.15)]
    over = [stamp("signature") for _ in range(r.choice((0, 1, 1, 1, 2)))]
    documents = [stamp("document") for _ in range(r.choice((0, 0, 1, 1, 2)))]
    if r.random() < 0.85:
        documents.sort(key=lambda each: each.at)
    return (*content, *over, *documents)


def _holder(r: random.Random, *, exempt: float = 0.0) -> Holder:
    start = r.choice((-20, -20, -20, -20, r.randint(0, 4)))
    end = r.choice((NEVER // 1000, NEVER // 1000, r.randint(3, LAST + 4), r.randint(3, LAST + 4)))
    return Holder(start, end, r.random() < exempt)


def _words(r: random.Random, name: str) -> Iterator[Word]:
    """What is said of one certificate: as it happened, or by data that contradict each other."""
    happened = r.random()
    revoked = r.randint(-1, LAST) if happened < 0.45 else None
    hold = happened < 0.15
    lifted = r.randint(0, LAST) if hold and r.random() < 0.5 else NEVER
    invalid = r.randint(-1, LAST) if revoked is not None and r.random() < 0.2 else None
    until = r.choice((NEVER, NEVER, NEVER, r.randint(2, LAST)))
    for _ in range(r.choice((0, 1, 1, 1, 2, 2, 3))):
        issued = r.randint(-2, LAST + 4)
        due = r.choice((None, issued + r.randint(1, 4), issued + r.randint(1, 30), issued + 30))
        told = revoked is not None and revoked <= issued < lifted and r.random() < 0.9
        yield Word(
            about=name,
            issued=issued,
            due=due,
            until=until if r.random() < 0.9 else NEVER,
            revoked=revoked if told else None,
            invalid=invalid if told else None,
            hold=told and hold and r.random() < 0.9,
            stored=r.choice((0, 0, 0, 1, None)),
            keeps=r.random() < 0.1,
        )


def _maybe(r: random.Random, chance: float) -> int | None:
    return r.randint(0, LAST) if r.random() < chance else None


def _end(r: random.Random, chance: float) -> int:
    return r.randint(0, LAST + 4) if r.random() < chance else NEVER
