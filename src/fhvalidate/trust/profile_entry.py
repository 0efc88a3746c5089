"""The anchors of a trust profile: one by one, as values and as tables of its TOML."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from fhvalidate.conclusion import Finding
from fhvalidate.frozen import frozen
from fhvalidate.trust.beliefs import Purpose
from fhvalidate.trust.profile_values import moment, text
from fhvalidate.x509.certificates.blocks import read_certificate_file
from fhvalidate.x509.certificates.certificate import Certificate


@frozen
class Entry:
    """One anchor of a profile, for one purpose.

    Attributes:
        source: where the certificate came from: a file's name, or a document it was learnt from.
        added: when it was added to the profile.
        since, until: from when and until when it is believed; None for no limit.
        qualified: whether whoever keeps the profile says that the issuer is qualified.
    """

    certificate: Certificate
    purpose: Purpose
    label: str
    source: str
    added: datetime
    since: datetime | None = None
    until: datetime | None = None
    qualified: bool = False

    @property
    def key(self) -> tuple[str, Purpose]:
        """What no two entries of a profile share."""
        return self.certificate.sha256, self.purpose


@frozen
class UnreadableEntry:
    """An anchor of a profile whose certificate cannot be read: believed in nothing, and kept.

    Attributes:
        place: where it stands among the anchors, from 0.
        table: what the file says of it.
        reason: why it cannot be read.
    """

    place: int
    table: Mapping[str, Any] = field(repr=False)
    reason: str

    def finding(self, profile: str) -> Finding:
        """That it cannot be read; `profile` is what the profile is called."""
        return Finding.warning(
            "trust-certificate-unreadable",
            "RFC 5280, 4.1",
            path=profile,
            block=self.place + 1,
            reason=self.reason,
        )


def entry_table(entry: Entry) -> dict[str, Any]:
    """The table of the anchor."""
    return {
        "label": entry.label,
        "purpose": str(entry.purpose),
        "sha256": entry.certificate.sha256,
        "subject": entry.certificate.subject,
        "source": entry.source,
        "added": entry.added,
        **({} if entry.since is None else {"since": entry.since}),
        **({} if entry.until is None else {"until": entry.until}),
        "qualified": entry.qualified,
        "certificate": pem_of(entry.certificate.der),
    }


_NAMES = frozenset(
    {
        "label", "purpose", "sha256", "subject", "source", "added", "since", "until", "qualified",
        "certificate",
    }
)  # fmt: skip


def read_entry(item: Mapping[str, Any], place: int) -> Entry | UnreadableEntry:
    """The anchor of a table, which stands at that place among the anchors.

    Raises:
        KeyError, TypeError, ValueError: something else than its certificate cannot be read, or
            is not known: it may be a limit.
    """
    if item.keys() - _NAMES:
        raise ValueError("unknown names in an anchor")
    found = read_certificate_file(text(item["certificate"]).encode())
    if found.unreadable:
        return UnreadableEntry(place, item, found.unreadable[0].reason)
    if len(found.certificates) != 1:
        raise ValueError("an anchor needs exactly one certificate")
    certificate = found.certificates[0]
    if fingerprint_of(text(item["sha256"])) != certificate.sha256:
        raise ValueError(f"the fingerprint is not that of {certificate.subject}")
    qualified = item.get("qualified", False)
    if not isinstance(qualified, bool):
        raise TypeError("qualified is true or false")
    return Entry(
        certificate=certificate,
        purpose=Purpose(item["purpose"]),
        label=text(item.get("label", "")),
        source=text(item.get("source", "")),
        added=moment(item["added"]),
        since=moment(item["since"]) if "since" in item else None,
        until=moment(item["until"]) if "until" in item else None,
        qualified=qualified,
    )


def fingerprint_of(text: str) -> str:
    """The hexadecimal digits of a fingerprint as people write it: colons, spaces, any case."""
    return "".join(text.split()).replace(":", "").lower()


def pem_of(der: bytes) -> str:
    """The certificate in PEM."""
    from ssl import DER_cert_to_PEM_cert

    return DER_cert_to_PEM_cert(der)
