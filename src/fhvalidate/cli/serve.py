"""`fhvalidate serve`: the service, until it is stopped."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fhvalidate.cli import output
from fhvalidate.cli.complaints import complain
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.serve_arguments import ServeArguments, parse_serve, serve_parser
from fhvalidate.cli.serve_settings import read_anew, read_settings
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language, words
from fhvalidate.words.catalogue import sentence

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from fhvalidate.web.judging import Judging
    from fhvalidate.web.settings import ServiceSettings

WORKERS = "workers"  # that cannot be started for what was read: as bad as a file that cannot be
EXTRA = ("starlette", "uvicorn", "python_multipart")


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate serve …`; it returns when the service was stopped.

    Raises:
        UsageError: it cannot be carried out.
    """
    if {"-h", "--help"} & set(argv[1:]):
        sys.stdout.write(serve_parser(language).format_help())
        return ExitCode.VALID
    arguments = parse_serve(argv[1:], language)
    missing = [name for name in EXTRA if find_spec(name) is None]
    if missing:
        raise UsageError("extra-missing", package=missing[0].replace("_", "-"), extra="web")
    if arguments.new_key is not None:
        _tell_new_key(arguments.new_key, arguments.language)
        return ExitCode.VALID
    _serve(arguments)
    return ExitCode.VALID


def _serve(arguments: ServeArguments) -> None:
    from fhvalidate.web.application import application
    from fhvalidate.web.judging import Judging
    from fhvalidate.web.serving import Address, refuse_unusable, serve

    address = Address(arguments.host, arguments.port, arguments.unix, arguments.prefix)
    refuse_unusable(address)
    settings = read_settings(arguments)
    # The workers are forked while there is one thread, with all that is imported by then.
    judging = Judging.of(settings)

    def reload() -> None:
        _reload(arguments, app, judging)

    def listening(where: Address) -> None:
        told = words(arguments.language, "serve", "listening", address=where.shown)
        output.say(told, prefix="")
        _tell_of_trust(settings, arguments.language)

    def log(line: str) -> None:
        with suppress(OSError):  # a full disk behind the log stops no answer
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    app = application(settings, judging, log=log)
    proxies = arguments.trusted_proxies
    try:
        listened = serve(app, address, trusted_proxies=proxies, reload=reload, listening=listening)
    finally:
        judging.close()
    if not listened:
        raise UsageError("serve-address-taken", address=address.shown)


def _reload(arguments: ServeArguments, app: "Starlette", judging: "Judging") -> None:
    """Reads the files again; what cannot be read is told, and holds as it was read before."""
    from fhvalidate.web.current import current_of, exchange
    from fhvalidate.web.judging import new_pool

    before = current_of(app)
    read = read_anew(arguments, before)
    now, unread = read.settings, read.unread
    for _, error in read.errors:
        complain(arguments.language, error)
    exchange(app, now)  # first of all: a key that was taken away waits for no worker
    try:
        judging.exchange(now.trust, new_pool(now, now.trust), evidence=now.evidence)
    except UsageError as error:
        complain(arguments.language, error)
        now, unread = replace(now, trust=before.trust, evidence=before.evidence), (*unread, WORKERS)
        exchange(app, now)
    judging.unread = unread
    code = "serve-reloaded-in-part" if unread else "serve-reloaded"
    output.say(sentence(arguments.language, code, {"anchors": now.trust.count}), prefix="")
    _tell_of_trust(now, arguments.language)


def _tell_of_trust(settings: "ServiceSettings", language: Language) -> None:
    """What is remarkable with whom to believe, which those who ask for answers cannot mend."""
    for finding in settings.trust.findings:
        output.say(sentence(language, finding.code, finding.detail))
    if not settings.trust.count and not settings.without_trust:
        output.say(sentence(language, "serve-nobody-believed", {}))


def _tell_new_key(name: str, language: Language) -> None:
    from fhvalidate.web.keys import new_key

    key, kept = new_key(name)
    sys.stdout.write(f"{words(language, 'serve', 'new-key-shown')}\n{key}\n\n")
    sys.stdout.write(f"{words(language, 'serve', 'new-key-line')}\n{kept.line}\n")
