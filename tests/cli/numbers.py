"""Personal numbers, one for each place that can tell one: what leaks says where from.

The numbers are fictional: birth numbers from 980 are the Swedish Tax Agency's for tests, and the
dates are a century old.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST_DAY = date(1912, 1, 2)
WEIGHTS = (2, 1, 2, 1, 2, 1, 2, 1, 2)

# How a number is written: in running text, in addresses, and in names, titles and paths.
IN_TEXT = (
    "{c}{y}{m}{d}-{n}",
    "{c}{y}{m}{d}{n}",
    "{y}{m}{d}-{n}",
    "{c}{y}{m}{d}+{n}",
    "{y}{m}{d}+{n}",
)
IN_ADDRESS = (*IN_TEXT, "{y}{m}{d}{n}", "{c}{y}{m}{d}.{n}", "{c}{y}-{m}-{d}-{n}")
IN_NAME = (*IN_ADDRESS, "{c}{y}{m}{d} {n}", "{c}{y}{m}{d} - {n}", "{c}{y}{m}{d}\u2013{n}")


@dataclass(slots=True)
class Numbers:
    """The number of each place that has been asked for; `turn` moves the spellings on."""

    turn: int
    places: dict[str, int] = field(default_factory=dict)

    def __call__(self, place: str, spellings: tuple[str, ...] = IN_NAME) -> str:
        """The number of the place, as it is written there."""
        at = self.places.setdefault(place, len(self.places))
        return spellings[(at + self.turn) % len(spellings)].format(**_parts(at))

    def leaks(self, text: str) -> list[str]:
        """The places whose number stands in the text, each with what stands around it."""
        found = []
        for place, at in self.places.items():
            # A fingerprint has no date before its four digits.
            match = re.search(r"{y}\W?{m}\W?{d}\W{{0,3}}{n}".format(**_parts(at)), text)
            if match is not None:
                start, end = match.span()
                found.append(f"{place}: {text[max(0, start - 40) : end + 10]!r}")
        return found


def _parts(at: int) -> dict[str, str]:
    """Century, year, month, day and the last four digits of the so-manieth number."""
    day = FIRST_DAY + timedelta(days=37 * at)
    nine = f"{day:%y%m%d}{980 + at % 20}"
    products = [int(each) * weight for each, weight in zip(nine, WEIGHTS, strict=True)]
    check = -sum(each // 10 + each % 10 for each in products) % 10
    return {"c": "19", "y": nine[:2], "m": nine[2:4], "d": nine[4:6], "n": f"{nine[6:]}{check}"}
