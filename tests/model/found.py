"""What the model found: small scenarios in which the code once said something else."""

from collections.abc import Mapping

from tests.model.facts import AUTHORITY, SIGNER, Holder, Scenario, Stamp, Word

LONG = 1000
ALWAYS = Holder(-LONG, LONG)
EXEMPT = Holder(-LONG, LONG, exempt=True)
GOOD = Word(AUTHORITY, issued=0, due=LONG)
STAMPED = Stamp("signature", at=5)
UNIT_GOOD = Word("unit", issued=0, due=LONG)


def _scenario(
    *words: Word,
    now: int = 12,
    signer: Holder = ALWAYS,
    authority: Holder = ALWAYS,
    unit: Holder = ALWAYS,
    stamps: tuple[Stamp, ...] = (),
    **facts: object,
) -> Scenario:
    holders = {SIGNER: signer, AUTHORITY: authority, "unit": unit, "new unit": EXEMPT}
    return Scenario(now=now, holders=holders, words=words, stamps=stamps, **facts)  # type: ignore[arg-type]


FOUND: Mapping[str, tuple[Scenario, str]] = {
    "a suspension, where the policy can do without data": (
        _scenario(Word(SIGNER, issued=4, due=LONG, revoked=0, hold=True), GOOD, required=False),
        "TRY_LATER",
    ),
    "a suspension that whoever broke an expired responder's key says is lifted": (
        _scenario(
            Word(SIGNER, issued=1, due=LONG, revoked=1, hold=True),
            Word(SIGNER, issued=7, due=LONG, until=8),
            GOOD,
        ),
        "TRY_LATER",
    ),
    "an expired authority, where the policy can do without data": (
        _scenario(authority=Holder(-LONG, 7), required=False),
        "OUT_OF_BOUNDS_NO_POE",
    ),
    "an authority of tomorrow, where the policy can do without data": (
        _scenario(authority=Holder(15, LONG), required=False),
        "OUT_OF_BOUNDS_NO_POE",
    ),
    "an expired authority on which the last data is fresh": (
        _scenario(
            Word(AUTHORITY, issued=6, due=36),
            Word(SIGNER, issued=7, due=37),
            authority=Holder(-LONG, 7),
        ),
        "OUT_OF_BOUNDS_NO_POE",
    ),
    "data that nothing proves, beside data that says nothing of an expired certificate": (
        _scenario(
            Word(SIGNER, issued=7, due=37, until=10, stored=None),
            Word(SIGNER, issued=11, due=LONG),
            GOOD,
            UNIT_GOOD,
            signer=Holder(-LONG, 9),
            stamps=(Stamp("document", at=6),),
        ),
        "REVOCATION_OUT_OF_BOUNDS_NO_POE",
    ),
    "data that was fresh then, by algorithms that had ended before it is proven": (
        _scenario(
            Word(AUTHORITY, issued=5, due=24), signer=EXEMPT, now=32, held=7, ends={"words": 6}
        ),
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    ),
    "a certificate by algorithms that have ended, on which the newest data is not fresh": (
        _scenario(
            GOOD,
            Word(SIGNER, issued=4, due=5),
            Word(SIGNER, issued=3, due=LONG),
            now=32,
            ends={"certificates": 16},
        ),
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    ),
    "a time-stamp long after the claimed time, whose unit has expired since": (
        _scenario(
            GOOD,
            Word(SIGNER, issued=5, due=LONG),
            UNIT_GOOD,
            signer=Holder(-LONG, 9),
            unit=Holder(-LONG, 10),
            stamps=(Stamp("signature", at=5), Stamp("document", at=8, unit="new unit")),
            claimed=1,
            delay=2,
        ),
        "SIG_CONSTRAINTS_FAILURE",
    ),
    "a signature of the moment at which its authority's algorithm ends": (
        _scenario(
            Word(SIGNER, issued=1, due=20),
            Word(AUTHORITY, issued=1, due=20, until=LONG),
            UNIT_GOOD,
            signer=Holder(-LONG, 9),
            held=4,
            ends={"certificates": 4},
        ),
        "OUT_OF_BOUNDS_NOT_REVOKED",
    ),
    "a list in its period, and a newer answer that says nothing of the next one": (
        _scenario(
            Word(SIGNER, issued=8, due=38), Word(AUTHORITY, issued=0, due=30), Word(AUTHORITY, 3)
        ),
        "PASSED",
    ),
    "a later revocation, and old data on the authority where the policy can do without": (
        _scenario(
            Word(SIGNER, issued=11, due=41, revoked=7),
            Word(AUTHORITY, issued=0, due=1),
            UNIT_GOOD,
            stamps=(STAMPED,),
            required=False,
        ),
        "PASSED",
    ),
    "a suspension of the very moment of the first proof": (
        _scenario(
            Word(SIGNER, issued=10, due=40, revoked=5, hold=True),
            GOOD,
            UNIT_GOOD,
            signer=Holder(-LONG, 8),
            stamps=(Stamp("document", at=5),),
            required=False,
        ),
        "TRY_LATER",
    ),
}
