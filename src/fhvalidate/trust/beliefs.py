"""Beliefs: that a certificate is an anchor, for what and when, and where it came from."""

from datetime import UTC, datetime
from enum import StrEnum

from fhvalidate.frozen import frozen

ALWAYS = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)


class Purpose(StrEnum):
    """What an anchor is believed for."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    SVT = "svt"


# What an anchor is believed for when nothing is said of it. Not for tokens: who may say that
# others' signatures hold is stated, or nobody.
UNSTATED = (Purpose.SIGNATURE, Purpose.TIMESTAMP)


class SourceKind(StrEnum):
    """What anchors came from."""

    CERTIFICATES = "certificates"
    PROFILE = "profile"
    TRUSTED_LISTS = "trusted-lists"


@frozen
class TrustSource:
    """Where anchors came from: a name without folders, a digest, and how many they were."""

    name: str
    sha256: str
    anchors: int
    kind: SourceKind = SourceKind.CERTIFICATES


@frozen
class Belief:
    """That one certificate is an anchor, for one purpose and for some time.

    Attributes:
        sha256: of the certificate, in hexadecimal.
        label: what people call it.
        source: the name of the source that it comes from.
        since, until: from when, and up to and including when, it is believed.
        qualified: whether a trusted list says that the service was qualified then.
    """

    sha256: str
    purpose: Purpose
    label: str = ""
    source: str = ""
    since: datetime = ALWAYS
    until: datetime = FOREVER
    qualified: bool = False

    def holds(self, at: datetime) -> bool:
        """Whether the certificate is believed at that time."""
        return self.since <= at <= self.until
