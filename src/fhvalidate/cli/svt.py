"""`fhvalidate svt issue`: a file with the archive's own validation token over its signatures.

The document is only read, and nothing is written over anything: the new file gets its name when it
has been read back and found to be what it should.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.cli import output, password
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.one_file import done, told_instead
from fhvalidate.cli.staging import refuse_taken, staged, write_whole_and_name
from fhvalidate.cli.svt_arguments import (
    ISSUE,
    IssueArguments,
    issue_parser,
    parse_issue,
    svt_parser,
)
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.messages import Language, words
from fhvalidate.words.local_times import last_whole_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fhvalidate.cli.preparation import Prepared
    from fhvalidate.constraints import CryptographicConstraints
    from fhvalidate.extension.svt_issuing import Issued, Wanted
    from fhvalidate.isolated import Settings
    from fhvalidate.isolated.authority import Authority
    from fhvalidate.report.signature_report import SignatureReport


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate svt …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    rest = list(argv[1:])
    told = told_instead(rest, language, ISSUE, all_of_them=svt_parser, one=issue_parser)
    if told is not None:
        return told
    arguments = parse_issue(rest[1:], language)
    return done(arguments.judged, lambda: _issue(arguments), own="extend-")


def _issue(arguments: IssueArguments) -> ExitCode:
    """Issues a token by the key, which is let go of whatever comes of it."""
    refuse_taken(arguments.out)
    wanted = _wanted(arguments)
    try:
        return _issued(arguments, wanted)
    finally:
        wanted.key.close()


def _issued(arguments: IssueArguments, wanted: "Wanted") -> ExitCode:
    """Examines the document, issues the token, and gives the new file its name."""
    from fhvalidate.cli import isolation
    from fhvalidate.cli.preparation import settings_of
    from fhvalidate.extension.svt_issuing import issued
    from fhvalidate.isolated.token_issuing import issuing
    from fhvalidate.source_file import source_file

    judged = arguments.judged
    prepared: Prepared = settings_of(judged)
    shows = judged.show_personnummer
    settings: Settings = prepared.of_worker(at=wanted.at, show_personnummer=shows)
    secret = password.from_file(judged.password_file) if judged.password_file else ""
    file = source_file(arguments.file, limit=settings.policy.limits.file_size)
    if not isolation.is_isolated():
        isolation.tell_not_isolated(judged.language)
    authority = None if arguments.tsa is None else _authority(arguments.tsa)
    with staged(arguments.out, arguments.out) as places:
        with issuing(
            settings,
            places.folder,
            file=file,
            issuer=wanted.key.certificate.der,
            password=secret,
            authority=authority,
            isolated=isolation.is_isolated(),
        ) as tools:
            made = issued(file.data, wanted, tools)
        write_whole_and_name(made.data, places, arguments.out)
    _say(arguments, wanted, made)
    _say_until(arguments, wanted, settings.policy.cryptography)
    return ExitCode.VALID


def _wanted(arguments: IssueArguments) -> "Wanted":
    """What is asked for; the key is read before any file is, so that a wrong one costs nothing.

    Raises:
        UsageError: as `issuing_key`, `chosen_algorithm`; `extend-not-installed`.
    """
    from fhvalidate.cli.issuing_key import issuing_key
    from fhvalidate.extension.keys import chosen_algorithm, refuse_out_of_force
    from fhvalidate.extension.pdf_writer import require_pyhanko
    from fhvalidate.extension.svt_issuing import Wanted

    require_pyhanko()
    judged = arguments.judged
    key = issuing_key(arguments.key, arguments.cert, judged.language)
    now = datetime.now(UTC)
    refuse_out_of_force(key, now)
    own = key.certificate
    issuer = arguments.issuer or own.common_name or own.organisation or own.subject
    return Wanted(
        key=key,
        algorithm=chosen_algorithm(key, arguments.algorithm),
        issuer=mask_attribute(issuer),  # tokens go far, and whoever issues one is no person
        at=now,
        also_indeterminate=arguments.also_indeterminate,
        allows_test=judged.test,
    )


def _authority(url: str) -> "Authority":
    """The authority at the address; it was typed, and may be a private one.

    Raises:
        UsageError: `extend-no-time-stamp`.
    """
    from fhvalidate.cli.trust_update import user_network
    from fhvalidate.isolated.authority import Authority, asked_at

    return Authority(asked_at(url, user_network()), url)


def _words_of_earlier(signatures: "Iterable[SignatureReport]") -> "Iterator[str]":
    """Who issued each earlier token by whose word alone a signature passes, and when."""
    from fhvalidate.words.local_times import local

    for each in signatures:
        for word in each.svt:
            if word.counts:
                yield f"{word.issuer_name or word.issuer}, {local(word.issued_at)[:16]}"


def _say_until(
    arguments: IssueArguments, wanted: "Wanted", constraints: "CryptographicConstraints"
) -> None:
    """Until when the token holds, and what to do before."""
    from fhvalidate.extension.svt_lasting import lasting

    found = lasting(wanted.key.certificate, wanted.algorithm, constraints)
    keys = ["until-algorithm" if found.by_algorithm else "until-certificate"]
    keys += ["algorithm-ends-soon"] if found.is_soon(wanted.at) else []
    facts = {
        "until": last_whole_day(found.until).isoformat(),
        "algorithm": wanted.algorithm.name,
    }
    for key in keys:
        sys.stdout.write(words(arguments.judged.language, "svt", key, **facts) + "\n")


def _say(arguments: IssueArguments, wanted: "Wanted", made: "Issued") -> None:
    from fhvalidate.extension.svt_claims import is_passed, signatures_of
    from fhvalidate.validation.provable import PASSING

    judged = arguments.judged
    signatures = signatures_of(made.before)
    passed = tuple(filter(is_passed, signatures))
    facts = {
        "out": output.path_shown(arguments.out, show=judged.show_personnummer),
        "issuer": wanted.issuer,
        "count": str(len(signatures)),
        "open": str(len(signatures) - len(passed)),
        "earlier": str(sum(each.indication not in PASSING for each in passed)),
        "by": "; ".join(dict.fromkeys(_words_of_earlier(passed))),
        "url": arguments.tsa or "",
    }
    keys = ["done"]
    keys += ["done-open"] if facts["open"] != "0" else []
    keys += ["done-earlier"] if facts["earlier"] != "0" else []
    keys += ["done-time-stamp"] if arguments.tsa is not None else []
    for key in (*keys, "done-next"):
        sys.stdout.write(words(judged.language, "svt", key, **facts) + "\n")
