"""`fhvalidate serve`: the service, until it is stopped."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fhvalidate.cli import output
from fhvalidate.cli.complaints import complain
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.preparation import policy_of
from fhvalidate.cli.serve_arguments import ServeArguments, parse_serve, serve_parser
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language, words
from fhvalidate.words.catalogue import sentence

if TYPE_CHECKING:
    from fhvalidate.trust.anchors import TrustAnchors
    from fhvalidate.web.settings import ServiceSettings

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
    from fhvalidate.web.judging import Judging, new_pool
    from fhvalidate.web.serving import Address, serve

    settings = _settings(arguments)
    # The workers are forked while there is one thread, with all that is imported by then.
    judging = Judging.of(settings)

    def reload() -> None:
        try:
            trust = _trust(arguments)
            judging.exchange(trust, new_pool(settings, trust))
            told = sentence(arguments.language, "serve-reloaded", {"anchors": trust.count})
            output.say(told, prefix="")
        except UsageError as error:  # what was believed is believed until it can be read again
            complain(arguments.language, error)

    address = Address(arguments.host, arguments.port, arguments.unix)

    def listening() -> None:
        told = words(arguments.language, "serve", "listening", address=address.shown)
        output.say(told, prefix="")

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


def _settings(arguments: ServeArguments) -> "ServiceSettings":
    from fhvalidate.policy import Policy
    from fhvalidate.web.controllers import read_controller
    from fhvalidate.web.keys import read_keys
    from fhvalidate.web.settings import Controller, ServiceSettings

    given = arguments.controller
    return ServiceSettings(
        trust=_trust(arguments),
        policy=policy_of(arguments.policy) or Policy.named("default"),
        siva_policy=arguments.siva_policy,
        prefix=arguments.prefix,
        workers=arguments.workers or len(os.sched_getaffinity(0)),
        max_bytes=arguments.max_bytes,
        wait=arguments.wait,
        keys=() if arguments.keys is None else read_keys(arguments.keys),
        page=arguments.page,
        controller=Controller() if given is None else read_controller(given),
        with_certificates=arguments.with_certificates,
        show_personnummer=arguments.show_personnummer,
        without_trust=arguments.no_trust,
    )


def _trust(arguments: ServeArguments) -> "TrustAnchors":
    from fhvalidate.store.trust import load_trust
    from fhvalidate.trust.anchors import TrustAnchors

    if arguments.no_trust:
        return TrustAnchors.none()
    return load_trust(arguments.trust, test=arguments.test)


def _tell_new_key(name: str, language: Language) -> None:
    from fhvalidate.web.keys import new_key

    key, kept = new_key(name)
    sys.stdout.write(f"{words(language, 'serve', 'new-key-shown')}\n{key}\n\n")
    sys.stdout.write(f"{words(language, 'serve', 'new-key-line')}\n{kept.line}\n")
