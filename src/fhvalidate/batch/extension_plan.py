"""What `batch extend` is asked for and answers: values, without a step of it."""

import os
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from fhvalidate.batch.extension_journal import Entry, Journal
from fhvalidate.batch.file_names import file_named, listed_name
from fhvalidate.frozen import frozen
from fhvalidate.report.model import Report

EVENTS = "extension-events"  # the folder of the PREMIS files, beside the results


@frozen
class Extended:
    """The extended file, judged: nothing in it is worse than before.

    Attributes:
        before: the report on the bytes that were given.
        after: the report on `data`.
    """

    data: bytes
    before: Report
    after: Report


@frozen
class NotExtended:
    """Why a file is not extended.

    Attributes:
        code: a key of the message catalogues.
        facts: what the message names.
        passing: it is not for the file's sake: the authority does not answer now, and may later.
    """

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    passing: bool = False


class Extends(Protocol):
    """What extends a file in memory and judges it; it keeps nothing."""

    def __call__(self, data: bytes, name: str, /) -> Extended | NotExtended:
        """The extended file, or why there is none."""


class Outcome(StrEnum):
    """What became of one file."""

    EXTENDED = "extended"
    ALREADY = "already"  # by an earlier run
    REFUSED = "refused"
    LEFT = "left"  # for the next run: the authority does not answer


def place_of(out: Path | None) -> str:
    """The folder that copies go to, links followed; empty where files are replaced."""
    return "" if out is None else listed_name(os.path.realpath(out))


@frozen
class Plan:
    """Where the files are, and where the extended ones go.

    Attributes:
        results: the folder of the results, with the journal in it.
        above: what the path of every file begins with, to the end of a folder's name.
        out: where the extended copies go; None: into the places of the old ones.
        limit: bytes; what is larger is not read.
        show_personnummer: whether the events say the paths unmasked.
    """

    journal: Journal
    results: Path
    above: str
    out: Path | None
    limit: int
    show_personnummer: bool = False

    @property
    def place(self) -> str:
        """Where the extended files go, as the journal has it."""
        return place_of(self.out)

    def inside(self, entry: Entry) -> str:
        """The path of the file below the folder that all of them are in."""
        return entry.path.removeprefix(self.above).lstrip("/")

    def root_of(self, entry: Entry) -> Path:
        """The folder that the extended file is to be below."""
        return file_named(entry.out or self.above or "/")

    def events_of(self, entry: Entry) -> Path:
        """Where the events of the extension are written."""
        new = "" if entry.written is None else entry.written.sha256[:16]
        return self.results / EVENTS / f"{entry.id:07}-{new}.xml"


CHANGED = NotExtended("batch-extend-changed")
NOT_A_FILE = NotExtended("batch-extend-not-a-file")
