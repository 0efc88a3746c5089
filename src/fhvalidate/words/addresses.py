"""Addresses as they are told: without the name and the password that somebody may have put in."""

import re

from fhvalidate.late_patterns import late_re

# RFC 3986, 3.2.1: what stands before "@" in the authority. A password may hold the characters that
# end one (its writer did not know); then all to the last "@" goes.
_CREDENTIALS = late_re(r"(?<=://)(?:[^\s/?#@]*:\S*|[^\s/?#]*)@", re.ASCII)
_HIDDEN = "…@"


def without_credentials(text: str) -> str:
    """The text, where no address in it has a name or a password."""
    return _CREDENTIALS.sub(_HIDDEN, text) if "://" in text and "@" in text else text
