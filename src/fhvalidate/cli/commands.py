"""The commands beside the default one, each in a module that is imported when it is called.

A file of a command's name is examined as `./revisions`.
"""

from collections.abc import Callable, Sequence
from importlib import import_module

from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.report.messages import Language

Command = Callable[[Sequence[str], Language], ExitCode]

# The module of each command; its `run` is called with the whole command line.
MODULES = {
    "index": "fhvalidate.cli.originals",
    "match": "fhvalidate.cli.originals",
    "batch": "fhvalidate.cli.batch",
    "archive": "fhvalidate.cli.archive",
    "svt": "fhvalidate.cli.svt",
    "extend": "fhvalidate.cli.extend",
    "revisions": "fhvalidate.cli.revisions",
    "trust": "fhvalidate.cli.trust",
    "replay": "fhvalidate.cli.replay",
    "serve": "fhvalidate.cli.serve",
    "completion": "fhvalidate.cli.completion",
}


def named(argv: Sequence[str]) -> Command | None:
    """The command that the command line names; None for the default one."""
    module = MODULES.get(argv[0]) if argv else None
    if module is None:
        return None
    run: Command = import_module(module).run
    return run
