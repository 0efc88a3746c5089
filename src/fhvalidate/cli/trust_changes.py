"""Changes to the trust profile: what is added and what is refused, and what is said of it."""

import os
import re
import shlex
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from fhvalidate import places
from fhvalidate.atomic import locked
from fhvalidate.cli.terminal import is_terminal
from fhvalidate.cli.trust_arguments import TrustArguments
from fhvalidate.cli.trust_text import entry_lines, shown_name, shown_subject
from fhvalidate.errors import UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.messages import sentence, words
from fhvalidate.trust.anchor_files import read_anchor_files
from fhvalidate.trust.anchors import Purpose
from fhvalidate.trust.beliefs import ALWAYS, FOREVER
from fhvalidate.trust.profile import Profile, read_profile, write_profile
from fhvalidate.trust.profile_entry import Entry
from fhvalidate.trust.suggestion import suggested_purpose
from fhvalidate.trust.test_authorities import is_test_authority
from fhvalidate.words.plain import MAX_LENGTH, set_off
from fhvalidate.x509.certificates.certificate import Certificate


def refuse_test_authority(certificate: Certificate, *, allowed: bool) -> None:
    """Raises UsageError for an authority that says of itself that it is a test."""
    if not allowed and is_test_authority(certificate):
        subject = shown_subject(certificate.subject)
        raise UsageError("trust-test-authority", subject=subject)


def read_certificates(path: str, arguments: TrustArguments) -> tuple[Certificate, ...]:
    """The certificates in a file; of one that cannot be read it is said why.

    Raises:
        UsageError: `file-missing`, `trust-path-is-folder`, `trust-no-certificate`,
            `trust-certificate-unreadable`, `trust-path-is-profile`.
    """
    if os.path.isdir(path):  # noqa: PTH112 - any string
        raise UsageError("trust-path-is-folder", path=path)
    if not os.path.lexists(path):
        raise UsageError("file-missing", path=path)
    found = read_anchor_files(path)
    if found.profiles:
        command = shlex.join(("fhvalidate", "trust", "import", path))
        raise UsageError("trust-path-is-profile", path=path, command=command)
    for finding in found.findings:
        print(sentence(arguments.language, finding.code, finding.detail))
    return found.certificates


def unchanged_profile(path: Path) -> Profile:
    """The profile, to be changed; one that somebody else has changed must be accepted first."""
    profile = read_profile(path)
    if path.exists() and profile.changed_elsewhere:
        raise not_accepted(path, profile)
    return profile


def not_accepted(path: Path, profile: Profile) -> UsageError:
    """That somebody else changed the profile, and the commands that read and accept it."""
    own = path == places.profile_path()
    named = [] if own else ["--profile", str(path)]
    return UsageError(
        "trust-profile-not-accepted",
        path=str(path),
        list=shlex.join(["fhvalidate", "trust", "list", *named]),
        accept=shlex.join(["fhvalidate", "trust", "accept", profile.sha256, *named]),
    )


def say(arguments: TrustArguments, key: str, **facts: str | int) -> None:
    """Prints the words of `key`, with personal identity numbers masked in the facts."""
    shown = {k: mask_attribute(v) if isinstance(v, str) else v for k, v in facts.items()}
    print(words(arguments.language, "trust", key, **shown))


def make_entries(
    certificate: Certificate, arguments: TrustArguments, source: str, now: datetime
) -> list[Entry]:
    """An entry for each purpose, with what the options say of it."""
    name = arguments.label or certificate.common_name or certificate.subject
    if arguments.since and arguments.until and arguments.until < arguments.since:
        raise UsageError("trust-period-empty")
    return [
        Entry(
            certificate=certificate,
            purpose=purpose,
            label=kept_label(name),
            source=source,
            added=now,
            since=arguments.since,
            until=arguments.until,
            qualified=arguments.qualified,
        )
        for purpose in arguments.purposes
    ]


def kept_label(name: str) -> str:
    """What the anchor is called in the profile: plain, so that whoever reads the file sees it."""
    return set_off(name, limit=MAX_LENGTH)


def asked(question: str) -> str:
    """What somebody at the terminal answers."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def purposes_for(certificate: Certificate, arguments: TrustArguments) -> tuple[Purpose, ...]:
    """What the certificate is to be believed for: as stated, or as somebody at the terminal says.

    Raises:
        UsageError: `option-value-unknown`: the answer is none of those that were offered.
    """
    if arguments.purposes:
        return arguments.purposes
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return (Purpose.SIGNATURE,)
    language = arguments.language
    suggested = suggested_purpose(certificate)
    name = shown_name(certificate.common_name or certificate.subject)
    offered = [
        f"  {number} {words(language, 'trust', f'purpose-{purpose}')}"
        for number, purpose in enumerate(Purpose, start=1)
    ]
    default = list(Purpose).index(suggested) + 1
    question = words(language, "trust", "add-question", name=name, suggested=default)
    answer = asked("\n".join((question, *offered, "> "))) or str(default)
    known = {str(number): purpose for number, purpose in enumerate(Purpose, start=1)}
    chosen = [known.get(each) for each in re.split(r"[\s,]+", answer.strip(" ,"))]
    if None in chosen:
        choices = ", ".join(known)
        raise UsageError("option-value-unknown", option="--purpose", value=answer, choices=choices)
    return tuple(purpose for purpose in Purpose if purpose in chosen)


def tell_uncovered(arguments: TrustArguments, entries: Sequence[Entry]) -> None:
    """Says what certificates that were added without `--purpose` are not believed for.

    Where somebody was asked, nothing is left to say.
    """
    stated = bool(arguments.purposes) or (is_terminal(sys.stdin) and is_terminal(sys.stderr))
    if stated or not entries:
        return
    given = ["fhvalidate", "trust", "add", *arguments.operands, "--purpose", "timestamp"]
    given += ["--profile", arguments.profile] if arguments.profile else []
    given += ["--test"] if arguments.test else []
    meant = [e for e in entries if suggested_purpose(e.certificate) is Purpose.TIMESTAMP]
    for entry in meant:
        say(
            arguments,
            "says-time-stamps",
            label=shown_name(entry.label or entry.certificate.subject),
        )
    say(arguments, "not-for-time-stamps", command=shlex.join(given))


def add_entries(arguments: TrustArguments, path: Path, entries: Sequence[Entry]) -> None:
    """Adds the entries to the profile, and says so."""
    with locked(path):
        profile = unchanged_profile(path)
        write_profile(path, profile.adding(entries))
    for entry in entries:
        print("\n".join(entry_lines(entry, arguments.language, at=entry.added)))
    tell_added(arguments, path, profile, entries, key="added")


def tell_added(
    arguments: TrustArguments, path: Path, before: Profile, entries: Iterable[Entry], *, key: str
) -> None:
    """Says how many of the entries are new or were there, and which of these now hold longer.

    A limit of one's own that is gone is never lost without a word.
    """
    entries = tuple(entries)
    own = {entry.key: entry for entry in before.entries}
    had, keys = own.keys(), {entry.key for entry in entries}
    if keys - had or not keys:
        say(arguments, key, count=len(keys - had), path=str(path))
    if keys & had:
        say(arguments, "already", count=len(keys & had), path=str(path))
    for entry in entries:
        known = own.get(entry.key)
        if known is not None and _is_wider(entry, known):
            say(arguments, "limit-gone", label=shown_name(entry.label or entry.certificate.subject))


def _is_wider(entry: Entry, known: Entry) -> bool:
    """Whether the entry is believed at times at which the known one was not."""
    since, until = entry.since or ALWAYS, entry.until or FOREVER
    return since < (known.since or ALWAYS) or until > (known.until or FOREVER)
