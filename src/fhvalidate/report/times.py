"""Times as a person reads them: Swedish time as `words.local_times` writes it, and days."""

from datetime import datetime

from fhvalidate.times import in_utc
from fhvalidate.words.local_times import local

__all__ = ["day", "local"]


def day(time: datetime) -> str:
    """The day that the time lies in, in UTC: a last day, so never the later one of two."""
    return in_utc(time).date().isoformat()
