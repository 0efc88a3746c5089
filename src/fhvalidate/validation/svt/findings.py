"""What is said of a token that cannot be read, or not in one way."""

from fhvalidate.conclusion import Finding
from fhvalidate.errors import SvtError

_HEADER = "RFC 9321, 3.3"
_CLAIMS = "RFC 9321, 3.2"


def unreadable(error: SvtError) -> Finding:  # noqa: PLR0911 - one for each reason
    """The finding on why a token was refused unread."""
    where = error.where
    match error.reason:
        case "json-key-twice":
            return Finding.error("svt-key-twice", "RFC 7515, 4", name=where)
        case "header-type":
            return Finding.error("svt-header-type", _HEADER)
        case "key-by-itself":
            return Finding.error("svt-key-by-itself", _HEADER, name=where)
        case "header-member":
            return Finding.error("svt-header-member", _HEADER, name=where)
        case "algorithm":
            return Finding.error("svt-algorithm", "RFC 7518, 3.1", algorithm=where)
        case "no-key":
            return Finding.error("svt-key-not-named", _HEADER)
        case "unknown-claim":
            return Finding.error("svt-claim-unknown", _CLAIMS, name=where)
        case "missing-claim":
            return Finding.error("svt-claim-missing", _CLAIMS, name=where)
        case "claim-type":
            return Finding.error("svt-claim-type", _CLAIMS, name=where)
        case _:  # not-compact, not-json, too-large, too-many
            return Finding.error("svt-unreadable", "RFC 7515, 3.1", reason=f"svt-{error.reason}")
