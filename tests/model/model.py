"""A slow model of what ETSI EN 319 102-1, 5.2.5 to 5.6 conclude on one signature.

Written from the clauses and the decisions of the project, beside the code and not after it.
"DEPARTURE" marks what the project decided otherwise than the letter of the clause.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.model.facts import AUTHORITY, NEVER, SIGNER, Scenario, Stamp, Thing, Word, path

PASSED, LATER, ORDER = "PASSED", "TRY_LATER", "TIMESTAMP_ORDER_FAILURE"
CRYPTO = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
CONSTRAINTS = "SIG_CONSTRAINTS_FAILURE"
UNPROVEN = "REVOCATION_OUT_OF_BOUNDS_NO_POE"
REVOKED, CA_REVOKED = REVOKED_AS = "REVOKED_NO_POE", "REVOKED_CA_NO_POE"
OUTSIDE, OUTSIDE_GOOD = "OUT_OF_BOUNDS_NO_POE", "OUT_OF_BOUNDS_NOT_REVOKED"
NO_ANCHOR = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
# 5.5.4, 2) and 5.6.3.4, 4): from what time-stamps, and from what the past, may help.
TIME_HELPS = {PASSED, CRYPTO, LATER, REVOKED, CA_REVOKED, OUTSIDE, OUTSIDE_GOOD}
PAST_HELPS = {*TIME_HELPS, UNPROVEN, NO_ANCHOR, CONSTRAINTS} - {PASSED}
Statuses = Mapping[int, str]  # of time-stamps


@dataclass(slots=True)
class Known:
    """A scenario with what is proven to have existed, and since when."""

    s: Scenario
    proofs: dict[Thing, int] = field(default_factory=dict)

    def since(self, thing: Thing) -> int:
        return min(self.s.now, self.proofs.get(thing, self.s.now))

    def weak(self, kind: str, day: int) -> bool:
        return day >= self.s.ends.get(kind, NEVER)

    def is_authentic(self, word: Word) -> bool:
        """Whether it was there before who signed it expired: who breaks the key can write it."""
        return self.since(word) <= word.until

    def is_fresh(self, word: Word, day: int) -> bool:
        """5.2.5. DEPARTURE: what was issued at the day or later is fresh for it anyhow."""
        period = None if word.due is None else word.due - word.issued
        age = period if self.s.max_age is None else self.s.max_age
        return word.issued >= day or (age is not None and day - word.issued <= age)

    def words(self, name: str) -> list[Word]:
        """What says something: silence on an expired certificate does not (RFC 5280, 3.3)."""
        end, about = self.s.holders[name].end, self.s.about(name)
        return [w for w in about if w.revoked is not None or w.keeps or w.issued <= end]

    def revocations(self, name: str, by: int) -> list[Word]:
        """DEPARTURE: any data at hand counts when it says revoked, and whenever it came."""
        told = [word for word in self.words(name) if word.revoked is not None]
        good = [w for w in self.words(name) if w.revoked is None and self.is_authentic(w)]
        lifted = [w for w in told if w.hold and any(g.issued > w.issued for g in good)]
        return [word for word in told if word not in lifted and word.since <= by]

    def relied_on(self, name: str, fresh_for: int) -> list[Word]:
        """The data on a certificate that says most: authentic, fresh, and newest; or none."""
        told = [] if self.s.holders[name].exempt else self.words(name)
        believed = [word for word in told if self.is_authentic(word)]
        fresh = [word for word in believed if self.is_fresh(word, fresh_for)]
        return newest(fresh or believed or told)

    def state(self, name: str, day: int, fresh_for: int) -> str:
        """What is known of the revocation of one certificate on a day."""
        used = self.relied_on(name, fresh_for)
        if bad := self.revocations(name, day):
            return "hold" if all(word.hold for word in bad) else "revoked"
        if not used:
            return "good" if self.s.holders[name].exempt else "missing"
        fresh = "good" if self.is_fresh(used[0], fresh_for) else "old"
        return fresh if self.is_authentic(used[0]) else "unproven"

    def material(self, name: str, fresh_for: int) -> list[tuple[str, Thing]]:
        """What is relied on for a certificate, each with whose algorithms it uses."""
        used = [word for each in path(name) for word in self.relied_on(each, fresh_for)]
        return [*(("certificates", each) for each in path(name)), *(("words", w) for w in used)]


def newest(words: list[Word]) -> list[Word]:
    return sorted(words, key=lambda word: -word.issued)[:1]


def certificate_now(known: Known, name: str, fresh_for: int) -> str:
    """5.2.6: the certificate at the current time."""
    s = known.s
    if s.now > s.sunset_of(name):
        return NO_ANCHOR
    if not s.is_possible(name):
        return "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    states = {each: known.state(each, s.now, fresh_for) for each in path(name)}
    for each in reversed(path(name)):
        if states[each] == "revoked":
            return REVOKED_AS[each == AUTHORITY]
    unclear = set(states.values()) - {"good"}
    if outside := [e for e in path(name) if not s.holders[e].start <= s.now <= s.holders[e].end]:
        return OUTSIDE_GOOD if outside == [name] and unclear <= {"old"} else OUTSIDE
    if unclear and (s.required or "hold" in unclear):
        return UNPROVEN if unclear == {"unproven"} else LATER
    weak = any(known.weak(kind, s.now) for kind, _ in known.material(name, fresh_for))
    return CRYPTO if weak else PASSED


def acceptance(known: Known, day: int, content: Iterable[int]) -> str:
    """5.2.8, of the signature's own algorithms; 5.3.4, 6) where it was certainly made too late."""
    if any(known.weak("signature", each) for each in content):
        return "CRYPTO_CONSTRAINTS_FAILURE"
    return CRYPTO if known.weak("signature", day) else PASSED


def basic(known: Known, content: list[int]) -> str:
    """5.3, of a signature that is intact; it is no older than its content time-stamps."""
    s, after = known.s, max(content, default=-NEVER)
    status = certificate_now(known, SIGNER, s.now)
    final = [word.since for word in known.revocations(SIGNER, s.now) if not word.hold]
    if status == REVOKED and any(after > day for day in final):
        return "FAILED/REVOKED"
    if status in {OUTSIDE, OUTSIDE_GOOD} and after > s.holders[SIGNER].end:
        return "FAILED/EXPIRED"
    return acceptance(known, s.now, content) if status == PASSED else status


def stamp_now(known: Known, stamp: Stamp) -> str:
    """5.4. DEPARTURE: data must be fresh for the time of the time-stamp, not for now."""
    s = known.s
    status = certificate_now(known, stamp.unit, s.now if s.strict else min(stamp.at, s.now))
    weak = CRYPTO if known.weak("tokens", s.now) else PASSED
    early = ORDER if stamp.at > s.now else PASSED
    return first_of(early, status, weak, stamp_itself(known, stamp, s.now))


def stamp_itself(known: Known, stamp: Stamp, day: int) -> str:
    """What no certificate answers of a time-stamp: its unit's time, and its algorithms."""
    in_force = known.s.holders[stamp.unit].start <= stamp.at <= known.s.holders[stamp.unit].end
    return CONSTRAINTS if not in_force else CRYPTO if known.weak("tokens", day) else PASSED


def was_clear(known: Known, name: str, day: int, fresh_for: int) -> bool:
    """Whether the certificate is known not to have been revoked or suspended on the day."""
    first = min(known.revocations(name, known.s.now), key=lambda w: w.since, default=None)
    if first is not None and (first.since <= day or not known.is_authentic(first)):
        return False
    return known.state(name, day, fresh_for) == "good" or not known.s.required


def times(s: Scenario, stamps: Statuses, kind: str) -> list[int]:
    return [s.stamps[n].at for n, p in stamps.items() if p == PASSED and s.stamps[n].kind == kind]


def in_place(s: Scenario, stamps: Statuses, best: int) -> str:
    """5.5.4, 4) e) and 5), and that nothing in the signature is from after the validation."""
    content, over = times(s, stamps, "content"), times(s, stamps, "signature")
    attached = [stamp for stamp in s.stamps if stamp.kind != "document"]
    crossed = bool(content and over) and min(over) < max(content)
    late = s.delay is not None and (s.claimed is None or s.claimed + s.delay < best)
    if crossed or any(stamp.at > s.now for stamp in attached):
        return ORDER
    return CONSTRAINTS if over and late else PASSED


def with_time(known: Known, status: str, stamps: Statuses) -> str:
    """5.5.4."""
    s, best = known.s, min([known.s.now, *times(known.s, stamps, "signature")])
    if status in TIME_HELPS and best < s.holders[SIGNER].start:
        return "FAILED/NOT_YET_VALID"
    if status not in TIME_HELPS or status == OUTSIDE:
        return status
    if status not in {PASSED, CRYPTO}:
        if not all(was_clear(known, each, best, best) for each in path(SIGNER)):
            return status
        states = {known.state(each, best, best) for each in path(SIGNER)}
        if status == OUTSIDE_GOOD and states != {"good"}:
            return status
        if any(best > holder.end for holder in s.holders_of(SIGNER)):
            return OUTSIDE_GOOD
    weak = any(known.weak(kind, s.now) for kind, _ in known.material(SIGNER, s.now))
    accepted = acceptance(known, best, times(s, stamps, "content"))
    return first_of(in_place(s, stamps, best), accepted, CRYPTO if weak else PASSED)


def first_of(*statuses: str) -> str:
    return next((status for status in statuses if status != PASSED), PASSED)


def slide(known: Known, name: str, best: int) -> int | None:
    """5.6.2.1, 2: the latest day the path was known to hold. DEPARTURE: fresh for `best`."""
    s = known.s
    control = min(s.now, s.sunset_of(name))
    if not s.is_possible(name):
        return None
    for each in reversed(path(name)):
        # 2) a) Data from before control time and proven to be, on what is proven to be.
        proven = [w for w in known.words(each) if max(w.issued, known.since(w)) <= control]
        proven = proven if known.since(each) <= control else []
        used = newest([word for word in proven if known.is_authentic(word)] or proven)
        if not used and s.required and not s.holders[each].exempt:
            return None
        if bad := known.revocations(each, NEVER):
            control = min(control, *(word.since for word in bad))
        elif used and not known.is_fresh(used[0], min(control, best)):
            control = min(control, used[0].issued)
        while known.weak("certificates", control) or (used and known.weak("words", control)):
            control -= 1
    return control


def past(known: Known, thing: str | int, status: str, fresh_for: int, itself: str) -> str:
    """5.6.2.4, of a signature or time-stamp; `itself`: what no certificate answers of it."""
    name = known.s.stamps[thing].unit if isinstance(thing, int) else SIGNER
    s, best, below = known.s, known.since(thing), path(name)
    control = slide(known, name, fresh_for)
    if control is None:
        return status
    # DEPARTURE: what 5.3 would have come to after the status that is mended is asked too;
    # 1) is asked of every certificate, and by data that was fresh.
    words = {each: known.words(each) for each in below if not s.holders[each].exempt}
    fresh = {n: [w for w in found if known.is_fresh(w, fresh_for)] for n, found in words.items()}
    proven = all(any(map(known.is_authentic, found)) for found in fresh.values())
    answered = first_of(itself, PASSED if proven or not s.required else UNPROVEN)
    for each in reversed(below):
        if bad := known.revocations(each, best):
            answered = LATER if all(word.hold for word in bad) else REVOKED_AS[each == AUTHORITY]
    # 3)
    on_hold = any(known.state(each, s.now, fresh_for) == "hold" for each in below)
    dated = status in PAST_HELPS - {CRYPTO, LATER, CONSTRAINTS}
    if best <= control and (dated or (status == LATER and on_hold)):
        told = min(map(known.since, s.about(name)), default=NEVER)
        if status == CA_REVOKED and told > min(
            w.since for w in known.revocations(AUTHORITY, s.now)
        ):
            return status  # data on the signer may be from after its authority was revoked
        if best < s.holders[name].start:
            return "FAILED/NOT_YET_VALID"
        # DEPARTURE: authorities too, for 5.2.6 says OUT_OF_BOUNDS of them as well.
        if all(best <= h.end and h.start <= s.now for h in s.holders_of(name)):
            return answered
        moved = {NO_ANCHOR: OUTSIDE, REVOKED: OUTSIDE_GOOD, UNPROVEN: OUTSIDE_GOOD}
        return moved.get(status, status)
    # 4) by the data of today, and 5) by any that was fresh then
    own = "signature" if name == SIGNER else "tokens"
    if status == CRYPTO and not known.weak(own, best):
        used = Known(s).material(name, s.now if name == SIGNER else fresh_for)
    elif status == LATER and all(was_clear(known, e, best, fresh_for) for e in below) > on_hold:
        used = known.material(name, fresh_for)
    else:
        return status
    return CRYPTO if any(known.weak(kind, known.since(each)) for kind, each in used) else answered


def held(s: Scenario) -> Known:
    """Everything in the file is as old as the archive says (decision 0015)."""
    stored = [word for word in s.words if word.stored is not None]
    things: list[Thing] = ["signature", *s.holders, *range(len(s.stamps)), *stored]
    return Known(s, {} if s.held is None else dict.fromkeys(things, s.held))


def judge_stamps(known: Known, void: set[int]) -> tuple[Statuses, Statuses]:
    """5.6.3.4, 5): every time-stamp, the newest first, alone and with what those before proved."""
    s, alone, final = known.s, dict[int, str](), dict[int, str]()
    documents = [n for n, each in enumerate(s.stamps) if each.kind == "document"]
    others = [n for n in range(len(s.stamps)) if n not in documents]
    for n in [*reversed(documents), *sorted(others, key=lambda n: -s.stamps[n].at)]:
        stamp, best = s.stamps[n], known.since(n)
        alone[n] = final[n] = ORDER if n in void else stamp_now(Known(s), stamp)
        if alone[n] in PAST_HELPS:
            day, itself = best if s.strict else stamp.at, stamp_itself(known, stamp, best)
            final[n] = past(known, n, alone[n], day, itself)
        for thing in s.covered(n) if final[n] == PASSED else ():
            known.proofs[thing] = min(known.since(thing), stamp.at)
    return alone, final


def contradicted(s: Scenario, final: Statuses) -> set[int]:
    """DEPARTURE: neither of two time-stamps counts where the one over the other is older."""
    passed = [n for n, status in final.items() if status == PASSED]
    pairs = [(outer, inner) for outer in passed for inner in passed if inner in s.covered(outer)]
    wrong = [pair for pair in pairs if s.stamps[pair[1]].at > s.stamps[pair[0]].at]
    return {n for pair in wrong for n in pair}


def conclude(s: Scenario) -> tuple[str, Statuses]:
    """5.6.3.4: what is concluded on the signature, and on each of its time-stamps."""
    void = set[int]()
    for _ in range(2):  # what is contradicted proves nothing the second time
        known = held(s)
        alone, final = judge_stamps(known, void)
        void = void or contradicted(s, final)
    content = times(s, alone, "content")
    status = with_time(Known(s), basic(Known(s), content), alone)
    best = known.since("signature")
    if status in PAST_HELPS:
        itself = acceptance(known, best, content)
        status = past(known, "signature", status, best, itself)
        status = first_of(status, in_place(s, final, best))
    attached = [n for n in void if s.stamps[n].kind != "document"]
    return first_of(status, ORDER if attached else PASSED), final
