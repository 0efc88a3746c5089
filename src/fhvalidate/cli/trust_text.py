"""What `fhvalidate trust` prints of profiles and certificates."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from fhvalidate.conclusion import Finding
from fhvalidate.identity.masking import mask_attribute, mask_identity_attribute
from fhvalidate.report.messages import Language, sentence, words
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.trust.lists import list_notes, lists_of
from fhvalidate.trust.profile import Profile
from fhvalidate.trust.profile_entry import Entry
from fhvalidate.trust.test_authorities import is_test_authority
from fhvalidate.validation.topmost import Lead
from fhvalidate.words.local_times import local
from fhvalidate.words.plain import MAX_SUBJECT, set_off
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_inputs import PathInputs

# Told, but nothing that should be mended.
_HARMLESS = frozenset({"trusted-list-superseded"})


def profile_lines(profile: Profile, path: Path, language: Language, *, at: datetime) -> list[str]:
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
    if not (profile.entries or profile.unreadable or profile.lists):
        lines.append(words(language, "trust", "profile-empty"))
    for purpose in Purpose:
        entries = [entry for entry in profile.entries if entry.purpose is purpose]
        if entries:
            lines += ["", words(language, "trust", f"purpose-{purpose}")]
            lines += [line for entry in entries for line in entry_lines(entry, language, at=at)]
    for unreadable in profile.unreadable:
        finding = unreadable.finding(profile.name)
        lines += ["", sentence(language, finding.code, finding.detail)]
    if profile.lists is not None:
        countries = ", ".join(profile.lists.countries) or words(language, "trust", "all-countries")
        told = words(
            language, "trust", "lists", snapshot=profile.lists.snapshot, countries=countries
        )
        lines += ["", told]
    path_told = path_lines(profile.path_inputs, language)
    return [*lines, *([""] if path_told else []), *path_told]


def path_lines(inputs: PathInputs, language: Language) -> list[str]:
    """Which certificate policies every path must keep to; nothing where none are asked for."""
    lines = []
    if inputs.initial_policies is not None:
        named = ", ".join(sorted(inputs.initial_policies))
        key = "policies-required" if inputs.explicit_policy else "policies-stated"
        lines.append(words(language, "trust", key, policies=named))
    elif inputs.explicit_policy:
        lines.append(words(language, "trust", "policies-explicit"))
    if inputs.inhibit_policy_mapping:
        lines.append(words(language, "trust", "policies-inhibit-mapping"))
    if inputs.inhibit_any_policy:
        lines.append(words(language, "trust", "policies-inhibit-any"))
    return lines


def entry_lines(
    entry: Entry, language: Language, *, at: datetime, details: bool = False
) -> list[str]:
    """One anchor, at the time `at`; with `details`, all that profile and certificate say."""

    def say(key: str, **facts: str | datetime) -> str:
        return "    " + words(language, "trust", key, **facts)

    mark = words(language, "trust", "test-mark") if is_test_authority(entry.certificate) else ""
    lines = [f"  {words(language, 'trust', 'label', label=shown_name(entry.label))}{mark}"]
    lines.append(say("fingerprint", fingerprint=colons(entry.certificate.sha256)))
    lines.append(say("added-from", source=set_off(mask_attribute(entry.source)), added=entry.added))
    if entry.since is not None:
        lines.append(say("since", since=entry.since))
    if entry.until is not None:
        lines.append(say("until", until=entry.until))
    if entry.certificate.not_after < at:
        holds = entry.until is None or at <= entry.until
        key = "expired-and-held" if holds else "expired"
        lines.append(say(key, not_after=entry.certificate.not_after))
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
    subject, issuer = map(shown_subject, (certificate.subject, certificate.issuer))
    name = shown_name(certificate.common_name or certificate.subject)
    mark = words(language, "trust", "test-mark") if is_test_authority(certificate) else ""
    lines = [
        f"  {words(language, 'trust', 'label', label=name)}{mark}",
        say("subject", subject=subject),
        say("validity", not_before=certificate.not_before, not_after=certificate.not_after),
        say("fingerprint", fingerprint=colons(certificate.sha256)),
    ]
    if not certificate.is_self_issued:
        lines.append(say("issued-by", issuer=issuer))
    return lines


def issuer_lines(
    number: int, certificate: Certificate, lead: Lead, language: Language
) -> list[str]:
    """An issuer that a document leads to: what leads there, and what it would be believed for."""

    def listed(what: str, each: Iterable[str]) -> str:
        return ", ".join(words(language, "trust", f"{what}-{one}") for one in each)

    def say(key: str, **facts: str | datetime) -> str:
        return "    " + words(language, "trust", key, **facts)

    name = shown_name(certificate.common_name or certificate.subject)
    mark = words(language, "trust", "test-mark") if is_test_authority(certificate) else ""
    compared = words(language, "trust", "fingerprint", fingerprint=colons(certificate.sha256))
    told = say("would-be-believed", what=listed("believed", lead.purposes))
    lines = [
        # What is compared stands first, before any word of the document's.
        f"{number}. {compared}",
        say("named", name=name) + mark,
        say("leads-here", what=listed("lead", lead.kinds)),
        told if lead.purposes else say("not-offered"),
        say("validity", not_before=certificate.not_before, not_after=certificate.not_after),
    ]
    if not lead.missing:
        return [*lines, say("root-in-file")]
    lines.append(say("not-a-root", issuer=shown_name(lead.missing)))
    return [*lines, *([say("published-at", where=shown_urls(lead.urls))] if lead.urls else [])]


def missing_lines(profile: Profile, language: Language) -> list[str]:
    """What nobody is believed for, and what follows; trusted lists have issuers of every kind."""
    if profile.lists is not None or not profile.entries:
        return []
    had = {entry.purpose for entry in profile.entries}
    wanted = (Purpose.SIGNATURE, Purpose.TIMESTAMP)
    return [words(language, "trust", f"none-{each}") for each in wanted if each not in had]


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
    missing = missing_lines(profile, language)
    lines += missing
    in_order = bool(anchors.count) and not any(f.code not in _HARMLESS for f in findings)
    if in_order and not missing:
        lines.append(words(language, "trust", "in-order", time=local(at)))
    return lines, in_order


def shown_name(text: str) -> str:
    """A name that a certificate or somebody else's profile gives, to stand in quotation marks."""
    return set_off(mask_identity_attribute(text))


def shown_subject(text: str) -> str:
    """As `shown_name`, of a whole subject."""
    return set_off(mask_identity_attribute(text), limit=MAX_SUBJECT)


def shown_urls(urls: Iterable[str]) -> str:
    """Where a document says that something is published, to stand in quotation marks."""
    return set_off(mask_attribute(", ".join(urls)), limit=MAX_SUBJECT)


def colons(sha256: str) -> str:
    """A fingerprint as issuers publish it."""
    return ":".join(sha256[i : i + 2] for i in range(0, len(sha256), 2)).upper()


def _ended(profile: Profile, at: datetime) -> list[Finding]:
    """A finding for each anchor that is no longer believed, or whose certificate has expired.

    What is stated with the anchor decides how long it is believed, not its certificate's end.
    """
    found = []
    for entry in profile.entries:
        not_after = entry.certificate.not_after
        label = shown_name(entry.label)
        if entry.until is not None and entry.until < at:
            found.append(Finding.info("trust-anchor-ended", label=label, until=entry.until))
        elif not_after < at:
            found.append(Finding.info("trust-anchor-expired", label=label, not_after=not_after))
    return found
