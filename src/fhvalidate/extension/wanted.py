"""What is asked for when a file is to be extended."""

from enum import StrEnum

from fhvalidate.frozen import frozen


class Goal(StrEnum):
    """The level that a file is to have (ETSI EN 319 142-1, 6.1)."""

    LT = "lt"
    LTA = "lta"


@frozen
class Wanted:
    """What is asked for.

    Attributes:
        renew: a further time-stamp over a file that is archived already.
    """

    goal: Goal
    renew: bool = False
