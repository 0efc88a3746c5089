"""The kinds of problems that the service answers with (RFC 9457), and the status of each.

`type` is a name of its own, as the documentation has no address of its own to lead to: the page
docs/reference/problems.md has a heading for each.
"""

from collections.abc import Mapping

URN = "urn:fhvalidate:problem:"

STATUS: Mapping[str, int] = {
    "service-document-unreadable": 422,
    "service-busy": 503,
    "service-certificates-withheld": 403,
    "service-failed": 500,
    "service-foreign-form": 403,
    "service-form-content": 400,
    "service-form-incomplete": 400,
    "service-form-malformed": 400,
    "service-key-wanted": 401,
    "service-length-malformed": 400,
    "service-media-type": 415,
    "service-method-not-allowed": 405,
    "service-not-found": 404,
    "service-parameter-malformed": 400,
    "service-parameter-twice": 400,
    "service-parameter-unknown": 400,
    "service-password-in-address": 400,
    "service-password-malformed": 400,
    "service-revision-unknown": 404,
    "service-time-malformed": 400,
    "service-too-large": 413,
    "service-too-slow": 408,
}


def type_of(code: str) -> str:
    """The `type` of a problem."""
    return URN + code
