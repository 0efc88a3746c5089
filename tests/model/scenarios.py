"""Scenarios for the model: every order of five events, and as many at random as are wanted."""

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tests.model.facts import AUTHORITY, NEVER, SIGNER, Holder, Scenario, Stamp, Word

LAST = 12  # the grid of days on which things happen: small, so that some fall on one day
LONG = 1000
Event = Callable[[Scenario, int], Scenario]


def in_every_order(names: tuple[str, ...], *, all_ties: bool = False) -> Iterator[Scenario]:
    """Scenarios in which the events happen in every order, and then with two on one day.

    Which two differs from order to order; with `all_ties` each two neighbours once.
    """
    for number, order in enumerate(itertools.permutations(names)):
        ties = range(1, len(names)) if all_ties else (1 + number % (len(names) - 1),)
        for tie in (len(names), *ties):
            days = [index + (index < tie) for index in range(len(names))]
            s = _ordinary(now=len(names) + 1)
            # What is told is told of what happened: it is put together last.
            at = dict(zip(order, days, strict=True))
            for name in sorted(at, key=lambda name: name in _TOLD):
                s = EVENTS[name](s, at[name])
            yield s


def _ordinary(*, now: int) -> Scenario:
    """A signature that passes but for what is known of its signer."""
    long = Holder(-LONG, LONG)
    above = [Word(name, issued=0, due=LONG) for name in (AUTHORITY, "unit", "new unit")]
    holders = dict.fromkeys((SIGNER, AUTHORITY, "unit", "new unit"), long)
    return Scenario(now=now, holders=holders, words=tuple(above))


def _stamped(s: Scenario, day: int) -> Scenario:
    return replace(s, stamps=(Stamp("signature", day), *s.stamps))


def _archived(s: Scenario, day: int) -> Scenario:
    return replace(s, stamps=(*s.stamps, Stamp("document", day, "new unit")))


def _archived_earlier(s: Scenario, day: int) -> Scenario:
    """A document time-stamp before the data was stored, which another one follows."""
    attached = [stamp for stamp in s.stamps if stamp.kind != "document"]
    documents = [stamp for stamp in s.stamps if stamp.kind == "document"]
    words = [replace(word, stored=1) if word.stored == 0 else word for word in s.words]
    return replace(s, words=tuple(words), stamps=(*attached, Stamp("document", day), *documents))


def _expired(name: str) -> Event:
    def happen(s: Scenario, day: int) -> Scenario:
        holders = {**s.holders, name: replace(s.holders[name], end=day)}
        return replace(s, holders=holders)

    return happen


def _issued(name: str) -> Event:
    def happen(s: Scenario, day: int) -> Scenario:
        holders = {**s.holders, name: replace(s.holders[name], start=day)}
        return replace(s, holders=holders)

    return happen


def _revoked(name: str, *, hold: bool = False) -> Event:
    """It was, and that is known from data that came with the request."""

    def happen(s: Scenario, day: int) -> Scenario:
        told = Word(name, issued=s.now, due=LONG, revoked=day, hold=hold, stored=None)
        return replace(s, words=(*s.words, told))

    return happen


def _told(s: Scenario, day: int) -> Scenario:
    """The list on the signer that the file has; it says of the past what happened."""
    known = [w for w in s.words if w.about == SIGNER and w.revoked is not None and w.revoked <= day]
    facts = replace(known[0], issued=day) if known else Word(SIGNER, issued=day)
    return replace(s, words=(*s.words, replace(facts, due=day + 1, stored=0)))


def _told_by_responder(s: Scenario, day: int) -> Scenario:
    """The same, by a responder whose certificate expired on that day."""
    words = [replace(w, until=min(day, w.until)) if w.about == SIGNER else w for w in s.words]
    return replace(s, words=tuple(words))


def _lifted(s: Scenario, day: int) -> Scenario:
    return replace(s, words=(*s.words, Word(SIGNER, issued=day, due=LONG, stored=None)))


def _ended(kind: str) -> Event:
    return lambda s, day: replace(s, ends={**s.ends, kind: day})


EVENTS: Mapping[str, Event] = {
    "stamped": _stamped,
    "archived": _archived,
    "archived before data": _archived_earlier,
    "held": lambda s, day: replace(s, held=day),
    "told": _told,
    "responder expired": _told_by_responder,
    "revoked": _revoked(SIGNER),
    "on hold": _revoked(SIGNER, hold=True),
    "lifted": _lifted,
    "authority revoked": _revoked(AUTHORITY),
    "unit revoked": _revoked("unit"),
    "expired": _expired(SIGNER),
    "issued": _issued(SIGNER),
    "authority expired": _expired(AUTHORITY),
    "unit expired": _expired("unit"),
    "anchor sunset": lambda s, day: replace(s, sunset=day),
    "signature algorithm ended": _ended("signature"),
    "certificates' algorithm ended": _ended("certificates"),
    "data's algorithm ended": _ended("words"),
    "tokens' algorithm ended": _ended("tokens"),
    "validated": lambda s, day: replace(s, now=day),
}
_TOLD = ("told", "responder expired", "archived before data")
FIVE = (
    ("stamped", "told", "revoked", "expired", "archived"),
    ("stamped", "told", "revoked", "expired", "validated"),
    ("stamped", "told", "responder expired", "expired", "archived"),
    ("stamped", "told", "unit expired", "expired", "archived"),
    ("stamped", "told", "unit revoked", "authority revoked", "archived"),
    ("stamped", "told", "signature algorithm ended", "revoked", "archived"),
    ("stamped", "told", "data's algorithm ended", "unit expired", "archived"),
    ("stamped", "told", "on hold", "lifted", "responder expired"),
    ("held", "told", "authority expired", "expired", "anchor sunset"),
)


def at_random(seed: int) -> Scenario:
    """Any scenario: often an ordinary one with something amiss, sometimes anything at all."""
    r = random.Random(seed)
    calm = r.choice((0.2, 0.5, 1.0))  # how much is amiss
    now = r.choice((LAST, LAST, LAST + 5, LAST + 20, r.randint(0, LAST)))
    stamps = _stamps(r)
    names = (SIGNER, AUTHORITY, *sorted({stamp.unit for stamp in stamps}))
    holders = {name: _holder(r, calm, exempt=name != AUTHORITY) for name in names}
    words = [word for name in names for word in _words(r, name, calm)]
    r.shuffle(words)
    return Scenario(
        now=now,
        holders=holders,
        words=tuple(words),
        stamps=stamps,
        held=r.randint(0, LAST) if r.random() < 0.2 else None,
        sunset=_end(r, calm),
        stamp_sunset=_end(r, calm),
        ends={
            kind: r.randint(0, LAST + 6)
            for kind in ("signature", "certificates", "words", "tokens")
            if r.random() < 0.12 * calm
        },
        claimed=r.randint(0, LAST) if r.random() < 0.5 else None,
        required=r.random() < 0.85,
        strict=r.random() < 0.15,
        max_age=r.randint(1, 6) if r.random() < 0.1 else None,
        delay=r.randint(1, 5) if r.random() < 0.15 * calm else None,
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


def _holder(r: random.Random, calm: float, *, exempt: bool) -> Holder:
    start = r.randint(0, 4) if r.random() < 0.2 * calm else -20
    end = r.randint(3, LAST + 4) if r.random() < 0.2 + 0.3 * calm else LONG
    return Holder(start, end, exempt and r.random() < 0.15)


def _words(r: random.Random, name: str, calm: float) -> Iterator[Word]:
    """What is said of one certificate: as it happened, or by data that contradict each other."""
    happened = r.random() / calm
    revoked = r.randint(-1, LAST) if happened < 0.45 else None
    hold = happened < 0.15
    lifted = r.randint(0, LAST) if hold and r.random() < 0.5 else NEVER
    invalid = r.randint(-1, LAST) if revoked is not None and r.random() < 0.2 else None
    until = r.randint(2, LAST) if r.random() < 0.3 * calm else NEVER
    for _ in range(r.choice((1, 1, 1, 2, 2, 3, 0 if calm > r.random() else 2))):
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


def _end(r: random.Random, calm: float) -> int:
    return r.randint(0, LAST + 4) if r.random() < 0.1 * calm else NEVER
