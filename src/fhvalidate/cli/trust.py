"""`fhvalidate trust`: whom a municipality believes, set up once, read and reviewed."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fhvalidate import places
from fhvalidate.atomic import locked, write_atomically
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.trust_arguments import TrustArguments, parse_trust, trust_help
from fhvalidate.cli.trust_changes import (
    add_entries,
    make_entries,
    not_accepted,
    purposes_for,
    read_certificates,
    refuse_test_authority,
    say,
    tell_added,
    tell_uncovered,
    unchanged_profile,
)
from fhvalidate.cli.trust_known import known
from fhvalidate.cli.trust_learn import learn
from fhvalidate.cli.trust_policies import merged, policies
from fhvalidate.cli.trust_text import entry_lines, profile_lines, status_lines
from fhvalidate.cli.trust_update import update
from fhvalidate.errors import UsageError
from fhvalidate.regular_files import not_read, read_regular
from fhvalidate.report.messages import Language
from fhvalidate.system_errors import reason_of
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.trust.profile import (
    MAX_SIZE,
    Profile,
    dumps,
    parse_profile,
    read_profile,
    write_profile,
)
from fhvalidate.trust.profile_entry import Entry, fingerprint_of

MIN_FINGERPRINT = 8  # hexadecimal digits that name an anchor in `show` and `remove`


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate trust …`; `argv` begins with `trust`.

    Raises:
        UsageError: it cannot be carried out; the profile is then as it was.
    """
    arguments = parse_trust(argv[1:], language)
    if arguments.help:
        sys.stdout.write(trust_help(language, arguments.command))
        return ExitCode.VALID
    path = Path(arguments.profile) if arguments.profile else places.profile_path()
    return _COMMANDS[arguments.command](arguments, path)


def _list(arguments: TrustArguments, path: Path) -> ExitCode:
    lines = profile_lines(read_profile(path), path, arguments.language, at=datetime.now(UTC))
    print("\n".join(lines))
    return ExitCode.VALID


def _show(arguments: TrustArguments, path: Path) -> ExitCode:
    for entry in _matching(read_profile(path), arguments.operands[0]):
        at = datetime.now(UTC)
        print("\n".join(entry_lines(entry, arguments.language, at=at, details=True)))
    return ExitCode.VALID


def _matching(profile: Profile, fingerprint: str) -> tuple[Entry, ...]:
    wanted = fingerprint_of(fingerprint)
    found = profile.matching(wanted) if len(wanted) >= MIN_FINGERPRINT else ()
    if not found:
        raise UsageError("trust-anchor-unknown", fingerprint=fingerprint)
    if len({entry.certificate.sha256 for entry in found}) > 1:
        raise UsageError("trust-fingerprint-ambiguous", fingerprint=fingerprint)
    return found


def _add(arguments: TrustArguments, path: Path) -> ExitCode:
    now = datetime.now(UTC).replace(microsecond=0)
    entries: list[Entry] = []
    for file in arguments.operands:
        for certificate in read_certificates(file, arguments):
            refuse_test_authority(certificate, allowed=arguments.test)
            purposes = purposes_for(certificate, arguments)
            entries += make_entries(
                certificate, replace(arguments, purposes=purposes), Path(file).name, now
            )
    add_entries(arguments, path, entries)
    say(arguments, "compare-added")
    tell_uncovered(arguments, entries)
    say(arguments, "next-validate")
    return ExitCode.VALID


def _remove(arguments: TrustArguments, path: Path) -> ExitCode:
    with locked(path):
        profile = unchanged_profile(path)
        found = _matching(profile, arguments.operands[0])
        purposes = frozenset(arguments.purposes or Purpose)
        removed = [entry for entry in found if entry.purpose in purposes]
        if not removed:
            raise UsageError("trust-anchor-unknown", fingerprint=arguments.operands[0])
        write_profile(path, profile.without(removed[0].certificate.sha256, purposes))
    for entry in removed:
        print("\n".join(entry_lines(entry, arguments.language, at=datetime.now(UTC))))
    say(arguments, "removed", count=len(removed), path=str(path))
    return ExitCode.VALID


def _export(arguments: TrustArguments, path: Path) -> ExitCode:
    data = dumps(read_profile(path))
    if arguments.operands[0] == "-":
        sys.stdout.write(data.decode())
        return ExitCode.VALID
    target = arguments.operands[0]
    try:
        write_atomically(Path(target), data)
    except OSError as error:
        raise UsageError("output-not-writable", path=target, reason=reason_of(error)) from error
    say(arguments, "exported", path=target)
    return ExitCode.VALID


def _import(arguments: TrustArguments, path: Path) -> ExitCode:
    file = arguments.operands[0]
    try:
        data = read_regular(file, limit=MAX_SIZE)
    except OSError as error:
        raise not_read(file, error) from error
    given = parse_profile(data, path=file)
    if given.changed_elsewhere:
        raise not_accepted(Path(file), given)
    for entry in given.entries:
        refuse_test_authority(entry.certificate, allowed=arguments.test)
    with locked(path):
        own = unchanged_profile(path)
        name = given.name if not own.entries else own.name
        joined = replace(
            own.adding(given.entries),
            name=name,
            lists=own.lists or given.lists,
            path_inputs=merged(own, given),
        )
        write_profile(path, joined)
    tell_added(arguments, path, own, given.entries, key="imported")
    return ExitCode.VALID


def _status(arguments: TrustArguments, path: Path) -> ExitCode:
    profile = replace(read_profile(path), file=arguments.profile or "")
    now = datetime.now(UTC)
    lines, healthy = status_lines(
        profile, TrustAnchors.of_profile(profile), path, arguments.language, at=now
    )
    print("\n".join(lines))
    return ExitCode.VALID if healthy else ExitCode.INDETERMINATE


def _accept(arguments: TrustArguments, path: Path) -> ExitCode:
    with locked(path):
        profile = read_profile(path)
        if fingerprint_of(arguments.operands[0]) != profile.sha256:
            raise UsageError("trust-digest-wrong", path=str(path))
        write_profile(path, profile)
    say(arguments, "accepted", path=str(path))
    return ExitCode.VALID


_COMMANDS: dict[str, Callable[[TrustArguments, Path], ExitCode]] = {
    "list": _list,
    "show": _show,
    "add": _add,
    "remove": _remove,
    "export": _export,
    "import": _import,
    "learn": learn,
    "known": known,
    "update": update,
    "policies": policies,
    "status": _status,
    "accept": _accept,
}
