"""validate() in a worker process that can be killed, and what it is made of."""

from fhvalidate.isolated.answers import Cause, Digest, Judged, Member, NotJudged
from fhvalidate.isolated.call import validate, within
from fhvalidate.isolated.places import Place
from fhvalidate.isolated.process import IsolatedWorker
from fhvalidate.isolated.settings import ResourceLimits, Settings

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
