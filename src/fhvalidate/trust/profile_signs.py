"""Whether a file is a trust profile, or was one: by its text, whatever the file is called.

Its certificates stand in PEM in it, and what they are believed for, and until when, beside them.
Whoever read the PEM alone would believe them for everything and for ever. So a file that shows any
of these signs is read as a profile or refused; it is never read for its PEM.
"""

import re

from fhvalidate.late_patterns import late_re

# What a profile says of itself; its tables and settings; and a certificate within a quoted text,
# as in a setting of any file. An ordinary bundle may have notes between its blocks (RFC 7468, 2),
# which may end with a quotation mark: only a mark on the same line, or three, open a text there.
_SIGNS = late_re(
    r"""
    fhvalidate/trust/ | Written\x20by\x20fhvalidate\x20trust
    | ^[\t ]*\[\[?[\t ]*["']?anchor["']?[\t ]*\]
    | (?:^|[{,.])[\t ]*["']?anchor["']?[\t ]*=[\t ]*\[
    | (?:^|[{,.])[\t ]*["']?certificate["']?[\t ]*=[\t ]*["']
    | (?:^|[{,.])[\t ]*["']?purpose["']?[\t ]*=[\t ]*["'](?:signature|timestamp|svt)["']
    | (?:\"{3}|'{3})[\s\\]*-----BEGIN[ ]
    | ["'][\t ]*(?:\\[nrt])*-----BEGIN[ ]
    """,
    re.VERBOSE | re.MULTILINE,
)


def is_profile(data: bytes) -> bool:
    """Whether the bytes are, or show signs of, a trust profile."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        text = data.decode("latin-1")
    return _SIGNS.search(text.replace("\r\n", "\n").replace("\r", "\n")) is not None
