"""The registrar: types what the program prints, and what the page of fingerprints says."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.registrar.inbox import Post, Published

INBOX, ISSUERS = "inkorg", "utfärdare"
MAX_COMMANDS = 8
LOCALES = {"sv": "sv_SE.UTF-8", "en": "en_GB.UTF-8"}

_GLOB = re.compile(r"fhvalidate (\S+/\*\.pdf)")
# The closing table's advice: what for, and below it the command.
_OFFER = re.compile(r"^  \w+ (.+):\n    (fhvalidate trust add \w+ --purpose \w+)$", re.MULTILINE)
_FINGERPRINT = re.compile(r"SHA-256: ([0-9A-F:]{95})")
_EVIDENCE = re.compile(r"--evidence (?:SÖKVÄG|PATH)")


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed, and what it printed."""

    command: str
    printed: str


class StuckError(Exception):
    """What was printed does not lead on, or the page says something else."""


def lay_out(post: Post, folder: Path) -> None:
    """Puts the post, and what the issuers publish, into the folder; its home is empty."""
    (folder / "home").mkdir()
    for name, files in ((INBOX, post.inbox), (ISSUERS, post.issued)):
        (folder / name).mkdir()
        for file, data in files.items():
            (folder / name / file).write_bytes(data)


def play(folder: Path, page: tuple[Published, ...], language: str) -> list[Typed]:
    """What was typed, from `fhvalidate inkorg` on, until nothing that was printed leads on."""

    def typed(command: str) -> str:
        if len(done) == MAX_COMMANDS:
            raise StuckError(command)
        done.append(Typed(command, run(command, folder, language)))
        return done[-1].printed

    done: list[Typed] = []
    examine = f"fhvalidate {_found(_GLOB, typed(f'fhvalidate {INBOX}'))}"
    printed = typed(examine)
    while True:
        offered = list(_offered(printed, page))
        for command, awaited in offered:
            _compare(typed(command), awaited)
        if not offered and (not _EVIDENCE.search(printed) or "--evidence" in examine):
            return done
        if not offered:
            examine += f" --evidence {ISSUERS}"
        printed = typed(examine)


def _offered(printed: str, page: tuple[Published, ...]) -> Iterator[tuple[str, list[Published]]]:
    """The printed commands, each with the files of the issuers that are awaited for it."""
    for purpose, command in _OFFER.findall(printed):
        rows = [line for line in unfolded(printed).splitlines() if re.search(r": \d+ \w+$", line)]
        awaited = [
            each
            for each in page
            if any(line.startswith(f"  {each.name}, ") and purpose in line for line in rows)
        ]
        if awaited:
            files = shlex.join(f"{ISSUERS}/{each.file}" for each in awaited)
            yield re.sub(r"add \w+", f"add {files}", command), awaited


def _compare(printed: str, awaited: list[Published]) -> None:
    """Raises StuckError where a certificate that was added is not the one that the page names."""
    if sorted(_FINGERPRINT.findall(printed)) != sorted(each.sha256.upper() for each in awaited):
        raise StuckError(printed)


def unfolded(printed: str) -> str:
    """The lines that were folded for the width of a screen, whole."""
    return re.sub(r"\n {4,}(?=\S)", " ", printed)


def _found(pattern: re.Pattern[str], printed: str) -> str:
    found = pattern.search(printed)
    if found is None:
        raise StuckError(printed)
    return found[1]


def run(command: str, folder: Path, language: str) -> str:
    """What the command prints, in a home where nothing was before it, as a shell runs it."""
    program, *words = shlex.split(command)
    if program != "fhvalidate":
        raise StuckError(command)
    given = [name for word in words for name in _expanded(word, folder)]
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, "-m", "fhvalidate", *given],
        cwd=folder,
        env={**kept, "HOME": str(folder / "home"), "LC_ALL": LOCALES[language]},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode()


def _expanded(word: str, folder: Path) -> list[str]:
    """The word, or the files that it stands for."""
    if not word.endswith("*.pdf"):
        return [word]
    return [str(path.relative_to(folder)) for path in sorted(folder.glob(word))]


def verdicts(printed: str) -> dict[str, str]:
    """The verdict of each file, by its name, as the closing table has them."""
    lines = printed.splitlines()
    ruler = next(at for at, line in enumerate(lines) if re.fullmatch(r"  -+( -+){3}", line))
    name, verdict, *_ = [match.span() for match in re.finditer("-+", lines[ruler])]
    found: list[list[str]] = []
    for line in lines[ruler + 1 :]:
        if not line:
            break
        if line[slice(*verdict)].strip():
            found.append(["", line[slice(*verdict)].strip()])
        found[-1][0] = f"{found[-1][0]} {line[slice(*name)].strip()}".strip()
    return {file.strip('"'): said for file, said in found}
