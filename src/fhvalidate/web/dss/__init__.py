"""The interface that DSS's clients call, and the trees of its three reports.

detail, and have the names of DSS's XML as their members; every member is there, if only as null.
"""

from fhvalidate.web.dss.detailed import detailed_report
from fhvalidate.web.dss.diagnostic import diagnostic_data
from fhvalidate.web.dss.simple import simple_report
from fhvalidate.web.dss.subjects import Subjects, subjects_of

__all__ = [
    "Subjects",
    "detailed_report",
    "diagnostic_data",
    "simple_report",
    "subjects_of",
]
