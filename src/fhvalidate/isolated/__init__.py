"""validate() in a worker process that can be killed, and what it is made of."""

from typing import TYPE_CHECKING

from fhvalidate.isolated.answers import Cause, Digest, Judged, Member, NotJudged
from fhvalidate.isolated.examiner import IsolatedWorker
from fhvalidate.isolated.places import Place
from fhvalidate.isolated.settings import ResourceLimits, Settings

if TYPE_CHECKING:
    from fhvalidate.isolated.call import validate, within

__all__ = [
    "Cause",
    "Digest",
    "IsolatedWorker",
    "Judged",
    "Member",
    "NotJudged",
    "Place",
    "ResourceLimits",
    "Settings",
    "validate",
    "within",
]

if not TYPE_CHECKING:  # what does not exist is an error to who checks types, too

    def __getattr__(name: str) -> object:
        """The call, when it is asked for: a batch does without what the call imports (PEP 562)."""
        if name not in {"validate", "within"}:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from fhvalidate.isolated import call

        return getattr(call, name)
