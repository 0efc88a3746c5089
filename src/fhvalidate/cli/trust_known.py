"""`fhvalidate trust known`: issuers that Swedish documents lead to, shown and added."""

from datetime import UTC, datetime
from pathlib import Path

from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.trust_arguments import TrustArguments
from fhvalidate.cli.trust_changes import add_entries, kept_label, say
from fhvalidate.cli.trust_text import colons, shown_name
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language, words
from fhvalidate.trust.known import KnownIssuer, known_by, known_issuers
from fhvalidate.trust.profile import Profile, read_profile
from fhvalidate.trust.profile_entry import Entry


def known(arguments: TrustArguments, path: Path) -> ExitCode:
    """Shows the catalogue; or adds those that are named, and shows where each is from."""
    if not arguments.operands:
        profile = read_profile(path)
        say(arguments, "known-title")
        for issuer in known_issuers():
            print("\n".join(["", *_lines(issuer, arguments.language, profile)]))
        print()
        say(arguments, "known-add")
        return ExitCode.VALID
    chosen = tuple(dict.fromkeys(map(_named, arguments.operands[1:])))
    for issuer in chosen:
        print("\n".join(_lines(issuer, arguments.language, None)))
    now = datetime.now(UTC).replace(microsecond=0)
    add_entries(arguments, path, [_entry(issuer, arguments, now) for issuer in chosen])
    say(arguments, "known-compare")
    say(arguments, "next-validate")
    return ExitCode.VALID


def _named(text: str) -> KnownIssuer:
    found = known_by(text)
    if found is None:
        choices = ", ".join(each.name for each in known_issuers())
        raise UsageError("trust-known-missing", value=text, choices=choices)
    return found


def _entry(issuer: KnownIssuer, arguments: TrustArguments, now: datetime) -> Entry:
    certificate = issuer.certificate
    return Entry(
        certificate=certificate,
        purpose=issuer.purpose,
        label=kept_label(arguments.label or certificate.common_name or issuer.name),
        source=f"trust known: {issuer.proof(arguments.language)}",
        added=now,
        since=issuer.since,
    )


def _lines(issuer: KnownIssuer, language: Language, profile: Profile | None) -> list[str]:
    """The issuer: its name, what for, how long, its fingerprint, and where it is proven from."""

    def say_of(key: str, **facts: str | datetime) -> str:
        return "    " + words(language, "trust", key, **facts)

    certificate = issuer.certificate
    key = (certificate.sha256, issuer.purpose)
    has = profile is not None and any(entry.key == key for entry in profile.entries)
    mark = words(language, "trust", "known-trusted") if has else ""
    purpose = words(language, "trust", f"purpose-{issuer.purpose}")
    start, end = certificate.not_before, certificate.not_after
    name = shown_name(certificate.common_name or certificate.subject)
    since = () if issuer.since is None else (say_of("since", since=issuer.since),)
    return [
        f"  {issuer.name}: {words(language, 'trust', 'label', label=name)}{mark}",
        say_of("purpose", purpose=purpose),
        say_of("validity", not_before=start, not_after=end),
        *since,
        say_of("fingerprint", fingerprint=colons(certificate.sha256)),
        say_of("known-publisher", publisher=issuer.publisher, url=issuer.url),
        say_of("known-proof", proof=issuer.proof(language)),
    ]
