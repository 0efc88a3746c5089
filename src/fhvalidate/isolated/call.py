"""validate(): as `fhvalidate.validate`, in a worker process that nothing in the file outlives."""

from datetime import UTC, datetime
from os import PathLike, fspath
from pathlib import Path

from fhvalidate.api import DEFAULT_POLICY
from fhvalidate.errors import UsageError
from fhvalidate.evidence import Evidence
from fhvalidate.isolated.answers import Judged, NotJudged
from fhvalidate.isolated.process import IsolatedWorker
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import TrustAnchors


def validate(  # noqa: PLR0913 - as fhvalidate.validate, and its limits
    source: str | PathLike[str] | bytes,
    *,
    trust: TrustAnchors,
    at: datetime | None = None,
    policy: Policy | None = None,
    password: str = "",
    name: str | None = None,
    evidence: Evidence | None = None,
    held_since: datetime | None = None,
    show_personnummer: bool = False,
    limits: ResourceLimits | None = None,
) -> Judged | NotJudged:
    """The report as JSON that has been checked against its schema, or why there is none.

    The arguments are those of `fhvalidate.validate`. The file is parsed in a process of its own
    with rlimits, which is killed when it passes them: nothing that the file does harms the caller.
    Only JSON comes back.

    Args:
        source: the path of a PDF, or its bytes.
        trust: whom to believe.
        at: the time that the verdict is for, aware; now when left out.
        policy: the validation policy; `default` when left out.
        password: of an encrypted file.
        name: what the report calls the document.
        evidence: validation data from outside the file.
        held_since: since when the caller has held these exact bytes, aware.
        show_personnummer: whether the report shows personal identity numbers unmasked.
        limits: seconds and megabytes; 60 and 1024 when left out.

    Raises:
        UsageError: `isolation-unavailable` where the platform has no rlimits; `file-missing`,
            `file-not-readable`; what `fhvalidate.validate` raises.
    """
    data = source if isinstance(source, bytes) else _content(source)
    settings = Settings(
        trust=trust,
        at=datetime.now(UTC) if at is None else at,
        policy=policy or Policy.named(DEFAULT_POLICY),
        evidence=evidence or Evidence(),
        show_personnummer=show_personnummer,
    )
    own_name = "" if isinstance(source, bytes) else Path(fspath(source)).name
    worker = IsolatedWorker(settings, limits or ResourceLimits())
    try:
        return worker.judge_bytes(
            data, name=name or own_name, password=password, held_since=held_since
        )
    finally:
        worker.close()


def _content(source: str | PathLike[str]) -> bytes:
    path = Path(source)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError("file-missing", path=str(path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UsageError("file-not-readable", path=str(path), reason=reason) from error
