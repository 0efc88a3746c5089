"""A server that does not answer now, and may later: its status, and when it wants to be asked."""

from fhvalidate.errors import FetchError

# RFC 6585, 4 (too many requests) and RFC 9110, 15.6: the server, or a gateway before it.
BUSY = frozenset({429, 502, 503, 504})
MAX_DIGITS = 6  # of seconds; who waits has a limit of their own


def busy(retry_after: str) -> FetchError:
    """The error, with the seconds in Retry-After (RFC 9110, 10.2.3) where it tells seconds.

    NOTE: it may tell a date, which is worth what the two clocks agree; that is not read
    (test_request.py: test_a_server_that_has_no_time_says_when_it_wants_to_be_asked).
    """
    told = retry_after.strip()
    is_seconds = told.isascii() and told.isdigit() and len(told) <= MAX_DIGITS
    return FetchError("busy", wait=int(told) if is_seconds else None)
