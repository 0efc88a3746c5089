"""The job that a run does: the files, what they are judged by, and how."""

from datetime import datetime
from pathlib import Path

from fhvalidate.batch.listing import Inputs
from fhvalidate.frozen import frozen
from fhvalidate.isolated import Settings


@frozen
class Job:
    """What is to be judged, by what, and how.

    Attributes:
        inputs: the files and folders.
        settings: what the documents are judged by.
        manifest_folder: what relative paths in the manifest may be relative to.
        retry_errors: whether documents that were not judged are tried again.
        keeps_earlier: whether what an earlier run settled stands as of its own time.
        now: when the run was started.
    """

    inputs: Inputs
    settings: Settings
    now: datetime
    manifest_folder: Path | None = None
    retry_errors: bool = False
    keeps_earlier: bool = False
