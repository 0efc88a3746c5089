"""What `fhvalidate trust` prints of profiles and certificates."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from fhvalidate.conclusion import Finding
from fhvalidate.identity.masking import mask_attribute, mask_identity_attribute
from fhvalidate.report.messages import Language, sentence, words
from fhvalidate.report.times import local
from fhvalidate.store.profile import Entry, Profile
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.trust.lists import list_notes, lists_of
from fhvalidate.trust.test_authorities import is_test_authority
from fhvalidate.x509.certificate import Certificate


def profile_lines(profile: Profile, path: Path, language: Language) -> list[str]:
    """The profile: what it is called, where it is, and each anchor by purpose."""
    head = words(
        language,
        "trust",
        "profile",
        name=profile.name,
        path=mask_attribute(str(path)),
        fingerprint=profile.sha256,
        count=len(profile.entries),
    )
    lines = [head]
    if not profile.entries and profile.lists is None:
        lines.append(words(language, "trust", "profile-empty"))
    for purpose in Purpose:
        entries = [entry for entry in profile.entries if entry.purpose is purpose]
        if entries:
            lines += ["", words(language, "trust", f"purpose-{purpose}")]
            lines += [line for entry in entries for line in entry_lines(entry, language)]
    if profile.lists is not None:
        countries = ", ".join(profile.lists.countries) or words(language, "trust", "all-countries")
        told = words(
            language, "trust", "lists", snapshot=profile.lists.snapshot, countries=countries
        )
        lines += ["", told]
    return lines


def entry_lines(entry: Entry, language: Language, *, details: bool = False) -> list[str]:
    """One anchor; with `details`, everything that the profile and the certificate say."""

    def say(key: str, **facts: str | datetime) -> str:
        return "    " + words(language, "trust", key, **facts)

    mark = words(language, "trust", "test-mark") if is_test_authority(entry.certificate) else ""
    lines = [
        f"  {words(language, 'trust', 'label', label=mask_identity_attribute(entry.label))}{mark}"
    ]
    lines.append(say("fingerprint", fingerprint=colons(entry.certificate.sha256)))
    lines.append(say("added-from", source=mask_attribute(entry.source), added=entry.added))
    if entry.since is not None:
        lines.append(say("since", since=entry.since))
    if entry.until is not None:
        lines.append(say("until", until=entry.until))
    if entry.qualified:
        lines.append(say("qualified"))
    if details:
        lines.append(say("purpose", purpose=words(language, "trust", f"purpose-{entry.purpose}")))
        lines += certificate_lines(entry.certificate, language)[1:]
    return lines


def certificate_lines(certificate: Certificate, language: Language) -> list[str]:
    """A certificate: whom it names, who issued it, when it is valid, and its fingerprint."""

    def say(key: str, **facts: str | datetime) -> str:
        return "    " + words(language, "trust", key, **facts)

    # Who makes a certificate of one's own may stand in it with a personal identity number.
    subject, issuer = map(mask_identity_attribute, (certificate.subject, certificate.issuer))
    name = mask_identity_attribute(certificate.common_name or certificate.subject)
    mark = words(language, "trust", "test-mark") if is_test_authority(certificate) else ""
    lines = [
        f"  {words(language, 'trust', 'label', label=name)}{mark}",
        say("subject", subject=subject),
        say("validity", not_before=certificate.not_before, not_after=certificate.not_after),
        say("fingerprint", fingerprint=colons(certificate.sha256)),
    ]
    if not certificate.is_self_issued:
        lines.append(say("not-a-root", issuer=issuer))
    return lines


def status_lines(
    profile: Profile, anchors: TrustAnchors, path: Path, language: Language, *, at: datetime
) -> tuple[list[str], bool]:
    """How trust stands now, and whether all of it is in order."""
    counts = Counter(str(entry.purpose) for entry in profile.entries)
    lines = [
        words(
            language,
            "trust",
            "profile",
            name=profile.name,
            path=mask_attribute(str(path)),
            fingerprint=profile.sha256,
            count=len(profile.entries),
        )
    ]
    lines += [
        f"  {words(language, 'trust', f'purpose-{purpose}')}: {counts[purpose]}"
        for purpose in Purpose
    ]
    lists = lists_of(anchors.listed)
    findings = list(anchors.findings)
    if lists is not None:
        findings += (f for f in lists.findings if f not in findings)
        findings += list_notes(lists, at=at)
        lines.append(
            words(
                language,
                "trust",
                "lists-loaded",
                name=lists.name,
                lists=len(lists.lists),
                count=lists.count,
            )
        )
    findings += _ended(profile, at)
    if not anchors.count:
        lines.append(words(language, "trust", "profile-empty"))
    lines += [sentence(language, f.code, f.detail) for f in findings]
    in_order = bool(anchors.count) and not findings
    if in_order:
        lines.append(words(language, "trust", "in-order", time=local(at)))
    return lines, in_order


def colons(sha256: str) -> str:
    """A fingerprint as issuers publish it."""
    return ":".join(sha256[i : i + 2] for i in range(0, len(sha256), 2)).upper()


def _ended(profile: Profile, at: datetime) -> list[Finding]:
    """A finding for each anchor that is no longer believed, or whose certificate has expired."""
    found = []
    for entry in profile.entries:
        until = min(time for time in (entry.until, entry.certificate.not_after) if time is not None)
        if until < at:
            found.append(
                Finding.info(
                    "trust-anchor-ended", label=mask_identity_attribute(entry.label), until=until
                )
            )
    return found
