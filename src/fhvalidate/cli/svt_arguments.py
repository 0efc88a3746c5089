"""The command line of `fhvalidate svt issue`."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from fhvalidate.cli.one_file import (
    add_examined,
    examined,
    help_alone,
    refuse_missing,
    refuse_stdout,
)
from fhvalidate.cli.parser import Parser, described, only_file, wrapped
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhvalidate.cli.arguments import Arguments

SVT = "svt"
ISSUE = "svt issue"
MAX_ISSUER = 200  # characters


@frozen
class IssueArguments:
    """What the user asked for.

    Attributes:
        judged: how the file is examined.
        key: the file of the key, with that of its password after a colon, or a URI (RFC 7512).
        cert: a file with certificates that belong to the key.
        algorithm: that tokens are signed by; that which goes with the key when left out.
        issuer: who issues the token; whom the certificate names when left out.
        tsa: the address of a time-stamping authority, for an ordinary time-stamp after the token.
        out: the file to write.
    """

    judged: Arguments
    key: str
    out: str
    cert: str | None = None
    algorithm: str | None = None
    issuer: str | None = None
    tsa: str | None = None
    also_indeterminate: bool = field(default=False, kw_only=True)

    @property
    def file(self) -> str:
        """The file that the token is for."""
        return self.judged.files[0]


def parse_issue(argv: Sequence[str], language: Language) -> IssueArguments:
    """The arguments after `svt issue`.

    Raises:
        UsageError: they cannot be carried out.
    """
    asking = f"fhvalidate {ISSUE} --help"
    found = issue_parser(language).parse_args(list(argv))
    file = only_file(found, ISSUE)
    refuse_missing(asking, key=found.key, out=found.out)
    refuse_stdout(found.out, ISSUE)
    if found.issuer is not None and len(found.issuer) > MAX_ISSUER:
        raise UsageError("issue-issuer-too-long", limit=str(MAX_ISSUER))
    return IssueArguments(
        examined(found, file),
        found.key,
        found.out,
        found.cert,
        found.algorithm,
        found.issuer,
        found.tsa,
        also_indeterminate=found.also_indeterminate,
    )


def svt_parser(language: Language) -> Parser:
    """The parser of `fhvalidate svt`, which has help alone."""
    return help_alone(language, SVT, table="svt", one=issue_parser)


def issue_parser(language: Language) -> Parser:
    """The parser of `fhvalidate svt issue`."""

    def say(key: str) -> str:
        return words(language, "cli", key)

    def own(key: str) -> str:
        return words(language, "svt", key)

    parser = described(f"fhvalidate {ISSUE}", wrapped(own("about-issue")))
    group = parser.add_argument_group(say("options-title"))
    add = group.add_argument
    add("files", nargs="*", metavar=say("metavar-file"), help=own("file"))
    add("--key", metavar=own("metavar-key"), help=own("key"))
    add("--cert", metavar=say("metavar-file"), help=own("cert"))
    add("-o", "--out", metavar=say("metavar-file"), help=own("out"))
    add("--algorithm", metavar="RS512|ES256|…", help=own("algorithm"))
    add("--issuer", metavar=own("metavar-text"), help=own("issuer"))
    add("--tsa", metavar="URL", help=own("tsa"))
    add("--also-indeterminate", action="store_true", help=own("also-indeterminate"))
    add_examined(group, language)
    return parser.begin_with_usage(language, own("synopsis-issue"), "key", "out")
