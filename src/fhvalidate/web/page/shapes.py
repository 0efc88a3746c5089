"""A shape for each verdict, so that nobody has to tell them apart by colour."""

from fhvalidate.conclusion import Verdict
from fhvalidate.report.html_parts import Html
from fhvalidate.web.page.markup import tag

# A tick, a cross, a sheet with a corner turned, a question, an empty line, a broken sheet.
_PATHS = {
    Verdict.VALID: "M4 12.5 10 18.5 20 6.5",
    Verdict.INVALID: "M5.5 5.5 18.5 18.5M18.5 5.5 5.5 18.5",
    Verdict.REPRINTED: "M8 8V3.5H20.5V16H16M3.5 8H16V20.5H3.5Z",
    Verdict.INDETERMINATE: "M8 9a4 4 0 1 1 5.6 3.7C12.4 13.3 12 14 12 15.5M12 19v.5",
    Verdict.UNSIGNED: "M4 12H20",
    Verdict.UNREADABLE: "M12 4V14M12 18.5V19",
}
# The worst first: what must be done something about stands on top.
RANKS = {
    Verdict.INVALID: 0,
    Verdict.REPRINTED: 1,
    Verdict.UNREADABLE: 2,
    Verdict.INDETERMINATE: 3,
    Verdict.UNSIGNED: 4,
    Verdict.VALID: 5,
}
FAILED = 2  # of a file that was not judged


def shape(verdict: Verdict) -> Html:
    """The shape as a drawing that is not read out: the word beside it says the same."""
    path = tag("path", d=_PATHS[verdict])
    return tag("svg", path, viewBox="0 0 24 24", aria_hidden="true", focusable="false")
