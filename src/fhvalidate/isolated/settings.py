"""Settings and ResourceLimits: what every document of a worker is judged by, and within what."""

from dataclasses import field, replace
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from fhvalidate.constraints import Limits
from fhvalidate.errors import UsageError
from fhvalidate.evidence import Evidence
from fhvalidate.frozen import frozen
from fhvalidate.isolated.codec import decode, encode
from fhvalidate.ocr.engine import TextRecognition
from fhvalidate.pdf_a.answer import TryPdfA
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.detail import Detail
from fhvalidate.report.json import Json
from fhvalidate.trust.anchors import TrustAnchors

if TYPE_CHECKING:
    from fhvalidate.fetch.evidence import Gather

MIN_MEMORY = 320  # megabytes; below that the libraries and a small file do not fit
MIN_SECONDS = 0.1
MAX_SECONDS = 86_400  # a day; what is more is no limit, and more than timers take
MAX_MEMORY = 1_048_576  # megabytes, likewise
_MEGABYTE = 1 << 20


@frozen
class ResourceLimits:
    """What one document may take of the machine; as the policy `default` has it when left out.

    Attributes:
        seconds: of wall clock and of processor, for each step (reading, judging).
        memory: megabytes of address space, for the whole worker process.
        drawing_seconds: of processor, within which the pages of one document are drawn and read.
        drawing_memory: megabytes of address space, beside what the process has, for that.
    """

    seconds: float = field(default_factory=lambda: _default().worker_seconds)
    memory: int = field(default_factory=lambda: _default().worker_megabytes)
    drawing_seconds: float = field(default_factory=lambda: _default().drawing_seconds)
    drawing_memory: int = field(default_factory=lambda: _default().drawing_megabytes)

    @classmethod
    def of(
        cls, policy: Policy, *, seconds: float | None = None, memory: int | None = None
    ) -> "ResourceLimits":
        """What the policy allows, or the seconds and the megabytes that are given instead."""
        limits = policy.limits
        for name, given, least in (
            ("worker_seconds", seconds, MIN_SECONDS),
            ("worker_megabytes", memory, MIN_MEMORY),
        ):
            stated = getattr(limits, name)
            if given is None and stated < least:
                key = f"limits.{name}"
                raise UsageError(
                    "policy-limit-too-small", key=key, value=str(stated), least=str(ceil(least))
                )
        return cls(
            min(limits.worker_seconds if seconds is None else seconds, MAX_SECONDS),
            min(limits.worker_megabytes if memory is None else memory, MAX_MEMORY),
            min(limits.drawing_seconds, MAX_SECONDS),
            min(limits.drawing_megabytes, MAX_MEMORY),
        )

    def __post_init__(self) -> None:
        """Refuses limits within which nothing could be judged."""
        if self.memory < MIN_MEMORY:
            raise UsageError("memory-too-small", value=str(self.memory), least=str(MIN_MEMORY))
        if not self.seconds >= MIN_SECONDS:
            raise UsageError("timeout-too-small", value=str(self.seconds))

    @property
    def bytes(self) -> int:
        """The memory in bytes."""
        return self.memory * _MEGABYTE

    @property
    def drawing_bytes(self) -> int:
        """The memory for drawing in bytes."""
        return self.drawing_memory * _MEGABYTE


def _default() -> Limits:
    return Policy.named("default").limits


@frozen
class Settings:
    """What the documents are judged by: all that a report depends on beside the file itself.

    Attributes:
        at: the time that the verdicts are for, aware.
        fetch: what fetches missing evidence, as `fhvalidate.fetching` makes it; nothing is
            fetched without. The worker names what is missing, and its caller fetches.
        pdf_a: what tries whether a file is the PDF/A that it claims to be; it too is called by
            the worker's caller.
        detail: how much a report holds, where a request does not say.
    """

    trust: TrustAnchors
    at: datetime
    policy: Policy
    evidence: Evidence = field(default_factory=Evidence)
    show_personnummer: bool = False
    text_recognition: TextRecognition = TextRecognition.IF_AVAILABLE
    fetch: "Gather | None" = None
    pdf_a: TryPdfA | None = None
    knowledge: Knowledge = field(default_factory=Knowledge.built_in)
    detail: Detail = Detail.DEFAULT

    def to_json(self) -> Json:
        """The settings in JSON's own types, for a worker."""
        return encode(self)

    @classmethod
    def from_json(cls, value: Json) -> "Settings":
        """The settings that `to_json` gave."""
        settings = decode(value)
        if not isinstance(settings, cls):
            raise TypeError("not the settings of a worker")
        return settings


@frozen
class Start:
    """What a worker process is started with.

    Attributes:
        networked: whether it may reach out, to read what lies there.
    """

    settings: Settings
    limits: ResourceLimits
    networked: bool
    fetches: bool = False
    tries_pdf_a: bool = False

    @classmethod
    def of(cls, settings: Settings, limits: ResourceLimits, *, networked: bool) -> "Start":
        """As the caller has it; what fetches, and what tries, stays with the caller."""
        fetches, tries = settings.fetch is not None, settings.pdf_a is not None
        alone = replace(settings, fetch=None, pdf_a=None)
        return cls(alone, limits, networked, fetches, tries)

    def to_json(self) -> Json:
        """In JSON's own types, for a worker that is no fork."""
        return encode(self)

    @classmethod
    def from_json(cls, value: Json) -> "Start":
        """What `to_json` gave."""
        start = decode(value)
        if not isinstance(start, cls):
            raise TypeError("not what a worker is started with")
        return start
