"""`fhvalidate completion`: how shells complete its command lines, made from its parsers."""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files

from fhvalidate.cli.completion_arguments import completion_parser, parse_completion
from fhvalidate.cli.every_parser import every_parser
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.parser import PATHS, Parser
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.report.messages import Language, words

# How the parsers show a value that is one of a few: `text|json|html`.
_CHOICES = late_re(r"[a-z0-9-]+(\|[a-z0-9-]+)+")
_FILE_OPERANDS = frozenset({"files", "paths"})


@frozen
class Option:
    """One option of a command; `choices` and `is_path` tell of the value that follows it."""

    names: tuple[str, ...]
    told: str
    takes_value: bool
    choices: tuple[str, ...] = ()
    is_path: bool = False
    repeats: bool = False


@frozen
class Command:
    """One command, by the words after `fhvalidate`; `following` are the words that may follow."""

    words: str
    options: tuple[Option, ...]
    following: tuple[str, ...]
    takes_files: bool


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate completion …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    arguments = parse_completion(argv[1:], language)
    if arguments.help:
        sys.stdout.write(completion_parser(arguments.language).format_help())
    else:
        found = commands(arguments.language)
        sys.stdout.write(SCRIPTS[arguments.shell](found, arguments.language))
    return ExitCode.VALID


def commands(language: Language) -> tuple[Command, ...]:
    """Every command, what belongs to another after it."""
    parsers = every_parser(language)
    return tuple(_command(name, parser, tuple(parsers)) for name, parser in parsers.items())


def _command(name: str, parser: Parser, names: Sequence[str]) -> Command:
    prefix = f"{name} " if name else ""
    rest = [each.removeprefix(prefix) for each in names if each and each.startswith(prefix)]
    following = [each for each in rest if " " not in each]
    operand = next((item for item in parser._actions if not item.option_strings), None)  # noqa: SLF001
    takes_files = False
    if operand is not None:
        shown = str(operand.metavar)
        following += _choices(shown)
        takes_files = operand.dest in _FILE_OPERANDS or shown in ("FILE", "FIL")
    options = tuple(map(_option, (item for item in parser._actions if item.option_strings)))  # noqa: SLF001
    return Command(name, options, tuple(following), takes_files)


def _option(action: argparse.Action) -> Option:
    takes_value = action.nargs != 0
    return Option(
        names=tuple(action.option_strings),
        told=action.help or "",
        takes_value=takes_value,
        choices=tuple(_choices(str(action.metavar))) if takes_value else (),
        is_path=takes_value and action.dest in PATHS,
        repeats=isinstance(action.default, list) or type(action).__name__ == "_AppendAction",
    )


def _choices(shown: str) -> list[str]:
    return shown.split("|") if _CHOICES.fullmatch(shown) else []


def _quoted(text: str) -> str:
    """The text as one word in bash and zsh."""
    return "'" + text.replace("'", "'\\''") + "'"


def bash(found: Sequence[Command], _: Language) -> str:
    """The script for bash, 4 or later."""
    values: list[str] = []
    listed: list[str] = []
    for command in found:
        for option in command.options:
            if not option.takes_value:
                continue
            pattern = "|".join(f'"{command.words}:{name}"' for name in option.names)
            if option.choices:
                todo = f"_fhvalidate_words {_quoted(' '.join(option.choices))}"
            else:
                todo = "_fhvalidate_files" if option.is_path else ":"
            values.append(f"        {pattern}) {todo}; return ;;")
        names = " ".join(name for option in command.options for name in option.names)
        following = " ".join(command.following)
        paths = "_fhvalidate_files" if command.takes_files else ":"
        listed.append(
            f'        "{command.words}") options={_quoted(names)}; '
            f"following={_quoted(following)}; files={paths} ;;"
        )
    return _filled(
        "bash",
        paths="\n".join(_bash_paths(found)),
        values="\n".join(values),
        words="\n".join(listed),
    )


def _bash_paths(found: Sequence[Command]) -> Iterator[str]:
    """What tells which command a line has: by its first two words."""
    known = {command.words for command in found if command.words}
    firsts = [each for each in known if " " not in each]
    yield f'    case "${{COMP_WORDS[1]}}" in {"|".join(sorted(firsts))}) first=1 ;; esac'
    pairs = "|".join(f'"{each}"' for each in sorted(known) if " " in each)
    yield f'    case "${{COMP_WORDS[1]}} ${{COMP_WORDS[2]}}" in {pairs}) second=1 ;; esac'


def zsh(found: Sequence[Command], language: Language) -> str:
    """The script for zsh; also to be kept as `_fhvalidate` in a folder of `fpath`."""
    arms = []
    for command in found:
        specs = [_quoted(spec) for option in command.options for spec in _zsh_specs(option)]
        if command.takes_files:
            specs.append(_quoted("*:" + words(language, "cli", "metavar-file") + ":_files"))
        elif command.following:
            specs.append(_quoted(f"1: :({' '.join(command.following)})"))
        body = " \\\n                ".join(["_arguments -S", *specs])
        following = " ".join(map(_quoted, command.following))
        told = f"following=({following})"
        arms.append(f"        {_quoted(command.words)})\n            {told}\n            {body} ;;")
    pairs = " ".join(_quoted(command.words) for command in found if command.words)
    return _filled("zsh", commands=pairs, arms="\n".join(arms))


def _zsh_specs(option: Option) -> Iterator[str]:
    told = re.sub(r"([\[\]:\\])", r"\\\1", option.told)
    value = ""
    if option.choices:
        value = f": :({' '.join(option.choices)})"
    elif option.takes_value:
        value = ": :_files" if option.is_path else ": : "
    for name in option.names:
        stem = f"{name}=" if option.takes_value and name.startswith("--") else name
        # One spelling of an option rules the other out, unless it may be repeated.
        others = "*" if option.repeats else f"({' '.join(option.names)})"
        yield f"{others}{stem}[{told}]{value}"


def fish(found: Sequence[Command], language: Language) -> str:
    """The script for fish."""
    lines = []
    for command in found:
        when = _fish_quoted(f"__fhvalidate_is {_fish_quoted(command.words)}")
        start = f"complete -c fhvalidate -n {when}"
        if command.following:
            for word in command.following:
                told = _told(language, f"{command.words} {word}".strip())
                first = _fish_quoted(f"__fhvalidate_begins {_fish_quoted(command.words)}")
                lines.append(f"complete -c fhvalidate -n {first} -a {word}{told}")
        if not command.takes_files:
            lines.append(f"{start} -f")
        for option in command.options:
            names = " ".join(
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
                for name in option.names
            )
            value = ""
            if option.choices:
                value = f" -x -a {_fish_quoted(' '.join(option.choices))}"
            elif option.takes_value:
                value = " -r -F" if option.is_path else " -x"
            lines.append(f"{start} {names}{value} -d {_fish_quoted(option.told)}")
    known = " ".join(_fish_quoted(command.words) for command in found if command.words)
    return _filled("fish", commands=known, lines="\n".join(lines))


def _told(language: Language, name: str) -> str:
    """What is said of a command beside its name."""
    table, _, rest = name.rpartition(" ")
    if table:
        return ""
    return f" -d {_fish_quoted(words(language, 'command', rest))}"


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _filled(shell: str, **parts: str) -> str:
    """The script of the shell, which has `@name@` where a part belongs."""
    text = files(__package__).joinpath("shells", f"fhvalidate.{shell}").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part)
    return text


Script = Callable[[Sequence[Command], Language], str]
SCRIPTS: dict[str, Script] = {"bash": bash, "zsh": zsh, "fish": fish}
