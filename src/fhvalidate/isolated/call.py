"""validate(): as `fhvalidate.validate`, in a worker process that nothing in the file outlives."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec

from fhvalidate import api
from fhvalidate.call_arguments import check_call
from fhvalidate.evidence import Evidence
from fhvalidate.isolated.answers import Judged, NotJudged
from fhvalidate.isolated.examiner import Asked, IsolatedWorker
from fhvalidate.isolated.keeping import keep, keeping_of, noting
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.source_file import Source, source_file

P = ParamSpec("P")


def _isolated(
    call: Callable[P, Report],
) -> Callable[[ResourceLimits | None], Callable[P, Judged | NotJudged]]:
    """What makes, for given limits, a function that is called as `call` and judges elsewhere."""
    parameters = signature(call)

    def within(limits: ResourceLimits | None) -> Callable[P, Judged | NotJudged]:
        """`validate` with other limits than those of its policy.

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

validate = within(None)
validate.__doc__ = """The report as JSON that has been checked against its schema, or why not.

The arguments are those of `fhvalidate.validate`, and so is what is raised for a wrong one. The
file is parsed in a process of its own with rlimits, which is killed when it passes them: nothing
that the file does harms the caller, and only JSON comes back. `within(limits)` is this with other
limits.

What is to reach the worker must be a value: `knowledge` as `Knowledge.built_in`, `from_path` or
`extended`. The worker has no network and writes nothing: what is missing is fetched, and evidence
written, by the caller.

Raises:
    UsageError: `isolation-unavailable` where the platform has no rlimits; what
        `fhvalidate.validate` raises.
    TypeError: what cannot be sent to a worker; what `fhvalidate.validate` raises.
"""


def _validate(given: Mapping[str, Any], limits: ResourceLimits | None) -> Judged | NotJudged:
    """The call with every argument by its name."""
    check_call(given)
    source: Source = given["source"]
    settings = Settings(
        trust=given["trust"],
        at=given["at"] or datetime.now(UTC),
        policy=given["policy"] or Policy.named(api.DEFAULT_POLICY),
        evidence=given["evidence"] or Evidence(),
        show_personnummer=given["show_personnummer"],
        text_recognition=given["text_recognition"],
        fetch=given["fetch"],
        pdf_a=given["pdf_a"],
        knowledge=given["knowledge"] or Knowledge.built_in(),
    )
    file = source_file(source, limit=settings.policy.limits.file_size)
    out = given["evidence_out"]
    asked = Asked(
        name=given["name"] or file.name,
        password=given["password"],
        held_since=given["held_since"],
        detail=Detail(given["detail"]),
    )
    keeping = None if out is None else keeping_of(asked, settings)
    worker = IsolatedWorker(settings, limits or ResourceLimits.of(settings.policy))
    try:
        said, items = worker.judge_bytes(file, noting(asked, keeping))
    finally:
        worker.close()
    answer = said if isinstance(said, NotJudged) else said.checked()
    if keeping is not None and isinstance(answer, Judged):
        report = replace(Report.from_json(answer.text), evidence=items)
        keep(report, file, keeping, out)
    return answer
