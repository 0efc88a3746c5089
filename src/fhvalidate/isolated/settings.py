"""Settings and ResourceLimits: what every document of a worker is judged by, and within what."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from fhvalidate.errors import UsageError
from fhvalidate.evidence import Evidence
from fhvalidate.isolated.codec import decode, encode
from fhvalidate.ocr.engine import TextRecognition
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.json import Json
from fhvalidate.trust.anchors import TrustAnchors

if TYPE_CHECKING:
    from fhvalidate.fetch.evidence import Gather

DEFAULT_SECONDS = 60.0  # the slowest honest file that was measured took 4; a hostile one is cut off
DEFAULT_MEMORY = 1024  # megabytes; honest files need up to 300
MIN_MEMORY = 192  # megabytes; below that the libraries themselves do not load
MIN_SECONDS = 0.1
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """What one document may take of the machine.

    Attributes:
        seconds: of wall clock and of processor, for each step (reading, judging).
        memory: megabytes of address space, for the whole worker process.
    """

    seconds: float = DEFAULT_SECONDS
    memory: int = DEFAULT_MEMORY

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


@dataclass(frozen=True, slots=True)
class Settings:
    """What the documents are judged by: all that a report depends on beside the file itself.

    Attributes:
        at: the time that the verdicts are for, aware.
        fetch: what fetches missing evidence, as `fetch.evidence.gathering` makes it; nothing is
            fetched without. The worker fetches, within its limits.
    """

    trust: TrustAnchors
    at: datetime
    policy: Policy
    evidence: Evidence = field(default_factory=Evidence)
    show_personnummer: bool = False
    text_recognition: TextRecognition = TextRecognition.IF_AVAILABLE
    fetch: "Gather | None" = None
    knowledge: Knowledge = field(default_factory=Knowledge.built_in)

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
