"""`fhvalidate trust learn`: the topmost certificate of a document that is known to be good."""

import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.terminal import is_terminal
from fhvalidate.cli.trust_arguments import TrustArguments
from fhvalidate.cli.trust_changes import add_entries, make_entries, refuse_test_authority, say
from fhvalidate.cli.trust_text import certificate_lines
from fhvalidate.errors import UnreadableError, UsageError, not_learned
from fhvalidate.identity.masking import mask_identity_attribute
from fhvalidate.report.messages import words
from fhvalidate.trust.profile_entry import Entry, fingerprint_of
from fhvalidate.trust.test_authorities import is_test_authority
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate

FULL_FINGERPRINT = 64  # hexadecimal digits of SHA-256


def learn(arguments: TrustArguments, path: Path) -> ExitCode:
    """Shows whom the document's signatures lead to, and adds what the user confirms."""
    from fhvalidate.cli import password

    file = arguments.operands[0]
    secret = password.from_file(arguments.password_file) if arguments.password_file else ""
    found = _topmost(file, secret, arguments)
    if not found:
        raise UsageError("trust-nothing-to-learn", path=file)
    for certificate in found:
        print("\n".join(certificate_lines(certificate, arguments.language)))
    say(arguments, "compare")
    chosen = _confirmed(found, arguments)
    if not chosen:
        return ExitCode.INDETERMINATE
    now = datetime.now(UTC).replace(microsecond=0)
    entries: list[Entry] = []
    for certificate in chosen:
        refuse_test_authority(certificate, allowed=arguments.test)
        entries += make_entries(certificate, arguments, Path(file).name, now)
    add_entries(arguments, path, entries)
    say(arguments, "next-validate-file", name=file)
    return ExitCode.VALID


def _topmost(file: str, secret: str, arguments: TrustArguments) -> tuple[Certificate, ...]:
    """The certificates that the document's unbroken signatures lead up to."""
    from fhvalidate.cli.isolation import operating
    from fhvalidate.isolated.places import named_path

    with operating(arguments.language) as operate:
        try:
            asked = {"file": named_path(file), "password": secret}
            ders: tuple[bytes, ...] = operate(tuple[bytes, ...], "topmost", **asked)
        except UnreadableError as error:
            raise not_learned(file, error) from error
    return tuple(map(read_certificate, ders))


def _confirmed(
    found: tuple[Certificate, ...], arguments: TrustArguments
) -> tuple[Certificate, ...]:
    """The certificates that the user says are right: by fingerprint, or by answering."""
    if arguments.yes is not None:
        wanted = fingerprint_of(arguments.yes)
        chosen = tuple(c for c in found if c.sha256 == wanted)
        if not chosen or len(wanted) != FULL_FINGERPRINT:
            raise UsageError("trust-fingerprint-wrong", fingerprint=arguments.yes)
        return chosen
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        for certificate in found:
            test = " --test" if is_test_authority(certificate) else ""
            file = shlex.quote(arguments.operands[0])
            command = f"fhvalidate trust learn {file} --yes {certificate.sha256}{test}"
            say(arguments, "learn-command", command=command)
        return ()
    return tuple(c for c in found if _asked(c, arguments))


def _asked(certificate: Certificate, arguments: TrustArguments) -> bool:
    name = mask_identity_attribute(certificate.common_name or certificate.subject)
    question = words(arguments.language, "trust", "learn-question", name=name)
    sys.stderr.write(question)
    sys.stderr.flush()
    answer = sys.stdin.readline().strip().casefold()
    return answer in ("ja", "j", "yes", "y")
