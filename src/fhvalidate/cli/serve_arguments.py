"""The command line of `fhvalidate serve`."""

from collections.abc import Sequence
from dataclasses import field
from ipaddress import ip_network

from fhvalidate.cli.parser import Parser, add_common, choice, described, refuse_empty, wrapped
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

SIVA_POLICIES = ("POLv3", "POLv4", "FHV-AES")
HOST, PORT, PROXIES = "127.0.0.1", 8080, "127.0.0.1"
ANYBODY = "*"  # every address is a web server's: a container that only one reaches
MAX_PORT = 65_535
MAX_WORKERS = 256
MAX_WAIT = 600  # seconds
MAX_MEGABYTES = 1_024  # of one document


@frozen
class ServeArguments:
    """What the operator asked for."""

    language: Language
    answers_in: Language | None = field(default=None, kw_only=True)
    host: str = HOST
    port: int = PORT
    unix: str = ""
    workers: int | None = None
    trust: tuple[str, ...] = ()
    no_trust: bool = False
    test: bool = False
    policy: str | None = None
    siva_policy: str = "POLv4"
    prefix: str = ""
    max_bytes: int = 0
    wait: float = 0.0
    keys: str | None = None
    new_key: str | None = None
    controller: str | None = None
    trusted_proxies: str = PROXIES
    page: bool = True
    with_certificates: bool = False
    show_personnummer: bool = False
    evidence: tuple[str, ...] = ()
    online: bool = field(default=False, kw_only=True)
    recognition: str = "auto"
    profiles: str | None = None
    verapdf: str | None = "off"


def parse_serve(argv: Sequence[str], language: Language) -> ServeArguments:
    """The arguments after `serve`.

    Raises:
        UsageError: they cannot be carried out.
    """
    found = serve_parser(language).parse_args(list(argv))
    said = any(each == "--lang" or each.startswith("--lang=") for each in argv)
    refuse_empty(found, asking="fhvalidate serve --help")
    if found.no_trust and found.trust:
        raise UsageError("serve-trust-and-none")
    for option, given in (
        ("--host", found.host),
        ("--port", found.port),
        ("--trusted-proxies", found.trusted_proxies),
    ):
        if found.unix and given is not None:
            raise UsageError("serve-unix-and-address", option=option)
    spoken = Language(choice("--lang", found.lang, tuple(Language)))
    return ServeArguments(
        language=spoken,
        answers_in=spoken if said else None,
        host=found.host or HOST,
        port=PORT if found.port is None else _number("--port", found.port, 0, MAX_PORT),
        unix=found.unix or "",
        workers=None
        if found.workers is None
        else _number("--workers", found.workers, 1, MAX_WORKERS),
        trust=tuple(found.trust),
        no_trust=found.no_trust,
        test=found.test,
        policy=found.policy,
        siva_policy=choice("--siva-policy", found.siva_policy, SIVA_POLICIES),
        prefix=_prefix(found.prefix or ""),
        max_bytes=_number("--max-bytes", found.max_bytes, 1, MAX_MEGABYTES << 20),
        wait=_number("--wait", found.wait, 0, MAX_WAIT),
        keys=found.keys,
        new_key=found.new_key,
        controller=found.controller,
        trusted_proxies=_proxies(found.trusted_proxies),
        evidence=tuple(found.evidence),
        page=not found.no_page,
        with_certificates=found.with_certificates,
        show_personnummer=found.show_personnummer,
    )


def serve_parser(language: Language) -> Parser:
    """The parser of `fhvalidate serve`."""

    def say(key: str) -> str:
        return words(language, "serve", key)

    def metavar(key: str) -> str:
        return words(language, "cli", f"metavar-{key}")

    parser = described("fhvalidate serve", wrapped(say("about")))
    group = parser.add_argument_group(words(language, "cli", "options-title"))
    add = group.add_argument
    add("--host", metavar=say("metavar-host"), help=say("host"))
    add("--port", metavar="N", help=say("port"))
    add("--unix", metavar=metavar("path"), help=say("unix"))
    add("--workers", metavar="N", help=say("workers"))
    add("--trust", metavar=metavar("path"), action="append", default=[], help=say("trust"))
    add("--evidence", metavar=metavar("path"), action="append", default=[], help=say("evidence"))
    add("--no-trust", action="store_true", help=say("no-trust"))
    add("--policy", metavar=metavar("policy"), help=say("policy"))
    policies = "|".join(SIVA_POLICIES)
    add("--siva-policy", metavar=policies, default="POLv4", help=say("siva-policy"))
    add("--prefix", metavar=metavar("path"), help=say("prefix"))
    add("--max-bytes", metavar="N", default=str(20 << 20), help=say("max-bytes"))
    add("--wait", metavar="N", default="20", help=say("wait"))
    add("--keys", metavar=metavar("file"), help=say("keys"))
    add("--new-key", metavar=say("metavar-name"), help=say("new-key"))
    add("--controller", metavar=metavar("file"), help=say("controller"))
    add("--trusted-proxies", metavar=say("metavar-host"), help=say("proxies"))
    add("--no-page", action="store_true", help=say("no-page"))
    add("--with-certificates", action="store_true", help=say("with-certificates"))
    add_common(group, language, "test", "show-personnummer", "debug", lang=say("lang"))
    return parser.begin_with_usage(language, "fhvalidate serve")


def _prefix(text: str) -> str:
    """What stands before every path: a slash first and none at the end."""
    parts = [part for part in text.split("/") if part]
    if any(
        not part.isascii() or not part.replace("-", "").replace("_", "").isalnum() for part in parts
    ):
        raise UsageError("serve-prefix-malformed", value=text)
    return "".join(f"/{part}" for part in parts)


def _proxies(given: str | None) -> str:
    """The addresses of web servers, or networks of them, with commas between."""
    text = PROXIES if given is None else given
    for part in text.split(","):
        try:
            if part.strip() != ANYBODY or text.strip() != ANYBODY:
                ip_network(part.strip())
        except ValueError as error:
            raise UsageError("serve-proxies-malformed", value=part.strip()) from error
    return text


def _number(option: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text[:12]) <= most:
        raise UsageError(
            "option-out-of-range", option=option, value=text, least=str(least), most=str(most)
        )
    return int(text)
