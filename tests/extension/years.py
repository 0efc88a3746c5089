"""One document through twenty years: signed, raised, renewed twice, and judged as of later days.

`python -m tests.extension.years` writes the table of its verdicts into the page that shows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from fhvalidate import Evidence
from fhvalidate.conclusion import SubIndication
from fhvalidate.extension.extending import extended
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.report.messages import Language, words
from tests.extension.tools import Bench
from tests.extension.worlds import DAY, HOUR
from tests.pki.authority import Authority
from tests.pki.keys import KeyKind
from tests.pki.minutes import minutes
from tests.pki.people import ANNA
from tests.pki.signing import sign_b_b
from tests.pki.time_stamping import TimeStampAuthority
from tests.validation.scenes import evidence_of, trust_in

PAGES = {
    Language.EN: Path("docs/explanation/signatures-that-stay-provable.md"),
    Language.SV: Path("docs/sv/hall-underskrifter-provbara.md"),
}
BEGIN, END = "<!-- years -->", "<!-- /years -->"


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


SIGNED = day("2026-03-02")
LATER = {
    Language.EN: ("60 days", "5 years", "9 years", "20 years"),
    Language.SV: ("60 dagar", "5 år", "9 år", "20 år"),
}
DAYS = (SIGNED + timedelta(days=60), *(day(f"20{year}-03-02") for year in (31, 35, 46)))


@dataclass(frozen=True)
class Step:
    """One thing that was done to the file, and how it is called in the table."""

    on: datetime
    stamps: str
    wanted: Wanted | None
    en: str
    sv: str


STEPS = (
    Step(SIGNED, "RSA", None, "signed (B-B)", "undertecknad (B-B)"),
    Step(
        SIGNED + HOUR, "RSA", Wanted(Goal.LT), "raised to LT the same day", "höjd till LT samma dag"
    ),
    Step(
        SIGNED + 2 * HOUR,
        "RSA",
        Wanted(Goal.LTA),
        "raised to LTA the same day",
        "höjd till LTA samma dag",
    ),
    Step(
        day("2028-06-01"),
        "second",
        Wanted(Goal.LTA, renew=True),
        "renewed in June 2028",
        "förnyad i juni 2028",
    ),
    Step(
        day("2034-06-01"),
        "third",
        Wanted(Goal.LTA, renew=True),
        "renewed again in June 2034",
        "förnyad igen i juni 2034",
    ),
)


@dataclass(frozen=True)
class Twenty:
    """The world of the twenty years."""

    bench: Bench
    signed: bytes
    units: dict[str, TimeStampAuthority]


@cache
def twenty() -> Twenty:
    """A signer and a first authority with RSA keys, and two authorities with P-256."""
    begin, far = day("2020-01-01"), day("2050-01-01")
    root = Authority.root(not_before=begin, not_after=far)
    issuer = root.issue_authority(not_before=begin, not_after=day("2040-01-01"))
    stamp_root = Authority.root("Rot-CA för tid", not_before=begin, not_after=far)
    signer = issuer.issue_person(
        ANNA, key=KeyKind.RSA_2048, not_before=begin, not_after=day("2028-03-01")
    )

    def unit(name: str, until: str, key: KeyKind) -> TimeStampAuthority:
        identity = stamp_root.issue_time_stamping(
            name, key=key, not_before=begin, not_after=day(until)
        )
        return TimeStampAuthority(identity=identity)

    units = {
        "RSA": unit("Tidsstämpling 1", "2034-01-01", KeyKind.RSA_3072),
        "second": unit("Tidsstämpling 2", "2036-01-01", KeyKind.EC_P256),
        "third": unit("Tidsstämpling 3", "2048-01-01", KeyKind.EC_P256),
    }

    def at_hand(when: datetime) -> Evidence:
        until = when + 7 * DAY
        every = (root, issuer, stamp_root)
        return evidence_of(*(a.crl(this_update=when - HOUR, next_update=until) for a in every))

    bench = Bench(trust_in(root, stamp_root), SIGNED, units["RSA"], at_hand)
    data = sign_b_b(minutes(), signer, at=SIGNED - HOUR)
    return Twenty(bench, data, units)


@cache
def files() -> tuple[bytes, ...]:
    """The file after each step."""
    world, data, made = twenty(), twenty().signed, []
    for step in STEPS:
        if step.wanted is not None:
            bench = replace(world.bench, at=step.on, stamps=world.units[step.stamps])
            data = extended(data, step.wanted, bench.tools).data
        made.append(data)
    return tuple(made)


@cache
def verdicts() -> tuple[tuple[tuple[str, SubIndication | None] | None, ...], ...]:
    """Of each step by day: the verdict and why; None where the step was not taken yet."""

    def told(step: Step, data: bytes, when: datetime) -> tuple[str, SubIndication | None] | None:
        if when < step.on:
            return None
        report = twenty().bench.judge(data, alone=True, at=when)
        return str(report.verdict), report.signatures[0].sub_indication

    return tuple(
        tuple(told(step, data, when) for when in DAYS)
        for step, data in zip(STEPS, files(), strict=True)
    )


def table(language: Language) -> str:
    """The verdicts, as the page shows them."""
    return "\n".join(_lines(language))


def _lines(language: Language) -> Iterator[str]:
    first = "examined after" if language is Language.EN else "granskad efter"
    yield f"| {first} | " + " | ".join(LATER[language]) + " |"
    yield "|---" * (len(DAYS) + 1) + "|"
    for step, row in zip(STEPS, verdicts(), strict=True):
        name = step.en if language is Language.EN else step.sv
        yield f"| {name} | " + " | ".join(_cell(each, language) for each in row) + " |"


def _cell(found: tuple[str, SubIndication | None] | None, language: Language) -> str:
    if found is None:
        return "not yet made" if language is Language.EN else "inte gjord än"
    verdict, why = found
    said = words(language, "verdict", verdict)
    return said if why is None else f"{said}: {words(language, 'fact-sub_indication', why)}"


def shown_in(page: str) -> str:
    """The table that the page shows."""
    return page.split(BEGIN)[1].split(END, maxsplit=1)[0].strip()


def main() -> None:
    """Writes the tables into their pages."""
    for language, path in PAGES.items():
        page = path.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        after = rest.split(END)[1]
        text = f"{before}{BEGIN}\n{table(language)}\n{END}{after}"
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
