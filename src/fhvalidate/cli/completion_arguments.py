"""The command line of `fhvalidate completion`."""

from collections.abc import Sequence

from fhvalidate.cli.parser import (
    Parser,
    add_common,
    choice,
    described,
    wrapped,
)
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

SHELLS = ("bash", "zsh", "fish")


@frozen
class CompletionArguments:
    """What the user asked for: a script for one shell, or help."""

    shell: str
    language: Language
    help: bool = False


def parse_completion(argv: Sequence[str], language: Language) -> CompletionArguments:
    """The arguments after `completion`; raises UsageError for what cannot be carried out."""
    found = completion_parser(language).parse_args(list(argv))
    chosen = Language(choice("--lang", found.lang, tuple(Language)))
    if found.help:
        return CompletionArguments("", chosen, help=True)
    if len(found.shells) != 1:
        raise UsageError("completion-shell-missing")
    return CompletionArguments(choice("completion", found.shells[0], SHELLS), chosen)


def completion_parser(language: Language) -> Parser:
    """The parser of `fhvalidate completion`."""

    def say(key: str) -> str:
        return words(language, "completion", key)

    parser = described("fhvalidate completion", wrapped(say("about")))
    group = parser.add_argument_group(words(language, "cli", "options-title"))
    group.add_argument("shells", nargs="*", metavar="|".join(SHELLS), help=say("shell"))
    add_common(group, language)
    return parser.begin_with_usage(language, say("synopsis"))
