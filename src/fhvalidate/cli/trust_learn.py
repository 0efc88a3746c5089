"""`fhvalidate trust learn`: the issuers that a document that is known to be good leads to."""

import shlex
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.terminal import is_terminal
from fhvalidate.cli.trust_arguments import TrustArguments
from fhvalidate.cli.trust_changes import (
    add_entries,
    asked,
    make_entries,
    refuse_test_authority,
    say,
)
from fhvalidate.cli.trust_text import colons, issuer_lines, shown_name, shown_urls
from fhvalidate.errors import UnreadableError, UsageError, not_learned
from fhvalidate.report.messages import Language, words
from fhvalidate.trust.profile_entry import Entry, fingerprint_of
from fhvalidate.trust.test_authorities import is_test_authority
from fhvalidate.validation.topmost import Lead
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate

FULL_FINGERPRINT = 64  # hexadecimal digits of SHA-256
_YES = frozenset({"ja", "j", "yes", "y"})
Offer = tuple[Certificate, Lead]


def learn(arguments: TrustArguments, path: Path) -> ExitCode:
    """Shows whom the document leads to, and adds what the user confirms."""
    from fhvalidate.cli import password

    file = arguments.operands[0]
    secret = password.from_file(arguments.password_file) if arguments.password_file else ""
    leads = _leads(file, secret, arguments)
    offers = tuple((read_certificate(lead.issuer), lead) for lead in leads if lead.issuer)
    for number, (certificate, lead) in enumerate(offers, start=1):
        print("\n".join(issuer_lines(number, certificate, lead, arguments.language)))
    for lead in leads:
        if not lead.issuer:
            print(_not_at_hand(lead, arguments.language))
    offers = tuple(offer for offer in offers if offer[1].purposes)
    if not offers:
        raise UsageError("trust-nothing-to-learn", path=file)
    say(arguments, "compare")
    chosen = _confirmed(offers, arguments)
    if not chosen:
        return ExitCode.INDETERMINATE
    now = datetime.now(UTC).replace(microsecond=0)
    entries: list[Entry] = []
    for certificate, lead in chosen:
        refuse_test_authority(certificate, allowed=arguments.test)
        for_these = replace(arguments, purposes=arguments.purposes or lead.purposes)
        entries += make_entries(certificate, for_these, Path(file).name, now)
    add_entries(arguments, path, entries)
    say(arguments, "next-validate")
    return ExitCode.VALID


def _leads(file: str, secret: str, arguments: TrustArguments) -> tuple[Lead, ...]:
    """Whom the document leads to, where nothing in it is broken or altered."""
    from fhvalidate.cli.isolation import operating
    from fhvalidate.isolated.places import named_path

    with operating(arguments.language) as operate:
        try:
            of = {"file": named_path(file), "password": secret}
            leads: tuple[Lead, ...] = operate(tuple[Lead, ...], "topmost", **of)
        except UnreadableError as error:
            raise not_learned(file, error) from error
    return leads


def _not_at_hand(lead: Lead, language: Language) -> str:
    """That there is no issuer to believe: its certificate is elsewhere, or there is none."""
    name = shown_name(lead.missing)
    if lead.is_own:
        return words(language, "trust", "signed-by-itself", name=name)
    key = "issuer-published-at" if lead.urls else "issuer-not-in-file"
    return words(language, "trust", key, issuer=name, where=shown_urls(lead.urls))


def _confirmed(offers: tuple[Offer, ...], arguments: TrustArguments) -> tuple[Offer, ...]:
    """The issuers that the user says are right: by fingerprint, or by answering."""
    if arguments.yes:
        return tuple(dict.fromkeys(_named(given, offers) for given in arguments.yes))
    if is_terminal(sys.stdin) and is_terminal(sys.stderr):
        return tuple(offer for offer in offers if _is_right(offer, arguments))
    say(arguments, "learn-command", command=_command(offers, arguments))
    return ()


def _named(given: str, offers: tuple[Offer, ...]) -> Offer:
    wanted = fingerprint_of(given)
    found = next((offer for offer in offers if offer[0].sha256 == wanted), None)
    if found is None or len(wanted) != FULL_FINGERPRINT:
        raise UsageError("trust-fingerprint-wrong", fingerprint=given)
    return found


def _command(offers: Iterable[Offer], arguments: TrustArguments) -> str:
    """What to write when the fingerprints are compared.

    They are for the user to fill in, as the issuers publish them: those of the file are not proof
    of anything, and a command that had them would be pasted without comparing.
    """
    given = ["fhvalidate", "trust", "learn", arguments.operands[0]]
    for purpose in arguments.purposes:
        given += ["--purpose", str(purpose)]
    for option, value in (
        ("--label", arguments.label),
        ("--password-file", arguments.password_file),
        ("--profile", arguments.profile),
    ):
        given += [option, value] if value else []
    if any(is_test_authority(certificate) for certificate, _ in offers):
        given.append("--test")
    return f"{shlex.join(given)} --yes SHA256"


def _is_right(offer: Offer, arguments: TrustArguments) -> bool:
    certificate, lead = offer
    name = shown_name(certificate.common_name or certificate.subject)
    purposes = arguments.purposes or lead.purposes
    told = ", ".join(words(arguments.language, "trust", f"believed-{each}") for each in purposes)
    question = words(arguments.language, "trust", "learn-question", name=name, purposes=told)
    # Two issuers may bear one name: what is asked about is told by its fingerprint, too.
    of = words(arguments.language, "trust", "fingerprint", fingerprint=colons(certificate.sha256))
    return asked(f"{of}\n{question}").casefold() in _YES
