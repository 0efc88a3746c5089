"""`fhvalidate trust update --eu`: the EU's trusted lists, live or from a folder."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.request import getproxies_environment

from fhvalidate import places
from fhvalidate.atomic import locked
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.trust_arguments import TrustArguments
from fhvalidate.cli.trust_changes import read_certificates, say, unchanged_profile
from fhvalidate.conclusion import Finding
from fhvalidate.errors import FetchError, TrustedListError, UsageError
from fhvalidate.fetch.request import Network
from fhvalidate.report.messages import sentence
from fhvalidate.trust.list_history import (
    kept_before,
    kept_files,
    older_fetched,
    rollback_findings,
    rolled_back,
    shares_signer,
)
from fhvalidate.trust.list_versions import LIST_OF_LISTS, Versions, versions_of
from fhvalidate.trust.lists import TrustedLists
from fhvalidate.trust.profile import ListsInUse, Profile, read_profile, write_profile
from fhvalidate.trust.profile_entry import pem_of
from fhvalidate.trust.snapshots import (
    keep_parsed,
    keep_snapshot,
    load_snapshot,
    read_folder,
)

DATE_LENGTH = 10  # of the date that begins a snapshot's name
TIMEOUT = 60.0  # seconds for one list: nobody's document chose it, and the largest has 3 MB


def user_network() -> Network:
    """The network as the user's own environment sets it up: its proxies, and none other."""
    own = getproxies_environment()
    return Network(proxies=tuple((k, v) for k, v in own.items() if k in ("http", "https")))


def update(arguments: TrustArguments, path: Path, network: Network | None = None) -> ExitCode:
    """Verifies and keeps a snapshot of the lists, and has the profile use it."""
    from fhvalidate.fetch.trusted_lists import LOCATION
    from fhvalidate.trust.list_set import assemble
    from fhvalidate.trust.official_journal import official_journal_signers

    if not arguments.eu:
        raise UsageError("trust-update-nothing")
    if arguments.snapshot and arguments.location:
        raise UsageError("trust-snapshot-or-location")
    signers = _signers(arguments) or official_journal_signers()
    try:
        files, notes = _files(arguments, signers, network or user_network())
        lists = assemble(files, signers=signers, countries=arguments.countries)
    except TrustedListError as error:
        raise UsageError("trust-lists-unverified", reason=str(error)) from error
    except FetchError as error:
        where = arguments.location or LOCATION
        raise UsageError("trust-lists-not-fetched", url=where, reason=error.reason) from error
    if not lists.lists:
        _tell(arguments, (*notes, *lists.findings))
        raise UsageError("trust-lists-empty")
    pem = "".join(pem_of(signer) for signer in signers).encode()
    before = _had_before(read_profile(path), pem)
    if not arguments.snapshot:
        files, lists, more = _without_rollback(files, lists, signers, arguments, before)
        notes = (*notes, *more)
    name = keep_snapshot(files, lists, signers=pem, folder=places.snapshots_folder())
    keep_parsed(lists, arguments.countries, places.cache_folder())
    with locked(path):
        profile = unchanged_profile(path)
        _refuse_older(name, profile, offline=bool(arguments.snapshot))
        in_use = ListsInUse(name, lists.sha256, arguments.countries)
        write_profile(path, replace(profile, lists=in_use))
    notes = (*notes, *rollback_findings(name, versions_of(lists), before))
    _tell(arguments, (*notes, *lists.findings))
    say(arguments, "updated", lists=len(lists.lists), count=lists.count, snapshot=name)
    return ExitCode.VALID


def _tell(arguments: TrustArguments, findings: Iterable[Finding]) -> None:
    for finding in findings:
        print(sentence(arguments.language, finding.code, finding.detail))


def _files(
    arguments: TrustArguments, signers: tuple[bytes, ...], network: Network
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The files of the folder that was given, or of where the lists are published."""
    from fhvalidate.fetch.trusted_lists import LOCATION, download

    if arguments.snapshot:
        return read_folder(Path(arguments.snapshot)), ()
    fetched = download(
        replace(network, timeout=TIMEOUT),
        location=arguments.location or LOCATION,
        countries=arguments.countries,
        signers=signers,
    )
    return fetched.files, fetched.findings


def _had_before(profile: Profile, pem: bytes) -> dict[str, Versions]:
    """The sequence numbers of what was kept, and of what the profile uses, by the same signers."""
    folder, cache = places.snapshots_folder(), places.cache_folder()
    before = dict(kept_before(folder, signers=pem))
    used = profile.lists
    if used is not None and used.snapshot not in before and shares_signer(used, pem, folder):
        with suppress(UsageError):  # what is gone or changed is told when it is used
            before[used.snapshot] = versions_of(load_snapshot(used, folder=folder, cache=cache))
    return before


def _without_rollback(
    files: dict[str, bytes],
    lists: TrustedLists,
    signers: tuple[bytes, ...],
    arguments: TrustArguments,
    before: Mapping[str, Versions],
) -> tuple[dict[str, bytes], TrustedLists, tuple[Finding, ...]]:
    """What was fetched, with kept lists in the place of older ones: somebody replays those.

    Raises:
        UsageError: `trust-lists-older`: the list of lists itself is older.
    """
    from fhvalidate.trust.list_set import assemble

    fetched = versions_of(lists)
    territories, newest = rolled_back(fetched, before)
    if newest is None:
        return files, lists, ()
    if LIST_OF_LISTS in territories:
        raise UsageError("trust-lists-older", fetched=lists.name, used=newest)
    kept = kept_files(territories, before, places.snapshots_folder())
    files = {**files, **kept}
    lists = assemble(files, signers=signers, countries=arguments.countries)
    used = versions_of(lists)
    mended = (t for t in territories if used.lists.get(t, 0) > fetched.lists[t])
    return files, lists, tuple(older_fetched(t, fetched, used) for t in mended)


def _refuse_older(name: str, profile: Profile, *, offline: bool) -> None:
    """Raises UsageError when what was fetched is older than what is in use: somebody replays it.

    A folder may be as old as its owner wants: it was chosen by hand.
    """
    if profile.lists is None or offline:
        return
    if name[:DATE_LENGTH] < profile.lists.snapshot[:DATE_LENGTH]:
        raise UsageError("trust-lists-older", fetched=name, used=profile.lists.snapshot)


def _signers(arguments: TrustArguments) -> tuple[bytes, ...]:
    """The certificates that the files hold; one that cannot be read is no signer, and told."""
    return tuple(
        certificate.der
        for file in arguments.signers
        for certificate in read_certificates(file, arguments)
    )
