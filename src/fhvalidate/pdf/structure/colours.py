"""Colour profiles that change nothing that is shown (ISO 32000-2, 14.11.5)."""

import hashlib

from fhvalidate.pdf.syntax.object_streams import unpacked
from fhvalidate.pdf.syntax.values import Stream, Value

# sRGB as Java's library writes it (two dates) and as Hewlett-Packard published it: what signing
# software adds to a document that says nothing of its colours.
_COMMON_PROFILES = frozenset(
    {
        "4064240d928fddcc777915e2be0c81871c5ea9b6e08327ddbe6be9908fc22525",
        "87e382b9336e6a0417a4d860173109ab319a029cf2972e19833a3327c65bd7e4",
        "2b3aa1645779a9e634744faf9b01e9102b0c9b88fd6deced7934df86b949af7e",
    }
)


def is_common_profile(profile: Value) -> bool:
    """Whether a profile is one by which most screens show colours anyway, or none.

    Raises:
        PdfSyntaxError: it cannot be unpacked.
    """
    if not isinstance(profile, Stream):
        return profile is None
    return hashlib.sha256(unpacked(0, profile)).hexdigest() in _COMMON_PROFILES
