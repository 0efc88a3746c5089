"""The command line of `fhvalidate replay`."""

from collections.abc import Sequence
from dataclasses import field
from datetime import UTC, datetime

from fhvalidate.cli import password
from fhvalidate.cli.moments import as_of
from fhvalidate.cli.parser import (
    Parser,
    add_common,
    add_json,
    choice,
    described,
    form_of,
    only_file,
    refuse_stdin,
    wrapped,
)
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

FORMATS = ("text", "json")


@frozen
class ReplayArguments:
    """What the user asked for; the password is shown by no repr.

    The trust, policy, evidence and time are for the seal alone.
    """

    bundle: str
    language: Language
    format: str = "text"
    document: str | None = None
    trust: tuple[str, ...] = ()
    at: datetime | None = None
    policy: str | None = None
    evidence: tuple[str, ...] = ()
    test: bool = field(default=False, kw_only=True)
    sealed: bool = field(default=False, kw_only=True)
    password: str = field(default="", repr=False)
    online: bool = field(default=False, kw_only=True)
    recognition: str = "off"
    profiles: str | None = None
    verapdf: str | None = "off"


def parse_replay(argv: Sequence[str], language: Language) -> ReplayArguments:
    """The arguments after `replay`.

    Raises:
        UsageError: they cannot be carried out.
    """
    found = replay_parser(language).parse_args(list(argv))
    bundle = only_file(found, "replay")
    refuse_stdin(tuple(filter(None, [found.document])), "replay")
    now = datetime.now(UTC)
    return ReplayArguments(
        bundle=bundle,
        language=Language(choice("--lang", found.lang, tuple(Language))),
        format=form_of(found, FORMATS),
        document=found.document,
        trust=tuple(found.trust),
        at=None if found.at is None else as_of(found.at, option="--at", now=now),
        policy=found.policy,
        evidence=tuple(found.evidence),
        test=found.test,
        sealed=found.require_seal,
        password=password.from_file(found.password_file) if found.password_file else "",
    )


def replay_parser(language: Language) -> Parser:
    """The parser of `fhvalidate replay`."""

    def say(key: str) -> str:
        return words(language, "replay", key)

    def metavar(key: str) -> str:
        return words(language, "cli", f"metavar-{key}")

    parser = described("fhvalidate replay", wrapped(say("about")))
    group = parser.add_argument_group(words(language, "cli", "options-title"))
    add = group.add_argument
    add("files", nargs="*", metavar=say("metavar-bundle"), help=say("option-bundle"))
    add("--document", metavar=metavar("file"), help=say("option-document"))
    add("--require-seal", action="store_true", help=say("option-require-seal"))
    trust, path = say("option-trust"), metavar("path")
    add("--trust", metavar=path, action="append", default=[], help=trust)
    add("--evidence", metavar=path, action="append", default=[], help=say("option-evidence"))
    add("--at", metavar=metavar("day"), help=say("option-at"))
    add("--policy", metavar=metavar("policy"), help=say("option-policy"))
    add("--format", metavar="|".join(FORMATS), help=say("option-format"))
    add_json(group, language)
    told = words(language, "cli", "password-file")
    add("--password-file", metavar=metavar("password"), help=told)
    add_common(group, language, "test", "debug")
    return parser.begin_with_usage(language, say("synopsis"))
