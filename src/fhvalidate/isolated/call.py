"""validate(): as `fhvalidate.validate`, in a worker process that nothing in the file outlives."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from inspect import signature
from os import PathLike, fspath
from pathlib import Path
from typing import Any, ParamSpec

from fhvalidate import api
from fhvalidate.evidence import Evidence
from fhvalidate.isolated.answers import Judged, NotJudged
from fhvalidate.isolated.process import Asked, IsolatedWorker
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.model import Report

P = ParamSpec("P")


def _isolated(
    call: Callable[P, Report],
) -> Callable[[ResourceLimits], Callable[P, Judged | NotJudged]]:
    """What makes, for given limits, a function that is called as `call` and judges elsewhere."""
    parameters = signature(call)

    def within(limits: ResourceLimits) -> Callable[P, Judged | NotJudged]:
        """`validate` with other limits than 60 seconds and 1024 megabytes.

        The seconds are for all of it, also for what is fetched.
        """

        @wraps(call)
        def validate(*args: P.args, **kwargs: P.kwargs) -> Judged | NotJudged:
            bound = parameters.bind(*args, **kwargs)
            bound.apply_defaults()
            return _validate(bound.arguments, limits)

        return validate

    return within


within = _isolated(api.validate)

validate = within(ResourceLimits())
validate.__doc__ = """The report as JSON that has been checked against its schema, or why not.

The arguments are those of `fhvalidate.validate`, and so is what is raised for a wrong one. The
file is parsed in a process of its own with rlimits, which is killed when it passes them: nothing
that the file does harms the caller, and only JSON comes back. `within(limits)` is this with other
limits.

What is to reach the worker must be a value: `fetch` as `fetch.evidence.gathering` makes it,
`knowledge` as `Knowledge.built_in`, `from_path` or `extended`. With `evidence_out` it is the
worker that writes.

Raises:
    UsageError: `isolation-unavailable` where the platform has no rlimits; what
        `fhvalidate.validate` raises.
    TypeError: what cannot be sent to a worker; what `fhvalidate.validate` raises.
"""


def _validate(given: Mapping[str, Any], limits: ResourceLimits) -> Judged | NotJudged:
    """The call with every argument by its name."""
    api.check_call(given)
    source: str | PathLike[str] | bytes = given["source"]
    settings = Settings(
        trust=given["trust"],
        at=given["at"] or datetime.now(UTC),
        policy=given["policy"] or Policy.named(api.DEFAULT_POLICY),
        evidence=given["evidence"] or Evidence(),
        show_personnummer=given["show_personnummer"],
        text_recognition=given["text_recognition"],
        fetch=given["fetch"],
        knowledge=given["knowledge"] or Knowledge.built_in(),
    )
    own_name = "" if isinstance(source, bytes) else Path(fspath(source)).name
    out = given["evidence_out"]
    asked = Asked(
        name=given["name"] or own_name,
        password=given["password"],
        held_since=given["held_since"],
        evidence_out=None if out is None else fspath(out),
    )
    data = source if isinstance(source, bytes) else api.read_file(source)
    worker = IsolatedWorker(settings, limits)
    try:
        return worker.judge_bytes(data, asked)
    finally:
        worker.close()
